"""What everybody reads, and what is the platform's own: its desk, its record, reports, freezing."""

from tests.matrix.roles import ALL, APPLICANT, AUDITOR, HOLDERS, MONITOR, OPERATOR, OWNERS, SIGNED_IN, R

DESK = ("clocks", "consent", "footer", "rates", "calendar")

ROUTES: dict[str, frozenset] = {
    "GET static": ALL,
    # public
    "GET public.home": ALL,
    "GET public.how": ALL,
    "GET public.privacy": ALL,
    "GET public.accessibility": ALL,
    "GET operations.healthz": ALL,
    "GET operations.readyz": ALL,
    "GET operations.state": OPERATOR,
    "GET auditing.index": AUDITOR,
    "GET monitor.board": MONITOR,
    "GET monitor.card": MONITOR,
    "POST monitor.card": MONITOR,
    # the operator's desk
    "GET desk.index": OPERATOR,
    "GET desk.lists": OPERATOR,
    **{f"{way} desk.{page}": OPERATOR for way in ("GET", "POST") for page in DESK},
    "POST desk.decide": OPERATOR,
    "POST desk.rates_withdraw": OPERATOR,
    "POST desk.calendar_remove": OPERATOR,
    "POST desk.calendar_finish": OPERATOR,
    "POST operations.retry": OPERATOR,
    "POST operations.discard": OPERATOR,
    "GET public.ranking": ALL,
    "GET public.institution": ALL,
    "POST demo.act_as": ALL,  # 404 everywhere but on a demonstration
    "GET demo.inbox": ALL,  # the same
    # verifying
    "GET verifying.check": ALL,
    "POST verifying.check": ALL,
    "GET verifying.phones": ALL,
    "GET verifying.own": HOLDERS,
    "POST verifying.once": HOLDERS,
    "POST verifying.renew": HOLDERS,
    "GET verifying.own_phone": frozenset({R.BANK_ADMIN}),
    "POST verifying.own_phone": frozenset({R.BANK_ADMIN}),
    "GET verifying.phone": OPERATOR,
    "POST verifying.phone": OPERATOR,
    # what people are told
    "GET notifications.inbox": SIGNED_IN,
    "POST notifications.read_all": SIGNED_IN,
    "POST notifications.open_notice": SIGNED_IN,
    "GET notifications.choose": SIGNED_IN,
    "POST notifications.choose": SIGNED_IN,
    # reports and freezing
    "GET reports.file": ALL,
    "POST reports.file": ALL,
    "GET reports.filed": ALL,
    "GET reports.status": ALL,
    "POST reports.status": ALL,
    "GET reports.mine": SIGNED_IN,
    "GET reports.lead": OWNERS,
    "POST reports.lead": OWNERS,
    "GET reports.listed": APPLICANT,
    "POST reports.listed": APPLICANT,
    "GET reports.cases": OPERATOR,
    "GET reports.case": OPERATOR,
    "POST reports.take": OPERATOR,
    "POST reports.resolve": OPERATOR,
    "GET freezing.alarms": OPERATOR,
    "POST freezing.looked": OPERATOR,
    "GET freezing.index": OPERATOR,
    "GET freezing.person": OPERATOR,
    "POST freezing.person": OPERATOR,
    "GET freezing.institution": OPERATOR,
    "POST freezing.institution": OPERATOR,
    "GET freezing.check_lift": OPERATOR,
    "POST freezing.lift": OPERATOR,
}
