"""Who may open which route, and whose rows are whose: written by hand, so a mistake must be made twice."""

from dataclasses import dataclass

from portal.core.permissions import Role

R = Role
ALL = frozenset({None, *Role})
SIGNED_IN = frozenset(Role)
BANK = frozenset({R.BANK_MANAGER, R.BANK_ADMIN})
MANAGER = frozenset({R.BANK_MANAGER})
APPLICANT = frozenset({R.APPLICANT})
OPERATOR = frozenset({R.OPERATOR})
OFFICER = frozenset({R.OFFICER})
AUDITOR = frozenset({R.AUDITOR})
MONITOR = frozenset({R.MONITOR})
CLERK = frozenset({R.CLERK})
OWNERS = APPLICANT | CLERK
VOUCHERS = frozenset({R.CLERK, R.OFFICER})
HOLDERS = BANK | {R.OFFICER, R.CLERK}
ADMIN = frozenset({R.BANK_ADMIN})
MANAGING = frozenset({R.OPERATOR, R.BANK_ADMIN})
START = frozenset({None, R.APPLICANT})
FILING = START | {R.CLERK}

KEEPS_NOTHING = frozenset({"POST needs.say"})
"""Forms that answer and change nothing: they need no token, and so the first screen needs no session."""

DESK = ("clocks", "consent", "footer", "rates", "calendar")

