"""When and how an owner wants to be reached: what they may choose, in words, and whether a moment fits."""

from datetime import datetime, time

from portal.core import clock, workdays

ANY = "any"
HOURS = {
    "am": "工作日 9–12 点",
    "pm": "工作日 14–18 点",
    "eve": "每天 18–21 点",
    "weekend": "休息日 9–18 点",
}
"""Code → words. The portal rings nobody itself: the manager does, with what the owner has said in view."""
BY = {"phone": "直接打电话", "text": "先发短信，约好再打"}
_SPANS = {
    "am": (time(9), time(12), True),
    "pm": (time(14), time(18), True),
    "eve": (time(18), time(21), None),
    "weekend": (time(9), time(18), False),
}  # from, to, on working days (None: on any day)


def fits(hours: tuple[str, ...] | None, moment: datetime) -> bool:
    """Whether a moment lies within what the owner said; None (not said) and () (at any time) fit always."""
    if not hours:
        return True
    at = clock.local(moment)
    works = workdays.is_workday(at.date())
    return any(_within(_SPANS[code], at.time(), works) for code in hours if code in _SPANS)


def _within(span: tuple[time, time, bool | None], at: time, works: bool) -> bool:
    begin, end, working_days = span
    return begin <= at < end and working_days in (None, works)


def words(hours: tuple[str, ...] | None, by: str | None) -> str:
    """工作日 9–12 点、每天 18–21 点；先发短信，约好再打. Empty when nothing was said."""
    when = "" if hours is None else "、".join(HOURS[code] for code in hours if code in HOURS) or "随时"
    return "；".join(filter(None, (when, BY.get(by or "", ""))))
