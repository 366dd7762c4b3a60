"""What one sum is about: the one asked for, turnover, an existing loan, one's own money, or something else.

The words right before it say most, then what follows at once, then the nearest word before it in its clause.
A clause of nothing but a sum takes the word of the clause before: 想换两台机器，38万.
"""

import re
from dataclasses import dataclass

from search.language.reader import role_words
from search.language.reader.figure import Figure
from search.language.reader.passage import Passage
from search.language.reader.sum_around import BEHIND_FILLER, FILLER, TO_PAY, WORDS, Around
from search.language.reader.sum_signs import PLEDGED, USED, WINDOW, outright, told_in_front

OPEN_ROLES = ("asked", "wanted", "")
FACTS_OVER_ASKING = ("old", "unit", "count")
OLD_LOAN = re.compile(
    rf"{BEHIND_FILLER.pattern}(?:的)?(?:房贷|车贷|网贷|按揭|旧贷|老贷款|外债|债|债务|欠债|高利贷|信用卡|私人的?钱|的账)"
)
HEARSAY = re.compile(
    r"(?:听说|听人说|据说|网上|网站|广告|宣传|看到|看见|[人别]人?家?都?|银行|行里|信用社|客户经理|信贷员|同行|邻居|朋友|老乡|他们)(?:都|也|说|贷|借)[^,，。;；]{0,8}$|(?:听说|据说|网上|网站|广告)[^,，。;；]{0,12}$"
)
ONCE = re.compile(
    r"(?:[去前]年|上个?月|上半年|往年|历年|上一?次|上回|上周|(?<![㐀-鿿\d])(?:以前|之前)|早年|当年|当初|当时|平时|平常|一般|每次|每回|每趟)(?!贷|借|欠)"
)
# 差装修款8万 lacks.
SHORT_OF = re.compile(
    r"(?:(?<![出时])差(?![不价额别距评点])|(?<![紧])缺(?![乏口])|短缺|短(?=款|钱))[^,，。;；\d有没了]{1,7}$"
)
EVERY = re.compile(r"每个?[年月天日季周晚]|一个月|一天|[月日年]均")
PAST = re.compile(r"(?:了|(?<![超通])过)(?:差不多|大概|大约|约|有|将近|快|近|小|\s)*$")
GRANTED = re.compile(
    r"(?:补贴|补助|奖补|国补|财政|[帮扶]扶资金|专项资金)[^,，。;；借贷缺差还欠]{0,6}$"
    r"|(?:[省市县区镇乡村州旗]|政府|国家|文旅局|农业局|局里|上面|上级|品牌方|保险公司?)里?[^,，。;；借贷缺差还欠要\d]{0,8}(?:补|奖|拨|贴|返|赔)(?:了|的|我们?|俺们?|个|款|给|贴|大概|约)*$"
)
# 三家酒店欠洗涤费21万, 赊给农户的30万: theirs to pay.
THEY_OWE = re.compile(
    r"(?:酒店|宾馆|饭店|餐馆|食堂|剧组|工地|租户|商户|农户|养殖户|散户|经销商|门店|景区|[镇县区村乡局市]里|政府|旅行社|主办方|学校|医院|幼儿园|商场|超市|物流公司|项目部|总包|客户|甲方|业主|货主|别人|人家|他们|对方|单位|村委|平台|公家)"
    r"[们还都也一共现在总]{0,3}(?:欠|拖欠|赊)(?!我?[^,，。;；\d]{0,4}(?:工资|银行|工人|供货|供应|厂家|房东|房租|税))[^,，。;；\d]{0,10}$"
    r"|(?:赊|垫|放账|赊账|借)给(?![我咱俺])[^,，。;；\d]{0,8}(?:的|了|有|大概|约)$"
)
REGULAR_COST = re.compile(r"月租|年租|租金|工资|月薪|每月|一个月|开销|开支")
WISH_BEHIND = re.compile(
    r"(?:块钱?|元|左右|的|都|就|部分|这块|\s){0,3}(?:我)?(?:想|要|得|靠|打算|准备|需要?|希望)(?:再|全|都|靠|用|通过|找银行|跟银行)*(?:贷|借|续|融|申请)"
)
STILL_OWED = re.compile(r"(?:要|得|该)还(?![有要得])")
SETTLED = re.compile(
    rf"{BEHIND_FILLER.pattern}(?:的)?(?:贷款?|借款|钱)?(?:(?:早就?|已经?|上个?月|去年|前年)(?:都|也|全)?(?:还清|还完|结清|还上|还掉)|(?:都|也|全)?(?:还清|还完|结清)了)"
)
THEIRS = re.compile(r"客户|甲方|对方|业主|厂家|政府|财政|他们?|人家|平台|医保|总包|开发商|买家|货主|单位")
# 定金8万交了，剩下6万贷款: what remains of a price, no old loan.
REMAINING = re.compile(r"(?:剩下|剩余|余下|其余|剩)的?(?:个|大概|还有|还)?\s?$")
PAID_IN = re.compile(
    r"首付|头款|首期|头金|定金|订金|首款|自己(?:有|出|拿|付|凑)|先付|[付交给]了|自筹|自有|凑了|攒了"
)
# 设备18万自己有8万: what stands between is said of the second.
OF_THE_NEXT = re.compile(
    r"\s?(?:我们?|自己|自家|家里|手里|手头|已经?)*(?:我有|自己有|自己出|我出|自筹|自有|已有|首付|定金|订金|[有出付交凑])(?:了|款|资金|的)?\s?"
)
REPAYING = re.compile(r"还[清掉款完]?$")