MATRIX: dict[str, frozenset] = {
    "GET static": ALL,
    # public
    "GET public.home": ALL,
    "GET public.how": ALL,
    "GET public.privacy": ALL,
    "GET public.accessibility": ALL,
    "GET operations.healthz": ALL,
    "GET operations.readyz": ALL,
    "GET operations.state": OPERATOR,
    "GET auditing.index": AUDITOR,
    "GET monitor.board": MONITOR,
    "GET monitor.card": MONITOR,
    "POST monitor.card": MONITOR,
    # the operator's desk
    "GET desk.index": OPERATOR,
    "GET desk.lists": OPERATOR,
    **{f"{way} desk.{page}": OPERATOR for way in ("GET", "POST") for page in DESK},
    "POST desk.decide": OPERATOR,
    "POST desk.rates_withdraw": OPERATOR,
    "POST desk.calendar_remove": OPERATOR,
    "POST desk.calendar_finish": OPERATOR,
    "POST operations.retry": OPERATOR,
    "POST operations.discard": OPERATOR,
    "GET public.ranking": ALL,
    "GET public.institution": ALL,
    "POST demo.act_as": ALL,  # 404 everywhere but on a demonstration
    "GET demo.inbox": ALL,  # the same
    # accounts
    "GET accounts.sign_in": ALL,
    "POST accounts.sign_in": ALL,
    "POST accounts.sign_out": ALL,
    "GET accounts.second": ALL,  # leads to signing in where nobody gave a password
    "POST accounts.second": ALL,
    "GET accounts.set_up": ALL,
    "POST accounts.set_up": ALL,
    "GET accounts.second_factor_own": SIGNED_IN,
    "POST accounts.second_factor_own": SIGNED_IN,
    "GET accounts.recovery_codes": SIGNED_IN,
    "POST accounts.recovery_codes": SIGNED_IN,
    "GET accounts.mine": SIGNED_IN,
    "POST accounts.end_sessions": SIGNED_IN,
    "GET accounts.choose": SIGNED_IN,
    "POST accounts.act_as": SIGNED_IN,
    "GET accounts.password": SIGNED_IN,
    "POST accounts.password": SIGNED_IN,
    "GET accounts.unsent": SIGNED_IN,
    "GET accounts.prove": SIGNED_IN,
    "POST accounts.prove": SIGNED_IN,
    "POST accounts.send_code": SIGNED_IN,
    "GET accounts.change": SIGNED_IN,
    "POST accounts.change": SIGNED_IN,
    "GET accounts.forgotten": ALL,
    "POST accounts.forgotten": ALL,
    "GET accounts.new_password": ALL,
    "POST accounts.new_password": ALL,
    "GET accounts.code_sign_in": ALL,  # 404 where no text can be sent
    "POST accounts.code_sign_in": ALL,
    "GET accounts.paper_codes": frozenset({R.CLERK, R.OPERATOR}),
    "POST accounts.paper_codes": frozenset({R.CLERK, R.OPERATOR}),
    "GET accounts.paper_reset": OPERATOR,
    "POST accounts.paper_reset": OPERATOR,
    "GET accounts.change_code": SIGNED_IN,
    "POST accounts.change_code": SIGNED_IN,
    # a person's rights
    "GET rights.data": SIGNED_IN,
    "POST rights.data": SIGNED_IN,
    "GET rights.erase": SIGNED_IN,
    "POST rights.erase": SIGNED_IN,
    "POST rights.undo": SIGNED_IN,
    "GET rights.stop": OWNERS,
    "POST rights.stop": OWNERS,
    # organisations
    "GET organisations.register": START,
    "POST organisations.register": START,
    "GET organisations.mine": APPLICANT,
    "GET organisations.correct": APPLICANT,
    "POST organisations.correct": APPLICANT,
    "GET organisations.claims": OPERATOR,
    "GET organisations.claim_show": OPERATOR,
    "POST organisations.claim_approve": OPERATOR,
    "POST organisations.claim_refuse": OPERATOR,
    "GET organisations.claim_picture": OPERATOR,
    "GET organisations.licence": APPLICANT,
    "POST organisations.licence_send": APPLICANT,
    "POST organisations.licence_withdraw": APPLICANT,
    "POST organisations.claim_ask": OPERATOR,
    "POST organisations.claim_hand_over": OPERATOR,
    "POST organisations.joining_answer": APPLICANT,
    "POST organisations.take_over": APPLICANT,
    "GET organisations.vouches": VOUCHERS,
    "GET organisations.vouch": VOUCHERS,
    "POST organisations.vouch_answer": VOUCHERS,
    "POST organisations.vouch_ask": APPLICANT,
    "POST organisations.vouch_withdraw": APPLICANT,
    "GET organisations.members": CLERK,
    "GET organisations.members_invite": CLERK,
    "POST organisations.members_invite": CLERK,
    "POST organisations.member_answer": CLERK,
    "GET organisations.member_end": CLERK,
    "POST organisations.member_end": CLERK,
    "GET organisations.parks": APPLICANT,
    "POST organisations.park_ask": APPLICANT,
    "POST organisations.park_answer": APPLICANT,
    "POST organisations.park_leave": APPLICANT,
    "GET organisations.institutions": OPERATOR,
    "GET organisations.institution_new": OPERATOR,
    "POST organisations.institution_new": OPERATOR,
    "GET organisations.institution_show": OPERATOR,
    "POST organisations.institution_approve": OPERATOR,
    "POST organisations.institution_decline": OPERATOR,
    "POST organisations.institution_leave": OPERATOR,
    "GET organisations.invite": OPERATOR,
    "POST organisations.invite": OPERATOR,
    "GET organisations.people": ADMIN,
    "GET organisations.people_invite": ADMIN,
    "POST organisations.people_invite": ADMIN,
    "POST organisations.people_confirm": MANAGING,
    "GET organisations.person_check": MANAGING,
    "POST organisations.person_end": MANAGING,
    "POST organisations.factor_off": MANAGING,
    "POST organisations.withdraw": MANAGING,
    "GET organisations.invitation": ALL,  # the link is the key
    "POST organisations.invitation": ALL,
    # verifying
    "GET verifying.check": ALL,
    "POST verifying.check": ALL,
    "GET verifying.phones": ALL,
    "GET verifying.own": HOLDERS,
    "POST verifying.once": HOLDERS,
    "POST verifying.renew": HOLDERS,
    "GET verifying.own_phone": frozenset({R.BANK_ADMIN}),
    "POST verifying.own_phone": frozenset({R.BANK_ADMIN}),
    "GET verifying.phone": OPERATOR,
    "POST verifying.phone": OPERATOR,
    # what people are told
    "GET notifications.inbox": SIGNED_IN,
    "POST notifications.read_all": SIGNED_IN,
    "POST notifications.open_notice": SIGNED_IN,
    "GET notifications.choose": SIGNED_IN,
    "POST notifications.choose": SIGNED_IN,
    # reports and freezing
    "GET reports.file": ALL,
    "POST reports.file": ALL,
    "GET reports.filed": ALL,
    "GET reports.status": ALL,
    "POST reports.status": ALL,
    "GET reports.mine": SIGNED_IN,
    "GET reports.lead": OWNERS,
    "POST reports.lead": OWNERS,
    "GET reports.listed": APPLICANT,
    "POST reports.listed": APPLICANT,
    "GET reports.cases": OPERATOR,
    "GET reports.case": OPERATOR,
    "POST reports.take": OPERATOR,
    "POST reports.resolve": OPERATOR,
    "GET freezing.alarms": OPERATOR,
    "POST freezing.looked": OPERATOR,
    "GET freezing.index": OPERATOR,
    "GET freezing.person": OPERATOR,
    "POST freezing.person": OPERATOR,
    "GET freezing.institution": OPERATOR,
    "POST freezing.institution": OPERATOR,
    "GET freezing.check_lift": OPERATOR,
    "POST freezing.lift": OPERATOR,
    "GET organisations.outlet_list": ADMIN,
    "GET organisations.outlet_new": ADMIN,
    "POST organisations.outlet_new": ADMIN,
    "GET organisations.outlet_edit": ADMIN,
    "POST organisations.outlet_edit": ADMIN,
    "POST organisations.outlet_close": ADMIN,
    "GET organisations.person_work": ADMIN,
    "GET organisations.person_away": ADMIN,
    "POST organisations.person_away": ADMIN,
    "GET organisations.own_away": BANK,
    "POST organisations.own_away": BANK,
    "POST organisations.person_work": ADMIN,
    "GET organisations.institution_areas": OPERATOR,
    "POST organisations.institution_areas": OPERATOR,
    "GET leads.lapsed": BANK,
    "GET leads.team": ADMIN,
    "GET leads.in_hand": ADMIN,
    "POST leads.give_away": ADMIN,
    "GET leads.assign": ADMIN,
    "POST leads.assign": ADMIN,
    # products
    "GET products.catalogue": ALL,
    "GET products.show": ALL,
    "GET products.compare": ALL,
    "GET products.mine": BANK,
    "GET products.openings": ADMIN,
    "GET products.openings_of": ADMIN,
    "GET products.new": BANK,
    "POST products.new": BANK,
    "GET products.edit": BANK,
    "POST products.edit": BANK,
    "POST products.change": BANK,
    "POST products.partner": BANK,
    "GET products.review": BANK,
    "POST products.review_answer": BANK,
    "POST products.review_take_back": BANK,
    # needs
    "GET needs.estimate": ALL,
    "POST needs.estimate": ALL,
    "GET needs.say": ALL,
    "POST needs.say": ALL,
    "POST needs.file_said": FILING,
    "GET needs.start": FILING,
    "POST needs.another": FILING,
    "POST needs.bring_back": FILING,
    "GET needs.discard": FILING,
    "POST needs.discard": FILING,
    "GET needs.code": FILING,
    "POST needs.make_code": FILING,
    "POST needs.withdraw_code": FILING,
    "GET needs.resume": FILING,
    "POST needs.resume": FILING,
    "GET needs.money": FILING,
    "POST needs.money": FILING,
    "GET needs.about": FILING,
    "POST needs.about": FILING,
    "GET needs.check": FILING,
    "POST needs.check": FILING,
    "GET needs.identify": FILING,
    "POST needs.identify": FILING,
    "GET needs.index": OWNERS,
    "GET needs.show": OWNERS,
    "GET needs.edit": OWNERS,
    "POST needs.edit": OWNERS,
    "GET needs.edit_money": OWNERS,
    "POST needs.edit_money": OWNERS,
    "GET needs.edit_about": OWNERS,
    "POST needs.edit_about": OWNERS,
    "GET needs.withdraw": OWNERS,
    "GET needs.reach": OWNERS,
    "POST needs.reach": OWNERS,
    "POST needs.withdraw": OWNERS,
    "POST needs.answer": OWNERS,
    "GET needs.audience": OWNERS,
    "POST needs.audience": OWNERS,
    "POST needs.renew": OWNERS,
    "POST needs.again": OWNERS,
    "GET needs.confirm": APPLICANT,
    "POST needs.confirm": APPLICANT,
    "GET needs.signed_slip": OWNERS,
    # a park and its members' needs
    "GET needs.member_start": CLERK,
    "GET needs.member_money": CLERK,
    "POST needs.member_money": CLERK,
    "GET needs.member_about": CLERK,
    "POST needs.member_about": CLERK,
    "GET needs.member_check": CLERK,
    "POST needs.member_check": CLERK,
    "GET needs.member_slip": CLERK,
    "GET parks.progress": CLERK,
    "GET parks.member": CLERK,
    "GET parks.need": CLERK,
    "POST parks.send_code": CLERK,
    "POST parks.confirm": CLERK,
    "POST parks.signed": CLERK,
    "GET parks.spread": CLERK,
    "POST parks.spread": CLERK,
    # leads: the bank's side
    "GET leads.browse": BANK,
    "GET leads.card": BANK,
    "POST leads.claim": MANAGER,
    "POST leads.hide": MANAGER,
    "POST leads.unhide": MANAGER,
    "GET leads.mine": BANK,
    "GET searches.index": MANAGER,
    "GET searches.new": MANAGER,
    "POST searches.new": MANAGER,
    "GET searches.edit": MANAGER,
    "POST searches.edit": MANAGER,
    "POST searches.open_list": MANAGER,
    "POST searches.delete": MANAGER,
    "GET leads.show": BANK,
    "GET leads.refuse": BANK,
    "POST leads.refuse": BANK,
    "POST leads.contacted": MANAGER,
    "GET leads.offer": MANAGER,
    "POST leads.offer": MANAGER,
    "GET leads.disburse": MANAGER,
    "POST leads.disburse": MANAGER,
    "POST leads.reveal": BANK,
    "POST leads.begin_diligence": MANAGER,
    "GET leads.ask_materials": MANAGER,
    "POST leads.ask_materials": MANAGER,
    "GET leads.materials": BANK | OWNERS,
    "POST leads.bring": MANAGER,
    "POST leads.go_on": MANAGER,
    "GET leads.diligence_record": BANK,
    "GET leads.dispute": OWNERS,
    "POST leads.dispute": OWNERS,
    "POST leads.take_back": OWNERS,
    "POST leads.answer": BANK,
    "GET leads.disputes": OPERATOR,
    # leads: the owner's side
    "POST leads.accept": OWNERS,
    "POST leads.apply": OWNERS,
    "GET leads.together": OWNERS,
    "POST leads.together": OWNERS,
    "POST leads.decline": OWNERS,
    "GET leads.offers": OWNERS,
    "POST leads.take": OWNERS,
    "GET leads.refuse_offer": OWNERS,
    "POST leads.refuse_offer": OWNERS,
    "POST leads.keep_open": OWNERS,
    "POST leads.undo": OWNERS,
    "GET consent.withdraw": OWNERS,
    "GET consent.looks": OWNERS,
    "GET consent.watch": OPERATOR,
    "POST consent.withdraw": OWNERS,
    # referrals
    "GET referrals.index": OFFICER,
    "GET referrals.codes": OFFICER,
    "POST referrals.codes": OFFICER,
    "GET referrals.new": OFFICER,
    "POST referrals.new": OFFICER,
    "GET referrals.batches": OFFICER,
    "GET referrals.batch": OFFICER,
    "GET referrals.answer": APPLICANT,
    "POST referrals.answer": APPLICANT,
}

