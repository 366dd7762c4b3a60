"""The personas of tests/world, and which of them may reach which row."""

from dataclasses import dataclass

EVERYBODY = frozenset(
    {
        *("signed_out", "owner", "newcomer", "other_owner", "borrower"),
        *("clerk", "officer", "other_officer"),
        *("accepted", "colleague", "bank_admin", "browsing", "other_admin", "passer_by", "interested"),
        *("monitor", "operator", "auditor"),
    }
)
MANAGERS = frozenset({"accepted", "colleague", "browsing", "passer_by", "interested"})
OPERATORS = frozenset({"operator"})


@dataclass(frozen=True)
class Rows:
    """Which personas may reach which row, given that their role may use the route."""

    table: dict[str, dict[str, frozenset]]
    personas: frozenset = EVERYBODY

    def row(self, persona: str, endpoint: str, row: tuple[str, str]) -> bool:
        """The row's own entry, else its kind's `*`; an endpoint may have a table of its own."""
        kind, name = row
        by_name = self.table.get(f"{endpoint} {kind}") or self.table[kind]
        return persona in by_name.get(name, by_name.get("*", frozenset()))


def only(*personas: str) -> frozenset:
    return frozenset(personas)
