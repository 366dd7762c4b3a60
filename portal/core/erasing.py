"""Destroying a data key and everything sealed under it, in whatever table it stands.

A row whose sealed columns may be empty keeps its codes and loses these; what is nothing without them goes.
"""

import sqlalchemy as sa

from portal.core import clock, crypto
from portal.core.db import Base, db


def destroy(key_id: int) -> None:
    """In the caller's transaction: nothing under this key is ever read again, and pages still work."""
    for model in keyed():
        _blank(model, model.key_id == key_id)
    gone = sa.update(crypto.DataKey).where(crypto.DataKey.id == key_id)
    db.session.execute(gone.values(wrapped=None, destroyed_at=clock.now()))
    crypto.forget_keys()
    db.session.expire_all()


def keyed() -> list[type]:
    """Every model with sealed columns."""
    models = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, crypto.Keyed)]
    with_any = [model for model in models if sealed_columns(model)]
    return sorted(with_any, key=lambda model: model.__tablename__)


def sealed_columns(model: type) -> list[sa.Column]:
    """Binary columns hold nothing but sealed values."""
    return [column for column in model.__table__.columns if isinstance(column.type, sa.LargeBinary)]


def _blank(model: type, which: sa.ColumnElement[bool]) -> None:
    columns = sealed_columns(model)
    quiet = {"synchronize_session": False}
    if all(column.nullable for column in columns):
        empty = {column.name: None for column in columns}
        db.session.execute(sa.update(model).where(which).values(empty), execution_options=quiet)
    else:
        db.session.execute(sa.delete(model).where(which), execution_options=quiet)
