"""Whether a length of time is the term asked for, the age of the business, or something else."""

import functools
import re
from pathlib import Path

from search.language.reader.durations import Duration
from search.language.reader.passage import Passage

WORDS = Path(__file__).parents[1] / "data" / "length_words.txt"
WINDOW = 30
FILLER = re.compile(
    r"(?:了|已经?|都|也|有|满|整整|差不多|大概|大约|约|快|将近|接近|个|为|是|到|最长|最多|不超过|最好|至少|至今|到现在|这行|这个|生意|先|想|要|来|"
    r"的|就|才|刚|也就|一共|前后|算来|算起来|起码|期限|上|成|分|:|\s)*"
)
MONEY_BEFORE = re.compile(
    r"(?:[贷借融要差缺需求]|周转)[^,。;；]{0,16}[万亿wk元块千个](?:钱|元|左右|上下)?[的,，\s]*$"
)
ELAPSED = re.compile(r"多?(?:的时间)?了(?!断|结|事)")
BEHIND_FILLER = re.compile(
    r"(?:左右|上下|以内|之内|内|的时间|时间|就|能|可以|慢慢|再|后|之后|里|到期|一次性?|全部|分批|陆续|争取|保证|[多吧\s])*"
)
ALONE = re.compile(
    r"(?:就|最好|大概|大约|想|要|期限|借|用|贷|左右|以内|之内|内|吧|的|期|即可|就行|就够|可以|最长|最多|不超过|差不多|时间|\s)*"
)
MONEY_NEAR = re.compile(
    r"[贷借融]|租赁|分期|按揭|周转|[\d一二三四五六七八九十百两]\s?个?[万亿wk千](?!\w{0,2}[亩只头])|元|块钱"
)


@functools.cache
def _tables() -> tuple[dict[str, dict[str, str]], dict[str, re.Pattern[str]]]:
    """Role of each word, and one pattern of all words, longest first; by side."""
    roles: dict[str, dict[str, str]] = {"before": {}, "behind": {}}
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            side, role, *words = line.split()
            roles[side].update(dict.fromkeys(words, role))
    patterns = {
        side: re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
        for side, words in roles.items()
    }
    return roles, patterns


def role(passage: Passage, duration: Duration) -> tuple[str, bool]:
    """("term" | "firm" | "other" | "", whether the words say it outright)."""
    start, end = passage.clause_at(duration.start)
    before = passage.text[max(start, duration.start - WINDOW) : duration.start]
    behind = passage.text[duration.end : max(end, duration.end)]
    elapsed = duration.more or bool(ELAPSED.match(behind))
    said, near = (
        _said_before(before) if before.strip() else _said_before_clause(passage, start, elapsed=elapsed)
    )
    after = _said_behind(behind)
    if duration.instalments:
        return "other" if said == "other" else "term", True
    if after == "firm":
        return "firm", True
    if after == "term" and not elapsed and said != "other":
        return "term", True
    if said == "firm" and (near or (elapsed and after != "other")):
        return "firm", near
    if "other" in {after, said} or elapsed:
        return "other", True
    if (said == "term" and near and not before.endswith(("了", "过"))) or MONEY_BEFORE.search(before):
        return "term", True
    alone = ALONE.fullmatch(before) and ALONE.fullmatch(behind)
    return ("term", True) if alone and _near_money(passage, start) else ("", False)


def _said_before(words: str) -> tuple[str, bool]:
    """The role of the last word that has one, and whether nothing but small words follows it."""
    roles, patterns = _tables()
    last = max(patterns["before"].finditer(words), key=re.Match.end, default=None)
    if last is None:
        return "", False
    return roles["before"][last[0]], bool(FILLER.fullmatch(words[last.end() :]))


def _said_before_clause(passage: Passage, start: int, *, elapsed: bool) -> tuple[str, bool]:
    """What the clause before lends: its last word (期限：12个月), or what is done since (养了羊，三年了)."""
    earlier = next((passage.text[s:e] for s, e in reversed(passage.clauses) if e <= start), "")
    said, near = _said_before(earlier[-WINDOW:])
    return (said, near) if near or (elapsed and said == "firm") else ("", False)


def _said_behind(words: str) -> str:
    roles, patterns = _tables()
    filler = BEHIND_FILLER.match(words)
    follows = patterns["behind"].match(words, filler.end() if filler else 0) or patterns["behind"].match(
        words
    )
    return roles["behind"][follows[0]] if follows else ""


def _near_money(passage: Passage, start: int) -> bool:
    """Whether one of the two clauses before speaks of the money, and the nearest of no business run."""
    earlier = [passage.text[s:e] for s, e in passage.clauses if e <= start][-2:]
    return any(MONEY_NEAR.search(clause) for clause in earlier)
