"""How a product is paid back, how soon its institution decides, and what has to be brought."""

import re
from collections.abc import Iterator

from search.language.figures import CHINESE, value_of
from search.language.reader.draft import Span
from search.language.reader.passage import Passage

STOP = "。;!?\n"
WAYS = {  # words of the ways to pay back, as the form has them
    "revolving": r"随借随还|随用随还|随贷随还|用多少算多少|按日计息|循环使用",
    "at_once": r"一次性?(?:偿还|还清|归还|还)?(?:全部)?(?:本金?[和及、]?利?息|还本付息)|利随本清"
    r"|到期还本付息",
    "interest_first": r"先息后本|(?:[按每][月季]|月月)度?只?[付还结]利?息"
    r"|到期(?:一次性?)?(?:还|归还|偿还)本金?(?!付息)",
    "instalments": r"等额本[息金]|等额还款|等本等息|[按每][月季](?:等额|分期)?还(?:本付息|款|本)"
    r"|分期(?:还款|还本|偿还|归还)",
}
WAY = re.compile("|".join(f"(?P<{name}>{words})" for name, words in WAYS.items()))
NOT_SO = re.compile(r"(?:不用|无需|无须|不必|不需要?|不支持|不能|不可|免)[^,。;]{0,4}$")

NUMBER = rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}}|半)"
SPAN = re.compile(
    rf"(?<![\d.年月])(?:({NUMBER})\s?(?:-|~|至|到)\s?)?({NUMBER})\s?(个工作日|工作日|天|日|个?小时)(?!内?还|期|起息)"
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
HOURS_A_DAY = 24
MOST_DAYS = 60

NEEDED = re.compile(  # 所需材料：… · 需要准备的资料有…
    r"(?:申请|办理|所需|需要?|须|准备|提供|提交|携带|带齐|备齐|应备)[^,。;:\n]{0,8}?"
    r"(?:材料|资料|证件|手续|文件)(?:清单|如下|有|包括|包含|为|是|:|\s){1,4}"
)
BRING = re.compile(r"(?:提供|提交|携带|带上|带|准备好?|备齐|凭)(?!抵押|担保|质押)")
NUMBERED = re.compile(r"^\s*(?:\d{1,2}[.、)]|[(（]\d{1,2}[)）]|[一二三四五六七八九十][、.]|[①-⑳·•-])\s*")
BETWEEN = re.compile(
    r"[、,;\n]|以及|及(?!其|时)|和|(?<=\S)\s+(?=\d{1,2}[.、)])|(?<=[\u4e00-\u9fff])\d{1,2}[.)]|[①-⑳]"
)
TAIL = re.compile(
    r"(?:等(?:材料|资料|证件|手续|文件)?|(?:即可|就能|就可以|就行|便可|可申请|申请|办理).{0,20}|的?(?:材料|资料))$"
)
PAPER = re.compile(
    r"执照|身份证|户口|结婚证|流水|报表|合同|发票|完税|纳税证明|征信报告|授权书|公章|章程|验资|房产证|产权证|权属|权证"
    r"|证明|申请书|申请表|银行卡|许可证|开户|对账单|审计|订单|决议|照片|承包|名册|凭证|证书|复印件|原件|登记证|备案|单据"
)
LIST_ENDS, SENTENCE_ENDS = re.compile(r"[。!?]|\n[ \t]{0,9}\n"), re.compile(rf"[{STOP}]")
MOST_PIECES, LONGEST_PIECE = 20, 30
MOST_LISTED = 400


def read(passage: Passage) -> Iterator[Span]:
    """The keys repayment (a word of WAYS), decision_days (working days), and each of the materials."""
    yield from _ways(passage.text)
    yield from _days(passage.text)
    yield from _materials(passage)


def _ways(text: str) -> Iterator[Span]:
    """The way that is named first; where others are named, too, it is only likely."""
    found = [one for one in WAY.finditer(text) if not _denied(text, one.start())]
    for first in found[:1]:
        sure = "said" if all(one.lastgroup == first.lastgroup for one in found) else "likely"
        yield Span("repayment", first.lastgroup, first.start(), first.end(), sure)


def _denied(text: str, place: int) -> bool:
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
        yield Span(
            "decision_days", days, found.start(), found.end() + (told.re is BEHIND and told.end()), sure
        )


def _working_days(found: re.Match[str]) -> int | None:
    if found[4]:
        return int(found[4])
    if found[2] is None:
        return 0
    value = 0 if found[2] == "半" else value_of(found[2])
    if value is None:
        return None
    return -(-int(value) // HOURS_A_DAY) if "小时" in found[3] else int(value)


def _materials(passage: Passage) -> Iterator[Span]:
    """What stands behind 所需材料, as a list; else papers that are to be brought."""
    text = passage.text
    for cue in NEEDED.finditer(text):
        pieces = list(_pieces(text, cue.end(), _end(text, cue.end(), LIST_ENDS)))
        if len(pieces) == 1 and not PAPER.search(text, *pieces[0]):
            continue
        yield from (_piece(passage, *one) for one in pieces)
        return
    for cue in BRING.finditer(text):
        if _denied(text, cue.start()):
            continue
        pieces = list(_pieces(text, cue.end(), _end(text, cue.end(), SENTENCE_ENDS)))
        papers = [one for one in pieces if PAPER.search(text, *one)]
        yield from (_piece(passage, *one, sure="likely") for one in papers)
        if papers:
            return


def _end(text: str, start: int, end: re.Pattern[str]) -> int:
    found = end.search(text, start, start + MOST_LISTED)
    return found.start() if found else min(len(text), start + MOST_LISTED)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(start, end) of each thing of a list, without numbers before it and 等材料 behind."""
    cuts = [found.span() for found in BETWEEN.finditer(text, start, end)]
    firsts, lasts = [start, *(cut[1] for cut in cuts)], [*(cut[0] for cut in cuts), end]
    for first, last in zip(firsts[:MOST_PIECES], lasts, strict=False):
        number = NUMBERED.match(text[first:last])
        first += number.end() if number else 0
        words = TAIL.sub("", text[first:last].rstrip()).rstrip()
        first += len(words) - len(words.lstrip())
        if 1 < len(words.strip()) <= LONGEST_PIECE:
            yield first, first + len(words.strip())


def _piece(passage: Passage, start: int, end: int, sure="said") -> Span:
    return Span("materials", passage.written[start:end], start, end, sure)
