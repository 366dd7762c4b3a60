"""People who ask for what is theirs, with a password they know."""

import pytest

from portal.accounts.models import Person
from portal.core import passwords
from portal.core.db import db

PASSWORD = "示例密码一二三四五六"


@pytest.fixture
def knows_password(world):
    """`knows_password("owner")`: the membership of somebody who can prove who they are."""

    def give(persona: str):
        member = world.members[persona]
        db.session.get_one(Person, member.person_id).password_hash = passwords.hashed(PASSWORD)
        db.session.commit()
        return member

    return give


@pytest.fixture
def person(knows_password, as_persona):
    """`person("owner")`: their browser."""

    def browser(persona: str):
        knows_password(persona)
        return as_persona(persona)

    return browser