EVERYBODY = frozenset(
    {
        *("signed_out", "owner", "newcomer", "other_owner", "clerk", "officer", "other_officer"),
        *("accepted", "colleague", "bank_admin", "browsing", "other_admin", "passer_by", "interested"),
        *("monitor", "operator", "auditor"),
    }
)
MANAGERS = frozenset({"accepted", "colleague", "browsing", "passer_by", "interested"})
OPERATORS = frozenset({"operator"})


@dataclass(frozen=True)
class Rows:
    """Which personas of tests/world.py may reach which row, given that their role may use the route."""

    table: dict[str, dict[str, frozenset]]
    personas: frozenset = EVERYBODY

    def row(self, persona: str, endpoint: str, row: tuple[str, str]) -> bool:
        """The row's own entry, else its kind's `*`; an endpoint may have a table of its own."""
        kind, name = row
        by_name = self.table.get(f"{endpoint} {kind}") or self.table[kind]
        return persona in by_name.get(name, by_name.get("*", frozenset()))


def _only(*personas: str) -> frozenset:
    return frozenset(personas)


STAFF_OF = {
    **dict.fromkeys(["owner", "newcomer", "other_owner"], frozenset()),
    "accepted": OPERATORS | {"bank_admin"},
    "browsing": OPERATORS | {"other_admin"},
    "*": OPERATORS,
}
"""Whose work who may end: the operator anybody's but borrowers', an admin the own people's."""

