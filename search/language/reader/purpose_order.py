"""Which of several purposes is the main one.

Behind a code of the words: `*` is true of any purpose of its kind (周转), `~` counts where nothing else is
named, `?` is something counted without a known name, a vehicle where the words are of driving (换一台).
"""

import re
from dataclasses import replace

from search.language.reader.patterns import Hit
from search.taxonomy import purposes
from search.taxonomy.lists import Purpose

GENERAL, WEAK, COUNTED = "*", "~", "?"
VEHICLE = "U20"
DRIVING = re.compile(
    r"司机|开大?货?车|开出租|跑出租|货拉拉|面包车|的士|摩的|跑车|拉货|运输|货运|网约|滴滴|车队|物流|车价|拉煤|拉沙|跑长途|挂靠|专线|出租车|代驾|跑活|大巴|包车|客运|租车"
)
# 摊位费一天30块: what is paid all the time, no plan.
STANDING = ("U01", "U09", "U10", "U11")
STANDING_COST = re.compile(
    r"[^,。;!?\n\d]{0,3}?(?:一天|一晚|一个月|一月|每[天月年晚]|每个月|月月|一年|年年)(?![^,。;!?\n]{0,10}(?:要|得|该|差|缺|没|欠|催|到期|涨|先))"
)
ALLOWED, REFUSED = "allow", "refuse"
NARROW = ("U14",)  # goods from abroad are raw material as well
CONSUMING = "U29"  # a family's trouble told beside a firm's need is no purpose
WIDE = "U13"  # of a new branch the fitting-out or the rent is what is paid
URGENT, GENERAL_FIRST, NAMED, BROAD, GENERAL_LAST, LAST, STOOD = 1, 2, 3, 4, 5, 6, 7


def code_of(hit: Hit) -> str:
    """The code of purposes.csv."""
    return hit.codes[0].rstrip(GENERAL + WEAK + COUNTED)


def entry_of(hit: Hit) -> Purpose:
    """Its entry; the words name no other codes."""
    return purposes.get(code_of(hit))


def is_ordinary(hit: Hit) -> bool:
    """Neither forbidden nor doubtful, and no renewal or bond."""
    entry = entry_of(hit)
    return entry.at_filing == ALLOWED and entry.kind not in ("renewal", "bond")


def main_of(text: str, hits: list[Hit]) -> Hit | None:
    """What must not be served first, then a renewal, then what was named, and what is true of any last."""
    hits = [_counted(text, hit) for hit in hits]
    if any(entry_of(hit).at_filing == ALLOWED for hit in hits):
        hits = [hit for hit in hits if code_of(hit) != CONSUMING]
    return min(hits, key=lambda hit: (_rank(text, hit, hits), hit.start), default=None)


def _counted(text: str, hit: Hit) -> Hit:
    if hit.codes[0].endswith(COUNTED) and DRIVING.search(text):
        return replace(hit, codes=(VEHICLE,))
    return hit


def _rank(text: str, hit: Hit, hits: list[Hit]) -> int:
    entry, code = entry_of(hit), hit.codes[0]
    if entry.at_filing == REFUSED:
        return 0
    if not is_ordinary(hit) or entry.code in NARROW:
        return URGENT
    if entry.code in STANDING and STANDING_COST.match(text, hit.end):
        return STOOD
    if code.endswith(WEAK):
        return LAST if entry.kind == "working_capital" else GENERAL_LAST
    if code.endswith(GENERAL):
        return GENERAL_FIRST if all(entry_of(other).kind == entry.kind for other in hits) else GENERAL_LAST
    return BROAD if code == WIDE else NAMED
