"""Whose a qualification is: what a customer, a relative or bought goods have is not the borrower's."""

import re

from search.language.reader import trade_owner
from search.language.reader.passage import Passage
from search.language.reader.patterns import Hit

NEAR = 14  # characters of a clause that are looked at
# What a customer may be as well: 给高企做保洁, 给外贸厂做包装.
OF_FIRMS = frozenset(
    {"gx", "hitech", "tech_sme", "innovative_sme", "srdi", "little_giant", "champion", "gazelle", "incubated"}
    | {"export", "ebizx", "ebiz", "park", "leading", "demo", "listed", "oldbrand", "talent", "medins"}
)
OF_PEOPLE = frozenset(
    {
        "vet",
        "woman",
        "disabled",
        "graduate",
        "newcomer",
        "unemployed",
        "returnee",
        "startgrp",
        "flexible",
        "talent",
    }
)
TRADES = frozenset({"export", "ebizx", "ebiz"})  # 给国外客户供货 is one's own export
ABROAD = re.compile(r"客|国|海外|[欧美非洲]|老外|外商|市场|订单")
FOR = re.compile(
    r"(?:[给替帮]|(?<![司店社厂校企业部们我])为(?!了)|(?<![一方])向|供给|供应|供货给|卖给|服务于?|面向|针对|对接)"
    r"(?![我俺咱自本])[^,。;!?\n\s做供搞]{0,6}$"
)
CUSTOMERS = re.compile(
    r"(?<!老)客户[^,。;!?\n\s]{0,3}(?:是|有|为|包括|以)[^,。;!?\n\s]{0,8}$|[跟和与]$"
    r"|(?:隔壁|对面|旁边|附近|别人家?|人家|同行)(?:的|那家|有家|家)?[^,。;!?\n\s我俺咱]{0,5}$"
)
THEIR_SUPPLIER = re.compile(
    r"(?:企业|公司|厂)?(?:的(?:供应商|供货商|配套|代工|经销|客户|订单|单子|合同)|(?:来|要)?收我|[跟和与]我|给我|订了?我|下给我|欠|拖)"
)
OF_A_WORKS = re.compile(r"[^,。;!?\n\s的做供]{0,5}的[^,。;!?\n\s]{1,4}(?:厂|公司|企业)(?!的)")
FIRMS = re.compile(
    r"的?(?:厂|公司|企业|工厂|商|单位|卖家|店|主播|团队|平台|工作室|户)|做|供|代|打包|发货|送货"
)
OWN = re.compile(r"的?(?:订单|单子|合同|项目|认定|申报|产品|备货)")
FILED_FOR = re.compile(r"[^,。;!?\n]{0,8}(?:问|申请|贷|借|登记|填|报送|咨询|筹|融资|融通|担保)")
IS = re.compile(r"(?:我们?|我司|公司|企业|本社|本厂|我厂|认定|评定|评|列|升级|成长)为[^,。;!?\n]{0,6}$")
BESIDE = re.compile(
    r"(?:的|大)?(?:里面?的?)?(?:门口|门前|门外|外面|楼下|旁边?|边上|附近|对面|对过|后门|隔壁|周边|斜对面)"
)
NAMED_BESIDE = re.compile(r"(?:紧?挨着|靠近|靠着|毗邻|邻近|离|隔壁(?:就)?是)[^,。;!?\n]{0,4}$")
BOUGHT = re.compile(
    r"(?:采购|购买|购置|订购|购进|引进|更换|添置|租赁|租用|买|购|添|(?<![线网身])上|换|进)(?![了过卖]?的|家)"
    r"[^,。;!?\n]{0,8}$"
)
DEALT_IN = re.compile(r"(?:代理|经销|分销|贩卖|出租|租|进口|维修|保养)(?:的是|了|的)?[^,。;!?\n\s]{0,3}$")
SERVICED = re.compile(
    r"[^,。;!?\n\s]{0,3}(?:清洗|保洁|培训|租赁|代理|经销|贸易|维保|维修|回收|表演|编队|飞手|植保|打药|航拍|厂房|车间(?:装修|保洁)|[0-9一二三四五六七八九十两几]{1,3}[架台套])"
)
PLANNED = re.compile(r"(?:想|要|准备|打算|计划|提前|赶着|趁[^,。;!?\n]{0,4}|用[来于]|去|来)(?:再|多|先)?$")
LACKING = re.compile(
    r"(?:点|些|一批)?[^,。;!?\n0-9]{0,4}(?:还|大概)?[差缺要需得](?:钱|款|资金|口子)?[^,。;!?\n]{0,3}[0-9一二三四五六七八九十两几]"
)
STOCKING = re.compile(r"[囤屯]")
CREDITOR = (
    r"(?:供应商|供货商|供货方|上游|上家|材料商|原料商|饲料商|饲料厂|批发商|代工厂|加工厂|包材厂|面料商|厂家|厂里|人家|别人|农户|果农|"
    r"菜农|村民|老乡|房东|工人|员工|司机|施工队|班组|农民工|油站|加油站|粮站|银行)"
)
HE_OWES = re.compile(
    rf"[欠压拖赊](?:着|了|下|欠)?{CREDITOR}(?!.{{0,3}}[欠压拖])"
    rf"|(?:[欠压拖]|还没结|没结|没给|没付)(?:着|了|下|清|给)?[^,。;!?\n]{{0,2}}{CREDITOR}"
    r"|(?:^|[,。;!?\n\s])(?:我们?|俺们?|咱们?|店里|厂里|公司|本店|自己)(?:还|也|现在|目前|总共|一共)*[欠压拖](?:着|了|下|欠)?(?![我俺咱])"
    r"|(?:还|还清|还掉|付|结清|结掉|补上|补|清|支付|偿还|了结)(?:上|掉|完)?(?:欠的?|拖欠的?|这笔)?(?:供应商|供货商|厂家|上游|上家|材料商)"
)
OWED = re.compile(
    r"[欠压拖](?:着|了)?[我俺咱]|被[^,。;!?\n]{0,8}[欠压拖]"
    r"|(?:客户|甲方|业主|买家|下家|货主|总包|开发商|超市|经销商|平台|政府|单位|医院|学校|工地|老板)[^,。;!?\n]{0,4}[欠压拖]"
)
BARE = re.compile(r"(?:拖欠|[欠压拖])着?(?:了)?(?:[货菜饲材原]料?款|工程款|运费|款)")
DEBTORS = re.compile(
    r"客户|超市|甲方|业主|平台|单位|政府|医院|学校|食堂|饭店|酒店|工地|总包|项目|经销商|门店|餐馆|下家|下游|买家|货主|商场|景区|厂|公司|"
    r"被|对方|别人|人家|外面|外头|商超|物业|局|县|镇|村|市|区|老板|财政|开发商|给我|我们?的?(?:货|钱|款)"
)


