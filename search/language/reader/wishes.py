"""Kinds of products asked for by name: 想要信用贷, 无还本续贷; not those declined or owed."""

import re
from collections.abc import Iterator
from functools import cache

from search.language.reader import denial
from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage
from search.language.reader.patterns import Patterns
from search.taxonomy import product_types

FINANCE = (
    "贷",
    "贷款",
    "融资",
    "租赁",
    "回租",
    "直租",
    "保函",
    "贴现",
    "保理",
    "续贷",
    "押汇",
    "福费廷",
    "展期",
    "信用证",
)
# 欠着网贷, 有笔信用贷, 去年办过税贷: what is there already is not asked for.
OWED = re.compile(
    r"(?:还清?|还掉|欠着?|借过?|借了|背着|背了|有笔|有一笔|有个|已有|现有|办过|贷过|用过|做过|拿去还|填|结清|[去前]年[^,。;!?\n]{0,4})[^,。;!?\n]{0,4}$|(?:置换|换掉|替换)[^,。;!?\n]{0,12}$"
)
OWED_BEHIND = re.compile(r"^[^,。;!?\n]{0,6}(?:到期|还没还|没还完|要还|还清|逾期|拒了|被拒|没批)")
BY_SECURITY = ("P02", "P03", "P05")  # 拿铺面抵押贷 says what is offered, not which product is wanted
LETTER, OPENED = "信用证", re.compile(r"(?:开|办|做)(?:个|张|一张|立)?[^,。;!?\n]{0,4}$")
RENEWED = ("P0901", "P0807", "P0904")  # what falls due is what these are for


def read(passage: Passage) -> Iterator[Span | Question]:
    """Each kind asked for, once."""
    for hit in _patterns().find(passage.text):
        if denial.denied(passage, hit.start, hit.end):
            continue
        before, behind = (
            passage.text[max(0, hit.start - 12) : hit.start],
            passage.text[hit.end : hit.end + 12],
        )
        if passage.text[hit.start : hit.end] == LETTER and not OPENED.search(before):
            continue  # 信用证已到 is a customer's
        if hit.codes[0] in RENEWED or not (OWED.search(before) or OWED_BEHIND.match(behind)):
            yield Span("product_type_codes", hit.codes[0], hit.start, hit.end)


@cache
def _patterns() -> Patterns:
    own = (
        (alias, entry.code)
        for entry in product_types.all()
        for alias in entry.aliases
        if alias.endswith(FINANCE) and not entry.code.startswith(BY_SECURITY)
    )
    return Patterns("products.txt", own)
