"""Whose leads are whose, with what was said and pushed about them; see tests/world/talks.py and deals.py."""

from tests.matrix.people import only

BANK_A = only("accepted", "bank_admin")
ASKED = BANK_A | {"owner"}
PAYING = BANK_A | {"borrower"}

ROWS: dict[str, dict[str, frozenset]] = {
    "leads": {
        "A": ASKED,
        "B": only("owner", "browsing", "other_admin"),
        "D": only("owner", "interested"),
        "paid": PAYING,
        "offered": only("borrower", "interested"),
        "waiting": PAYING,
        "refused": only("borrower", "interested"),
    },
    "leads.refuse leads": {
        **dict.fromkeys(("A", "paid", "waiting"), BANK_A | {"colleague"}),
        "B": only("browsing", "other_admin"),
        **dict.fromkeys(("D", "offered", "refused"), only("interested")),
    },
    "leads.diligence_record leads": {
        **dict.fromkeys(("A", "paid", "waiting"), BANK_A),
        "B": only("other_admin"),
        **dict.fromkeys(("D", "offered", "refused"), only("interested")),
    },
    # Nobody has asked for papers on the others.
    "leads.materials leads": {"A": ASKED, "paid": PAYING, "waiting": PAYING},
    "leads.bring leads": dict.fromkeys(("A", "paid", "waiting"), only("accepted")),
    "leads.ask_materials leads": {
        **dict.fromkeys(("A", "paid", "waiting"), only("accepted")),
        **dict.fromkeys(("D", "offered", "refused"), only("interested")),
    },
    "steps": {"A": only("owner"), "paid": only("borrower")},
    "disputes": {"A": ASKED, "paid": PAYING},
    "batches": {"A": only("officer")},
    "listed": {"A": only("owner"), "C": only("other_owner"), "D": only("borrower")},
}
