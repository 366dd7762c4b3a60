"""Somebody comes to work for an organisation, with a new account or with the one they have.

A mobile typed wrong may be somebody else's. So a role goes to an existing account only when the name agrees
and the operator has been shown whose account it is.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from portal.accounts import service as accounts
from portal.accounts.models import Person
from portal.core.permissions import Role
from portal.core.visibility import MASKS
from portal.organisations.models import Organisation
from portal.organisations.staff import add_staff, check_staff


class SomebodyElse(Exception):
    """The mobile belongs to an account of another name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"这个手机号是别人的账号（{MASKS['name'](name)}），和您填的姓名不一样，什么都没有开通。"
            "请向本人核对号码和姓名，改对了再提交；号码换了主人的，请先用他的另一个手机号。"
        )


class NotConfirmed(Exception):
    """There is an account of this mobile and name, and nobody has said yet that it is meant."""

    def __init__(self, person: Person) -> None:
        super().__init__("这个手机号已有账号，请确认就是这个人。")
        self.person_id = person.id


@dataclass(frozen=True)
class Newcomer:
    """As the operator typed it, in normal form; `password` is hashed and serves a new account only."""

    name: str
    mobile: str
    email: str | None
    password: str


def hire(
    actor,
    organisation: Organisation,
    given: Newcomer,
    role: Role,
    regions: Iterable[str] = (),
    *,
    confirmed: str | None = None,
) -> bool:
    """Let them work there; whether their account is new. `confirmed`: public id of the account that is meant.

    Raises SomebodyElse, NotConfirmed, what `add_staff` raises, accounts.EmailTaken and accounts.MobileTaken.
    """
    person = accounts.find(given.mobile)
    if person is None:
        made = accounts.create_person(given.name, given.mobile, given.email, given.password)
        add_staff(actor, organisation, made, role, regions)
        return True
    if _folded(person.name or "") != _folded(given.name):
        raise SomebodyElse(person.name or "")
    check_staff(organisation, person, role)
    if confirmed != person.public_id:
        raise NotConfirmed(person)
    add_staff(actor, organisation, person, role, regions)
    return False


def _folded(name: str) -> str:
    """Names are compared without blanks, whatever the width of their characters."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
