"""Whose trade is told of, and of when: not a customer's, a neighbour's, an employer's, not the one given up.

Every judgement looks at the clause around the words, a few characters far.
"""

import re

from search.language.reader.passage import Passage
from search.language.reader.trade_lists import lines

NEAR = 40  # characters of a clause that are looked at
STRANGERS, FAMILY = ("|".join(lines(name)) for name in ("strangers.txt", "relatives.txt"))
SELF = (
    "其他|接手|盘下|盘了|盘过来|转过来|合伙(?!人)|合开|搭伙|我自己|我们自己"
    "|自己|我|咱|俺|本人|本店|本公司|我们|一起|两口子|夫妻"
)
OTHER = re.compile(
    rf"(?P<with>(?:和|跟|与|同)(?:{FAMILY}|{STRANGERS}))|(?P<family>{FAMILY})"
    rf"|(?<![给帮替为向])(?:{STRANGERS})(?!转|介绍|推荐|一起|合|那|这|凑|借|圈)|(?P<own>{SELF})"
)
INVESTS = re.compile(r"入股|参股|占股|投资|借钱给|借给")
PROXY = re.compile(
    r"(?:帮|替|给|代|为)[^,，。;；\n]{1,8}?(?:问|咨询|申请|登记|贷|借|办|填|打听|弄)|帮(?:他|她|忙)|代问|代为"
)

DENIED = re.compile(
    r"(?:不是|并非|并不是|不算|不再|再也不|不打算|不想|没有|没|不|非|别当成|又不是)(?:在|去|再|继续|做|卖|开|干|搞|种|养|什么|那种|专门|一?[家个间])*$"
)
GIVEN_UP = re.compile(
    r"^(?:的|生意|店|厂)*[,，?？\s]{0,2}(?:不是|早?就?不(?:做|干|开|卖|种|养)了|没(?:做|干|开|卖)了|已经?关|关了|关门|关掉|倒闭|黄了|停了|停业|破产|盘出去|转出去|转让了"
    r"|赔光|亏光|做不下去|干不下去|开不下去|转行|改行|转做|改做|改开|改卖|改种|改养)"
)
TURNED = re.compile(r"转行|改行|转做|改做|改开|改卖|改种|改养|转型做|换成做")
FORMER = re.compile(
    r"以前|之前|从前|原来|原先|原本|本来|过去|曾经|曾|早先|早年|早些年|当年|前几年|前些年|上一?份|老本行|年轻时|退休前|下岗前|疫情前|当过|做过|干过|开过|卖过|种过|养过|跑过"
)
NOW = re.compile(
    r"现在|如今|目前|眼下|后来|今年|这几年|这些年|近几年|现|已经|正在|回来|回老家|出来|自己|转行|改行|转做|改做|改开|改卖|改种|改养|转|改"
)
PRESENT = re.compile(
    r"现在|如今|目前|眼下|现(?=[做开卖种养经搞干跑])|转行|改行|转做|改做|改开|改卖|改种|改养"
)

