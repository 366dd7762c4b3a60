"""Crawls of many personas: everybody on SQLite, on PostgreSQL a few at every change, all by command."""

from collections.abc import Iterable

import pytest


def on_both(name: str, everybody: Iterable[str | None], often: Iterable[str]) -> pytest.MarkDecorator:
    """Parametrize `database` and `name`; whoever is not in `often` meets PostgreSQL in the slow run only."""
    people, few = list(everybody), set(often)
    return pytest.mark.parametrize(
        ("database", name),
        [
            *(pytest.param("sqlite", one, id=f"sqlite-{one or 'signed_out'}") for one in people),
            *(
                pytest.param(
                    "postgresql", one, id=f"postgresql-{one or 'signed_out'}", marks=_marks(one in few)
                )
                for one in people
            ),
        ],
        indirect=["database"],
    )


def _marks(at_every_change: bool) -> list:
    return [pytest.mark.postgres] + ([] if at_every_change else [pytest.mark.slow])
