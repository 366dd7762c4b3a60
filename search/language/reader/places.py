"""The division where the business is run, to the county where the words say so.

Of several places the one that is most clearly the writer's own counts, in its finest form. A name that
several counties bear is told apart by the other places of the text, or asked about.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from search import taxonomy
from search.language import mentions
from search.language.gazetteer import FIRM, WEAK
from search.language.mentions import Mention
from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage
from search.language.reader.place_roles import AWAY, DOUBT, FAINT, HOME, LIKELY, PLAIN, standing
from search.language.reader.trade_lists import is_named, serves

KEY = "region_code"
MOST = 40  # mentions looked at: nobody names more places in one need
MOST_NAMED = 6
LISTED = re.compile(r"\s?(?:、|和|与|及|以及|还有)\s?")
ROUTES = re.compile(r"[拉运收进订]\w{1,6}、")
MUNICIPALITIES = ("110000", "120000", "310000", "500000")


class Seen(NamedTuple):
    """A mention with what it is to the writer."""

    mention: Mention
    standing: int


def read(passage: Passage) -> Iterator[Span | Question]:
    """The region with the words that name it, or a question that names what it may be."""
    text = passage.text
    seen = _seen(text, [place for place in passage.places[:MOST] if not _of_goods(passage, place)])
    own = _of_more_than_a_dish(text, _told_apart([one for one in seen if _counts(one)]))
    best = _best(own)
    if best is None:
        yield from _asked(passage, own or [one for one in seen if one.standing == DOUBT])
    elif best.mention.code is None:
        yield Question(KEY, _which(best.mention))
    else:
        sure = "said" if best.standing >= LIKELY or len(seen) == 1 else "likely"
        yield Span(KEY, best.mention.code, best.mention.start, best.mention.end, sure)


def _seen(text: str, places: Iterable[Mention]) -> list[Seen]:
    """The places of a text; one that is listed behind another (杭州和宁波) is what that one is."""
    seen: list[Seen] = []
    for found in places:
        listed = seen and _listed(text, seen[-1], found)
        seen.append(Seen(found, seen[-1].standing if listed else standing(text, found)))
    for i in range(len(seen) - 2, -1, -1):  # 上海杭州来的
        if seen[i + 1].standing == AWAY and seen[i].mention.end == seen[i + 1].mention.start:
            seen[i] = seen[i]._replace(standing=AWAY)
    return seen


def _of_goods(passage: Passage, place: Mention) -> bool:
    """春联 is a township, too, 香坊 of 制香坊 a district, 景泰 of 景泰蓝 a county; 五常大米 tells a place."""
    if place.parts > 1:
        return False
    name = passage.text[place.start : place.end]
    bare = place.hold == WEAK and not taxonomy.townships.named(name)
    return any(
        word.start < place.start
        or (bare and word.end == place.end)
        or (word.end > place.end and not is_named(word.word.removeprefix(name)))
        for word in passage.trade_words
        if word.start <= place.start and place.end <= word.end and not word.entry.hides
    )


def _listed(text: str, last: Seen, found: Mention) -> bool:
    """杭州和宁波; also 从阿克苏拉核桃、若羌拉红枣, of which neither is where one lives."""
    away = last.standing == AWAY and ROUTES.fullmatch(text, last.mention.end, found.start)
    return bool(away or LISTED.fullmatch(text, last.mention.end, found.start))


def _of_more_than_a_dish(text: str, own: list[Seen]) -> list[Seen]:
    """Without 新疆 of 新疆烤串店, where another place is told as plainly."""
    others = [one for one in own if one.standing == HOME or not serves(text, one.mention.end)]
    return others if any(one.standing >= PLAIN for one in others) else own


def _counts(one: Seen) -> bool:
    """Whether it may be where the business is: a word of ordinary language needs a sign of that."""
    beyond = not all(taxonomy.regions.mainland(code) for code in one.mention.codes)
    return not beyond and one.standing >= (FAINT if one.mention.hold == FIRM else LIKELY)


def _told_apart(own: list[Seen]) -> list[Seen]:
    """Names of several counties, narrowed by the broader places beside them."""
    clear = tuple(one.mention.code for one in own if one.mention.code)
    return [
        one._replace(mention=mentions.narrowed(one.mention, clear)) if one.mention.code is None else one
        for one in own
    ]


def _best(own: list[Seen]) -> Seen | None:
    """The most clearly named place, in its finest form; None where two stand against each other."""
    highest = max((one.standing for one in own), default=PLAIN)
    first = [one for one in own if one.standing == highest]
    finest = [one for one in first if not any(_inside(other, one) for other in first)]
    codes = dict.fromkeys(one.mention.codes for one in finest)
    if len(codes) > 1:
        return _city_of(finest)
    return _finer(finest[0], own) if finest else None


def _city_of(several: list[Seen]) -> Seen | None:
    """The city that holds all of them, where the business is run in several of its districts."""
    if several[0].standing < LIKELY:
        return None
    regions = taxonomy.regions
    chains = [regions.ancestors(one.mention.code or "") for one in several]
    shared = [code for code in chains[0] if all(code in chain for chain in chains)]
    city = regions.get(shared[0]) if shared else None
    if city is None or (city.level != "city" and city.code not in MUNICIPALITIES):
        return None
    first = several[0].mention
    return Seen(replace(first, end=several[-1].mention.end, codes=(city.code,)), PLAIN)


def _finer(best: Seen, own: list[Seen]) -> Seen:
    """The finest of the places inside it that are named anywhere, if they are one."""
    inside = [one for one in own if _inside(one, best)]
    finest = [one for one in inside if not any(_inside(other, one) for other in inside)]
    return finest[0] if len({one.mention.code for one in finest}) == 1 else best


def _inside(fine: Seen, broad: Seen) -> bool:
    """Whether one place lies inside another and is finer."""
    inner, outer = fine.mention.code, broad.mention.code
    return bool(inner and outer and inner != outer and taxonomy.regions.covers(outer, inner))


def _asked(passage: Passage, seen: list[Seen]) -> Iterator[Question]:
    """Which of the places it is, or whether the one that was named is one at all."""
    words = list(dict.fromkeys(passage.written[one.mention.start : one.mention.end] for one in seen))
    if len(words) == 1:
        yield Question(KEY, f"您提到“{words[0]}”：生意是在那里做吗？请写明在哪个县（市、区）。")
    elif words:
        yield Question(KEY, f"您提到“{'”、“'.join(words[:MOST_NAMED])}”：生意主要在哪里做？")


def _which(mention: Mention) -> str:
    """The question about a name that several divisions bear, with all of them up to six."""
    named = [taxonomy.regions.full_name(code) for code in mention.codes[:MOST_NAMED]]
    more = "等" if len(mention.codes) > MOST_NAMED else ""
    return f"叫这个名字的地方有{'、'.join(named)}{more}，您在哪一个？"
