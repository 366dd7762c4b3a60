"""Who appears in these tests, and codes that pass."""

from stdnum.cn.uscc import calc_check_digit

from portal.accounts import service as accounts
from portal.core.db import db
from portal.organisations import service

MILK_TEA = {
    "subject_code": "T06",
    "name": "示例奶茶铺",
    "representative": "示例·林青",
    "region_code": "330105",
    "industry_code": "6239",
    "street": "示例路 1 号",
}


def code(number: int, prefix: str = "92") -> str:
    """A credit code no real office has given: its region is 000000."""
    body = f"{prefix}000000MA{number:07d}"
    return body + calc_check_digit(body)


def mobile(number: int) -> str:
    return f"138001{number:05d}"


def registered(number: int, credit_code: str | None, **details):
    """(person, membership) of somebody who registered a firm."""
    person = accounts.create_person(f"示例·人{number}", mobile(number), None, "a password of ours")
    given = {**MILK_TEA, "credit_code": credit_code, **details}
    membership = service.register(person=person, **given)
    db.session.commit()
    return person, membership
