"""The matcher without any shortcut, the measure for the fast one: every pair is judged by itself."""

from collections import Counter

from search.advice import Question, apply_change, asked, change_words
from search.answers import Match, Matches, NearMiss
from search.engines.questions import closest, for_need, for_product, near_need
from search.engines.text import query_words
from search.facts import facts_of
from search.matcher import CLOSE_CANDIDATES, NEAR_CANDIDATES, NEED_CANDIDATES, PRODUCT_CANDIDATES
from search.rank_levels import RELATED, level
from search.ranking import LEAST_LISTED, score, tie_break
from search.reasons import sentence
from search.relevance import relevance
from search.rules import decide, is_match


def judge(need, product, persona="owner"):
    """One pair as the published texts say."""
    verdicts, facts = decide(need, product), facts_of(need)
    value = 0.0
    if is_match(verdicts):
        value = score(need, product, facts, verdicts, relevance(need, product))
    return Match(need.id, product.id, value, verdicts, tuple(sentence(v, persona) for v in verdicts))


def products_for(matcher, need, limit, near):
    words, facts = query_words(need.text), facts_of(need)

    def found(queries):
        return [key for query in queries for key, _ in matcher.engine.find("product", query)]

    close = closest(need, words, CLOSE_CANDIDATES, facts)
    candidates = found([*close, for_need(need, words, PRODUCT_CANDIDATES, facts)])
    further = found(near_need(need, words, NEAR_CANDIDATES, facts))
    products = matcher._load_products([*candidates, *further])
    judged = {key: judge(need, product) for key, product in products.items()}
    allowed = [judged[key] for key in dict.fromkeys(candidates) if is_match(judged[key].verdicts)]
    missed = [near_miss(need, products[key], match.verdicts) for key, match in judged.items()]
    nearest = sorted((entry for entry in missed if entry), key=lambda entry: entry[:2])
    return Matches(
        tuple(in_order(allowed, matcher._week)[:limit]),
        tuple(miss for _, _, miss, _ in nearest[:near]),
        questions(need, facts, [(products[match.product_id], match.verdicts) for match in allowed]),
    )


def needs_for(matcher, product, limit):
    hits = matcher.engine.find("need", for_product(product, query_words(product.text), NEED_CANDIDATES))
    needs = matcher._load_needs([key for key, _ in hits])
    judged = [judge(need, product, "browsing") for need in needs.values()]
    return tuple(in_order(judged, matcher._week)[:limit])


def in_order(matches, week):
    listed = [match for match in matches if match.score >= LEAST_LISTED]
    return sorted(listed, key=lambda m: (-m.score, tie_break(m.need_id, m.product_id, week)))


def near_miss(need, product, verdicts):
    """(minus the score after the change, id, near miss, changed need), or None."""
    failed = [verdict for verdict in verdicts if verdict.blocks]
    if not failed or any(verdict.severity == "hard" for verdict in failed) or failed[0].change is None:
        return None
    change = failed[0].change
    changed = apply_change(need, change)
    after = judge(changed, product)
    value = after.score
    if value < LEAST_LISTED:
        return None
    shown = {"key": change.key, "to": change.to, "words": change_words(change, failed[0], after.verdicts)}
    miss = NearMiss(product.id, tuple(verdict.rule for verdict in failed), shown, verdicts)
    return -value, product.id, miss, changed


def questions(need, facts, allowed):
    """Each counted where nothing but its own rule may keep the product off the list."""
    counts = Counter()
    for product, verdicts in allowed:
        waits = {
            found
            for at, verdict in enumerate(verdicts)
            if (found := asked(verdict))
            and level(need, product, facts, verdicts[:at] + verdicts[at + 1 :]) >= RELATED
        }
        counts.update(waits)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Question(key, ask, worth) for (key, ask), worth in ranked)
