"""Whose rows of organisations and people, and of the platform's own work, are whose."""

from tests.matrix.people import EVERYBODY, OPERATORS, only

STAFF_OF = {
    **dict.fromkeys(["owner", "newcomer", "other_owner", "borrower"], frozenset()),
    "accepted": OPERATORS | {"bank_admin"},
    "browsing": OPERATORS | {"other_admin"},
    "*": OPERATORS,
}
"""Whose work who may end: the operator anybody's but borrowers', an admin the own people's."""

ROWS: dict[str, dict[str, frozenset]] = {
    "claims": {"*": OPERATORS},
    "organisations.claim_picture claims": {"B": OPERATORS},  # of the others it is destroyed
    # Only a claim to a firm that is here is asked about; for any other there is nothing to ask.
    "organisations.claim_ask claims": {"*": frozenset()},
    "organisations.claim_hand_over claims": {"*": frozenset()},
    "joinings": {"A": only("owner")},
    "vouches": {"B": only("clerk")},  # A named the same clerk, and is decided
    "organisations.vouch_withdraw vouches": {"B": only("newcomer")},
    # A and D are members, B asks to be one, C has left: only the firm itself could come back.
    "affiliations": {
        "A": only("clerk", "owner"), "B": only("clerk", "newcomer"), "D": only("clerk", "borrower"),
    },
    "institutions": {"*": OPERATORS},
    "memberships": {"*": frozenset()},
    **dict.fromkeys(
        [f"organisations.{name} memberships" for name in ("person_check", "person_end", "factor_off")],
        STAFF_OF,
    ),
    "organisations.person_away memberships": {
        "accepted": only("bank_admin"), "browsing": only("other_admin"),
    },
    "organisations.person_work memberships": {
        "accepted": only("bank_admin"), "browsing": only("other_admin"),
    },
    "leads.in_hand memberships": {"accepted": only("bank_admin"), "browsing": only("other_admin")},
    "leads.give_away memberships": {"accepted": only("bank_admin"), "browsing": only("other_admin")},
    "outlets": {"A": only("bank_admin")},
    "organisations.institution_areas institutions": {"*": OPERATORS},
    "invitations": {"A": OPERATORS | {"bank_admin"}},
    "tokens": {"A": EVERYBODY},
    "reports": {"*": OPERATORS},
    "cards": {"*": only("monitor")},
    "freezes": {"*": OPERATORS},
    "alarms": {"*": OPERATORS},
    "notices": {name: only(name) for name in EVERYBODY if name != "signed_out"},
    "letters": {"dead": OPERATORS},  # what is still tried nobody decides about
    "freezing.person memberships": {"*": OPERATORS},
    "public.institution institutions": {**dict.fromkeys("ABCD", EVERYBODY), "*": frozenset()},
    "verifying.phone institutions": {
        **dict.fromkeys(("officer", "other_officer"), frozenset()), "*": OPERATORS,
    },
    "verifying.renew memberships": {
        "accepted": only("accepted", "bank_admin"),
        "browsing": only("browsing", "other_admin"),
        "passer_by": only("passer_by"),
        "interested": only("interested"),
    },
    "accounts.act_as memberships": {name: only(name) for name in EVERYBODY},
}  # fmt: skip