FOR_MEMBERS = [f"needs.member_{name}" for name in ("start", "money", "about", "check")]

SEES = Rows(
    {
        "claims": {"*": OPERATORS},
        "organisations.claim_picture claims": {"B": OPERATORS},  # of the others it is destroyed
        # Only a claim to a firm that is here is asked about; for any other there is nothing to ask.
        "organisations.claim_ask claims": {"*": frozenset()},
        "organisations.claim_hand_over claims": {"*": frozenset()},
        "joinings": {"A": _only("owner")},
        "vouches": {"B": _only("clerk")},  # A named the same clerk, and is decided
        "organisations.vouch_withdraw vouches": {"B": _only("newcomer")},
        # A is a member, B asks to be one, C has left: only the firm itself could come back.
        "affiliations": {"A": _only("clerk", "owner"), "B": _only("clerk", "newcomer")},
        "institutions": {"*": OPERATORS},
        "memberships": {"*": frozenset()},
        **dict.fromkeys(
            [f"organisations.{name} memberships" for name in ("person_check", "person_end", "factor_off")],
            STAFF_OF,
        ),
        "organisations.person_away memberships": {
            "accepted": _only("bank_admin"), "browsing": _only("other_admin"),
        },
        "organisations.person_work memberships": {
            "accepted": _only("bank_admin"), "browsing": _only("other_admin"),
        },
        "leads.in_hand memberships": {"accepted": _only("bank_admin"), "browsing": _only("other_admin")},
        "leads.give_away memberships": {"accepted": _only("bank_admin"), "browsing": _only("other_admin")},
        "outlets": {"A": _only("bank_admin")},
        "organisations.institution_areas institutions": {"*": OPERATORS},
        "invitations": {"A": OPERATORS | {"bank_admin"}},
        "tokens": {"A": EVERYBODY},
        "reports": {"*": OPERATORS},
        "cards": {"A": _only("monitor")},
        "freezes": {"*": OPERATORS},
        "alarms": {"*": OPERATORS},
        "notices": {name: _only(name) for name in EVERYBODY if name != "signed_out"},
        "letters": {"dead": OPERATORS},  # what is still tried nobody decides about
        "freezing.person memberships": {"*": OPERATORS},
        "public.institution institutions": {**dict.fromkeys("ABCD", EVERYBODY), "*": frozenset()},
        "verifying.phone institutions": {
            **dict.fromkeys(("officer", "other_officer"), frozenset()), "*": OPERATORS,
        },
        "verifying.renew memberships": {
            "accepted": _only("accepted", "bank_admin"),
            "browsing": _only("browsing", "other_admin"),
            "passer_by": _only("passer_by"),
            "interested": _only("interested"),
        },
        "accounts.act_as memberships": {name: _only(name) for name in EVERYBODY},
        "products": {
            **dict.fromkeys("ABCD", EVERYBODY),
            "draft A": _only("accepted", "colleague", "bank_admin"),
            "draft B": _only("browsing", "other_admin"),
            "draft C": _only("passer_by"),
            "draft D": _only("interested"),
        },
        "reviews": {"A": _only("accepted", "colleague", "bank_admin")},
        "products.openings_of products": {"A": _only("bank_admin"), "B": _only("other_admin")},
        "products.edit products": {
            "A": _only("accepted", "colleague", "bank_admin"),
            "B": _only("browsing", "other_admin"),
            "C": _only("passer_by"),
            "D": _only("interested"),
            "draft A": _only("accepted", "colleague", "bank_admin"),
            "draft B": _only("browsing", "other_admin"),
            "draft C": _only("passer_by"),
            "draft D": _only("interested"),
        },
        "needs": {
            "A": _only("owner", "bank_admin", "other_admin") | MANAGERS - {"colleague"},
            "B": _only("newcomer"),
            "C": _only("other_owner") | MANAGERS,
            "draft": _only("owner"),
            "proxy": _only("owner"),
            "batch": _only("clerk"),
        },
        "searches": {"accepted": _only("accepted"), "browsing": _only("browsing")},
        **{
            f"parks.{name} needs": {"A": _only("clerk"), "proxy": _only("clerk")}
            for name in ("need", "confirm", "signed")
        },
        "parks.send_code needs": {"proxy": _only("clerk")},
        "needs.member_slip needs": {"proxy": _only("clerk")},
        "parks.spread needs": {"batch": _only("clerk")},
        "needs.signed_slip needs": {"*": frozenset()},
        **{f"{name} affiliations": {"A": _only("clerk")} for name in ("parks.member", *FOR_MEMBERS)},
        "leads.card needs": {"A": _only("passer_by"), "C": MANAGERS},
        # Who comes too late is told which colleague was first.
        "leads.claim needs": {"A": MANAGERS, "C": MANAGERS},
        "leads.refuse leads": {
            "A": _only("accepted", "colleague", "bank_admin"),
            "B": _only("browsing", "other_admin"),
            "D": _only("interested"),
        },
        "steps": {"A": _only("owner")},
        "disputes": {"A": _only("owner", "accepted", "bank_admin")},
        "leads.diligence_record leads": {
            "A": _only("accepted", "bank_admin"), "B": _only("other_admin"), "D": _only("interested"),
        },
        "leads.materials leads": {"A": _only("owner", "accepted", "bank_admin")},
        "leads.bring leads": {"A": _only("accepted")},
        "leads.ask_materials leads": {"A": _only("accepted"), "D": _only("interested")},
        "batches": {"A": _only("officer")},
        "listed": {"A": _only("owner"), "C": _only("other_owner")},
        "leads": {
            "A": _only("owner", "accepted", "bank_admin"),
            "B": _only("owner", "browsing", "other_admin"),
            "D": _only("owner", "interested"),
        },
    }
)  # fmt: skip
