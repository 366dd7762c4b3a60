"""Whose trade is told of: not a customer's, a neighbour's, an employer's or a supplier's.

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
INVESTS = re.compile(  # 投资260万 tells what the own works cost
    r"入股|参股|占股|借钱给|借给|投资(?=[给到进入于他她]|朋友|亲戚|[同老]|别人|人家|[一两几]?[个家间]|[^\d,，。;；\s]{0,8}(?:项目|股|公司))"
)
PROXY = re.compile(
    r"(?:帮|替|给|代|为)(?![我俺咱自])[^,，。;；\n]{1,8}?(?:问|咨询|申请|登记|贷|借|办|填|打听|弄)|帮(?:他|她|忙)|受[^,，。;；\n]{0,8}委托|代问|代为"
)
# An account manager or a village cadre who asks for somebody: that one's trade is what is told.
ASKED_FOR = re.compile(
    r"我是[^,，。;；\n]{0,8}(?:客户经理|信贷员|信贷经理|银行的|担保公司的|会计|财务|中介|村支书|村主任|村干部|驻村干部|网格员|协理员)"
    r"|(?:^|[。;；\n])(?:客户经理|信贷员|网格员|村干部|协理员|驻村干部)[:：]"
    r"|(?:帮|替|代)(?:我的?|我们?|一?个|村里的?)?(?:客户|朋友|亲戚|老乡|同学|邻居|战友|老板|同村|侄子|外甥|小舅子)"
    r"[^,，。;；\n]{0,4}(?:问|咨询|打听|申请|登记|填|办|贷|借)"
)
# Where it is, or where one works, not what one runs: 学校门口, 在餐馆洗碗.
PLACE = re.compile(
    r"^(?:的|大坝|大门|校门|正门|后门)?(?:门口|旁边?|边上|对面|附近|隔壁|楼下|后面|前面|门前|一条街|[屋楼房]顶|[街路巷](?!边)|大道|那条|斜对面)"
)
# 罐头厂屋顶装光伏: the roof is the firm's own.
OWN_ROOF = re.compile(r"^的?[屋楼房厂]顶(?:上|也|都|想|要|准备|打算|再|全)*[装上铺建搞加]")
PLACE_NAME = re.compile(
    r"^(?:新区|新村|新城|街道|社区|小区|广场|大厦|中学|大学|[站桥村]|[里内](?:租|开|承包|摆|卖|有))"
)
LEFT_OVER = re.compile(
    r"^的(?:粪|废|煤?灰|酒?糟|豆?渣|剩|边角|下脚|污水|垃圾|院子|屋子|[一-鿿]{1,3}(?:订单|单子))"
)  # 猪场的粪
PLACES = (PLACE, PLACE_NAME, LEFT_OVER)
EMPLOYED = re.compile(
    r"^(?:里|里面|那|那边)?[^,，。;；\n]{0,4}?(?:上班|打工|打过工|务工|做工|干活|工作(?!室|站|坊|服)|任职|当(?:过)?(?:工人|会计|经理|店长|厨师|司机|老师|保安|护士)|进厂|实习|洗碗|刷碗|端盘子|帮厨|学徒|当学徒|扫地|看门|帮工)"
)
AT = re.compile(r"在[^,，。;；\n]{0,8}$")
INSIDE = re.compile(r"^(?:里面?|里头|内|那边|那儿|附近)")
HOUSES = re.compile(r"(?:超市|商场|医院|学校|酒店|宾馆|景区|幼儿园|[城园站]|食堂|饭店|网吧|药店)$")
# 给超市供货, 服务餐饮: the business behind is a customer's. Not of deeds: 给人修车.
FOR = re.compile(
    r"(?:给|(?<![院司店社厂校园位业企部])为|向|跟|对|帮|替|供给|供应|送到?|服务于?|面向|卖给|卖到|配套|对接|发给|卖进|进驻|入驻|针对|合作(?!社)的?|投资)(?!人|人家|别人)[^,，。;；\s做供搞跑干开修加送拉装当唱演]{0,4}$"
)
LISTED = re.compile(r"(?:给|向|为|供应|面向|服务|客户[是有]?|供)[^,，。;；\n]{0,24}[、和跟及]$")
CLIENTS = re.compile(
    r"^[^,，。;；\n]{0,12}是(?:我们?|俺|咱们?)?的?(?:老|大|固定)?(?:客户|供应商|供货商|同行|甲方|房东)"
)
OWES = re.compile(
    r"^(?:老板|那边|方面|客户|们|方)?(?:先?[垫铺][一二三四五六七八九两半\d货资款了]|还?欠[着我了]?|(?:想|说|要)?[拿用][^,，。;；\s]{0,4}[顶抵]|拖欠|拖着|压着|压款|账期|的账期|回款|结账|结款|结算|打款|付款|收购我|订了|的订单|要求我|要我|给我|不给|没给|克扣|跟我|找我|签了|是我|拿货|下给|下的|下了|发给|发来|多了|越来越)"
)
DEED_FIRST = re.compile(
    r"[供生加制配修送拉洗做装跑代剪租除治盖拍打卖开种养收贩搞搬补改贴刮刷烙擦铺砌焊喷运记翻教接清印]"
)
MAKING, TO = ("做", "配套"), ("给", "为", "帮", "替", "向")
# 给工厂送工人的劳务公司: what stands behind is who does it.
DOES_FOR = re.compile(
    r"(?:给|为|帮|替)(?![我俺咱])[^,，。;；\s]{1,8}?(?:送|供|做|洗|装|修|运|配|拉|打|拍|管|贴|加工|提供|代)[^,，。;；\s]{0,6}的$"
)
NAMED_BY_DEED = re.compile(r"[^的]{2,4}[场厂店铺馆户]")  # 养猪场, 修车店
OWN_BEFORE = re.compile(
    r"(?:我们|我的?|咱们?|俺们?|自己的?|自家的?|本|家里的?|小)[^,，。;；\s给为向帮替]{0,3}$"
)
# 给店里进货: it is the borrower's.
FOR_IT = re.compile(r"^里?(?:进|买|换|添|装修|交|付|租|扩|升级|周转|补|置)")
# 帮12家养牛的问: the trade of those it is asked for.
MEMBERS = re.compile(
    r"(?:帮|替|给|为|代|组织|联合)[^,，。;；\s]{0,6}?[\d一二三四五六七八九十百几多]{1,6}[^,，。;；\s]{0,2}[家户个名位]的?$"
)
# 辖区46家作坊, 31个会员店: of a text that asks for many.
COUNTED = re.compile(
    r"[\d一二三四五六七八九十百几多两]{1,6}[余多来]?[家户个名位](?:的|会员|成员|小微|中小|小型|个体|本地|做|搞){0,2}$"
)
MANY = re.compile(
    r"合计|[每单][家户]|户均|辖区|会员|园区|联名|统计|汇总|牵头|协会|商会|合作社|社员|入驻|帮|替|代|统一|一起[贷借]|互相担保|联保"
)
ORDERS = re.compile(r"^(?:类|的)?[大小新老]?(?:订单|单子|大单|客户|集采|标书)")  # 接了文创订单
FIRM = re.compile(r"(?:[厂店坊铺馆]|公司|企业)$")  # 铸件厂订单排满了 begins with the firm that has them
# 楼下超市, 开奶茶店的朋友, 租给人开网吧: somebody else's.
NEXT_DOOR = re.compile(
    r"^(?:我们?|俺)?(?:家|店)?(?:隔壁|对门|对面|楼下|楼上|旁边|附近|周边|街上|边上|别家)(?:的|那[家个]|[一有几]?家|个)?$"
)
FRIENDS = re.compile(
    rf"^(?!的(?:厂家|供应商|供货商)(?:$|[,，。;；\s]))(?:的|老板)?(?:{STRANGERS})(?!拖|欠|压|多|少)|^的?[老小]\w(?:介绍|推荐|说)"
)
LENT = re.compile(r"(?:租给|借给|入股|参股|担保的是?|给我担保)[^,，。;；\s]{0,8}$")
# 有个北京的培训机构, 挂靠在一家运输公司, 从服装厂拿货, 旁边新开了家超市.
INDEFINITE = re.compile(r"(?<![我俺咱家下己上])有一?[家个][^,，。;；\s]{0,4}的?$")
WITH = re.compile(
    r"(?:[跟和与有被找向靠]|通过|依托|合作)(?:了|的|着|到|过)?(?:一家|某家?|几家|多家|这家|那家|好几家)[^,，。;；\s开做干搞办]{0,6}$"
)
RIVALS = re.compile(r"(?:旁边|附近|对面|隔壁|楼下|周边)[又新也]{1,2}开了?[一几两]?[家个]?[^,，。;；\s]{0,2}$")
FROM = re.compile(r"(?:从|向|跟|找|在)[^,，。;；\s]{0,6}$")
FETCHED = re.compile(
    r"^(?:那里?|那边|家|手里|手上)?(?:拿货|进货|批货|采购|订货|定货|发货|拿的|进的|买(?:的|来|一|几|点|些)|批的|来的货)"
)
WON = re.compile(r"(?:中标|承接|拿下)了?[^,，。;；\s]{0,4}$")  # 中标医院项目
FETCHED_THERE = re.compile(r"^(?:们|家)?(?:那里?|那边|那儿|手里|手上)(?:收|买|进|拿|批|订|来)")
WIDE = re.compile(r"[^,，。;；!！?？\s]*$")


def strangers(passage: Passage, start: int, end: int, word: str) -> bool:
    """Whether it is a customer's, an employer's, a neighbour's, or only a place."""
    before, behind = passage.before(start)[-NEAR:], passage.behind(end)[:NEAR]
    if MEMBERS.search(before) or (COUNTED.search(before) and of_many(passage)):
        return False
    if ORDERS.match(behind) and not DEED_FIRST.match(word) and (before.strip() or not FIRM.search(word)):
        return True
    if OWN_ROOF.match(behind) and (not before or OWN_BEFORE.search(before[-6:])):
        return False
    if _by_what_stands_before(passage, start, before) or any(
        p.match(behind) for p in (FRIENDS, CLIENTS, FETCHED_THERE, *PLACES)
    ):
        return True
    at, inside = AT.search(before[-12:]), INSIDE.match(behind) and HOUSES.search(word)
    if (EMPLOYED.match(behind) and (at or not before)) or (at and inside):
        return True
    if WON.search(before) and HOUSES.search(word):
        return True
    if FROM.search(before) and FETCHED.match(behind):
        return True
    if word.endswith("商") and start > 3 and OWES.match(behind):
        return True  # 开发商拿房子抵工程款 begins with no deed
    if FOR_IT.match(behind) or _is_deed(word, before) or OWN_BEFORE.search(before[-6:]):
        return False
    return bool(FOR.search(before[-8:]) or (start > 3 and OWES.match(behind)))


