"""To which mobile or address a code was asked for: half an hour in the session, no longer.

On a shared telephone the next person must not read whose password somebody wanted to reset. What is read
later is forgotten, as if nothing had been asked.
"""

from datetime import datetime, timedelta

from flask import flash, session

from portal.accounts.models import CodeUse
from portal.core import clock

NAME = "asked"
KEPT = timedelta(minutes=30)  # a code lives ten of them; one on paper may take longer to fetch
DEMO, MOST = "inbox_of", 5
LATE = "离上次要验证码已过半小时，您填的手机号或邮箱没有留着。请再填一次。"


def keep(use: CodeUse, to: str) -> None:
    """Somebody signed out asked for a code of this use."""
    session[NAME] = {**session.get(NAME, {}), str(use): _entry(to)}


def whom(use: CodeUse) -> str | None:
    """Where it was asked to go; None when nothing was asked, or so long ago that it is forgotten."""
    entry = session.get(NAME, {}).get(str(use))
    if entry is None or _is_fresh(entry):
        return entry and entry["to"]
    session[NAME] = {other: kept for other, kept in session[NAME].items() if other != str(use)}
    flash(LATE, "warning")
    return None


def forget() -> None:
    """Who is signed in asks nothing any more; the session that goes on with them would keep it for days."""
    session.pop(NAME, None)


def show_in_demo(to: str) -> None:
    """A demonstration's inbox shows visitors what they asked for themselves."""
    session[DEMO] = [_entry(to), *session.get(DEMO, [])][:MOST]


def shown_in_demo() -> list[str]:
    return [entry["to"] for entry in session.get(DEMO, []) if _is_fresh(entry)]


def _entry(to: str) -> dict[str, str]:
    return {"to": to, "at": clock.now().isoformat()}


def _is_fresh(entry: dict[str, str]) -> bool:
    return datetime.fromisoformat(entry["at"]) > clock.now() - KEPT
