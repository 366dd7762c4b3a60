"""Signs that tell outright what one sum is, before the words around it are weighed."""

import re
from dataclasses import dataclass

from search.language.reader.figure import Figure
from search.language.reader.sum_around import BEHIND_FILLER, Around

WINDOW = 40
LOAN_DUE = re.compile(
    rf"{BEHIND_FILLER.pattern}(?:的?(?:银行|旧|老|经营|抵押|流动资金)?(?:贷款?|借款|额度|授信))?(?:这笔)?"
    r"(?:还|都|就|要|马上|快|也|又|将|即将|于)*(?:没还|未还|没还清|未结清|[^,，。;；]{0,9}到期|该还了)"
)
UNLESS = re.compile(r"(?:没有?个?|少了|低于|不到)\s?$")
UNDONE = re.compile(r"[^,，。;；]{0,6}(?:下不来|不行|转不|开不|办不|搞不|做不|干不|撑不|拿不|起不来)")
# 学费要3万2，就借这笔钱
THIS_SUM = re.compile(
    r"[^。;；\d]{0,8}(?:贷|借|融|缺|差|凑|申请)(?:款|的)?(?:就是|就)?(?:这个|这笔|这些|这点|这部分|这么多|这个数|那笔)(?:钱|款|数|资金)?"
)
A_HEAD = re.compile(
    r"(?<![买换添进购上])一[只头亩斤吨件棵株尾窝捆段筐袋盆盒瓶桶串碗杯把公](?:[^,，。;；]{0,5}[要得卖值投本花]|大概|差不多)?\s?$"
)
A_PIECE = re.compile(r"一(?P<piece>[台套辆箱张间桌件])(?:就?[要得卖]|大概|差不多)?\s?$")
AN_ITEM = re.compile(r"\s?一个(?:要|得|大概|差不多|就|就要)?\s?")
PER_PIECE = re.compile(r"\s?(?:块钱?|元)?(?:[/每一](?=[只头亩斤吨件台套辆棵株箱张间桌平天柜趟车]))")
DOWN = re.compile(r"(?:先付|先交|先给|首付|先打)(?:了|款|个|掉|\s)*$")
LATER = re.compile(r"余款|其余|剩下|分期|尾款|剩余|余下|按揭")
LOANS_LISTED = re.compile(r"有[两三四几2-5]笔(?:旧|老|银行|经营)?(?:贷款|借款|贷|债|账)")
ONE_OF_THEM = re.compile(r"[一另][笔个](?:是|在[^,，。;；\d]{1,6})?$")
LAST_WORD = re.compile(r"(?:那就|那|就)(?:要|借|贷|来|按)?\s?$")
LAST_WORD_BEHIND = re.compile(r"(?:块钱?|元)?(?:吧|算了|得了|行了|好了)")