def others(passage: Passage, hit: Hit, word: str, likely: bool) -> bool:
    """Whether what `hit` says is so of somebody else: word is one of requirements.csv."""
    before, behind = passage.before(hit.start)[-NEAR:], passage.text[hit.end : hit.end + NEAR]
    if likely and (BOUGHT.search(before) or DEALT_IN.search(before) or SERVICED.match(behind)):
        return True  # 采购无人机: the maker of drones is technical
    if word in OF_FIRMS and _of_customers(passage, hit, word, before, behind):
        return True
    if word == "park" and (BESIDE.match(behind) or NAMED_BESIDE.search(before)):
        return True
    if word in OF_PEOPLE and trade_owner.of_another(passage, hit.start):
        return True
    if word == "inv":
        return _only_planned(passage, hit, before, behind)
    return word == "recv" and _owes(passage, hit)


def _of_customers(passage: Passage, hit: Hit, word: str, before: str, behind: str) -> bool:
    if word not in TRADES and THEIR_SUPPLIER.match(behind):
        return True
    served = FOR.search(before)
    if served and word in TRADES and OF_A_WORKS.match(behind):
        return True  # 给出口欧美的家具厂喷漆
    if (
        not (served or CUSTOMERS.search(before))
        or IS.search(before)
        or OWN.match(behind)
        or FILED_FOR.match(behind)
    ):
        return False
    named = passage.text[hit.start : hit.end]
    if word not in TRADES:
        return True
    return not ABROAD.search(named) and bool(
        FIRMS.match(behind) or named.endswith(("店", "商", "卖家", "平台"))
    )


def _only_planned(passage: Passage, hit: Hit, before: str, behind: str) -> bool:
    """囤货差300万: what is still to be bought is no stock."""
    if not STOCKING.search(passage.text, hit.start, hit.end) or "了" in passage.text[hit.start : hit.end]:
        return False
    return bool(PLANNED.search(before) or LACKING.match(behind))


def _owes(passage: Passage, hit: Hit) -> bool:
    """欠供应商货款, 我们压着厂家的款: his debt, which nobody pays to him."""
    start, end = passage.clause_at(hit.start)
    clause = passage.text[start : max(end, hit.end)]
    if OWED.search(clause):
        return False
    if HE_OWES.search(clause):
        return True
    bare = BARE.fullmatch(passage.text, hit.start, hit.end)
    return bool(bare) and not DEBTORS.search(passage.text[max(0, hit.start - 20) : hit.end + 8])
