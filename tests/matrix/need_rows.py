"""Whose products and needs are whose."""

from tests.matrix.people import EVERYBODY, MANAGERS, only

FOR_MEMBERS = [f"needs.member_{name}" for name in ("start", "money", "about", "check")]

ROWS: dict[str, dict[str, frozenset]] = {
    "products": {
        **dict.fromkeys("ABCD", EVERYBODY),
        "draft A": only("accepted", "colleague", "bank_admin"),
        "draft B": only("browsing", "other_admin"),
        "draft C": only("passer_by"),
        "draft D": only("interested"),
    },
    "reviews": {"A": only("accepted", "colleague", "bank_admin")},
    "products.openings_of products": {"A": only("bank_admin"), "B": only("other_admin")},
    "products.edit products": {
        "A": only("accepted", "colleague", "bank_admin"),
        "B": only("browsing", "other_admin"),
        "C": only("passer_by"),
        "D": only("interested"),
        "draft A": only("accepted", "colleague", "bank_admin"),
        "draft B": only("browsing", "other_admin"),
        "draft C": only("passer_by"),
        "draft D": only("interested"),
    },
    "needs": {
        "A": only("owner", "bank_admin", "other_admin") | MANAGERS - {"colleague"},
        "B": only("newcomer"),
        "C": only("other_owner") | MANAGERS,
        "D": only("borrower") | MANAGERS - {"colleague"},
        "more": only("borrower") | MANAGERS - {"colleague"},
        "draft": only("owner"),
        "proxy": only("owner"),
        "batch": only("clerk"),
    },
    "searches": {"accepted": only("accepted"), "browsing": only("browsing")},
    **{
        f"parks.{name} needs": dict.fromkeys(("A", "D", "more", "proxy"), only("clerk"))
        for name in ("need", "confirm", "signed")
    },
    "parks.send_code needs": {"proxy": only("clerk")},
    "needs.member_slip needs": {"proxy": only("clerk")},
    "parks.spread needs": {"batch": only("clerk")},
    "needs.signed_slip needs": {"*": frozenset()},
    **{f"{name} affiliations": dict.fromkeys("AD", only("clerk")) for name in ("parks.member", *FOR_MEMBERS)},
    "leads.card needs": {
        "A": only("passer_by"),
        "C": MANAGERS,
        "D": only("browsing", "passer_by"),
        "more": only("browsing", "passer_by"),
    },
    # Who comes too late is told which colleague was first.
    "leads.claim needs": dict.fromkeys(("A", "C", "D", "more"), MANAGERS),
}  # fmt: skip
