"""Being one of the cast, also once the platform has stopped them."""

import pytest

from portal.accounts.models import Person
from portal.core import clock
from portal.core.db import db
from portal.core.permissions import Role
from portal.demo import cast
from portal.operations.models import SiteFact
from portal.organisations.models import Organisation
from tests import factories
from tests.page import Page


def of_the_cast(key: str):
    member = factories.membership(Role.BANK_MANAGER)
    db.session.add(SiteFact(key=cast.FACT + key, value=member.public_id))
    db.session.commit()
    return member


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("frozen", "这个账号已被平台冻结"),
        ("bank", "您的单位已被平台冻结"),
        ("ended", "没有可用的身份"),
        ("gone", "已经停用或注销"),
        ("", ""),
    ],
)
def test_who_cannot_act_is_told_why(app, client, monkeypatch, what, said):
    monkeypatch.setitem(app.config, "DEMO", True)
    member = of_the_cast("manager")
    match what:
        case "frozen":
            db.session.get(Person, member.person_id).frozen_at = clock.now()
        case "bank":
            db.session.get(Organisation, member.organisation_id).frozen_at = clock.now()
        case "ended":
            member.ended_at = clock.now()
    db.session.commit()
    answer = client.post("/demo/act-as", data={"account": "rival" if what == "gone" else "manager"})
    assert answer.status_code == (409 if what else 303)
    if what:
        assert said in Page(answer).text
