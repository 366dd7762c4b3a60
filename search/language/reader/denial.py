"""Whether words are denied where they stand: 没有房产 · 不想押房子 · 没房没地 · 抵押物拿不出."""

import re

from search.language.reader.passage import Passage

REACH = 8  # characters between a denial and what it denies
BEFORE = re.compile(
    rf"(?:没有?|冇|无|未|缺少?|不想|不愿意?|不要|不用|不打算|不是|不敢|不能|不肯|不|别|拿不出|出不了|从没|从未|还没)[^,。;!?]{{0,{REACH}}}$"
)
BEHIND = re.compile(
    r"^(?:都|也|又|就|我|一个|什么|啥|全)?(?:没有?|冇|拿不出|出不了|不想|不愿|不敢|不行|不够格|不符合|没戏)"
)


def denied(passage: Passage, start: int, end: int) -> bool:
    """Whether what stands from `start` to `end` is said not to be so."""
    return bool(BEFORE.search(passage.before(start)) or BEHIND.search(passage.behind(end)))
