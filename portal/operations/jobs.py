"""What the site does by the clock for itself: rows and lines that nobody needs any more go."""

from portal.core import idempotency, jobs, ledger, limits, security_log, sessions

jobs.job("sessions.sweep", jobs.Every(minutes=10))(sessions.sweep)
jobs.job("limits.sweep", jobs.Every(hours=1))(limits.sweep)
jobs.job("form_keys.sweep", jobs.Daily(3, 10))(idempotency.sweep)
jobs.job("jobs.sweep", jobs.Daily(3, 20))(jobs.sweep)
jobs.job("security_log.sweep", jobs.Daily(3, 30))(security_log.sweep)
jobs.job("ledger.heads", jobs.Daily(0, 5))(ledger.trim_heads)
