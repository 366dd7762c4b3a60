"""The roles that routes are opened to, in groups."""

from portal.core.permissions import Role

R = Role
ALL = frozenset({None, *Role})
SIGNED_IN = frozenset(Role)
BANK = frozenset({R.BANK_MANAGER, R.BANK_ADMIN})
MANAGER = frozenset({R.BANK_MANAGER})
APPLICANT = frozenset({R.APPLICANT})
OPERATOR = frozenset({R.OPERATOR})
OFFICER = frozenset({R.OFFICER})
AUDITOR = frozenset({R.AUDITOR})
MONITOR = frozenset({R.MONITOR})
CLERK = frozenset({R.CLERK})
OWNERS = APPLICANT | CLERK
VOUCHERS = frozenset({R.CLERK, R.OFFICER})
HOLDERS = BANK | {R.OFFICER, R.CLERK}
ADMIN = frozenset({R.BANK_ADMIN})
MANAGING = frozenset({R.OPERATOR, R.BANK_ADMIN})
START = frozenset({None, R.APPLICANT})
FILING = START | {R.CLERK}
