"""For whom, for which trades, where and for what a product is made, by its own text."""

import re
from collections.abc import Iterator
from functools import cache

from search import taxonomy
from search.language import mentions
from search.language.gazetteer import FIRM
from search.language.reader import borrower, purpose, trades
from search.language.reader.draft import Span
from search.language.reader.passage import Passage
from search.language.reader.purpose_order import ALLOWED
from search.language.reader.trade_named import HARDLY

STOP = "。;!?\n"
WINDOW = 24
MOST = 8
BROAD = 2  # characters of a division's code
NO_LINES = ("科技", "技术", "外贸", "进出口", "出口")  # firms of many trades are called so
BARE = frozenset({"公司", "企业"})
KIND_BEFORE = re.compile(r"(?:小微|中小|小型|微型|民营|科技|制造|外贸|商贸|农业|涉农|各类|[类型业])$")
OWNER = "business_owner"
NOT_FOR = re.compile(
    rf"(?:不面向|不支持|不受理|不做|不含|不包括|不投向|不涉及|禁止|限制|除(?![了非]))[^,{STOP}]{{0,{WINDOW}}}$"
)
EXCEPTED = re.compile(rf"^[^,{STOP}]{{0,10}}(?:除外|不受理|不支持|不予|不做|不在)")
FOR = r"(?:面向|适用|适合|支持|服务|针对|专为|专门|专给|为|给|从事|投向|围绕|助力|对象|限于?|解决)"
MADE_FOR = re.compile(rf"{FOR}[^{STOP}]{{0,{WINDOW}}}$")
FOR_TRADES = re.compile(rf"{FOR}[^,{STOP}]{{0,{WINDOW}}}$")
TRADE_BEHIND = re.compile(
    r"^(?:等|类|型|业)?(?:[^,。;]{0,2})(?:行业|产业|企业|商户|经营者|经营户|店主|集群|大户|农户)"
)
OF_A_PRODUCT = re.compile(r"^[^,。;\s]{0,6}(?:贷|融|e)")  # 惠农e贷 is of no 惠农区
OF_A_BANK = re.compile(
    r"^(?:[^,。;\s]{0,4})?(?:银行|农商|农信|信用社|分行|支行|融资担保|担保|保险|租赁|财险|股份|有限公司|集团)"
)
NATIONWIDE = re.compile(r"全国(?:范围|各地|均可|可办|通办|通用|性|客户|业务|都)|面向全国")
USED_FOR = re.compile(rf"(?:用于|用途|支持|满足|解决|可用|专用|资金|为|购|缓解|覆盖)[^{STOP}]{{0,{WINDOW}}}$")
OWN_PURPOSES = frozenset({"renewal", "plant_purchase", "bond"})  # named at all, they are what it is for
FORBIDDEN = re.compile(rf"(?:不得|不能|不可|不准|禁止|严禁|不用于)[^{STOP}]{{0,{WINDOW}}}$")


def read(passage: Passage) -> Iterator[Span]:
    """subjects, industries, industries_excluded, regions and purpose_kinds."""
    yield from _subjects(passage)
    yield from _trades(passage)
    yield from _places(passage)
    yield from _purposes(passage)


def _subjects(passage: Passage) -> Iterator[Span]:
    text = passage.text
    for hit in borrower.kinds_in(text):
        before, words = text[max(0, hit.start - WINDOW) : hit.start], text[hit.start : hit.end]
        entry = taxonomy.subjects.get(hit.codes[0])
        if entry is None or not entry.word or NOT_FOR.search(before):
            continue
        if words in BARE and not (KIND_BEFORE.search(before) or MADE_FOR.search(before)):
            continue
        owner = words.endswith("企业") and text[hit.end : hit.end + 1] == "主"
        yield Span("subjects", OWNER if owner else entry.word, hit.start, hit.end + owner)