# 拿车抵20万 asks.
PLEDGED = re.compile(
    r"[拿用以把凭][^,，。;；\d]{1,12}?(?:抵押|质押|抵|押)(?:给银行|给你们|出来?|个|点|大概|差不多)*\s?$"
)
ABANDONED = re.compile(
    r"(?:原先|原来|原本|本来|起初|一开始|最初|当初|先前)(?:我们?|是)?(?:说好?|打算|想着?|准备|计划|报|谈|定)[^,，。;；\d]{0,6}$"
)
# 工行授信300万用满了 is there; 向工行贷款300万 is asked for.
BANK_GAVE = re.compile(
    r"(?<![向跟找从在和问到])(?:[工农中建交邮]行|信用社|农商行|农信社|农商银行|村镇银行|邮储)(?:给|批|放)?(?:了|的|过|我们?)*(?:授信|额度|贷款?|有)(?:了|过|有|额度)*\s?$"
)
USED = re.compile(r"(?:块钱?|元)?(?:的额度|额度)?(?:都|已经?|早就?|全)*(?:用满|用完|用光|用了|提完|占满)")
REFUSED = re.compile(
    r"(?:别|不要|不用|不必|甭|莫)(?:给我们?|给|再|老|总|一下子?)*(?:批|贷|放|弄|搞|整|填|写|报)(?:成|到|给我|个|我)*\s?$"
)
# 上次申请30万没批，这次申请15万
# 租金从3万涨到5万; 拆迁补偿款30万
RISEN = re.compile(
    r"(?:租金?|[价费租资]|价格|成本|工钱)(?:从|由|已经?|又|也|都)?[^,，。;；]{0,8}(?:涨|升|提高|加)到了?$"
)
COMING = re.compile(r"(?:补偿|理赔|赔偿|拆迁|征地|安置)(?:款|费|金)(?:有|大概|约|是|一共|共)*$")
ASKED_ONCE = re.compile(
    r"(?:上一?[次回]|前一?[次回]|头[次回]|去年|前年|之前|以前|早先)(?:也|都|就|在[^,，。;；\d]{1,6})?(?:我|我们)?(?:申请|报|提交?|填|要|想[贷借要])(?:了|过|的|是|贷款|借款)*\s?$"
)
EACH_GAVE = re.compile(r"(?:各自?|每人|一人|人均|每家|一家)(?:先|都|再)?[出拿凑投掏交][了\s]?$")
KIN_LENT = re.compile(
    r"(?:亲戚|朋友|大?姨|姑姑?|叔|伯|舅舅?|舅妈|哥|姐|弟|妹|爸|妈|父母|公婆|岳父|岳母|丈人|老公|老婆|媳妇|女儿|儿子|闺女|同学|战友|邻居|老乡|家里人?)"
    r"(?:先|已经|说)?(?:借给?|给|支持|赞助|凑给?|拿给?|出|掏|垫|打给?)了?(?:我们?|俺|咱)?了?\s?$"
)
IN_FRONT = (
    (EACH_GAVE, "own"),
    (ASKED_ONCE, "old"),
    (COMING, "grant"),
    (BANK_GAVE, "debt"),
    (REFUSED, "old"),
    (KIN_LENT, "own"),
    (ABANDONED, "old"),
    (PLEDGED, "asked"),
)


@dataclass(frozen=True, slots=True)
class Sign:
    """The role, and whether it is a loan that falls due or somebody's last word."""

    role: str
    due: bool = False
    final: bool = False


def outright(text: str, figure: Figure, around: Around, *, several: bool) -> Sign | None:
    """What the sum is; `several` where the text names other sums too."""
    if LOAN_DUE.match(text, figure.end, min(figure.end + len(around.rest) + 1, figure.end + WINDOW)):
        return Sign("debt", due=True)
    if _is_price(text, around, several=several):
        return Sign("unit")
    if THIS_SUM.match(text, figure.end, figure.end + WINDOW):
        return Sign("asked")
    if LOANS_LISTED.search(text[: figure.start]) and ONE_OF_THEM.search(around.before):
        return Sign("debt")
    if DOWN.search(around.before) and LATER.search(text, figure.end):
        return Sign("own")
    if RISEN.search(text, max(0, figure.start - WINDOW), figure.start):
        return Sign("cost")
    if UNLESS.search(around.before) and UNDONE.match(around.behind):
        return Sign("asked")  # 没个二十万下不来
    if LAST_WORD.search(around.before) and LAST_WORD_BEHIND.match(around.behind):
        return Sign("asked", final=True)
    return None


def told_in_front(before: str) -> str:
    """The role that the words in front of a sum give it; empty where they give none."""
    return next((role for sign, role in IN_FRONT if sign.search(before)), "")


def _is_price(text: str, around: Around, *, several: bool) -> bool:
    """The price of one: 一头3000, 8万一台, and 一台8万 where 要买5台 is said too."""
    if A_HEAD.search(around.before) or PER_PIECE.match(around.rest):
        return True
    if several and AN_ITEM.fullmatch(around.before):
        return True
    found = A_PIECE.search(around.before)
    return bool(found and re.search(rf"(?:[2-9]|\d\d|[两三四五六七八九十]){found['piece']}", text))
