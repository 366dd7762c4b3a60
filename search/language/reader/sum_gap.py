"""What is left to borrow where only a whole cost and one's own share are said: 总价26万先付8万剩下贷."""

import re
from dataclasses import replace

from search.language.numbers import WAN
from search.language.reader.figure import Figure
from search.language.reader.sum_roles import Told

SHARE = r"(?P<share>一半|[一二三四五六七八九两半]成半?|\d{1,2}成|百分之[一二三四五六七八九十]{1,3}|\d{1,2}%)"
OWN_SHARE = re.compile(
    rf"(?:首付|补贴|补助|政府补|[县市区镇省]里补|国家补|(?:厂家|厂里|总部|品牌方|公司|经销商|供应商|供货商|卖家|房东|甲方)(?:先|给|能|可以|肯|帮|替)*[垫补出铺贴付](?!货款|的?货)|自己(?:能|可以|只能|只)?[出付有拿凑掏投]|自有|自筹|自备|我们?(?:能|只能)?出|能出|自己先?掏|先付|(?<![收了户])[定订]金(?=[^,，。;；]{{1,6}}(?:已|[付交打]了))|已经?[付凑]|凑[了够齐]?|付了|预付)(?:了|的|就|约|大概|是|占|比例|款|资金)*{SHARE}"
)
LENT_SHARE = re.compile(
    rf"(?:贷|借|融|按揭|贷款|融资)(?:个|款|的|到|总价的?|全款的?|比例|是|资|上)*{SHARE}"
    rf"|{SHARE.replace('share', 'other')}(?:想|要|靠|用|的?)?(?:贷|按揭|融资|借)"
)
THE_REST = re.compile(
    r"(?:剩下|差|缺|不够|其余|余下|剩余|余)的?(?:部分|钱|款|资金|那些|这块)?(?:就|都|全|再|先|我|们|,)*(?:想|要|靠|找|用|准备|打算|希望)?"
    r"(?:再|都|全)?(?:贷|借|融|找银行|找你们|靠银行|靠贷款|找贷款|跟银行|按揭)"
)
LENDING = re.compile(r"分.{1,4}期|按揭|分期|融资租赁|剩下|其余|余款")
OF_EACH = re.compile(
    r"(?:各自?|每人|一人|人均|每家|一家)(?:先|都|再)?[出拿凑投掏]"
)  # 两个股东各出20万: nobody says how many gave
MORE = re.compile(r"(?:还[要得需]|另外|再[要需]|尾款|余款)[^,，。;；\d]{0,8}$")
DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九", 1)} | {"两": 2}
ASK_REST = "您说了总价和自己出的部分，请确认想贷多少？"


def rest(text: str, stated: list[Told]) -> Figure | None:
    """What remains of the one cost; None where that is unclear."""
    costs = {
        (one.figure.low, one.figure.high): one.figure for one in stated if one.role in {"total", "wanted", ""}
    }
    added = _added(text, stated)
    if len(costs) != 1 and added is None:
        return None
    cost = added or next(iter(costs.values()))
    if cost.low is None or cost.low != cost.high:
        return None
    if shared := _shared(text, cost):
        return shared
    if (added is None and any(one.role == "cost" for one in stated)) or OF_EACH.search(text):
        return None
    if MORE.search(text[max(0, cost.start - 12) : cost.start]):
        return None  # 还要垫资100万 is what remains already
    own = [one.figure for one in stated if one.role in {"own", "grant"}]
    sums = [figure.high for figure in own if figure.high and figure.low == figure.high]
    left = cost.low - sum(sums)
    if not own or len(sums) != len(own) or left < WAN // 10:
        return None
    places = [cost, *own]
    return _figure(min(f.start for f in places), max(f.end for f in places), left)


def _added(text: str, stated: list[Told]) -> Figure | None:
    """门头2万设备7万，自己有3万，剩下的想贷: the whole of several costs, where their rest is asked."""
    costs = [one.figure for one in stated if one.role in {"total", "wanted", "cost", ""}]
    sums = [figure.high for figure in costs if figure.high and figure.low == figure.high]
    summed = len(sums) > 2 and 2 * max(sums) == sum(sums)
    if (
        len(costs) < (1 if stated and all(one.role != "wanted" for one in stated) else 2)
        or len(sums) != len(costs)
        or not (summed or THE_REST.search(text))
    ):
        return None
    whole = max(sums) if summed else sum(sums)
    return replace(costs[0], end=costs[-1].end, low=whole, high=whole)


def rest_unknown(text: str, stated: list[Told]) -> bool:
    """门头3万柜台6万，剩下的想借: nobody says what is left of them."""
    costs = [one for one in stated if one.role in {"total", "cost", "wanted"}]
    sold = any(one.role in {"sales", "value", "spent", "have"} for one in stated)  # 旧车卖了4万，差的贷款
    return (len(costs) > 1 or sold) and bool(THE_REST.search(text))


def has_share(text: str) -> bool:
    """Whether a part of the cost is said to be one's own, or to be lent."""
    return bool(OWN_SHARE.search(text) or LENT_SHARE.search(text))


def _shared(text: str, cost: Figure) -> Figure | None:
    """首付三成按揭, 贷六成: the part of one cost."""
    lent, own = LENT_SHARE.search(text), OWN_SHARE.search(text)
    if lent and (tenths := _tenths(lent["share"] or lent["other"])):
        return _figure(
            min(cost.start, lent.start()), max(cost.end, lent.end()), round((cost.low or 0) * tenths)
        )
    if own and LENDING.search(text) and (tenths := _tenths(own["share"])):
        return _figure(
            min(cost.start, own.start()), max(cost.end, own.end()), round((cost.low or 0) * (1 - tenths))
        )
    return None


def _figure(start: int, end: int, yuan: int) -> Figure:
    return Figure(start, end, yuan, yuan, likely=True)


def _tenths(words: str) -> float:
    """三成 is 0.3; 0 where it is no part."""
    if words == "一半":
        return 0.5
    if found := re.fullmatch(r"(\d{1,2})(成|%)", words):
        part = int(found[1]) / (10 if found[2] == "成" else 100)
    elif found := re.fullmatch(r"百分之([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)", words):
        tens = DIGITS.get(found[1], 1) * 10 if found[2] else 0
        part = (tens + DIGITS.get(found[3] if found[2] else found[1], 0)) / 100
    elif words[0] in DIGITS and words[1:2] == "成":
        part = DIGITS[words[0]] / 10 + (0.05 if words.endswith("半") else 0)
    else:
        return 0
    return part if 0 < part < 1 else 0
