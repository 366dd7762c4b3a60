"""Sealed fields: nothing readable on disk, nothing movable, nothing left once the key is gone."""

import pytest
import sqlalchemy as sa

from portal.core import crypto
from portal.core.db import db
from portal.organisations.models import Organisation, OrganisationKind


def a_shop(name: str = "示例铺子甲") -> Organisation:
    shop = Organisation(kind=OrganisationKind.SOLE_PROPRIETOR, key_id=crypto.new_key())
    shop.name, shop.street = name, "示例路1号"
    db.session.add(shop)
    db.session.flush()
    return shop


def test_a_sealed_value_reads_back_after_a_new_session(app):
    shop_id = a_shop().id
    db.session.commit()
    db.session.remove()
    shop = db.session.get(Organisation, shop_id)
    assert (shop.name, shop.street) == ("示例铺子甲", "示例路1号")


def test_the_row_holds_no_plain_text(app):
    a_shop()
    row = db.session.execute(sa.text("SELECT * FROM organisation")).one()
    values = [bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in row]
    assert not any("示例".encode() in value for value in values)


def test_a_firms_name_is_public_and_stays_clear(app):
    firm = Organisation(kind=OrganisationKind.ENTERPRISE, key_id=crypto.new_key())
    firm.name = "示例有限公司"
    assert (firm.name_clear, firm.own_name_sealed) == ("示例有限公司", None)


def test_a_sealed_value_does_not_open_in_another_row(app):
    one, other = a_shop(), a_shop("示例铺子乙")
    other.key_id, other.street_sealed = one.key_id, one.street_sealed
    with pytest.raises(crypto.Unreadable):
        assert other.street


def test_a_value_bound_to_nothing_would_open_anywhere(app):
    """The broken twin: without the row in the associated data the move above would go unnoticed."""
    key_id = crypto.new_key()
    moved = crypto.seal(key_id, "示例路1号", "")
    assert crypto.unseal(key_id, moved, "") == "示例路1号"


def test_a_destroyed_key_makes_its_rows_unreadable(app):
    shop = a_shop()
    db.session.execute(sa.update(crypto.DataKey).where(crypto.DataKey.id == shop.key_id).values(wrapped=None))
    crypto.forget_keys()
    with pytest.raises(crypto.Unreadable):
        assert shop.street


def test_an_old_site_key_still_opens_and_the_new_one_wraps(app):
    shop = a_shop()
    old = app.config["FIELD_KEYS"]
    app.config["FIELD_KEYS"] = "k2:" + "QUFB" * 10 + "QUE=," + old
    crypto.forget_keys()
    assert shop.street == "示例路1号"
    newer = db.session.get(crypto.DataKey, crypto.new_key())
    assert newer.wrapped.startswith(b"k2:")


def test_the_blind_index_finds_equal_values_and_keeps_columns_apart(app):
    assert crypto.blind_index("mobile", " ＡＢ1 ") == crypto.blind_index("mobile", "ab1")
    assert crypto.blind_index("mobile", "1") != crypto.blind_index("email", "1")
    assert len(crypto.blind_index("mobile", "1")) == 64


def test_preload_reads_many_keys_with_one_query(app, count_queries):
    keys = [crypto.new_key() for _ in range(20)]
    crypto.forget_keys()
    with count_queries() as queries:
        crypto.preload(keys)
    assert len(queries) == 1


def test_moving_to_another_key_keeps_every_sealed_value(app):
    shop = a_shop()
    crypto.move_key(shop, crypto.new_key())
    assert (shop.name, shop.street) == ("示例铺子甲", "示例路1号")
