"""What the words beside a good tell of it where no deed is said: joined goods, stalls, heads."""

import functools
import re

from search import taxonomy
from search.language.reader.passage import Passage
from search.language.reader.trade_cues import FARM, SHOP, STALLS, WORKS, says
from search.language.reader.trade_deeds import FREE, TAIL, Deed, Taken, deed_of, said_to_be
from search.language.reader.trade_lists import is_business, lines
from search.language.reader.trade_owner import of_many
from search.language.reader.trade_said import alone
from search.language.reader.trade_selling import STALL
from search.language.reader.trade_words import Found

NEAR, WIDE = 12, 150
MAIN_LINE = re.compile(r"主营(?:业务|产品|项目)?[\s|:：为是]*(?:冷冻|各类|各种)?$")
LABEL = re.compile(
    r"[\s|]*(?:主要)?(?P<deed>种植|养殖|生产|加工|制造|销售|批发|零售|收购|经营|主营)?(?:的)?"
    r"(?:行业|业务|产品|品种|项目|范围|内容|作物|品类|种类|什么)?[\s|]*"
)
LABELS = {
    "种植": "grow",
    "养殖": "grow",
    "生产": "make",
    "加工": "make",
    "制造": "make",
    "销售": "sell",
    "零售": "sell",
    "批发": "wholesale",
    "收购": "gather",
}
ORDERED = re.compile(r"的?[大小新急]?(?:订单|单子|单(?=[,，。;；\s]|$))")
GUILD = re.compile(r"(?:行业|产业)?(?:协会|商会|行会|公会|联盟)")
JOINING = ("", "、", "和", "跟", "与", "及", "兼", "带", "还有", "以及", "加")
BESIDE_STALL = ("", "卖", "的", " ")
LISTING = ("sell", "stall", "wholesale", "grow")
OF_SIZE = re.compile(
    r"规模以上(?:工业)?企业|规上(?:工业)?企业|专精特新(?:中小)?(?:企业)?|高新技术企业|高企|国高|小巨人(?:企业)?|(?:小微|民营|科技型?|龙头)企业"
)  # 规上企业，轮胎，…
GENERIC = frozenset(lines("generic_goods.txt"))  # 柳编工艺品: what goes before says more
HEADS = frozenset(lines("generic_heads.txt"))
SOFTWARE = "65"
MAKES = re.compile(r"(?:做|写|生产|加工|制造|定制|研发|开发|设计|编|供应?)$")
OF_USE = re.compile(r"(?:里|专?用|里用|管理|收银|点餐|信息|预约|智能|客户)?的?")
NOTHING_BEFORE = re.compile(r"(?:^|[的开办是家个做搞弄营产工我们厂小座间造卖修装售销\s\d]|公司|加工|经营)$")
Last = tuple[Found, Deed | None] | None  # the word before, and what is done with it


def deed_in_context(
    passage: Passage, word: Found, taken: Taken, last: tuple[Found, Deed | None] | None
) -> Deed | None:
    """What is done with a good, or with the one it is joined to, or what a stall does with it."""
    if word.entry.good is None:
        return None
    return (
        deed_of(passage, word, taken) or (last and _joined(passage, word, *last)) or _by_itself(passage, word)
    )


def around(passage: Passage, word: Found) -> str:
    """What stands near a word: a text may be long, and tell of much else."""
    return passage.text[max(0, word.start - WIDE) : word.end + WIDE]


def _joined(passage: Passage, word: Found, last: Found, deed: Deed | None) -> Deed | None:
    between = passage.text[last.end : word.start]
    if len(word.word) == 1 and not FREE.match(passage.behind(word.end)):
        return None  # 鱼 of 鱼竿鱼漂
    if deed and between in JOINING:
        name = said_to_be(deed.name, word.word, passage.behind(word.end))
        return Deed(name, word.start, word.end)
    if last.entry.codes == (STALL,) and between in BESIDE_STALL:
        return Deed("stall", last.start, word.end)
    return None


