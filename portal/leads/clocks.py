"""The clocks of a lead: how many working days each promise has, when it ends, and how that is said."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from portal.core import clock as time
from portal.core import settings, wording, workdays
from portal.leads.models import Clock, Lead, LeadState
from portal.leads.words import clock_word
from portal.products.models import ProductKind

MOST_CELLS = 15  # a longer term is said in words only
DEFAULT_DAYS = {
    Clock.FIRST_ANSWER: 2,
    Clock.OWNER_ANSWER: 5,
    Clock.FIRST_CONTACT: 1,
    Clock.DECISION: 10,
    Clock.DISBURSEMENT: 5,
}
LIMITS = {
    Clock.FIRST_ANSWER: (1, 10),
    Clock.OWNER_ANSWER: (2, 15),
    Clock.FIRST_CONTACT: (1, 5),
    Clock.DECISION: (3, 40),
    Clock.DISBURSEMENT: (1, 30),
}
"""What a site may set: a day too few cannot be kept, too many promise nothing."""


@dataclass(frozen=True)
class ClockView:
    """What the clock component draws; see templates/components/clock.html."""

    name: str
    cells: tuple[str, ...]
    words: str
    date: str | None
    tone: str  # plain | warn | bad | ok
    extra: str = ""


def days_of(which: Clock, at: datetime | None = None) -> int:
    """The site's length in working days of a clock that starts now, or that started at a moment."""
    topic = settings.Topic.CLOCKS
    found = settings.at(topic, at) if at else settings.current(topic)
    return found.values.get(which.value, DEFAULT_DAYS[which])


def soon(which: Clock) -> str:
    """下一个工作日结束前, 3 个工作日内: when at the latest."""
    days = days_of(which)
    return "下一个工作日结束前" if days == 1 else f"{days} 个工作日内"


def started(which: Clock, at: datetime) -> dict:
    """Columns of a lead whose clock `which` starts at `at`; it keeps the length of that moment to its end."""
    days = days_of(which)
    due = workdays.deadline(at, days)
    return {**stopped(), "clock": which, "clock_days": days, "clock_started_at": at, "clock_due_at": due}


def stopped() -> dict:
    """Columns of a lead without a clock."""
    running = ("clock", "clock_days", "clock_started_at", "clock_due_at", "clock_left")
    return dict.fromkeys((*running, "clock_reminded_for", "clock_overran_at"))


def paused(due: datetime, at: datetime) -> dict:
    """Columns of a lead whose clock stands still from `at` on; it keeps the working days it has left."""
    return {"clock_due_at": None, "clock_left": days_left(due, at)}


def resumed(left: int, at: datetime, *, stays_late: bool = False) -> dict:
    """Columns of a lead whose clock goes on at `at`; who was late gets that day, or stays late."""
    late = stays_late and left < 0
    due = workdays.passed(at, -left) if late else workdays.deadline(at, max(left, 0))
    return {"clock_due_at": due, "clock_left": None}


def days_left(due: datetime, at: datetime) -> int:
    """Whole working days after the day of `at`; negative when overdue."""
    today, last = time.local(at).date(), workdays.last_day(due)
    return workdays.between(today, last) if last >= today else -workdays.between(last, today)


def clock_view(
    lead: Lead, extra: str = "", *, frozen: bool = False, kind: ProductKind = ProductKind.LOAN
) -> ClockView | None:
    """How the lead's clock stands today; None when it has none. `frozen`: the platform has stopped a side;
    `kind`: what the lead is about, see `words.kind_of`.
    """
    if lead.clock is None:
        return None
    return replace(_standing(lead, extra, frozen), name=clock_word(lead.clock, kind))


def _standing(lead: Lead, extra: str, frozen: bool) -> ClockView:
    if frozen:
        return _view(lead.clock, _still(lead), "账号冻结中，时限暂停", None, "plain", extra)
    if lead.clock_due_at is None:
        words = "待补材料，暂停计时" if lead.state is LeadState.WAITING_MATERIALS else "在谈已满，暂停计时"
        return _view(lead.clock, _still(lead), words, None, "plain", extra)
    return _running(lead, extra)


def answered_view(which: Clock, start: datetime, end: datetime) -> ClockView:
    """A clock that was answered: 当天答复, 用时 1 个工作日."""
    days = workdays.between(time.local(start).date(), time.local(end).date())
    return _view(which, (), "当天答复" if days == 0 else f"用时 {days} 个工作日", None, "ok")


def _running(lead: Lead, extra: str) -> ClockView:
    which, due = lead.clock, lead.clock_due_at
    today, last = time.today(), workdays.last_day(due)
    left, term = days_left(due, time.now()), length_of(lead)
    if today > last:
        words = f"超时 {-left} 个工作日" if left else "已超时"
        told = lead.clock_overran_at is not None and which is not Clock.OWNER_ANSWER
        words += " · 已通知机构管理员" if told else ""
        return _view(which, ("full",) * term, words, None, "bad", extra)
    if left == 0:
        return _view(which, _cells(term, 0), "今天截止", None, "warn", extra)
    return _view(which, _cells(term, left), f"还有 {left} 个工作日", day_words(last), "plain", extra)


def length_of(lead: Lead) -> int:
    """How many working days its clock has in all, whatever the site has set since it started."""
    return lead.clock_days or days_of(lead.clock)


def _cells(term: int, left: int) -> tuple[str, ...]:
    """One cell a working day: used up, today half, left empty; on the day of the event nothing is used."""
    used = term - left
    if used <= 0:
        return ("empty",) * term
    return ("full",) * (used - 1) + ("half",) + ("empty",) * left


def _still(lead: Lead) -> tuple[str, ...]:
    term = length_of(lead)
    left = days_left(lead.clock_due_at, time.now()) if lead.clock_due_at else lead.clock_left or 0
    left = min(max(left, 0), term)
    return ("full",) * (term - left) + ("paused",) * left


def _view(which: Clock, cells, words: str, day: str | None, tone: str, extra: str = "") -> ClockView:
    drawn = tuple(cells) if len(cells) <= MOST_CELLS else ()
    return ClockView(clock_word(which), drawn, words, day, tone, extra)


def day_words(day: date) -> str:
    """11月24日 周二, and that the calendar of that year may still change."""
    words = f"{day.month}月{day.day}日 周{wording.WEEKDAYS[day.weekday()]}"
    return f"{words}（放假安排未公布，暂定）" if workdays.is_provisional(day) else words
