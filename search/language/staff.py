"""Where it is said how many people work for a business: such a figure becomes its band.

Other counts stay: guests, members, children looked after.
"""

import re
from collections.abc import Iterator

from search import taxonomy
from search.language.figures import value_of

Replacement = tuple[int, int, str, str]

HAN = "零一二三四五六七八九十两百千俩仨"
FIGURE = rf"(?:\d{{1,5}}|[{HAN}]{{1,6}})"
NUMBER = (
    rf"(?<![\d.{HAN}第])(?P<low>{FIGURE})(?P<fuzz>几|多|来|余)?"
    rf"(?:[-–—~到至](?P<high>{FIGURE}))?(?:多|来)?"
)
MEASURE = r"(?P<measure>\s?(?:个|名|位|号|口)?)\s?"
PEOPLE = r"(?P<measure>\s?(?:个|名|位|号)?人)"
WORKER = (
    r"(?:(?:女|男|老|正式|在职|全职|兼职|长期|固定|残疾|外地|本地|熟练|技术|普通|熟|生产|业务|销售|研发|管理|一线|季节)?(?:性|的)?"
    r"(?:员工|职工|工人|雇员|雇工|工友|小工|长工|短工|零工|师傅|技师|技工|伙计|店员|服务员|厨师|帮工|帮手|徒弟|学徒|司机|保洁员?|"
    r"业务员|销售员?|工程师|程序员|设计师|教师|老师|护士|医生|护工|护理员|骑手|临时工|残疾人|人手))"
)
STAFF = (
    r"(?:员工|雇工|帮工|职工|工人|雇员|伙计|人手|用工|从业人员|社保|残疾人|团队|在职|手下|手底下|班组|人员)"
)
OF_STAFF = re.compile(rf"{NUMBER}{MEASURE}{WORKER}")
BEHIND_STAFF = re.compile(
    rf"{STAFF}(?:人数|规模|总数|共计|一共|总共|现有|目前|也就|就|大概|大约|约|有|是|为|从|共|只|才|的|超过|近|将近|缴|交|了|[:\s]){{0,4}}{NUMBER}(?P<measure>\s?(?:[个名位]?人(?!民)|[个名位])?)"
    r"(?!\s?[万亿元块岁年月天]|个[月亿万]|[\d.%]|多?万)"
)
HIRED = re.compile(
    rf"(?:雇|请|招|聘|带|养|养活|用)(?:佣|用|聘|了|着|过|得起|大概|约|有|来|近|差不多){{0,3}}{NUMBER}{PEOPLE}(?![家均次份民工口])"
)
OF_FIRM = re.compile(
    rf"(?:厂里|店里|全厂|全店|公司|厂子|厂|店|企业|单位|团队|合作社|我们|一共|总共|共|上上下下|里外|现有|目前|去年|今年|原来|以前|最多时?|高峰期?|旺季|农忙时?)(?:有|就|是|里|目前|现在|一共|总共|才|也就|差不多|大概|约|共|[,\s]){{0,3}}"
    rf"{NUMBER}{PEOPLE}(?![家均次份民工口坐])"
)
BY_TRADE = re.compile(
    rf"(?:(?<![会社成学党队议])员|[师匠娘嫂]|(?<![民])工|司机|学徒|经理|主任|骑手|店长|医生|护士|老师|残疾人)[:\s]?{NUMBER}(?P<measure>\s?(?:[名位]|个?人|个(?![月亿万]))(?!民))"
)
TAKEN_ON = re.compile(
    rf"(?:雇|招|聘)(?:佣|用|聘|了|着|过|大概|约|有|来|近|差不多){{0,3}}{NUMBER}(?P<measure>[个名位])(?!学[生员]|孩子|会员|加盟|代理|商|客|月|亿|万|标)"
)
TWO_OR_THREE = re.compile(
    r"(?:雇|请|招|聘|带)(?:了|着|过)?(?P<low>俩|仨)(?P<measure>)(?P<fuzz>)(?P<high>)(?!月)"
)
FELLOWS = re.compile(
    rf"(?:雇|请|招|聘|带)(?:了|着|过)?{NUMBER}{MEASURE}(?:兄弟|阿姨|小伙|姑娘|妇女|老乡|村民|姐妹|大姐|大妈|大叔|邻居|年轻人)"
)
IN_ENGLISH = re.compile(
    r"(?<![\d.])(?P<low>\d{1,5})(?P<fuzz>)(?P<high>)(?P<measure>\+?) (?:employees|staff|workers)"
)
GROWN = re.compile(rf"(?:涨|增加?|扩大?|减少?|裁|加)(?:到|至|了){NUMBER}{PEOPLE}(?!次)")
BY_ITSELF = re.compile(rf"(?:^|(?<=[,。;!?、\s])){NUMBER}{PEOPLE}(?=$|[,。;!?、\s])")
CREW = re.compile(
    rf"{NUMBER}{PEOPLE}(?:的)?(?:小)?(?:团队|干活|上班|在干|做工|开工资|发工资|要发|规模|的小?(?:厂|店|摊|作坊|公司|企业|工作室)|企业)"
)
NOT_OWN = re.compile(
    r"(?:客户|客人|顾客|游客|学生|孩子|老人|会员|社员|股东|农户|接待|容纳|能坐|可坐|坐得下|培训|服务|住|一家|家里|全家|对方|学校|工地上?|医院)"
    r"[^,。;!?\n]{0,6}$"
)
FORMS = (
    IN_ENGLISH,
    TWO_OR_THREE,
    FELLOWS,
    OF_STAFF,
    BEHIND_STAFF,
    BY_TRADE,
    HIRED,
    TAKEN_ON,
    OF_FIRM,
    GROWN,
    CREW,
    BY_ITSELF,
)
MOST = 100_000


def find(folded: str) -> Iterator[Replacement]:
    """(start, end, kind, the band's words) of every count of people employed."""
    for form in FORMS:
        for found in form.finditer(folded):
            start = found.start("low")
            end = found.end("measure")
            if NOT_OWN.search(folded[max(0, start - 12) : start]):
                continue
            if ends := _ends(found):
                yield start, end, "staff", taxonomy.bands.across("employees", *ends).replace(" ", "")


def _ends(found: re.Match[str]) -> tuple[int, int] | None:
    """Least and most; of 三十几 what is written."""
    written = [found["low"], found["high"] or found["low"]]
    if pair := re.fullmatch(
        r"([二三四五六七八九]?十)?([一二三四五六七八九])([二三四五六七八九])([十百]?)", found["low"]
    ):
        tens, low, high, scale = (part or "" for part in pair.groups())
        written = [f"{tens}{low}{scale}", f"{tens}{high}{scale}"]
    values = [value_of(one) for one in written]
    if None in values:
        return None
    low, high = sorted(int(value) for value in values)
    return (low, high) if low > 0 and high < MOST else None
