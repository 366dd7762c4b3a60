"""Whether a length of time is the term asked for, the age of the business, or something else."""

import re
from dataclasses import dataclass

from search.language.reader import role_words
from search.language.reader.durations import Duration
from search.language.reader.passage import Passage

WORDS = "length_words.txt"
WINDOW = 30
FILLER = re.compile(
    r"(?:了|已经?|都|也|有|满|整整|差不多|大概|大约|约|快|将近|接近|个|为|是|到|最长|最多|不超过|不少于|不低于|最少|最好|至少|至今|到现在|这行|这个|生意|先|想|要|来|"
    r"的|就|才|刚|也就|一共|前后|算来|算起来|起码|期限|统一|均为|代|一律|拉到|拉|上|成|分|:|\s)*"
)
SUM_ALONE = re.compile(
    r"(?:大概|约|就|先|\s)*[\d.一二两三四五六七八九十百半]{1,8}个?(?:万|w|千|k)(?:元|块钱?)?(?:左右|上下)?[,，\s]*"
)
MONEY_BEFORE = re.compile(
    r"(?:[贷借融要差缺需求]|周转)[^,。;；]{0,16}[万亿wk元块千个](?:钱|元|左右|上下)?[的,，/、\s]*$"
)
BEGUN_BEFORE = re.compile(
    r"(?:之?前|以前)(?:就|我|才|刚|自己|在[^,，。;]{0,6})*(?:开(?!始还|始贷)|注册|成立|创|办|接手|接的手|盘下|盘的|顶下|顶的|租下|起步|入行|摆|干|做|养|种|跑|卖)"
)
WHAT_IS_RUN = re.compile(
    r"[开办做干搞卖养种喂跑摆弄修配补剪裁磨擦编焊刻炸烤蒸酿腌晒织绣榨熬煮](?!支|销|法|工|贴|助|料)[^\d了过,，]{1,6}(?:了|已经?|满|快|有){0,2}$"
)  # 开公司半年, 做豆腐十年
SUM_BEHIND = re.compile(
    r"\s?(?:就?[要得能卖走赚挣收]|流水|进账)*\s?[\d一二两三四五六七八九十百几好]"
)  # a month's takings: 一个月15万
LEASE = re.compile(r"租(?!赁)|合同|签约|协议|承包")
# 卤味摊，十五年了: nothing but the length in its clause, and nothing else before it that lasts.
AS_IT_IS = re.compile(r"(?:都|已经?|整|快|有|差不多|一晃|转眼|如今|到现在|\s)*")
LASTING = re.compile(
    r"房|车|病|疼|腿|债|贷|婚|孩|学|兵|坐牢|租|合同|疫情|停|闲|亏|欠|拖|官司|瘫|残|走了|没了|去世"
)
FAMILY = re.compile(
    r"老公|老婆|丈夫|媳妇|爱人|儿子|女儿|[我他她]?[爸妈爹娘]|父亲|母亲|父母|公公|婆婆|[哥弟姐妹]|亲戚|朋友|邻居"
)
OWN_PLAN = re.compile(
    r"我(?:自己)?(?:也|就|现在)?(?:想|要|打算|准备|计划)(?:自己)?(?:开|做|搞|干|办|弄|创业|摆|养|种)"
)
ELAPSED = re.compile(r"多?(?:的时间)?了(?!断|结|事)")
BEHIND_FILLER = re.compile(
    r"(?:左右|上下|以内|之内|以上|内|准|肯定|一定|保准|免息|低息|无息|的时间|时间|就|能|可以|慢慢|再|后|之后|里|到期|一次性?|全部|分批|陆续|争取|保证|[多吧\s])*"
)
# 贷80万做中试，两年: what the loan is for lends its clause no other length.
LENT_FOR = re.compile(
    r"[贷借融][^,。;；\d]{0,6}[\d一二三四五六七八九十百两.]{1,8}个?[万亿wk千][^,。;；\d]{1,8}$"
)
BOUNDED = re.compile(r"不超过|最长|最多|总共|一共|以内|之内|吧")
LENDING = re.compile(r"^\s*(?:想|要|打算|准备|能)?(?:贷款?|借款?|融资?|申请)")
ALONE = re.compile(
    r"(?:能给|能|希望|最少|至少|起码|总共|一共|就|最好|大概|大约|想|要|期限|借|用|贷|左右|以内|之内|内|吧|的|期|即可|就行|就够|可以|最长|最多|不超过|差不多|时间|\s)*"
)
MONEY_NEAR = re.compile(
    r"期限|[贷借融垫]|还[不得清完上款]|租赁|分期|按揭|周转|[\d一二三四五六七八九十百两]\s?个?[万亿wk千](?!\w{0,2}[亩只头])|元|块钱"
)


@dataclass(frozen=True, slots=True)
class Around:
    """The words of its clause before and behind a length of time, and what they say of it."""

    before: str
    behind: str
    said: str  # the role of the last word before, `near` where only small words stand between
    near: bool
    after: str  # the role of the word that follows
    elapsed: bool  # 三年了, 三年多


