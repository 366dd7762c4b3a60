"""Where firms, brands and streets are named, and whatever own rows know about the writer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search import taxonomy
from search.language.characters import CHINESE_DIGITS, fold

Span = tuple[int, int, str]

SIGNBOARD = re.compile(
    r"(?:公众号|抖音号?|视频号|小红书号?|店名|店铺名|招牌|字号|品牌名?)(?:是叫|叫做?|:|搜索?)\s*[\"“”「『]?([㐀-鿿A-Za-z0-9]{2,12})"
)
FIRM = re.compile(
    r"((?:[^\s,。、;!?:是的家叫做在我们为和与给跟向由有\d]){3,18}(?:股份有限公司|有限责任公司|有限公司|合伙企业)"
    r"|[㐀-鿿]{1,6}[省市县区镇乡村][㐀-鿿]{2,12}(?:专业合作社|联合社|家庭农场|经营部|商行))"
)
FIRM_ENDINGS = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团|农民专业合作社|专业合作社|合作社|家庭农场|经营部|商行|商店|工作室"
    r"|餐饮店|餐饮管理|工厂|加工厂|个体工商户)$"
)
TRADE_ENDING = re.compile(
    r"(?:餐饮|食品|饮料|服饰|服装|纺织|科技|技术|信息|网络|软件|贸易|商贸|实业|工贸|物流|运输|建材|建设|建筑|装饰|五金|机械|机电|电子|电器|"
    r"农业|养殖|种植|生态|家具|包装|印刷|塑料|化工|环保|新能源|能源|医疗|医药|教育|文化|传媒|旅游|酒店|美容|汽车|制造|加工|发展|"
    r"投资|管理|服务|咨询|设备|材料|制品|用品|饰品|工程|经营|水产|果蔬|茶业|粮油)$"
)
SHORTEST_CORE = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What own rows hold about the writer: names of the firm and its people, numbers, address, brands."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    street: str = ""
    brands: tuple[str, ...] = ()


def find(folded: str, known: Known) -> Iterator[Span]:
    """Every place where somebody or something identifying is named: (start, end, kind)."""
    for words, kind in _known_words(known):
        if _may_hold(folded, words):
            yield from ((found.start(), found.end(), kind) for found in _spelled(words).finditer(folded))
    for pattern in (FIRM, SIGNBOARD):
        yield from ((found.start(1), found.end(1), "name") for found in pattern.finditer(folded))


def _known_words(known: Known) -> Iterator[tuple[str, str]]:
    for name in known.names:
        yield from ((form, "name") for form in _forms_of(fold(name).strip()))
    for phone in known.phones:
        yield fold(phone).strip(), "phone"
    for part in _street_forms(fold(known.street).strip()):
        yield part, "address"
    for brand in known.brands:
        yield fold(brand).strip(), "name"


def _forms_of(name: str) -> set[str]:
    """A name as written, then without its legal ending, the place before it and its trade, step by step."""
    ending = FIRM_ENDINGS.search(name)
    forms = {name}
    bare = re.sub(r"[()].*?[()]", "", name[: ending.start()] if ending else name)
    for start in sorted({0, _place_at_beginning(bare)} if ending else {0}):
        core = bare[start:]
        while len(core) >= SHORTEST_CORE:
            forms.add(core)
            shorter = TRADE_ENDING.sub("", core) if ending else core
            core = shorter if shorter != core else ""
    return {form for form in forms if len(form) >= SHORTEST_CORE and not _common(form)}


def _place_at_beginning(name: str) -> int:
    """How many characters at the beginning name a place, 浙江省杭州市 in the name of a firm."""
    place = 0
    while length := next(
        (n for n in range(8, 1, -1) if taxonomy.regions.by_alias(name[place : place + n])), 0
    ):
        if len(name[place:]) - length < SHORTEST_CORE:
            break
        place += len(name[place : place + length])
    return place


def _common(word: str) -> bool:
    """Whether a part of a name is a word that anybody uses: a place or a trade."""
    return bool(taxonomy.regions.by_alias(word) or taxonomy.industries.by_alias(word))


def _street_forms(street: str) -> set[str]:
    """The address as written, and its road, estate or building by itself."""
    parts = re.findall(
        r"[㐀-鿿]{2,12}?(?:路|街道|街|大道|巷|弄|胡同|小区|花园|大厦|广场|公寓|苑|市场|产业园|村)", street
    )
    roads = {re.split(r"[省市县区镇乡]", part)[-1] for part in parts}
    return {form for form in {street, *roads} if len(form) >= SHORTEST_CORE and not _common(form)}


def _may_hold(folded: str, word: str) -> bool:
    """Whether every Chinese character of a known word stands in the text: only then is it looked for."""
    return all(char in folded for char in word if "㐀" <= char <= "鿿")


def _spelled(word: str) -> re.Pattern[str]:
    """A known word with blanks inside, in either case, its digits also in Chinese."""
    numerals = {
        digit: f"[{digit}{''.join(c for c, d in CHINESE_DIGITS.items() if d == digit)}]"
        for digit in "0123456789"
    }
    characters = [numerals.get(char, re.escape(char)) for char in word if not char.isspace()]
    if not characters:
        return re.compile(r"(?!)")
    return re.compile(r"[\s\-·.]{0,2}".join(characters), re.IGNORECASE)
