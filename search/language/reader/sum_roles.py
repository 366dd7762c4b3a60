"""What one sum is about: the one asked for, turnover, an existing loan, one's own money, or something else.

The words right before it say most, then what follows at once, then the nearest word before it in its clause.
A clause of nothing but a sum takes the word of the clause before: 想换两台机器，38万.
"""

import re
from dataclasses import dataclass

from search.language.reader import role_words
from search.language.reader.passage import Passage
from search.language.reader.sum_figures import Figure

WINDOW = 40
FACTS_OVER_ASKING = ("old", "unit", "count")

# What may stand between a word and its sum without taking it away.
FILLER = re.compile(
    r"(?:大概|大约|大致|约莫?|差不多|将近|接近|近|个|点|到|了|就|也|先|再|还|都|款|钱|一笔|一下|下|资金|的|是|为|有|来|至少|最少|最多|起码|不超过|"
    r"人民币|rmb|小|快|上|我|能|可以|给|只|最好|估计|也就|也得|要|想|:|\s|[“\"'「])*"
)
BEHIND_FILLER = re.compile(
    r"(?:左右|上下|块钱?|元|的?样子|这样|以内|之内|以上|吧|多|的|是|都|全|大概|来|\s){0,3}"
)
LOAN_DUE = re.compile(
    rf"{BEHIND_FILLER.pattern}(?:的?(?:银行|旧|老|经营|抵押|流动资金)?(?:贷款?|借款|额度|授信))?(?:这笔)?"
    r"(?:还|都|就|要|马上|快|也|又|将|即将|于)*(?:没还|未还|没还清|未结清|[^,，。;；]{0,9}到期|该还了)"
)
OLD_LOAN = re.compile(
    rf"{BEHIND_FILLER.pattern}(?:的)?(?:房贷|车贷|网贷|按揭|旧贷|老贷款|外债|债|债务|欠债|高利贷|信用卡|私人的?钱|的账)"
)
HEARSAY = re.compile(
    r"(?:听说|听人说|据说|网上|网站|广告|宣传|看到|看见|[人别]人?家?都?|同行|邻居|朋友|老乡|他们)(?:都|也|说|贷|借)[^,，。;；]{0,8}$|(?:听说|据说|网上|网站|广告)[^,，。;；]{0,12}$"
)
PAST = re.compile(r"(?:了|(?<![超通])过)(?:差不多|大概|大约|约|有|将近|快|近|小|\s)*$")
PERIOD = "(?:天|月|年|季度?|晚上?|周|星期|日|场|趟|车|单)"
DAILY = re.compile(rf"(?:(?:每个?|一个?|平均每?个?){PERIOD}|[月日年周]均)[^,，。;；]{{0,6}}$")
A_HEAD = re.compile(
    r"(?<![买换添进购上])一[只头亩斤吨件棵株尾窝](?:[^,，。;；]{0,5}[要得卖值投本花]|大概|差不多)?\s?$"
)
A_PIECE = re.compile(r"一(?P<piece>[台套辆箱张间桌件])(?:就?[要得卖]|大概|差不多)?\s?$")
PER_PIECE = re.compile(r"\s?(?:块钱?|元)?(?:[/每一](?=[只头亩斤吨件台套辆棵株箱张间桌平天]))")
PER_TIME = re.compile(r"\s?(?:块钱?|元)?(?:[/每一]个?(?=[年月天日季晚]))")


@dataclass(frozen=True, slots=True)
class Told:
    """A sum with its role."""

    figure: Figure
    role: str  # asked, wanted, total, own, … (data/sum_words.txt), or "" where nothing tells
    due: bool = False  # a loan that falls due
    heard: bool = False  # what others borrow, or what is said to be possible


def told(passage: Passage, figures: list[Figure]) -> list[Told]:
    """Each sum with what the words say of it, in their order."""
    return [_told(passage, figures, place) for place in range(len(figures))]


def _told(passage: Passage, figures: list[Figure], place: int) -> Told:
    figure, text = figures[place], passage.text
    start, end = passage.clause_at(figure.start)
    start = max(start, figures[place - 1].end if place else 0, figure.start - WINDOW)
    next_figure = figures[place + 1].start if place + 1 < len(figures) else end
    before, rest = text[start : figure.start], text[figure.end : end]
    if LOAN_DUE.match(text, figure.end, min(end + 1, figure.end + WINDOW)):
        return Told(figure, "debt", due=True)
    if A_HEAD.search(before) or PER_PIECE.match(rest) or _one_of_many(text, before):
        return Told(figure, "unit")
    role = _role(before, text[figure.end : min(end, next_figure)], rest, figure)
    if not role and FILLER.fullmatch(before):
        role = _carried(passage, figures, place)
    return Told(figure, role, heard=bool(HEARSAY.search(before)))


def _one_of_many(text: str, before: str) -> bool:
    """一台8万 is the price of one where 要买5台 is said too."""
    found = A_PIECE.search(before)
    return bool(found and re.search(rf"(?:[2-9]|\d\d|[两三四五六七八九十]){found['piece']}", text))


def _role(before: str, behind: str, rest: str, figure: Figure) -> str:
    words = role_words.of_file("sum_words.txt")
    said, between = words.last(before)
    near = FILLER.fullmatch(between) is not None
    if said == "asked" and near and between.startswith(("了", "过")):
        return "have"  # 申请了, 押了; 差了 and 缺了 are words of their own
    if said in {"asked", *FACTS_OVER_ASKING} and near:
        return said
    if OLD_LOAN.match(rest):
        return "debt"
    filler = BEHIND_FILLER.match(behind)
    after = words.next(behind, filler.end() if filler else 0)
    if after == "loan":
        after = "debt" if said in {"have", "debt", "old"} else "asked"
    if said == "have" and after in {"", "wanted"}:
        return "have"
    if after not in {"", "asked", "wanted", "total"} and not (
        said == "wanted" and near and after in {"value", "cost"}
    ):
        return after
    if said not in {"asked", "wanted"} and (DAILY.search(before) or PER_TIME.match(rest)):
        return said if said in {"cost", "contract"} else "sales"
    if said and said != "have":
        return said
    if PAST.search(before) and figure.bound not in {"most", "least"}:
        return "spent"
    return after


def _carried(passage: Passage, figures: list[Figure], place: int) -> str:
    """The role that the clause before lends to a clause of only a sum; a fact from its last word alone."""
    start = passage.clause_at(figures[place].start)[0]
    before = [clause for clause in passage.clauses if clause[1] <= start]
    if not before or (place and figures[place - 1].end > before[-1][0]):
        return ""
    text = passage.text[before[-1][0] : before[-1][1]][-WINDOW:]
    words = role_words.of_file("sum_words.txt")
    role, between = words.last(text)
    if role in {"asked", "wanted"}:
        return role
    if role == "debt" and "wanted" in words.all(text):
        return "wanted"  # 买化肥还旧账，二十万
    return role if FILLER.fullmatch(between) and role not in FACTS_OVER_ASKING else ""
