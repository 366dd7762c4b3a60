"""What the borrower has and lacks: words of requirements.csv, with what follows from them.

The figures that qualifications carry are read elsewhere; grades and sizes of fields are read here.
"""

import re
from collections.abc import Iterator
from functools import cache

from search.language.figures import value_of
from search.language.reader import denial, holders, topics
from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage
from search.language.reader.patterns import Hit, Patterns
from search.taxonomy import requirements

SHORTEST = 2
LIKELY, DENIED_ONLY, ABSENT = "~", "!", "^"  # behind a word of the data file
# 没贷过款, 无逾期, 还没收入: the denial belongs to the word.
DENIALS_THEMSELVES = frozenset({"firsthand", "no_overdue", "norev"})
# 专利还在申请: neither there nor lacking.
PENDING = re.compile(
    r"(?:证书?|都|也|目前|现在)*(?:还|正)?在?(?:申请|办理|审批|评审|受理|公示|申报)(?:中|呢|当中|阶段)?(?=[,。;!?\s]|$)"
)
OTHERWISE = re.compile(r"不是[^,。;!?\n]{0,4}$")  # 不是买车 does not say that there is none
GRADE = re.compile(
    r"(?:纳税|税务|税收|信用)(?:信用)?(?:等级|评级|评定|级别)?(?:是|为|:|评了?|评上|评到)?\s?([abcdm])(?![a-z0-9])\s?级?"
    r"|(?<![a-z])([abcdm])级(?:纳税|的?纳税|税)"
)
AREA = re.compile(r"([0-9.一二两三四五六七八九十百千万]{1,8})(?:多|来|余)?亩([^,。;!?\n]{0,6})")
GRAIN = re.compile(r"稻|麦|玉米|苞米|粮|青稞|大豆|黄豆|高粱|谷子|谷|油菜|荞|藜麦|薏")
GRAIN_SCALE, OTHER_SCALE = 50, 300  # 亩 from which a grower counts as large
# 给大学生做快餐, 残疾人轮椅: customers and goods, not who borrows.
PEOPLE = frozenset(
    {"vet", "woman", "disabled", "graduate", "newcomer", "unemployed", "returnee", "startgrp", "qr"}
)
SERVING = re.compile(r"(?:给|为|面向|针对|服务|(?<![买能])卖|专做|维修|(?<!进)修|代理)[^,。;!?\n]{0,3}$")
THEIR_GOODS = re.compile(
    r"(?:们)?(?:服务站|用品|轮椅|服装|衣服|服饰|食堂|公寓|康复|托养|之家|中心|专用|市场|客户|顾客|培训|学校|收款机)"
)
TECHNICAL = re.compile(r"公司|企业|研发|团队|初创|创业|实验室|专利|软著|博士|融资|天使")
TRADING = re.compile(r"店|档口|批发|零售|维修|倒卖|卖(?!出)")


def read(passage: Passage) -> Iterator[Span | Question]:
    """Tags and lacks with the words they came from; what is both said and denied is only said."""
    has, lacks = _found(passage)
    for word, span in has.items():
        yield span
        for other in requirements.implied(word.partition(":")[0]):
            if other not in has:
                yield Span("tags", other, span.start, span.end, span.sure)
    for word, span in lacks.items():
        if word not in has:
            yield span


def _found(passage: Passage) -> tuple[dict[str, Span], dict[str, Span]]:
    has: dict[str, Span] = {}
    lacks: dict[str, Span] = {}
    for span in (*_graded(passage), *_large_fields(passage)):
        has.setdefault(span.value, span)
    for hit in _patterns().find(passage.text):
        for code in hit.codes:
            word, sure = code.rstrip(LIKELY + DENIED_ONLY), "likely" if code.endswith(LIKELY) else "said"
            if code.endswith(ABSENT):
                lacks.setdefault(code[:-1], Span("lacks", code[:-1], hit.start, hit.end))
                continue
            if code.endswith(DENIED_ONLY) and OTHERWISE.search(
                passage.text, max(0, hit.start - 6), hit.start
            ):
                continue
            if word not in DENIALS_THEMSELVES and _is_lacking(passage, hit, word):
                lacks.setdefault(word, Span("lacks", word, hit.start, hit.end))
            elif _counts(passage, hit, code):
                has.setdefault(word, Span("tags", word, hit.start, hit.end, sure))
    for hit in topics.overdue_now(passage.text):
        lacks.setdefault("no_overdue", Span("lacks", "no_overdue", hit.start, hit.end))
    return has, lacks


def _is_lacking(passage: Passage, hit: Hit, word: str) -> bool:
    """没有专利, 不开票; a security that is not to be used (不用房子) may well be there."""
    unpractised = not requirements.by_word(word).security_word and denial.unpractised(passage, hit.start)
    return unpractised or denial.lacking(passage, hit.start, hit.end)


def _counts(passage: Passage, hit: Hit, code: str) -> bool:
    if PENDING.match(passage.text, hit.end):
        return False
    if code.rstrip(LIKELY) in PEOPLE and _is_of_customers(passage.text, hit):
        return False
    if holders.others(passage, hit, code.rstrip(LIKELY), code.endswith(LIKELY)):
        return False
    if code.endswith(DENIED_ONLY) or denial.unwanted(passage, hit.start, hit.end):
        return False
    return not code.endswith(LIKELY) or _is_technical(passage.text)


def _is_of_customers(text: str, hit: Hit) -> bool:
    served = SERVING.search(text, max(0, hit.start - 8), hit.start)
    return served is not None or THEIR_GOODS.match(text, hit.end) is not None


def _is_technical(text: str) -> bool:
    """A firm that develops, not a shop that sells what others developed."""
    return TECHNICAL.search(text) is not None and not TRADING.search(text)


def _graded(passage: Passage) -> Iterator[Span]:
    """纳税信用B级, A级纳税人."""
    for found in GRADE.finditer(passage.text):
        if not denial.denied(passage, *found.span()):
            grade = (found[1] or found[2]).upper()
            yield Span("tags", f"tax_grade:{grade}", *found.span())


def _large_fields(passage: Passage) -> Iterator[Span]:
    """Grain from 50 亩, anything else from 300."""
    for found in AREA.finditer(passage.text):
        area = value_of(found[1])
        near = passage.text[max(0, found.start() - 16) : found.end()]
        if area and area >= (GRAIN_SCALE if GRAIN.search(near) else OTHER_SCALE):
            yield Span("tags", "scale", *found.span())


def words_in(text: str) -> Iterator[Hit]:
    """Every qualification that a folded text names, had or not; a mark behind a code: not outright."""
    return _patterns().find(text)


@cache
def _patterns() -> Patterns:
    own = (
        (alias, entry.word)
        for entry in requirements.all()
        if entry.value_kind == "none"
        for alias in (*entry.aliases, *entry.name.split("、"))
        if len(alias) >= SHORTEST
    )
    return Patterns("qualifications.txt", own)
