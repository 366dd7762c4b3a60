"""Who borrows: at most one code of subject_types.csv, only where the words say how the firm is registered.

A shop may be anything, so it says nothing; a farmer without a firm or a cooperative is a farm household.
"""

import re
from collections.abc import Iterator
from functools import cache

from search.language.reader import denial, sum_batch
from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage
from search.language.reader.patterns import Hit, Patterns

OURS = ("我", "本", "咱", "俺", "会员", "在孵", "入驻", "入园", "园区", "辖区", "成员", "孵化")
# Where several are said: what is narrow or written on a paper comes before what is wide.
ORDER = ("T13", "T12", "T04", "T05", "T21", "T09", "T06", "T08", "T01", "T07", "T20", "T10", "T11")
UNREGISTERED, FIRM, FILING = "T07", "T01", "T08"
WILL = ("不想", "不愿", "不打算", "不准备", "不考虑")  # 公司不想压现金 denies no firm
FARMERS = frozenset({"T10", "T11"})
OTHERS = re.compile(
    r"(?:给|跟|向|替|欠|为|由|被|从|找|和|与|供|挂靠|靠|客户|甲方|业主|朋友|别的|别家|人家|对方|几家|大型|上游|下游|合作的?)"
    r"[^,。;!?\n:]{0,12}$"
)
OTHERS_HAVE = re.compile(
    r"(?:给|跟|向|欠|付|垫|结|为|由|从|找|和|与|(?<!海)带动?|帮|帮助|收|联系|对接|周边|附近|当地|一批|几十|上百)[^,。;!?\n:]{0,6}$"
)
FOR_FARMERS = re.compile(
    r"(?:帮|替|代|给|为)[^,。;!?\n]{0,6}[\d一二三四五六七八九十几多]{1,4}[户家个名位][^,。;!?\n]{0,4}$"
)  # 帮村里6户茶户问: they borrow
SELF = re.compile(r"(?:我们?|咱们?|俺们?|本人|是|村里|普通|老)(?:是|个|的)?$")
NOT_OWN = re.compile(
    r"^(?:(?:说|让|规定|通知|催|扣|统一)|[^,。;!?\n]{0,3}?(?:[欠压拖]着?了?(?:我|运费|货款|工程款|款)|收购|给我|找我|不给|不让|骗|下单|下的|定制|付给|结账|要求|愿意|能给"
    r"|同意|来收|上门)|[说要]?[我咱]|里(?!的)|上班|那边|老板[欠说]|的(?:货|订单|合同|欠款|账期|单子|标|活))"
)
# 给酒店供床品的公司 is one's own; so is the firm that a clerk speaks of: 客户是印画册的公司.
WORKS_FOR = re.compile(
    r"[给为替跟][^,。;!?\n:]{1,12}?(?:做|供|送|修|搞|生产|加工|开发|配套|代工|装|运|设计|种|养|写|画)[^,。;!?\n:]{0,10}的[^,。;!?\n的]{0,6}$"
)
FOR_US = re.compile(r"[给为替跟](?:我|咱|俺)")
CLERK = re.compile(
    r"客户经理|信贷员|中介|代办|会计|助贷|帮(?:客户|朋友|老板|企业|公司)(?:问|申请|填|登记)|(?:替|给)(?:客户|老板)(?:问|填|登记|申请)"
)
CLIENT = re.compile(r"(?:客户|企业|老板|对方|他们?|申请人|借款人)(?:是|这边是|:|为)[^,。;!?\n]{0,12}$")
WORKPLACE = re.compile(r"(?:公司|企业)(?:里|上班|打工|员工|干)")
PEOPLE = ("户", "民", "农")  # 农户 may be the customers of a mill as well
NOT_A_FARM = re.compile(r"厂|公司|企业|店|批发|门市|旅行社")
# 给合作社供筐的厂, 公司门口摆摊的: theirs; 替合作社申请 files for it.
SERVED = re.compile(r"(?:给|为|向|跟|供|卖给|从)[^,。;!?\n:]{0,4}$")
FILED_FOR = re.compile(r"[^,。;!?\n]{0,6}(?:问|申请|贷|借|办|登记|填|咨询|筹|融)")
BESIDE = re.compile(r"(?:的)?(?:门口|门前|楼下|旁边|边上|附近|对面|后门|隔壁|食堂)")
SERVED_KINDS = frozenset({"T08", "T09", "T12", "T13"})
LAND_ALONE = re.compile(r"[^种养]*亩(?:地|田|水面)?")  # 厂里三十亩地
OF_OTHERS = re.compile(
    r"^(?:的)?(?:催|堵|逼|等着|要现|要钱|来要|占|收购|合同|订单|账期|欠|压|没结|给能|能给|愿意|担保|可以担保)"
)


def read(passage: Passage) -> Iterator[Span | Question]:
    """The borrower; of several that are said the one that decides."""
    found = [hit for hit in _patterns().find(passage.text) if _own(passage, hit)]
    if sum_batch.for_others(passage) and any(hit.codes[0] in FARMERS for hit in found):
        found = [hit for hit in found if hit.codes[0] != FILING]  # 给社里20户问: each borrows for itself
    if found:
        best = min(found, key=lambda hit: (ORDER.index(hit.codes[0]), hit.start))
        yield Span("subject_codes", best.codes[0], best.start, best.end)


def _own(passage: Passage, hit: Hit) -> bool:
    """Whether the words are said of the borrower, and are not denied."""
    code, text = hit.codes[0], passage.text
    if code == UNREGISTERED:
        return True
    if denial.lacking(passage, hit.start, hit.end):
        return False
    if not text.startswith(WILL, hit.end) and denial.unwanted(passage, hit.start, hit.end):
        return False
    before = text[max(0, hit.start - 16) : hit.start]
    if BESIDE.match(text, hit.end):
        return False
    if code in SERVED_KINDS and SERVED.search(before) and not FILED_FOR.match(text, hit.end):
        return False
    if code == FIRM:
        return _own_firm(text, hit, before)
    if code in FARMERS and text[: hit.end].endswith(PEOPLE) and not _own_farm(text, before):
        return False
    if code in FARMERS and LAND_ALONE.fullmatch(text, hit.start, hit.end) and NOT_A_FARM.search(text):
        return False
    return not OF_OTHERS.match(text[hit.end : hit.end + 8])


def _own_farm(text: str, before: str) -> bool:
    if FOR_FARMERS.search(before):
        return True
    return not OTHERS_HAVE.search(before) and (not NOT_A_FARM.search(text) or bool(SELF.search(before)))


def _own_firm(text: str, hit: Hit, before: str) -> bool:
    words = text[hit.start : hit.end]
    if not words.endswith(("公司", "企业")) or words.startswith(OURS):
        return True
    if (WORKS_FOR.search(before) and not FOR_US.search(before)) or (
        CLIENT.search(before) and CLERK.search(text)
    ):
        return True
    if OTHERS.search(before) or WORKPLACE.match(text[hit.end - 2 : hit.end + 4]):
        return False
    return len(words) > len("公司") or not NOT_OWN.match(text[hit.end : hit.end + 8])


def kinds_in(text: str) -> Iterator[Hit]:
    """Every kind of borrower that a folded text names, whosoever's."""
    return _patterns().find(text)


@cache
def _patterns() -> Patterns:
    return Patterns("subjects.txt")