@dataclass(frozen=True, slots=True)
class Told:
    """A sum with its role."""

    figure: Figure
    role: str  # asked, wanted, total, own, … (data/reader/sum_words.txt), or "" where nothing tells
    due: bool = False  # a loan that falls due
    heard: bool = False  # what others borrow, or what is said to be possible
    final: bool = False  # 那就5万吧
    named: bool = False  # 贷款100万: asked for, unless a verb asks for another

    @property
    def usable(self) -> bool:
        """Whether it is a possible sum of yuan."""
        return self.figure.possible and not self.figure.foreign

    @property
    def open(self) -> bool:
        """Whether it may be what is asked for."""
        return self.usable and self.role in OPEN_ROLES


def told(passage: Passage, figures: list[Figure]) -> list[Told]:
    """Each sum with what the words say of it, in their order."""
    return [_told(passage, figures, place) for place in range(len(figures))]


def _told(passage: Passage, figures: list[Figure], place: int) -> Told:
    figure, text = figures[place], passage.text
    start, end = passage.clause_at(figure.start)
    start = max(start, figures[place - 1].end if place else 0, figure.start - WINDOW)
    next_figure = figures[place + 1].start if place + 1 < len(figures) else end
    behind, rest = text[figure.end : min(end, next_figure)], text[figure.end : end]
    if len(behind) < len(rest) and OF_THE_NEXT.fullmatch(behind):
        behind = rest = ""
    around = Around(text[start : figure.start], behind, rest)
    if sign := outright(text, figure, around, several=len(figures) > 1):
        return Told(figure, sign.role, due=sign.due, final=sign.final)
    role = _role(around, figure)
    if not role and FILLER.fullmatch(around.before):
        role = _carried(passage, figures, place)
    if role in {"debt", "named"} and REMAINING.search(around.before) and PAID_IN.search(text[: figure.start]):
        role = "asked"
    heard = bool(HEARSAY.search(around.before))
    return (
        Told(figure, "asked", heard=heard, named=True) if role == "named" else Told(figure, role, heard=heard)
    )


def _role(around: Around, figure: Figure) -> str:
    rules = (_right_before, _wished_behind, _fact_behind, _once, _regular, _nearest)
    return next((role for rule in rules if (role := rule(around, figure)) is not None), "")


def _right_before(around: Around, figure: Figure) -> str | None:
    if role := told_in_front(around.before):
        return role
    if USED.match(around.rest):
        return "debt"
    if around.said in {"debt", "asked"} and SETTLED.match(around.rest):
        return "old"
    if around.said in {"wanted", "total", "due", ""} and SHORT_OF.search(around.before):
        return "asked"
    if GRANTED.search(around.before):
        return "grant"
    if THEY_OWE.search(around.before):
        return "due"
    if around.said in {"asked", "named"} and around.near:
        # 申请了, 押了 are done; 差了 and 缺了 are words of their own
        return "have" if around.between.startswith(("了", "过")) else around.said
    if around.said in FACTS_OVER_ASKING and around.near:
        return around.said
    return "debt" if OLD_LOAN.match(around.rest) else None


def _wished_behind(around: Around, figure: Figure) -> str | None:
    """剩20万想贷, where no other sum follows."""
    return "asked" if around.behind == around.rest and WISH_BEHIND.match(around.behind) else None


def _fact_behind(around: Around, figure: Figure) -> str | None:
    after = around.after
    if around.said == "have" and after in {"", "wanted"}:
        return "have"
    if after in {"", "asked", "named", "wanted", "total"}:
        return None
    if around.to_pay and after in {"cost", "due", "debt"} and not around.regular:
        return "wanted"
    bought = around.said == "wanted" and around.near and after in {"value", "cost"}
    return None if bought and not around.regular else after


def _once(around: Around, figure: Figure) -> str | None:
    """去年进货30万 and 每年交承包费5万 are no plan."""
    if around.said not in {"wanted", "total", ""}:
        return None
    if ONCE.search(around.before):
        return "spent"
    return "cost" if EVERY.search(around.before) else None


def _regular(around: Around, figure: Figure) -> str | None:
    if around.said in {"asked", "named", "wanted"} or not around.regular:
        return None
    return around.said if around.said in {"cost", "contract"} else "sales"


def _nearest(around: Around, figure: Figure) -> str | None:
    said = around.said
    if around.to_pay and (
        said in {"cost", "debt"} or (said == "due" and not THEIRS.search(around.before + around.rest))
    ):
        return "wanted"
    if said == "total" and REGULAR_COST.search(around.before):
        return "wanted" if around.to_pay else "cost"
    if said and said != "have" and (around.near or said not in FACTS_OVER_ASKING):
        return said
    if PAST.search(around.before) and figure.bound not in {"most", "least"}:
        return "spent"
    return around.after


def _carried(passage: Passage, figures: list[Figure], place: int) -> str:
    """The role that the clause before lends to a clause of only a sum; a fact from its last word alone."""
    first, last = passage.clause_before(passage.clause_at(figures[place].start)[0])
    if place and figures[place - 1].end > first:
        return ""
    text = passage.text[first:last][-WINDOW:]
    words = role_words.of_file(WORDS)
    role, between = words.last(text)
    if role in {"asked", "named", "wanted"}:
        return role
    if role == "debt" and "wanted" in words.all(text):
        return "wanted"  # 进货还欠款，十五万
    if role == "cost" and (TO_PAY.search(text) or STILL_OWED.search(text)):
        return "wanted"
    if PLEDGED.search(text):
        return ""
    if role == "debt" and REPAYING.search(text[: len(text) - len(between)]):
        return ""  # 三个月准还，五万
    return role if FILLER.fullmatch(between) and role not in FACTS_OVER_ASKING else ""