def _labelled(passage: Passage, word: Found) -> Deed | None:
    """| 种植 | 绿豆 |, 主营：干果: a good alone behind the heading of a form."""
    if not alone(passage, word.start, word.end):
        return None
    start, end = passage.clause_before(passage.clause_at(word.start)[0])
    heading = LABEL.fullmatch(passage.text, start, end) if start < end else None
    return Deed(LABELS.get(heading["deed"], "do"), word.start, word.end) if heading else None


def _by_what_follows(passage: Passage, word: Found, behind: str) -> Deed | None:
    """校服订单, which 我们厂 makes; 泡菜协会 that asks for its members."""
    ordered = ORDERED.match(behind)
    if ordered and says(WORKS, around(passage, word)):
        return Deed("make", word.start, word.end + ordered.end())
    guild = GUILD.match(behind) and of_many(passage)
    return Deed("guild", word.start, word.end) if guild else None


def _by_itself(passage: Passage, word: Found) -> Deed | None:
    """夜市烤串: food beside the word for a stall. 汽车线束 柳州 …: the first clause, of nothing else."""
    good, before, behind = word.entry.good, passage.before(word.start), passage.behind(word.end)
    if good is None or len(word.word) == 1:
        return None
    if told := _labelled(passage, word) or _by_what_follows(passage, word, behind):
        return told
    if TAIL.match(behind):
        return None
    if good.by("serve") and STALLS.search(before[-20:]):
        return Deed("stall", word.start, word.end)
    if MAIN_LINE.search(passage.text[max(0, word.start - NEAR) : word.start]):
        return Deed("do", word.start, word.end)
    hint = {"serve": SHOP, "grow": FARM}.get(good.usual)
    if hint and says(hint, around(passage, word)):
        return Deed("hinted", word.start, word.end)
    if good.usual != "sell" and not behind and _is_place(before):
        return Deed("alone", word.start, word.end)
    first = _only_places(passage, word.start - len(before))
    if (
        first
        and alone(passage, word.start, word.end)
        and passage.text[word.end + len(behind) :][:1] not in ("、", ":")
    ):
        return Deed("alone", word.start, word.end)
    return None


def _only_places(passage: Passage, end: int) -> bool:
    """Whether a text begins with where it is and nothing else, up to `end`."""
    if end > WIDE:
        return False
    told = list(passage.text[:end])
    for place in passage.places:
        told[place.start : min(place.end, end)] = " " * (min(place.end, end) - place.start)
    return not OF_SIZE.sub("", "".join(told)).strip(" ,，。、:：")


def _is_place(words: str) -> bool:
    """温岭, 浙江温岭: one known name or two, and nothing else."""
    names = _place_names()
    return words in names or any(words[:n] in names and words[n:] in names for n in range(2, len(words) - 1))


@functools.cache
def _place_names() -> frozenset[str]:
    regions = taxonomy.regions
    names = {name for region in regions.all() for name in (region.name, region.short_name)}
    return frozenset(name for name in names | set(regions.aliases()) if len(name) > 1)


def heads(word: Found, last: Found, deed: Deed | None) -> bool:
    """茶叶包装盒: who makes it makes boxes; but 水果零食 are both sold."""
    return word.start == last.end and deed is not None and deed.name not in LISTING


def modifies(passage: Passage, word: Found, following: Found | None) -> bool:
    """快递 of 快递包装袋, 诊所 of 做诊所柜台: a word that stands before its head."""
    if following is None or word.entry.good:
        return False
    head = following.start == word.end and following.entry.good
    if head and not is_business(word.word):
        return True
    between = passage.text[word.end : following.start]
    software = following.entry.codes[:1] and following.entry.codes[0].startswith(SOFTWARE)
    made = MAKES.search(passage.before(word.start)[-4:]) and (following.entry.good or software)
    return bool(made and OF_USE.fullmatch(between))


def unspecific(passage: Passage, word: Found) -> bool:
    """设备厂 behind words that no list holds: 轨道设备厂 may be anything."""
    return word.word in HEADS and not NOTHING_BEFORE.search(passage.before(word.start))