def _is_deed(word: str, before: str) -> bool:
    """给饭店 · 做厨具 is his own deed; 给 · 养猪场 and 给 · 做餐饮的 name the customer."""
    if DOES_FOR.search(before):
        return True
    if before.endswith(TO):
        return bool(DEED_FIRST.match(word)) and not NAMED_BY_DEED.fullmatch(word)
    return word.startswith(MAKING) or bool(DEED_FIRST.match(word))


def _by_what_stands_before(passage: Passage, start: int, before: str) -> bool:
    wide = WIDE.search(passage.text[max(0, start - NEAR) : start])[0]  # across 、: 客户有餐馆、食堂
    if (_whose(wide) == "strangers" and not ASKED_FOR.search(passage.text)) or LISTED.search(wide):
        return True
    return any(pattern.search(before) for pattern in (LENT, NEXT_DOOR, INDEFINITE, WITH, RIVALS))


def of_many(passage: Passage) -> bool:
    """Whether an association, a park or a cooperative asks for its members."""
    return bool(MANY.search(passage.text))


def invests(passage: Passage) -> bool:
    """Whether the money is for a share in somebody else's business."""
    return bool(INVESTS.search(passage.text))


def relatives(passage: Passage, start: int) -> bool:
    """Whether it is a relative's, in a text that does not ask for the relative."""
    return _whose(passage.before(start)) == "family" and not PROXY.search(
        passage.text[max(0, start - 5 * NEAR) : start + 5 * NEAR]
    )


def of_another(passage: Passage, start: int) -> bool:
    """Whether the clause speaks of a relative or a stranger: 老公是退伍军人, in a text not filed for him."""
    near = passage.text[max(0, start - 5 * NEAR) : start + 5 * NEAR]
    return _whose(passage.before(start)) != "own" and not (PROXY.search(near) or ASKED_FOR.search(near))


def _whose(before: str) -> str:
    """Of the clause before the words: own, family or strangers; the last one named."""
    named = list(OTHER.finditer(before[-NEAR:]))
    last = named[-1] if named else None
    if last is None or last["own"] or last["with"]:
        return "own"
    return "family" if last["family"] else "strangers"
