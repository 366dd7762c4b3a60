"""Patterns of the words that stand beside the name of a place, from data/place_roles.txt.

Each looks at a few characters only. `…search(before)` asks what stands right before the name, and
`…match(behind)` what follows it.
"""

import re

from search.language import dictionary

REACH = 24  # characters looked at on each side, inside the clause
EDGE = re.compile(r"[,。;!?\n、:()|\[\]【】《》“”\"'*#~☀-➿\U0001f000-\U0001faff]|(?<=[^\s\d])\s+(?=\S)")

LEAD = re.compile(r"(?:的|正宗|老牌)?")
BLANK = re.compile(r"\s")
NEEDS_MORE = re.compile(r"[在从到去往由来于是]$")
PREMISES = re.compile(
    r"[^,，。;；\s]{0,4}的?(?:[那这]?[一两三1-9]?[层间栋套块个]|标准|一楼|二手|现成)*的?(?:标准)?(?:厂房|车间|店面|门面|商铺|铺面|铺子|档口|摊位|仓库|写字楼|工业用地|冷库)"
)  # 买昆山的厂房: where the business is to be


def _any(kind: str) -> str:
    """One of the words of a kind, the longest first."""
    return f"(?:{'|'.join(sorted(dictionary.place_roles()[kind], key=len, reverse=True))})"


def _before(kind: str, tail: str = "") -> re.Pattern[str]:
    """Words of a kind right before the name."""
    return re.compile(f"{_any(kind)}{tail}$")


def _behind(kind: str, tail: str = "") -> re.Pattern[str]:
    """Words of a kind right behind the name."""
    return re.compile(f"{SIDE}{_any(kind)}{tail}")


UNIT = r"(?:省|市|县|区|州|城)?"
SIDE = rf"{UNIT}(?:(?:批发)?市场|那边|这边|那里|这里|那儿|这儿|一带|附近|周边|本地|当地)?的?"
ARRIVED = re.compile(r"(?<![卖销送发运寄供跑拉口])到$")
IN, FROM = re.compile(r"在$"), re.compile(r"(?:从|由|(?<!来)自|打)$")
ADDRESS = _before("address", r"[:是为了于在\s]{0,3}")
HERE = _before("here")
NOT_HERE = _before("not_here")
PAST = _before("past", r"(?:就|都|也|一直)?(?:在|是|去|到)")
CALLED_THEN = re.compile(r"(?:还|以前|原来|过去|从前|早先|早年|那时候?|当年|老)(?:都|是|就)?叫(?:做|作)?$")
THEN = re.compile(
    r"(?:省|市|县|区|州|镇)?(?:的(?:时候|年代|那时|那阵|那会)|那时|那会|那阵|时|[,。]|$|[,，]?(?:现在|如今))"
)
PLANNED = _before("planned", r"(?:着|再|也|又|还|把[店厂])?(?:在|去|到)")
MOVES = re.compile(rf"{_any('planned')}[^,。;]{{0,6}}搬[到去]$")
DRIVES = re.compile(r"(?:跑|往返于?|开|拉)$")
TOWARDS = _before("towards", r"[了过着]?")
WON = _before("won", r"[了过的]?")
# 拉到石家庄的市场卖
SOLD_THERE = re.compile(r"的?[^,。;]{0,6}(?:市?场|档口|商城|集上|夜市)[里上]?(?:去|来)?[卖批摆]")
OTHERS = _before(
    "others", r"(?:主要|基本|大多数?|多|都|全|也|还|就|是|在|从|来自|发往|发|卖|到|有|:|于|往){0,4}"
)
STOCKED = re.compile(r"[拿进批订]货[,到回]?在$")  # 从温州拿货在延边卖
OLD_HOME = _before("old_home", r"[就都也是在的:]{0,3}")
RETURNED = re.compile(_any("returned"))
SOLD = _before("sold", r"(?:的是|[些点了着过的是]|各种|各地|正宗|地道|一些|几种|一批){0,3}")
NAMED = _before("named", r"[:\s]{0,2}")
MADE = _before("made", r"(?:的是|[了着过的是一两几个家间些点小新]|正宗|地道){0,4}")
STYLE = re.compile(rf"(?<![在回到]){_any('style')}的?$")
GROWN = re.compile(r"(?:这边|这里|本地|当地)?(?:的?特产|产的|出产|[种养出])")  # 我们金乡产的蒜
PEOPLE = _behind("people", rf"(?<!人(?={_any('not_people')}))")
ABROAD = re.compile("在外|外地|这边|这里|本地|当地|那边")  # who lives elsewhere than where he comes from
NATIVE = _behind("native")
ROUTE = re.compile(rf"{UNIT}\s?{_any('route')}\s?(?=[^\d\s])")
THEIRS = _behind("theirs", r"(?<!货(?=[车运架站场柜拉]))")
BANK = re.compile(rf"{UNIT}{_any('bank_kind')}{{0,2}}{_any('bank')}")
LOCAL_BANK = re.compile(UNIT + _any("local_bank"))
ROAD = re.compile(
    r"[东西南北中新老环一二三四]{0,2}"
    r"(?:路(?![边口上过人况灯子])|大道|大街(?!小巷)|街(?![道上头边区坊])|巷(?![子口道])|弄(?=\d|堂)|胡同|高速|国道|线(?![上下]))"
)
BESIDE = re.compile(rf"{UNIT}的?{_any('beside')}")
ALONE = re.compile(rf"{UNIT}(?:{_any('beside')}|边上?|旁边?|里|上)?的?[啊呀哈呢哦嘛]?")
STARTS = re.compile(rf"{UNIT}(?:的|这边|那边)?(?:一?[家个])?[想要]?{_any('work')}")
GROWS = re.compile(r"[种养][了着]|[一二三四五六七八九十百0-9]亩|大棚|果园|茶园|果农|采摘|挂果|鱼塘|蟹塘")
MAKER = re.compile(rf".{{0,6}}?{_any('maker')}")
ABSTRACT = frozenset(dictionary.place_roles()["abstract"])
WORK = re.compile(_any("work"))
# Who worked somewhere and wants to open a shop stays there, if no way home is spoken of.
STAYED = re.compile(
    rf"{UNIT}(?:这边|那边)?(?:打工|务工|上班)[^,。;!?回返]{{0,8}}"
    r"(?:(?:想|打算|准备|要)[^,。;!?回返]{0,3}[开做办租盘接摆]|(?:自己|就)?[开办创]了)"
)
SETTLES = re.compile(rf"{UNIT}来?{_any('settles')}")


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words of the same clause before and behind a place, at most REACH characters each.

    A blank beside the name ends the clause, unless a word stands before it that needs one (在 杭州).
    """
    before, behind = text[max(0, start - REACH) : start], text[end : end + REACH]
    if before[-1:].isspace():
        before = before.rstrip() if NEEDS_MORE.search(before.rstrip()) else ""
    edges = list(EDGE.finditer(before))
    edge = BLANK.match(behind) or EDGE.search(behind)
    return before[edges[-1].end() if edges else 0 :].lstrip(), behind[: edge.start()] if edge else behind
