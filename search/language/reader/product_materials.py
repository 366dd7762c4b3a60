"""What has to be brought for a product: the things that its text lists, as they are written."""

import re
from collections.abc import Iterator

from search.language.reader.draft import Span
from search.language.reader.passage import Passage
from search.language.reader.product_handling import STOP, denied

NEEDED = re.compile(  # 所需材料：… · 需要准备的资料有…
    r"(?:申请|办理|所需|需要?|须|准备|提供|提交|携带|带齐|备齐|应备)[^,。;:\n]{0,8}?"
    r"(?:材料|资料|证件|手续|文件)(?:\([^)\n]{0,8}\))?(?:清单|如下|有|包括|包含|为|是|:|\s){1,4}"
    r"|(?:材料|资料|证件)(?:清单)?:"
)
BRING = re.compile(r"(?:提供|提交|携带|带上|带|准备好?|备齐|凭)(?!抵押|担保|质押):?")
NUMBERED = re.compile(r"^\s*(?:\d{1,2}[.、)]|[(（]\d{1,2}[)）]|[一二三四五六七八九十][、.]|[①-⑳·•-])\s*")
BETWEEN = re.compile(
    r"[、,;\n]|以及|及(?!其|时)|和|(?<=\S)\s+(?=\d{1,2}[.、)])|(?<=[\u4e00-\u9fff])\d{1,2}[.)]|[①-⑳]"
)
TAIL = re.compile(
    r"(?:等(?:材料|资料|证件|手续|文件)?|(?:即可|就能|就可以|就行|便可|可申请|申请|办理).{0,20}|的?(?:材料|资料))$"
)
PAPER = re.compile(
    r"执照|身份证|户口[本簿]?|结婚证|流水|报表|合同|发票|完税|纳税证明|征信报告|授权书|公章|章程|验资|房产证|产权证|权属|权证"
    r"|证明|申请书|申请表|银行卡|许可证|开户|对账单|审计|订单|决议|照片|承包|名册|凭证|证书|复印件|原件|登记证|备案|单据"
)
CALLED = re.compile(rf"(?:{PAPER.pattern})(?:原件|复印件)?$")
# 凭流水 is a condition, 凭营业执照 a paper.
SHOWN = re.compile(r"^[^的]{0,8}(?:执照|证明?|证书|合同|发票|户口[本簿])(?:原件|复印件)?$")
LIST_ENDS, SENTENCE_ENDS = re.compile(r"[。!?]|\n[ \t]{0,9}\n"), re.compile(rf"[{STOP}]")
MOST_PIECES, LONGEST_PIECE = 20, 30
MOST_LISTED = 400


def read(passage: Passage) -> Iterator[Span]:
    """The key materials, one a span: what stands behind 所需材料, else papers that are to be brought."""
    text = passage.text
    for cue in NEEDED.finditer(text):
        pieces = list(_pieces(text, cue.end(), _end(text, cue.end(), LIST_ENDS)))
        if len(pieces) == 1 and not PAPER.search(text, *pieces[0]):
            continue
        yield from (_piece(passage, *one) for one in pieces)
        return
    for cue in BRING.finditer(text):
        if denied(text, cue.start()):
            continue
        pieces = list(_pieces(text, cue.end(), _end(text, cue.end(), SENTENCE_ENDS)))
        ends = SHOWN if cue[0].startswith("凭") else CALLED
        papers = [one for one in pieces if ends.search(text[slice(*one)])]
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
