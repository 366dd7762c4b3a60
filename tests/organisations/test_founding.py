"""The first operator of a site is made by command and can sign in."""

import pytest
import sqlalchemy as sa

from portal.core.db import db
from portal.organisations.models import Organisation, OrganisationKind
from tests.accounts import second


def create(app, mobile="138 0013 8000", password="a password of ours"):
    command = ["create-operator", "示例·运营", mobile, "--password", password]
    return app.test_cli_runner().invoke(args=command)


def test_the_first_operator_signs_in_and_has_the_desk(app, client):
    assert create(app).exit_code == 0
    assert second.sign_in(client, "13800138000").status_code == 303
    assert client.get("/claims").status_code == 200


def test_a_second_one_joins_the_same_organisation(app):
    assert create(app).exit_code == create(app, "13900139000").exit_code == 0
    own = sa.select(Organisation).where(Organisation.kind == OrganisationKind.OPERATOR)
    assert [row.name for row in db.session.scalars(own)] == [app.config["SITE_NAME"]]


@pytest.mark.parametrize(
    ("mobile", "password", "said"),
    [("138", "a password of ours", "少了 8 位"), ("13800138000", "short", "至少 10 个字符")],
)
def test_what_does_not_do_is_said(app, mobile, password, said):
    done = create(app, mobile, password)
    assert done.exit_code == 2
    assert said in done.output


def test_a_known_mobile_is_said(app):
    create(app)
    done = create(app)
    assert (done.exit_code, "已经有账号" in done.output) == (2, True)
