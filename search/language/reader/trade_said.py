"""Whether words are said to be somebody's trade: 我开…, …的, …户, or a clause of nothing else."""

import re

from search.language.reader.passage import Passage
from search.language.reader.trade_deeds import Taken

LONGEST_PLACE = 6
NEAR = 12  # characters looked at on either side
SAID = re.compile(  # before the words: this is what I do
    r"(?:我是|我们是|本人是|我开|我做|主营|从事|经营|[开办]了?[一二三两几\d]?[家个间]?|开着|盘了?个?|盘下|接手|接了|承包了?|包了|加盟"
    r"|想开|准备开|打算开|想搞|准备搞|[搞弄整]了?个?|中标了?|承接了?|做|干|跑|是做|当|[给帮替](?:人家?|别人))[^,，。;；\s]{0,6}$"
)
SAID_BEHIND = re.compile(  # behind them
    r"^(?:[的嘅哩滴噶个咯](?=$|[\s,，。;；、（()]|[公店厂小个企老合车摊农大夫两女男人无队铺作社站服专司师想要需缺急问咨申贷借打])|[厂店铺馆坊]|之|老板|个体|公司|企业|合作社|档口|商户|卖家(?![具电居纺])|户"
    r"|加盟商?|服务商|(?:服务|科技|实业|工程|商贸|贸易)?(?:有限|股份|责任|集团){1,3}公司|连锁|龙头|创业|团队|初创|这行|行业|生意|师傅|是(?:我们|咱们|俺们)自?己?[开做生种养供搞研]|工作室|事务所|服务部|经营部|服务中心|门市|出身|为生|大户|专业户|[一二两三几\d]{1,2}年)"
)
ALONE = re.compile(  # nothing else in the clause
    r"(?:个体户?|他|她|咱|俺|主要|就|专门|小|做|搞|我|家|的|老板|公司|企业|一?[家个]|生意|行业|这行|户|主营|店|业|是|[:：])*"
)


ENDED = re.compile(r"$|[\s，,。;；、]|[公店厂小个企老合农夫]")  # behind 补轮胎的
THERE = re.compile(r"(?:^|[我俺咱人想就])在[^,，。;；\s想]{2,12}$")
OURS = re.compile("(?:我们|咱们|俺们|我家|俺家)$")
WHO = re.compile("(?:我|俺|咱|我们|俺们|本人|专门|上门|就是|是|给人|帮人|替人)*")
DOER = re.compile(
    r"[^,，。;；\s\d不了]{0,5}的(?:$|[小老]?(?:公司|班子|队|店|厂|铺|师傅|手艺|工作室|团队|摊|人))"
)
DEED = re.compile("[遛喂说打变装捞开接修补磨剃配擦剪跑送搬洗教唱弹打擀烙烤炸绣织编刻雕磨拍租捏扎画写染裁缝]")
OWN_FIRM = re.compile(r"(?:我们|咱们?|俺们?|我)这?[是个家]?$")
SUBJECT = re.compile(
    r"(?:想|要|准备|打算|计划|主要|做|缺|急|需|重新|装修|翻新|翻修|扩|换|改造|搬|新|添|买|备货|进货)"
)
PLANNED = re.compile(
    r"(?:想|(?<![主需重])要|准备|打算|计划|考虑|筹备|屋顶|楼顶)(?:再|新|多|也|在[^,，。;；\s]{1,6})?"
    r"(?:做|上|搞|建|装|办|弄|投|盖|加装|安装)?[一几两个家座间套点些]{0,3}$"
)


FOR_GUESTS = re.compile(r"^(?:[上里边]?的?)(?:体验|观光|垂钓|参观|游览|亲子|研学|[一半]?日游)")
PRIMARY = ("01", "02", "03", "04")  # growing, felling, herding, fishing


def for_guests(passage: Passage, end: int, codes: tuple[str, ...]) -> bool:
    """渔排体验, 稻田观光: what is grown or caught there is for guests to look at."""
    return codes[0].startswith(PRIMARY) and bool(FOR_GUESTS.match(passage.behind(end)))


def planned(passage: Passage, start: int) -> bool:
    """想上光伏: what is yet to come."""
    return bool(PLANNED.search(passage.before(start)[-NEAR:]))


def subject(passage: Passage, start: int, end: int) -> bool:
    """我们诊所主要…, or a sentence that begins with the firm: 铸造厂想…."""
    before = passage.before(start)
    opens = not passage.text[: start - len(before)].strip() and len(before) <= LONGEST_PLACE
    return bool(OWN_FIRM.search(before) or (opens and SUBJECT.match(passage.behind(end))))


def said(passage: Passage, start: int, end: int, taken: Taken) -> bool:
    """By what stands before the words, or behind them."""
    return said_before(passage, start, taken) or said_behind(passage, end)


def said_before(passage: Passage, start: int, taken: Taken) -> bool:
    """By what stands before the words: 我开, 主营; not before another trade in between."""
    before = passage.before(start)[-NEAR:]
    free = next((n for n in range(1, len(before) + 1) if start - n in taken.goods), len(before) + 1) - 1
    return bool(SAID.search(before[len(before) - free :]))


def said_behind(passage: Passage, end: int) -> bool:
    """By what stands behind the words: 卖鞋的, 养牛大户."""
    behind = passage.behind(end)
    return bool(SAID_BEHIND.match(behind) or (passage.text[end - 1] == "的" and ENDED.match(behind)))


def done(passage: Passage, start: int, end: int) -> bool:
    """在菜市场门口修鞋配钥匙, 遛狗喂猫上门的: a deed, and where it is done or who does it."""
    if not DEED.match(passage.text, start):
        return False
    before = passage.before(start)
    if OURS.search(before) and not passage.behind(end):
        return True  # 我们洗布草
    return bool(THERE.search(before) or (WHO.fullmatch(before) and DOER.match(passage.behind(end))))


def alone(passage: Passage, start: int, end: int) -> bool:
    """Whether the clause holds nothing else: 机加工, 苏州 …"""
    before, behind = passage.before(start)[-NEAR:], passage.behind(end)[:NEAR]
    return bool(ALONE.fullmatch(before) and ALONE.fullmatch(behind))
