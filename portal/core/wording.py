"""How amounts, terms and days are written for people."""

from calendar import monthrange
from datetime import date, datetime

from portal.core import clock

FEN_PER_YUAN = 100
YUAN_PER_WAN = 10_000
FEN_PER_WAN = FEN_PER_YUAN * YUAN_PER_WAN
WEEKDAYS = "一二三四五六日"


def money(fen: int | None) -> str:
    """20 万元; below 1 万 in yuan: 5,000 元. Empty for None."""
    if fen is None:
        return ""
    return f"{wan(fen)} 万元" if fen >= FEN_PER_WAN else f"{fen // FEN_PER_YUAN:,} 元"


def wan(fen: int) -> str:
    """The number of 万元 with no needless decimals."""
    return f"{fen / FEN_PER_WAN:,.4f}".rstrip("0").rstrip(".")


def money_range(low: int | None, high: int | None) -> str:
    """1–30 万元, 30 万元以内, 1 万元起; empty when neither is known."""
    if low is None or high is None:
        return f"{money(high)}以内" if high is not None else f"{money(low)}起" if low is not None else ""
    if low == high:
        return money(high)
    if low < FEN_PER_WAN <= high and low % (FEN_PER_WAN // 10):
        return f"{money(low)}–{money(high)}"
    return f"{wan(low)}–{wan(high)} 万元"


def yuan_range(low_fen: int, high_fen: int) -> str:
    """4,350–5,600 元, to the yuan: what is paid, not what is asked for."""
    low, high = (f"{round(fen / FEN_PER_YUAN):,}" for fen in (low_fen, high_fen))
    return f"{low} 元" if low == high else f"{low}–{high} 元"


def months(low: int | None, high: int | None = None) -> str:
    """12 个月, 6–24 个月, 24 个月以内."""
    if high is None or low == high:
        return "" if low is None else f"{low} 个月"
    return f"{high} 个月以内" if low is None else f"{low}–{high} 个月"


def months_after(day: date, count: int) -> date:
    """The same day so many months on; the month's last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def percent(bp: int | None) -> str:
    """Basis points as a rate: 365 → 3.65%."""
    return "" if bp is None else f"{bp / 100:.2f}%"


def percent_range(low: int | None, high: int | None) -> str:
    if low is None or high is None or low == high:
        return percent(high if low is None else low)
    return f"{low / 100:.2f}–{high / 100:.2f}%"


def day_in_sentence(day: date) -> str:
    """11月24日（周二）; with the year when it is another one."""
    year = "" if day.year == clock.today().year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def day_in_table(moment: datetime | date) -> str:
    """11-24, in Shanghai."""
    day = clock.local(moment).date() if isinstance(moment, datetime) else moment
    return f"{day:%m-%d}"


def moment_in_sentence(at: datetime) -> str:
    """11月24日（周二）09:05, in Shanghai."""
    return f"{day_in_sentence(clock.local(at).date())}{clock.local(at):%H:%M}"


def moment(at: datetime) -> str:
    """11-24 09:05, in Shanghai."""
    return f"{clock.local(at):%m-%d %H:%M}"
