"""Whose leads are whose, with what was said and pushed about them."""

from tests.matrix.people import only

ROWS: dict[str, dict[str, frozenset]] = {
    "leads.refuse leads": {
        "A": only("accepted", "colleague", "bank_admin"),
        "B": only("browsing", "other_admin"),
        "D": only("interested"),
    },
    "steps": {"A": only("owner")},
    "disputes": {"A": only("owner", "accepted", "bank_admin")},
    "leads.diligence_record leads": {
        "A": only("accepted", "bank_admin"), "B": only("other_admin"), "D": only("interested"),
    },
    "leads.materials leads": {"A": only("owner", "accepted", "bank_admin")},
    "leads.bring leads": {"A": only("accepted")},
    "leads.ask_materials leads": {"A": only("accepted"), "D": only("interested")},
    "batches": {"A": only("officer")},
    "listed": {"A": only("owner"), "C": only("other_owner")},
    "leads": {
        "A": only("owner", "accepted", "bank_admin"),
        "B": only("owner", "browsing", "other_admin"),
        "D": only("owner", "interested"),
    },
}  # fmt: skip
