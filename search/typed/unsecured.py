"""不要求厂房抵押, 无需担保: who types this looks for what takes no security, not for what names it."""

import functools
import re

from search import taxonomy

# Behind 能, 需, 有 … it is a question (能不能抵押), and 不动产 is a thing.
DENIAL = (
    r"(?<![能可要用需是有])(?:没有|没|无需|无须|无|免(?:去|除|于)?"
    r"|不(?!动产)(?:能|想|愿意?)?(?:强制|硬性)?(?:用|需要?|必须?|要求?|接受|收|看|做|办|提供)?)"
)
FILLERS = r"(?:要求|提供|任何|额外|另外|什么|实物|强制|追加|办理|再|找|拿|用|做|有|的){0,3}"
PLEDGE = r"(?:抵质押|反担保|抵押|质押|担保|保证人|押品|押(?!金))(?:物|品|人|公司|方式|手续)?"
BETWEEN = r"[、和或及与跟/]?"
AT_THE_END = (
    r"(?:抵押|质押|担保)(?:物|品|人)?(?:都|也|统统|一律)?(?:不用|不需要|不要|不要求|没有)"
    r"(?=$|[的\s,，。;；、!！?？])"
)
MOST_THINGS = 3


def spans(text: str) -> list[tuple[int, int]]:
    """Where a folded text says so, in order."""
    return [found.span() for found in _said().finditer(text)]


@functools.cache
def _said() -> re.Pattern[str]:
    things = rf"(?:(?:{_things()}){BETWEEN}){{0,{MOST_THINGS}}}"
    pledged = rf"{things}(?:来|去|作|做)?{PLEDGE}(?:{BETWEEN}{PLEDGE}){{0,2}}"
    return re.compile(rf"{DENIAL}{FILLERS}(?:抵?押(?:{_things()})|{pledged})|{AT_THE_END}")


@functools.cache
def _things() -> str:
    """Everything that may be given as security by its bare name, longest first."""
    names = {name for entry in taxonomy.securities.all() for name in (entry.name, *entry.aliases)}
    bare = {name for name in names if "押" not in name and "保" not in name} | {"车", "房", "东西", "资产"}
    return "|".join(map(re.escape, sorted(bare, key=lambda name: (-len(name), name))))
