"""Needs that one desk files for several members: what each needs is the amount, what all need is not."""

import re

from search.language.reader.figure import Figure
from search.language.reader.passage import Passage
from search.language.reader.sum_forms import HAN

MANY = rf"(?:\d{{2,4}}|[2-9]|(?!一[家户个名位])[{HAN}]{{1,5}}|几|十几|几十|好几)(?:多|来|几)?"
MEMBER = (
    "会员|成员|社员|摊主|摊贩|摊位|商户|商家|农户|养殖户|种植户|贫困户|脱贫户|企业|公司|在孵|入驻|租户|村民|果农|菜农|茶农|牧民|渔民|司机|店主|老板|业主|"
    "小微|个体户|经营户|业户|作坊|厂家|厂子|工厂|单位"
)
FOR_OTHERS = re.compile(
    rf"(?:帮|替|代|给|为|组织|联合|收集|汇总|统计)[^,。;；\d]{{0,10}}?{MANY}(?:家|户|个|名|位)(?!月|店|门店|w|万|亿)[^,。;；]{{0,12}}"
    r"(?:申请|问|办理|代办|登记|报名|上报|申报|统一|统计|咨询|对接|提交|集中|解决贷|[贷借]|融资)"
    r"|(?<![小大中])批量(?!生产|打样|定制|定做|采购|加工|订|上市|供)|联合申请|抱团|打包申请|集体申请|统一(?:申请|申报|问|贷|登记|报)"
    rf"|{MANY}(?:家|户|个|名|位)[^,。;；\d]{{0,6}}(?:{MEMBER})[^,。;；\d]{{0,8}}(?:都|统一|一起|共|合计|联合|总|各|每)"
)
SMALL = (  # small words between what each is called and the sum
    r"(?:的|也|都|就|大概|大约|约|差不多|需要?|要|想|贷|借|申请|额度|金额|资金|需求|融资|在|是|为|从|由|:|不超过|最多|最高|至少|缺|差|个|上限|给|批|左右|能|"
    r"贷款|借款|封顶|控制|[多少]的|摊|出|\s){0,6}$"
)
EACH_BEFORE = re.compile(
    rf"(?:[每单各一][家户]|[户家]均|每个?(?:{MEMBER})|各家各户|家家户?户?|每一[家户]|单个(?:会员|企业|户|商户)|单(?:会员|企业)|"
    rf"一个(?:摊|会员|社员)){SMALL}"
)
EACH_OF_MANY = re.compile(  # said of much else, unless somebody asks for several
    rf"(?:人均|店均|每个?[人店摊]|每[位名]|平均(?:下来)?(?:[每一单][家户个人])?|各自?|每一?[个位]|单[店摊]|一个?人|一个|普遍|大都|大多|基本上?都?|大家都){SMALL}"
)
DIFFERS = re.compile(r"\s?(?:块钱?|元)?\s?(?:之间)?不等")
EACH_BEHIND = re.compile(
    r"\s?(?:块钱?|元)?(?:左右|上下|的?样子|以内|封顶)?\s?(?:[/每一]个?(?=[家户人店摊]|会员|社员)|[每一]个(?=[,，。\s]|$))"
)
NOT_EACH = re.compile(r"(?:一家|一户)(?:公司|店|厂|企业|[^,。;；]{0,4}(?:店|厂|馆|公司|社|部|行))")
ASK_EACH = "您说的是几家合计的金额，每一户大约需要多少？"


def each(passage: Passage, figure: Figure, *, many: bool) -> bool:
    """Whether the words say that a sum is for each member; `many` where somebody asks for several."""
    start, end = passage.clause_at(figure.start)
    before = passage.text[max(start, figure.start - 24) : figure.start]
    if not before.strip():  # 每户：30万
        before = re.sub(r"[:：\s]+$", "", passage.text[max(0, figure.start - 10) : figure.start])
    found = EACH_BEFORE.search(before)
    if found and not NOT_EACH.match(before[found.start() :]):
        return True
    behind = passage.text[figure.end : end]
    if EACH_BEHIND.match(behind):
        return True
    return many and bool(EACH_OF_MANY.search(before) or DIFFERS.match(behind))


def for_others(passage: Passage) -> bool:
    """Whether somebody asks on behalf of several."""
    return bool(FOR_OTHERS.search(passage.text))
