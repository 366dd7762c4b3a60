"""What the names of GB/T 4754 themselves say: goods that are made, and trades by their full names."""

import re
from collections.abc import Iterator

from search import taxonomy
from search.language.characters import fold_case

# 缝制机械制造 makes 缝制机械.
MADE = re.compile(r"(.+?)(?:制造业?|加工|生产)")
BRACKETS, PARTS = re.compile("（.*?）"), re.compile("[、和及或]")
SERVICE = re.compile(r"(?:管理)?(?:服务业?|活动)$")
MONEY = ("66", "67", "68", "69")  # whose names are what everybody asks for: 融资租赁
CLASS_WIDTH, SHORTEST_NAME = 4, 3


def standard_trades() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The standard's own names of classes, with 服务 and without: 翻译服务, 翻译."""
    for industry in taxonomy.industries.all():
        name = BRACKETS.sub("", industry.name)
        if (
            len(industry.code) == CLASS_WIDTH
            and not name.startswith("其他")
            and not industry.code.startswith(MONEY)
        ):
            yield from (
                (word, (industry.code,))
                for word in {name, SERVICE.sub("", name)}
                if len(word) > SHORTEST_NAME
            )


def standard_goods() -> Iterator[tuple[str, str]]:
    """缝制机械 and the like: what the standard's own names of manufacturing call what is made."""
    for industry in taxonomy.industries.all():
        made = MADE.fullmatch(BRACKETS.sub("", industry.name)) if len(industry.code) == CLASS_WIDTH else None
        for word in PARTS.split(made[1]) if made else ():
            if len(word) >= SHORTEST_NAME and not word.startswith("其他"):
                yield fold_case(word), industry.code
