"""What one sum is about: the one asked for, turnover, an existing loan, one's own money, or something else.

The words right before it say most, then what follows at once, then the nearest word before it in its clause.
A clause of nothing but a sum takes the word of the clause before: 想换两台机器，38万.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from search.language.reader.passage import Passage
from search.language.reader.sum_figures import Figure

WORDS = Path(__file__).parents[1] / "data" / "sum_words.txt"
WINDOW = 40

# What may stand between a word and its sum without taking it away.
FILLER = re.compile(
    r"(?:大概|大约|大致|约莫?|差不多|将近|接近|近|个|点|到|了|就|也|先|再|还|都|款|钱|一笔|一下|下|资金|的|是|为|有|来|至少|最少|最多|起码|不超过|"
    r"人民币|rmb|小|快|上|我|能|可以|给|只|最好|估计|也就|也得|要|想|:|\s|[“\"'「])*"
)
BEHIND_FILLER = r"(?:左右|上下|块钱?|元|的?样子|这样|以内|之内|以上|吧|多|的|是|都|全|大概|来|\s){0,3}"
LOAN_DUE = re.compile(
    rf"{BEHIND_FILLER}(?:的?(?:银行|旧|老|经营|抵押|流动资金)?(?:贷款?|借款|额度|授信))?(?:这笔)?(?:还|都|就|要|马上|快|也|又|将|即将|于)*"
    r"(?:没还|未还|没还清|未结清|[^,，。;；]{0,9}到期|该还了)"
)
OLD_LOAN = re.compile(
    rf"{BEHIND_FILLER}(?:的)?(?:房贷|车贷|网贷|按揭|旧贷|老贷款|外债|债|债务|欠债|高利贷|信用卡|私人的?钱|的账)"
)
PAST = re.compile(r"(?:了|(?<![超通])过)(?:差不多|大概|大约|约|有|将近|快|近|小|\s)*$")
DAILY = re.compile(
    r"(?:(?:每个?|一个?|平均每?个?)(?:天|月|年|季度?|晚上?|周|星期|日|场|趟|车|单)|[月日年周]均)[^,，。;；]{0,6}$"
)
A_PIECE = re.compile(
    r"(?<![买换添进购上])一[只头亩斤吨件台套辆棵株箱张间桌](?:就?[要得卖值]|大概|差不多)?\s?$"
)
PER_PIECE = re.compile(r"\s?(?:块钱?|元)?(?:[/每一](?=[只头亩斤吨件台套辆棵株箱张间桌平天]))")
PER_TIME = re.compile(r"\s?(?:块钱?|元)?(?:[/每一]个?(?=[年月天日季晚]))")


@dataclass(frozen=True, slots=True)
class Told:
    """A sum with its role; `firm` where the word of asking stands right next to it."""

    figure: Figure
    role: str  # asked, wanted, total, own, …, or "" where nothing tells
    firm: bool = False
    due: bool = False  # a loan that falls due


@functools.cache
def _tables() -> tuple[dict[str, dict[str, str]], dict[str, re.Pattern[str]]]:
    """Role of each word, and one pattern of all words, longest first; by side."""
    roles: dict[str, dict[str, str]] = {"before": {}, "behind": {}}
    for line in WORDS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            side, role, *words = line.split()
            roles[side].update(dict.fromkeys(words, role))
    patterns = {
        side: re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))))
        for side, words in roles.items()
    }
    return roles, patterns


def told(passage: Passage, figures: list[Figure]) -> list[Told]:
    """Each sum with what the words say of it, in their order."""
    return [_told(passage, figures, place) for place in range(len(figures))]


def _told(passage: Passage, figures: list[Figure], place: int) -> Told:
    figure = figures[place]
    start, end = passage.clause_at(figure.start)
    start = max(start, figures[place - 1].end if place else 0, figure.start - WINDOW)
    behind_end = min(end, figures[place + 1].start if place + 1 < len(figures) else end)
    before, behind = (
        passage.text[start : figure.start],
        passage.text[figure.end : max(figure.end, behind_end)],
    )
    carried = _carried(passage, figures, place) if FILLER.fullmatch(before) else ""
    role, firm = _role(before, behind, passage.text[figure.end : end])
    if not role and carried:
        role = carried
    due = bool(LOAN_DUE.match(passage.text[figure.end : end + 1]))
    return Told(figure, "debt" if due else role, firm, due)


def _role(before: str, behind: str, rest: str) -> tuple[str, bool]:
    roles, patterns = _tables()
    last = _last_word(before)
    said = roles["before"][last[0]] if last else ""
    near = bool(last) and FILLER.fullmatch(before[last.end() :]) is not None if last else False
    if said in {"old", "unit", "count"} and near:
        return said, True
    if A_PIECE.search(before) or PER_PIECE.match(rest):
        return "unit", True
    if said == "asked" and near:
        return "asked", True
    if OLD_LOAN.match(rest):
        return "debt", True
    filler = re.match(BEHIND_FILLER, behind)
    follows = patterns["behind"].match(behind, filler.end() if filler else 0)
    after = roles["behind"][follows[0]] if follows else ""
    if (
        after
        and after not in {"asked", "wanted", "total"}
        and not (said == "wanted" and near and after in {"value", "cost"})
    ):
        return after, True
    if said not in {"asked", "wanted"} and (DAILY.search(before) or PER_TIME.match(rest)):
        return "sales" if said == "" else said if said in {"cost", "contract"} else "sales", True
    if said:
        return said, near
    if PAST.search(before):
        return "spent", True
    return after, bool(after)


def _last_word(before: str) -> re.Match[str] | None:
    return max(_tables()[1]["before"].finditer(before), key=re.Match.end, default=None)


def _carried(passage: Passage, figures: list[Figure], place: int) -> str:
    """The role that the clause before lends to a clause of only a sum; a fact from its last word alone."""
    start = passage.clause_at(figures[place].start)[0]
    before = [clause for clause in passage.clauses if clause[1] <= start]
    if not before or (place and figures[place - 1].end > before[-1][0]):
        return ""
    words = passage.text[before[-1][0] : before[-1][1]][-WINDOW:]
    last = _last_word(words)
    if last is None:
        return ""
    role = _tables()[0]["before"][last[0]]
    if role in {"asked", "wanted"}:
        return role
    return role if FILLER.fullmatch(words[last.end() :]) else ""