EMPLOYED = re.compile(
    r"^(?:里|里面|那|那边)?[^,，。;；\n]{0,4}?(?:上班|打工|打过工|务工|做工|干活|工作|任职|当(?:过)?(?:工人|会计|经理|店长|厨师|司机|老师|保安|护士)|进厂|实习|洗碗|刷碗|端盘子|帮厨|学徒|当学徒|扫地|看门|帮工)"
)
AT = re.compile(r"在[^,，。;；\n]{0,8}$")
PLACE = re.compile(
    r"^(?:的)?(?:门口|旁边?|边上|对面|附近|隔壁|楼下|后面|前面|门前|一条街|[街路巷](?!边)|大道|那条|斜对面)"
)
PLACE_NAME = re.compile(
    r"^(?:新区|新村|新城|街道|社区|小区|广场|大厦|中学|大学|[站桥村]|[里内](?:租|开|承包|摆|卖|有))"
)
INSIDE = re.compile(r"^(?:里面?|里头|内|那边|那儿|附近)")
HOUSES = re.compile(r"(?:超市|商场|医院|学校|酒店|宾馆|景区|幼儿园|[城园站]|食堂|饭店|网吧|药店)$")
# 给超市供货, 服务餐饮: the business behind is a customer's. Not of deeds: 给人修车.
FOR = re.compile(
    r"(?:给|为|向|跟|对|帮|替|供给|供应|送到?|服务于?|面向|卖给|卖到|配套|对接|发给|卖进|进驻|入驻|针对|合作的?|投资)(?!人|人家|别人)[^,，。;；\s做供搞跑干开修加送拉装]{0,4}$"
)
# 楼下超市, 开奶茶店的朋友: somebody else's.
NEXT_DOOR = re.compile(
    r"^(?:我们?|俺)?(?:家|店)?(?:隔壁|对门|对面|楼下|楼上|旁边|附近|周边|街上|边上|别家)(?:的|那[家个]|[一有几]?家|个)?$"
)
FRIENDS = re.compile(rf"^(?:的|老板)?(?:{STRANGERS})(?!拖|欠|压|多|少)")
LENT = re.compile(r"(?:租给|借给|入股|参股|担保的是?|给我担保)[^,，。;；\s]{0,8}$")
MEMBERS = re.compile(
    r"(?:帮|替|给|为|代|组织|联合)[^,，。;；\s]{0,6}?[\d一二三四五六七八九十百几多]{1,6}[^,，。;；\s]{0,2}[家户个名位]的?$"
)
DEED_FIRST = re.compile(
    r"[供生加制修送拉洗做装跑代剪盖拍打卖开种养收贩搞搬补改贴刮刷烙擦铺砌焊喷运记翻教接清印]"
)
OWES = re.compile(
    r"^(?:老板|那边|方面|客户|们|方)?(?:还?欠[着我了]?|拖欠|拖着|压着|压款|账期|的账期|回款|结账|结款|结算|打款|付款|收购我|订了|的订单|要求我|要我|给我|不给|没给|克扣|跟我|找我|签了|是我|拿货)"
)
OWN_BEFORE = re.compile(r"(?:我们|我的?|咱们?|俺们?|自己的?|自家的?|本|家里的?|小)[^,，。;；\s]{0,3}$")


def present(passage: Passage, start: int) -> bool:
    """Whether the clause says 现在 before the words: what follows is the trade of today."""
    return bool(PRESENT.search(passage.before(start)[-NEAR:]))


def gone(passage: Passage, start: int, end: int) -> bool:
    """Whether the trade is denied or given up."""
    before = passage.before(start)[-NEAR:]
    if DENIED.search(before[-10:]) or GIVEN_UP.match(passage.text[end : end + 14]):
        return True
    if TURNED.search(passage.behind(end)[:NEAR]):
        return True
    former = _last(FORMER, before)
    return former is not None and not NOW.search(before[former:])


def strangers(passage: Passage, start: int, end: int, word: str) -> bool:
    """Whether it is a customer's, an employer's, a neighbour's, or only a place."""
    before, behind = passage.before(start)[-NEAR:], passage.behind(end)[:NEAR]
    if MEMBERS.search(before):
        return False
    if _whose(before) == "strangers" or LENT.search(before[-16:]) or NEXT_DOOR.search(before):
        return True
    if FRIENDS.match(behind) or PLACE.match(behind) or PLACE_NAME.match(behind):
        return True
    if EMPLOYED.match(behind) and (AT.search(before[-12:]) or not before):
        return True
    if AT.search(before[-8:]) and INSIDE.match(behind) and HOUSES.search(word):
        return True
    if DEED_FIRST.match(word) or OWN_BEFORE.search(before[-6:]):
        return False
    return bool(FOR.search(before[-8:])) or (
        start > 0 and bool(before or start > 3) and bool(OWES.match(behind))
    )


def invests(passage: Passage) -> bool:
    """Whether the money is for a share in somebody else's business."""
    return bool(INVESTS.search(passage.text))


def relatives(passage: Passage, start: int) -> bool:
    """Whether it is a relative's, in a text that does not ask for the relative."""
    return _whose(passage.before(start)) == "family" and not PROXY.search(passage.text)


def _whose(before: str) -> str:
    """Of the clause before the words: own, family or strangers; the last one named."""
    named = list(OTHER.finditer(before[-NEAR:]))
    if not named:
        return "own"
    return (
        "own" if named[-1]["own"] or named[-1]["with"] else "family" if named[-1]["family"] else "strangers"
    )


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    ends = [found.end() for found in pattern.finditer(text)]
    return ends[-1] if ends else None