def role(passage: Passage, duration: Duration) -> tuple[str, bool]:
    """("term" | "firm" | "other" | "", whether the words say it outright)."""
    around = _around(passage, duration)
    if duration.instalments:
        return "other" if around.said == "other" else "term", True
    if BEGUN_BEFORE.match(around.behind):
        return "firm", False
    if around.after == "job" or (around.said == "firm" and SUM_BEHIND.match(around.behind)):
        return "other", True
    if around.after == "firm":
        return "firm", True
    if (
        around.after == "term"
        and not around.elapsed
        and (around.said != "other" or not around.before.strip())
    ):
        return "term", True
    if _of_business(passage.text, around):
        return "firm", around.said == "firm" and around.near
    if _stands_alone(passage, duration, around):
        return "firm", False
    if around.elapsed or "other" in {around.after, around.said}:
        return "other", True
    return ("term", True) if _of_money(passage, duration, around) else ("", False)


def _around(passage: Passage, duration: Duration) -> Around:
    start, end = passage.clause_at(duration.start)
    before = passage.text[max(start, duration.start - WINDOW) : duration.start]
    behind = passage.text[duration.end : max(end, duration.end)]
    elapsed = duration.more or bool(ELAPSED.match(behind))
    if before.strip():
        said, near = _said_before(before)
    else:
        said, near = _said_before_clause(passage, start, elapsed=elapsed)
    if said == "renew":  # a loan's or a lease's
        said = "other" if LEASE.search(passage.text) else "term"
    return Around(before, behind, said, near, _said_behind(behind), elapsed)


def _stands_alone(passage: Passage, duration: Duration, around: Around) -> bool:
    """Whether a clause says no more than how long, behind one that says what is run or where."""
    if not around.elapsed or around.after or ELAPSED.sub("", around.behind, count=1).strip():
        return False
    if not AS_IT_IS.fullmatch(around.before):
        return False
    first, last = passage.clause_before(passage.clause_at(duration.start)[0])
    before = passage.text[first:last]
    told = role_words.of_file(WORDS).all(before) - {role_words.NOTHING, "place", "firm"}
    return bool(before) and not told and not LASTING.search(before) and not FAMILY.search(before)


def _of_business(text: str, around: Around) -> bool:
    if around.said == "place":  # 公司三年了
        return around.near and not around.after and (around.elapsed or not around.behind.strip())
    if around.said != "firm" or (FAMILY.search(around.before) and OWN_PLAN.search(text)):
        return False
    return around.near or (
        around.after != "other" and (around.elapsed or bool(WHAT_IS_RUN.search(around.before)))
    )


def _of_money(passage: Passage, duration: Duration, around: Around) -> bool:
    """Whether it follows a word of lending or the sum, or stands alone beside them."""
    if around.said == "term" and around.near and not around.before.endswith(("了", "过")):
        return True
    if MONEY_BEFORE.search(around.before) or SUM_ALONE.fullmatch(around.before):
        return True
    alone = ALONE.fullmatch(around.before) and ALONE.fullmatch(around.behind)
    if not alone:
        return False
    start, end = passage.clause_at(duration.start)
    bounded = duration.low < duration.months or BOUNDED.search(around.before + around.behind)
    return _near_money(passage, start) or bool(bounded and _sum_follows(passage, end))


def _said_before(words: str) -> tuple[str, bool]:
    """The role of the last word that has one, and whether nothing but small words follows it."""
    said, between = role_words.of_file(WORDS).last(words)
    return said, bool(said and FILLER.fullmatch(between))


def _said_before_clause(passage: Passage, start: int, *, elapsed: bool) -> tuple[str, bool]:
    """What the clause before lends: its last word (期限：12个月), or what is done since (养了羊，三年了)."""
    first, last = passage.clause_before(start)
    said, near = _said_before(passage.text[first:last][-WINDOW:])
    if said == "other" and LENT_FOR.search(passage.text, first, last):
        return "", False
    return (said, near) if near or (elapsed and said == "firm") else ("", False)


def _said_behind(words: str) -> str:
    table, filler = role_words.of_file(WORDS), BEHIND_FILLER.match(words)
    return table.next(words, filler.end() if filler else 0) or table.next(words)


def _sum_follows(passage: Passage, end: int) -> bool:
    """3-5年，200万: nobody gives an age as a range."""
    later = next((passage.text[s:e] for s, e in passage.clauses if s >= end), "")
    return bool(SUM_ALONE.fullmatch(LENDING.sub("", later, count=1)))


def _near_money(passage: Passage, start: int) -> bool:
    """Whether one of the two clauses before speaks of the money, and the nearest of no business run."""
    earlier = [passage.text[s:e] for s, e in passage.clauses if e <= start][-2:]
    return any(MONEY_NEAR.search(clause) for clause in earlier)
