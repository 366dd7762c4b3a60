"""Rows for tests: each function names only what its test is about and fills in the rest."""

import itertools
from datetime import date, timedelta

from stdnum.cn.uscc import calc_check_digit

from portal.accounts.models import Membership, MembershipRegion, Person
from portal.core import clock, crypto
from portal.core.db import db
from portal.core.permissions import Role
from portal.leads.models import Channel, Lead, LeadState
from portal.needs.models import FinancingNeed, NeedState
from portal.organisations.models import (
    Affiliation,
    AffiliationState,
    Organisation,
    OrganisationKind,
    OrganisationState,
    ServiceArea,
)
from portal.products.models import Product, ProductState
from portal.referrals.models import ListedFirm

GONGSHU, XIAOSHAN = "330105", "330109"
HANGZHOU = "330100"
_count = itertools.count(1)

KIND_OF = {
    Role.APPLICANT: OrganisationKind.SOLE_PROPRIETOR,
    Role.CLERK: OrganisationKind.INTERMEDIARY,
    Role.BANK_MANAGER: OrganisationKind.INSTITUTION,
    Role.BANK_ADMIN: OrganisationKind.INSTITUTION,
    Role.OFFICER: OrganisationKind.DEPARTMENT,
    Role.MONITOR: OrganisationKind.MONITOR,
    Role.OPERATOR: OrganisationKind.OPERATOR,
    Role.AUDITOR: OrganisationKind.OPERATOR,
}


def organisation(
    kind=OrganisationKind.SOLE_PROPRIETOR, *, name=None, areas=(), verified=True, **values
) -> Organisation:
    """An active organisation; institutions and departments get their areas."""
    values.setdefault("state", OrganisationState.ACTIVE if verified else OrganisationState.PROVISIONAL)
    row = Organisation(
        kind=kind, key_id=crypto.new_key(), verified_at=clock.now() if verified else None, **values
    )
    row.name = name or f"示例主体{next(_count)}"
    row.areas = [ServiceArea(region_code=code) for code in areas]
    return _added(row)


def institution(*, areas=(HANGZHOU,), **values) -> Organisation:
    values.setdefault("type_code", "I07")
    return organisation(OrganisationKind.INSTITUTION, areas=areas, **values)


def person(*, mobile=None, password_hash="!", proven=True, **values) -> Person:
    """Somebody whose mobile is proved."""
    number = next(_count)
    row = Person(key_id=crypto.new_key(), password_hash=password_hash, **values)
    row.name = f"示例·人{number}"
    row.mobile = mobile or f"100000{number:05d}"
    row.mobile_proven_at = clock.now() if proven else None
    row.mobile_index = crypto.blind_index("person.mobile", row.mobile)
    return _added(row)


def membership(
    role=Role.APPLICANT, *, at: Organisation | None = None, of: Person | None = None, regions=()
) -> Membership:
    """Somebody with this role; a manager works in all of Hangzhou unless told otherwise."""
    at = at or (
        institution() if role in (Role.BANK_MANAGER, Role.BANK_ADMIN) else organisation(KIND_OF[role])
    )
    of = of or person()
    row = Membership(person_id=of.id, organisation_id=at.id, role=role)
    codes = regions or ((HANGZHOU,) if role is Role.BANK_MANAGER else ())
    row.regions = [MembershipRegion(region_code=code) for code in codes]
    return _added(row)


def product(*, institution: Organisation | None = None, **values) -> Product:
    """A published unsecured loan of 1–50 万 for small businesses in Hangzhou."""
    at = institution or globals()["institution"]()
    values = {
        "name": f"示例贷{next(_count)}",
        "state": ProductState.PUBLISHED,
        "text": "面向小店和小微企业的周转贷款",
        "product_type_codes": ("P0101",),
        "subjects": ("company", "sole_proprietor", "unregistered"),
        "regions": (HANGZHOU,),
        "amount_min_fen": 1_000_000,
        "amount_max_fen": 50_000_000,
        "term_min_months": 3,
        "term_max_months": 24,
        "purpose_kinds": ("working_capital",),
        "security_accepted": ("credit",),
        "rate_low_bp": 435,
        "rate_high_bp": 560,
        "confirmed_on": clock.today(),
        "published_at": clock.now(),
        **values,
    }
    return _added(Product(institution_id=at.id, **values))


def need(
    *, owner: Organisation | None = None, by: Person | None = None, words: str | None = None, **values
) -> FinancingNeed:
    """An open need for 20 万 of working capital of a milk-tea shop in Gongshu."""
    at = owner or organisation()
    values = {
        "state": NeedState.OPEN,
        "subject_code": "T06",
        "industry_code": "6239",
        "region_code": GONGSHU,
        "amount_min_fen": 20_000_000,
        "amount_max_fen": 20_000_000,
        "term_months": 12,
        "purpose_code": "U01",
        "no_collateral": True,
        "security": (),
        "established_on": date(clock.today().year - 3, 1, 1),
        "summary": "奶茶店进货周转",
        "opened_at": clock.now(),
        "expires_on": clock.today() + timedelta(days=90),
        **values,
    }
    row = FinancingNeed(owner_id=at.id, filed_by_id=(by or person()).id, key_id=at.key_id, **values)
    row.words = words or "开奶茶店，进货周转"
    return _added(row)


def lead(*, need: FinancingNeed | None = None, institution: Organisation | None = None, **values) -> Lead:
    """A pushed lead."""
    the_need = need or globals()["need"]()
    at = institution or globals()["institution"]()
    values = {"state": LeadState.PUSHED, "channel": Channel.MATCH, **values}
    return _added(Lead(need_id=the_need.id, institution_id=at.id, key_id=at.key_id, **values))


def _added(row):
    db.session.add(row)
    db.session.flush()
    return row


def credit_code(body: str = "91000000", number: int | None = None) -> str:
    """A valid credit code that nobody has: its region digits are 000000."""
    stem = f"{body}MA{number or next(_count):07d}"
    return stem + calc_check_digit(stem)


def listed_firm(department: Organisation, firm=None, *, code: str | None = None, **values) -> ListedFirm:
    """A row of a department's list; with `firm` tied to it, as the worker leaves it."""
    code = code or (firm and firm.credit_code) or credit_code()
    officer = membership(Role.OFFICER, at=department)
    values = {"organisation_id": firm and firm.id, "added_by_id": officer.id, **values}
    index = crypto.blind_index("organisation.credit_code", code)
    row = ListedFirm(department_id=department.id, key_id=department.key_id, code_index=index, **values)
    row.credit_code = code
    return _added(row)


def affiliation(clerk: Membership, owner: Membership, state=AffiliationState.CONFIRMED) -> Affiliation:
    """The owner's firm within the clerk's park."""
    park, firm = (db.session.get_one(Organisation, one.organisation_id) for one in (clerk, owner))
    row = Affiliation(
        intermediary_id=park.id,
        organisation_id=firm.id,
        key_id=park.key_id,
        code_index=firm.code_index,
        state=state,
        begun_by_id=clerk.id,
        owner_id=owner.id,
        confirmed_at=clock.now() if state is AffiliationState.CONFIRMED else None,
    )
    row.credit_code = firm.credit_code
    return _added(row)
