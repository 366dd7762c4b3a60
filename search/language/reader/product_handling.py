"""How a product is paid back, and how soon its institution decides."""

import re
from collections.abc import Iterator

from search.language.figures import CHINESE, value_of
from search.language.reader.draft import Span
from search.language.reader.passage import Passage

STOP = "。;!?\n"
WAYS = {  # words of the ways to pay back, as the form has them
    "revolving": r"随借随还|随用随还|随贷随还|用多少算多少|用几天算几天|按日计息",
    "at_once": r"一次性?(?:偿还|还清|归还|还)?(?:全部)?(?:本金?[和及、]?利?息|还本付息)|利随本清"
    r"|到期还本付息",
    "interest_first": r"先息后本|先[付还]利?息[,、]?后还本金?|(?:[按每][月季]|月月)度?只?[付还结]利?息"
    r"|利息按[月季](?:支付|付|结)|到期(?:一次性?)?(?:还|归还|偿还)本金?(?!付息)",
    "instalments": r"等额本[息金]|等额还款|等本等息|[按每][月季](?:等额|分期)?还(?:本付息|款|本)"
    r"|分期(?:还款|还本|偿还|归还)",
}
WAY = re.compile("|".join(f"(?P<{name}>{words})" for name, words in WAYS.items()))
NOT_SO = re.compile(r"(?:不用|无需|无须|不必|不需要?|不支持|不能|不可|免)[^,。;]{0,4}$")

NUMBER = rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}}|半)"
SPAN = re.compile(
    rf"(?<![\d.年月])(?:({NUMBER})\s?(?:-|~|至|到)\s?)?({NUMBER})\s?(个工作日|工作日|天|日|个?小时|周|个?星期)(?!内?还|期|起息)"
    r"|当[天日]|即时|实时|秒(?=批|出|贷|审)|t\+(\d)"
)
DECIDED = (
    r"审批|审核|审结|批复|答复|回复|反馈|决定|出(?:审批)?结果|给(?:出)?(?:结果|答案|意见|准信)|办结|获批|批准"
    r"|批(?![量发])|出额度|告知|通知"
)
PAID = r"放款|到账|放贷|发放"
BEHIND = re.compile(
    rf"^\s?(?:以内|之内|内|就|便|即|可|能|完成|给您?|给予|作出|做出|,){{0,4}}(?:({DECIDED})|{PAID})"
)
BEFORE = re.compile(
    rf"(?:({DECIDED})|{PAID})(?:时间|时效|周期|时限|速度|结果)?"
    r"(?:为|约|只需|仅需|需要?|最快|最慢|不超过|一般|通常|:|在){0,3}$"
)
AT_BEST = re.compile(r"(?:最快|快至|最短|快则)[^,。;]{0,4}$")
HOURS_A_DAY, DAYS_A_WEEK = 24, 5
WEEKS = ("周", "星期", "个星期")
MOST_DAYS = 60


def read(passage: Passage) -> Iterator[Span]:
    """The keys repayment (a word of WAYS) and decision_days (working days)."""
    yield from _ways(passage.text)
    yield from _days(passage.text)


def _ways(text: str) -> Iterator[Span]:
    """The way that is named first; where others are named, too, it is only likely."""
    found = [one for one in WAY.finditer(text) if not denied(text, one.start())]
    for first in found[:1]:
        sure = "said" if all(one.lastgroup == first.lastgroup for one in found) else "likely"
        yield Span("repayment", first.lastgroup, first.start(), first.end(), sure)


def denied(text: str, place: int) -> bool:
    """Whether what begins at a place is said not to be wanted or possible."""
    return NOT_SO.search(text[max(0, place - 8) : place]) is not None


def _days(text: str) -> Iterator[Span]:
    """Of a range the longest; of paying out, of the best case and in other days it is only likely."""
    for found in SPAN.finditer(text):
        before = re.split(f"[,{STOP}]", text[max(0, found.start() - 16) : found.start()])[-1]
        behind = text[found.end() : found.end() + 16]
        told = BEHIND.match(behind) or BEFORE.search(before)
        days = _working_days(found) if told else None
        if days is None or days > MOST_DAYS:
            continue
        plain = found[3] is None or "工作日" in found[3]
        sure = "said" if told[1] and plain and not AT_BEST.search(before) else "likely"
        end = found.end() + (told.end() if told.re is BEHIND else 0)
        yield Span("decision_days", days, found.start(), end, sure)


def _working_days(found: re.Match[str]) -> int | None:
    if found[4]:
        return int(found[4])
    if found[2] is None:
        return 0
    value = 0 if found[2] == "半" else value_of(found[2])
    if value is None:
        return None
    if "小时" in found[3]:
        return -(-int(value) // HOURS_A_DAY)
    return int(value) * (DAYS_A_WEEK if found[3] in WEEKS else 1)