def _trades(passage: Passage) -> Iterator[Span]:
    """A trade counts where the text says for whom it is, or names a line of business."""
    found: dict[str, None] = {}
    lines = list(_lines(passage.text))
    own = (one for one in _named(passage) if not any(s < one[1] and one[0] < e for s, e, _ in lines))
    for start, end, code in sorted({*own, *lines}):
        before, behind = passage.text[max(0, start - WINDOW) : start], passage.text[end : end + WINDOW]
        barred = NOT_FOR.search(before) or EXCEPTED.match(behind)
        counts = barred or FOR_TRADES.search(before) or TRADE_BEHIND.match(behind)
        if counts and len(found) < MOST and not any(code.startswith(other) for other in found):
            found[code] = None
            yield Span("industries_excluded" if barred else "industries", code, start, end)


def _named(passage: Passage) -> Iterator[tuple[int, int, str]]:
    """Trades by their everyday names: 奶茶店, 轴承."""
    for trade in trades.named(passage.written):
        if trade.rank < HARDLY and not trade.words.startswith(NO_LINES):
            yield trade.start, trade.end, trade.codes[0]


def _lines(text: str) -> Iterator[tuple[int, int, str]]:
    """Sections and divisions by their official names: 制造业, 批发和零售业; 房地产行业 too."""
    for found in _line_names().finditer(text):
        yield found.start(), found.end(), _line_codes()[found[1]]


@cache
def _line_codes() -> dict[str, str]:
    """Names of sections and divisions without 业, the broader code where one name is both."""
    entries = sorted(taxonomy.industries.all(), key=lambda entry: (len(entry.code), entry.code))
    broad = [entry for entry in entries if len(entry.code) <= BROAD and entry.name.endswith("业")]
    found: dict[str, str] = {}
    for entry in broad:
        found.setdefault(entry.name.removesuffix("业"), entry.code)
    return found | {"批发零售": "F", "娱乐": "90"}


@cache
def _line_names() -> re.Pattern[str]:
    names = sorted(_line_codes(), key=len, reverse=True)
    return re.compile(
        rf"({'|'.join(map(re.escape, names))})(?:业|行业|(?=[、和及或与][^,。;!?]{{0,12}}(?:行业|业)))"
    )


def _places(passage: Passage) -> Iterator[Span]:
    """Every place but those in an institution's name."""
    text = passage.text
    if found := NATIONWIDE.search(text):
        yield Span("regions", taxonomy.COUNTRY, *found.span())
    seen = mentions.mentions_in(text)[:MOST]
    clear = tuple(dict.fromkeys(city for one in seen if one.code for city in _city(one.code)))
    for mention in (one if one.code else mentions.narrowed(one, clear) for one in seen):
        if mention.code and mention.hold == FIRM and _is_served(text, mention.start, mention.end):
            yield Span("regions", mention.code, mention.start, mention.end)


def _is_served(text: str, start: int, end: int) -> bool:
    """Not in the name of an institution or a product, and not left out."""
    before, behind = text[max(0, start - WINDOW) : start], text[end : end + WINDOW]
    return not (OF_A_BANK.match(behind) or OF_A_PRODUCT.match(behind) or NOT_FOR.search(before))


def _city(code: str) -> Iterator[str]:
    """The place itself and the city around it, in which its neighbours lie too."""
    above = taxonomy.regions.ancestors(code)
    return (one for one in above if one == code or taxonomy.regions.get(one).level == "city")


def _purposes(passage: Passage) -> Iterator[Span]:
    for hit, code in purpose.named(passage.text):
        entry, before = taxonomy.purposes.get(code), passage.text[max(0, hit.start - WINDOW) : hit.start]
        if entry is None or entry.at_filing != ALLOWED or FORBIDDEN.search(before):
            continue
        if USED_FOR.search(before) or entry.kind in OWN_PURPOSES:
            yield Span("purpose_kinds", entry.kind, hit.start, hit.end)
