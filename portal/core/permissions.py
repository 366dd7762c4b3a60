"""Who may open which page: one table, shut by default.

Roles open pages; rows have their own single place, `visible_to`, in each feature's queries.
"""

import enum
from collections.abc import Callable

from flask import abort, current_app, request
from flask_login import current_user

from portal.core import security_log


class Role(enum.StrEnum):
    APPLICANT = "applicant"
    CLERK = "clerk"
    BANK_MANAGER = "bank_manager"
    BANK_ADMIN = "bank_admin"
    OFFICER = "officer"
    MONITOR = "monitor"
    OPERATOR = "operator"
    AUDITOR = "auditor"


ROLE_NAMES = {
    Role.APPLICANT: "融资主体",
    Role.CLERK: "经办人",
    Role.BANK_MANAGER: "客户经理",
    Role.BANK_ADMIN: "机构管理员",
    Role.OFFICER: "主管部门",
    Role.MONITOR: "监测",
    Role.OPERATOR: "平台运营",
    Role.AUDITOR: "审计",
}

SIGNED_IN = frozenset(Role)
EVERYONE = frozenset({None, *Role})
BANK = frozenset({Role.BANK_MANAGER, Role.BANK_ADMIN})
OWNERS = frozenset({Role.APPLICANT, Role.CLERK})  # of needs: a park's own are its batches

ALLOWED: dict[str, frozenset[Role | None]] = {
    "account:own": SIGNED_IN,
    "inbox:own": SIGNED_IN,
    "paper:issue": frozenset({Role.CLERK, Role.OPERATOR}),
    "paper:reset": frozenset({Role.OPERATOR}),
    "organisation:register": frozenset({None, Role.APPLICANT}),  # never more than an applicant
    "claim:file": frozenset({Role.APPLICANT}),
    "vouch:give": frozenset({Role.CLERK, Role.OFFICER}),
    "member:manage": frozenset({Role.CLERK}),
    "member:own": frozenset({Role.APPLICANT}),
    "claim:decide": frozenset({Role.OPERATOR}),
    "site:watch": frozenset({Role.OPERATOR}),
    "desk": frozenset({Role.OPERATOR}),
    "ledger:read": frozenset({Role.AUDITOR}),
    "board:read": frozenset({Role.MONITOR}),
    "organisation:manage": frozenset({Role.OPERATOR}),
    "people:own": frozenset({Role.BANK_ADMIN}),
    "people:away": BANK,
    "people:manage": frozenset({Role.OPERATOR, Role.BANK_ADMIN}),
    "need:file": OWNERS,
    "need:start": frozenset({None}) | OWNERS,  # the first steps work signed out
    "need:own": OWNERS,
    "product:edit": BANK,
    "lead:browse": BANK,
    "lead:read": BANK,
    "search:own": frozenset({Role.BANK_MANAGER}),
    "lead:claim": frozenset({Role.BANK_MANAGER}),
    "lead:move": frozenset({Role.BANK_MANAGER}),
    "lead:decline": BANK,
    "materials:read": BANK | OWNERS,
    "lead:assign": frozenset({Role.BANK_ADMIN}),
    "opening:read": frozenset({Role.BANK_ADMIN}),
    "lead:reveal": BANK,
    "lead:decide": OWNERS,
    "dispute:answer": BANK,
    "work_code:own": frozenset({Role.BANK_MANAGER, Role.BANK_ADMIN, Role.OFFICER, Role.CLERK}),
    "freeze": frozenset({Role.OPERATOR}),
    "report:own": SIGNED_IN,
    "report:handle": frozenset({Role.OPERATOR}),
    "phone:own": frozenset({Role.BANK_ADMIN}),
    "referral:push": frozenset({Role.OFFICER}),
    "referral:confirm": frozenset({Role.APPLICANT}),
}


def requires(action: str) -> Callable:
    """Mark a view with the roles that may use it; a misspelt action fails at import, not in production."""
    may_use = ALLOWED[action]

    def mark(view):
        view.may_use = may_use
        return view

    return mark


def public(view):
    """Mark a view that everybody may open, signed in or not."""
    view.may_use = EVERYONE
    return view


def gate():
    """Before every request: a view that states nothing lets nobody in."""
    view = current_app.view_functions.get(request.endpoint)
    if view is None:  # no such address or method: Flask answers 404 or 405
        return None
    role = current_user.role if current_user.is_authenticated else None
    if role in getattr(view, "may_use", ()):
        return None
    if role is None:
        return current_app.login_manager.unauthorized()
    security_log.note("access.refused", role=role.value)
    return abort(403)
