"""A small site on which every relation between people and rows occurs: what the nets are cast over.

Firm A is verified and talks with bank A (consent given); bank B was pushed the need, bank D has shown
interest, bank C may only browse. Firm B is being verified. Firm C is somebody else's. Each firm's values
are canaries (tests/canary_values.py).
"""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from werkzeug.datastructures import MultiDict

from portal.accounts.actor import Actor, actor_of
from portal.accounts.models import Membership, Person
from portal.core import clock, outbox
from portal.core.db import db
from portal.core.outbox import OutboxMessage
from portal.core.permissions import Role
from portal.freezing.models import RevealAlarm
from portal.leads import address
from portal.leads import queries as lead_queries
from portal.leads import service as leads
from portal.leads.models import Channel, Lead
from portal.monitor.models import BoardCard
from portal.needs.models import FinancingNeed, NeedState, Scope
from portal.notifications import service as notifications
from portal.notifications.models import Notice
from portal.organisations import invitations, licences, outlets
from portal.organisations.models import (
    AffiliationState,
    Claim,
    ClaimState,
    Joining,
    Organisation,
    OrganisationKind,
    OrganisationState,
    Vouch,
)
from portal.products import reviewing
from portal.products.models import ProductState
from portal.referrals.models import ListedFirm, ListingState, Referral, ReferralBatch, ReferralState
from portal.searches import service as searches
from portal.searches.models import Pace
from tests import factories
from tests.canary_values import Canaries
from tests.factories import HANGZHOU

A, B, C = Canaries("A", 1), Canaries("B", 2), Canaries("C", 3)
FIRMS = {"A": A, "B": B, "C": C}
NOTE, SENTENCE, PAPER = "qznotealpha", "qzsentencedelta", "qzpaperiota"
REMARK = "qzremarkzeta 联系 13957310249"
SEARCH = "qzsearchtheta 我的客户"
REPORT_WORDS, REPORT_WORDS_OUT = "qzreportmine 睚眦", "qzreportout 睚眦"
REPORT_ABOUT, REPORT_CONTACT = "qzreportabout", "qzreportcall"
REMARK_SHOWN = "qzremarkzeta 联系"
REMARK_HIDDEN = "13957310249"


@dataclass
class World:
    """`members`: persona → membership, None for signed out. `rows`: kind → {name: public id}."""

    members: dict[str, Membership | None] = field(default_factory=dict)
    rows: dict[str, dict[str, str]] = field(default_factory=dict)

    def keep(self, kind: str, name: str, row) -> None:
        self.rows.setdefault(kind, {})[name] = row.public_id


def build() -> World:
    """Make every row; committed."""
    world = World(members={"signed_out": None})
    _firms(world)
    _banks(world)
    _others(world)
    _talks(world)
    _lists(world)
    _reports(world)
    _vouches(world)
    _members(world)
    _invited(world)
    _letters(world)
    _searches(world)
    _board(world)
    _notices(world)
    db.session.commit()
    return world


def actor(member: Membership) -> Actor:
    return actor_of(member.id)


def firm(values: Canaries, *, verified: bool) -> tuple[Organisation, Membership, FinancingNeed]:
    """A tea house with its owner and one need."""
    owner = factories.organisation(
        OrganisationKind.SOLE_PROPRIETOR,
        name=values.name,
        verified=verified,
        subject_code="T06",
        region_code=factories.GONGSHU,
        industry_code=values.industry_code,
    )
    owner.credit_code, owner.representative, owner.street = (
        values.credit_code,
        values.representative,
        values.street,
    )
    who = factories.person(mobile=values.mobile)
    who.name, who.email = values.contact_name, values.email
    member = factories.membership(Role.APPLICANT, at=owner, of=who)
    return owner, member, need_of(owner, who, values, opened=verified)


def need_of(owner: Organisation, by: Person, values: Canaries, *, opened: bool) -> FinancingNeed:
    state = {} if opened else {"state": NeedState.AWAITING_VERIFICATION, "opened_at": None}
    return factories.need(
        owner=owner,
        by=by,
        words=values.words,
        summary=values.summary,
        industry_code=values.industry_code,
        amount_min_fen=values.least_fen,
        amount_max_fen=values.amount_fen,
        existing_loans_fen=values.loans_fen,
        term_months=values.term_months,
        established_on=values.established_on,
        employees_band="BE02",
        revenue_band="BR03",
        tags=(values.tag,),
        contact_hours=values.contact_hours,
        contact_by=values.contact_by,
        **state,
    )


def _firms(world: World) -> None:
    for letter, persona in {"A": "owner", "B": "newcomer", "C": "other_owner"}.items():
        owner, member, need = firm(FIRMS[letter], verified=letter != "B")
        world.members[persona] = member
        world.keep("organisations", letter, owner)
        world.keep("memberships", persona, member)
        world.keep("needs", letter, need)
        decided = {} if letter == "B" else {"state": ClaimState.APPROVED, "decided_at": clock.now()}
        claim = Claim(person_id=member.person_id, organisation_id=owner.id, key_id=owner.key_id, **decided)
        db.session.add(claim)
        db.session.flush()
        world.keep("claims", letter, claim)
        if letter == "B":  # of the others it went with the decision
            licences.hand_in(claim, FIRMS[letter].licence)
        if letter == "A":
            draft = factories.need(
                owner=owner, by=db.session.get(Person, member.person_id), state=NeedState.DRAFT
            )
            world.keep("needs", "draft", draft)


def _banks(world: World) -> None:
    staff = {"A": "accepted", "B": "browsing", "C": "passer_by", "D": "interested"}
    for letter, persona in staff.items():
        bank = factories.institution(name=f"示例银行{letter}", state=OrganisationState.ACTIVE)
        world.members[persona] = factories.membership(Role.BANK_MANAGER, at=bank)
        world.keep("institutions", letter, bank)
        published = factories.product(institution=bank, name=f"示例周转贷{letter}")
        world.keep("products", letter, published)
        draft = factories.product(
            institution=bank, name=f"示例未发布贷{letter}", state=ProductState.DRAFT, published_at=None
        )
        world.keep("products", f"draft {letter}", draft)
        world.keep("memberships", persona, world.members[persona])
        if letter in "AB":
            admin = "bank_admin" if letter == "A" else "other_admin"
            world.members[admin] = factories.membership(Role.BANK_ADMIN, at=bank)
        if letter == "A":
            wanted = {"decision_days": 7, "answered_by": "示例支行"}
            world.keep("reviews", "A", reviewing.propose(actor(world.members["accepted"]), published, wanted))
            at = actor(world.members[admin])
            world.keep(
                "outlets", "A", outlets.open_outlet(at, "示例拱墅支行", factories.GONGSHU, 100_000_000)
            )
            world.members["colleague"] = factories.membership(Role.BANK_MANAGER, at=bank)


def _others(world: World) -> None:
    for persona in ("officer", "other_officer"):
        department = factories.organisation(
            OrganisationKind.DEPARTMENT, name=f"示例商务局·{persona}", areas=(HANGZHOU,), sector_code="D06"
        )
        world.members[persona] = factories.membership(Role.OFFICER, at=department)
        world.keep("institutions", persona, department)
    for role in (Role.CLERK, Role.OPERATOR, Role.AUDITOR):
        world.members[str(role)] = factories.membership(role)
    here = factories.organisation(OrganisationKind.MONITOR, areas=(HANGZHOU,))
    world.members["monitor"] = factories.membership(Role.MONITOR, at=here)


def _talks(world: World) -> None:
    """Leads on the need of firm A, moved by the services that move them in use."""
    need = _need(world, "A")
    owner = actor(world.members["owner"])
    for letter in "ABD":
        bank = actor(world.members[{"A": "accepted", "B": "browsing", "D": "interested"}[letter]])
        lead = leads.push(
            need.id, bank.organisation_id, product_id=None, channel=Channel.MATCH, score_bp=8000
        )
        if letter != "B":
            lead = leads.claim(bank, need, sentence=SENTENCE if letter == "D" else "")
        if letter == "A":
            leads.accept(owner, lead)
            leads.contacted(bank, lead, note=NOTE)
            leads.ask_materials(bank, lead, [PAPER])
            leads.go_on(bank, lead)
            _dispute(world, owner, lead)
        world.keep("leads", letter, lead)


def _dispute(world: World, owner: Actor, lead: Lead) -> None:
    """The owner says that nobody called; nobody has answered yet."""
    called = lead_queries.steps_to_dispute([lead.id])[lead.id][0][0]
    world.keep("steps", "A", called)
    world.keep("disputes", "A", leads.dispute(owner, called, "nobody_called"))


def _lists(world: World) -> None:
    """Both departments have listed firms; only firm A has confirmed, and was pushed with a remark."""
    officer, need = world.members["officer"], _need(world, "A")
    listed = _listed(world, "officer", "A", need=need, state=ListingState.CONFIRMED)
    world.keep("listed", "A", listed)
    world.keep("listed", "C", _listed(world, "other_officer", "C", state=ListingState.AWAITING))
    batch = ReferralBatch(
        department_id=officer.organisation_id,
        pushed_by_id=officer.id,
        automatic=True,
        key_id=listed.key_id,
        remark_shown=REMARK_SHOWN,
    )
    batch.remark = REMARK
    db.session.add(batch)
    db.session.flush()
    world.keep("batches", "A", batch)
    referral = Referral(
        batch_id=batch.id, listed_firm_id=listed.id, need_id=need.id, state=ReferralState.PUSHED
    )
    db.session.add(referral)
    db.session.flush()
    world.keep("referrals", "A", referral)
    bank = actor(world.members["browsing"])
    with suppress(leads.AlreadyBefore):  # the lead keeps its clock and gets a further origin
        leads.push(
            need.id,
            bank.organisation_id,
            product_id=None,
            channel=Channel.REFERRAL,
            score_bp=None,
            referral_id=referral.id,
            actor=actor(officer),
        )


def _reports(world: World) -> None:
    """The owner reports the bank they talk with, somebody signed out a stranger; one freeze that is over."""
    from portal.freezing import service as freezing
    from portal.freezing.models import FreezeReason
    from portal.reports import service as reports
    from portal.reports.models import ReportKind

    operator, lead = actor(world.members["operator"]), db.session.query(Lead)
    lead = lead.filter_by(public_id=world.rows["leads"]["A"]).one()
    owner, target = actor(world.members["owner"]), reports.target_of_lead(lead)
    world.keep("reports", "owner", reports.file(owner, ReportKind.MANNER, REPORT_WORDS, target)[0])
    stranger = {"about": REPORT_ABOUT, "contact": REPORT_CONTACT}
    filed, _ = reports.file(None, ReportKind.FEES, REPORT_WORDS_OUT, reports.Target(), **stranger)
    world.keep("reports", "stranger", filed)
    gone = factories.membership(Role.BANK_MANAGER, at=factories.institution(name="示例已恢复银行"))
    freeze = freezing.freeze_person(operator, db.session.get_one(Person, gone.person_id), FreezeReason.OTHER)
    freezing.lift(operator, freeze)
    world.keep("freezes", "lifted", freeze)


def _invited(world: World) -> None:
    """Bank A has invited whoever has the mobile of firm A's owner."""
    admin = actor(world.members["bank_admin"])
    bank = db.session.get_one(Organisation, admin.organisation_id)
    made = invitations.invite(admin, bank, A.mobile, Role.BANK_MANAGER, (HANGZHOU,))
    world.keep("invitations", "A", made)
    world.rows["tokens"] = {"A": invitations.token_of(made)}


def _letters(world: World) -> None:
    """A message that was given up, and one whose time has not come."""
    tomorrow = clock.now() + timedelta(days=1)
    for name, fate in {"dead": {"dead_at": clock.now(), "error": "KeyError"}, "waiting": {}}.items():
        payload = json.dumps({"need_id": _need(world, "A").id})
        row = OutboxMessage(
            handler="matching.push", topic="need.opened", payload=payload, due_at=tomorrow, **fate
        )
        db.session.add(row)
        db.session.flush()
        world.keep("letters", name, row)


def _searches(world: World) -> None:
    """Two managers of two banks look for the same and do not know of each other."""
    asked = address.read(MultiDict({"tab": "open", "industry": A.industry_code[:2], "q": "茶"}))
    for persona in ("accepted", "browsing"):
        made = searches.save(actor(world.members[persona]), SEARCH, Pace.AT_ONCE, asked)
        world.keep("searches", persona, made)


def _notices(world: World) -> None:
    """What the worker told of the talks, and a notice for everybody; one manager looked at very many."""
    news = db.session.query(OutboxMessage).filter_by(handler="notifications.lead_moved")
    for message in news.order_by(OutboxMessage.id).all():
        outbox.perform([message])
    for persona, member in world.members.items():
        if member is not None:
            notifications.tell([member], "report_resolved", "report 0")
            row = db.session.query(Notice).filter_by(person_id=member.person_id, event="report 0").one()
            world.keep("notices", persona, row)
    bold = world.members["accepted"]
    about = {"membership_id": bold.id, "institution_id": bold.organisation_id}
    alarm = RevealAlarm(person_id=bold.person_id, day=clock.today(), **about)
    db.session.add(alarm)
    db.session.flush()
    world.keep("alarms", "A", alarm)


def _board(world: World) -> None:
    """The monitor reads of firm A's need that nobody has taken it, though somebody talks already."""
    card = BoardCard(need_id=_need(world, "A").id)
    db.session.add(card)
    db.session.flush()
    world.keep("cards", "A", card)


def _listed(world: World, persona: str, letter: str, need=None, **values) -> ListedFirm:
    member, values_of = world.members[persona], FIRMS[letter]
    department = db.session.get_one(Organisation, member.organisation_id)
    firm_of = db.session.get_one(Organisation, _need(world, letter).owner_id)
    row = ListedFirm(
        department_id=department.id,
        organisation_id=firm_of.id,
        need_id=need and need.id,
        code_index=f"{letter}" * 64,
        key_id=department.key_id,
        list_name="示例名单",
        added_by_id=member.id,
        **values,
    )
    row.credit_code = values_of.credit_code
    db.session.add(row)
    db.session.flush()
    return row


def _vouches(world: World) -> None:
    """Firms A and B named the clerk's park; only B still waits."""
    for letter in "AB":
        claim = db.session.query(Claim).filter_by(public_id=world.rows["claims"][letter]).one()
        vouch = Vouch(claim_id=claim.id, organisation_id=world.members["clerk"].organisation_id)
        db.session.add(vouch)
        db.session.flush()
        world.keep("vouches", letter, vouch)
    firm = _need(world, "A").owner_id  # B's claim is also, as far as anybody knows, one to A
    joining = Joining(claim_id=claim.id, organisation_id=firm, asked_by_id=world.members["operator"].id)
    db.session.add(joining)
    db.session.flush()
    world.keep("joinings", "A", joining)


def _members(world: World) -> None:
    """Of the clerk's park A is a member, B asks to be one, C has left it."""
    clerk = world.members["clerk"]
    states = (AffiliationState.CONFIRMED, AffiliationState.ASKED, AffiliationState.LEFT)
    for letter, persona, state in zip("ABC", ("owner", "newcomer", "other_owner"), states, strict=True):
        row = factories.affiliation(clerk, world.members[persona], state)
        world.keep("affiliations", letter, row)
    park, by = (
        db.session.get_one(Organisation, clerk.organisation_id),
        db.session.get(Person, clerk.person_id),
    )
    firm = db.session.get_one(Organisation, world.members["owner"].organisation_id)
    waits = {"state": NeedState.AWAITING_OWNER, "opened_at": None, "intermediary_id": park.id}
    world.keep("needs", "proxy", factories.need(owner=firm, by=by, **waits))
    batch = {"scope": Scope.BATCH, "member_count": 12, "state": NeedState.DRAFT, "opened_at": None}
    world.keep("needs", "batch", factories.need(owner=park, by=by, **batch))


def _need(world: World, letter: str) -> FinancingNeed:
    found = db.session.query(FinancingNeed).filter_by(public_id=world.rows["needs"][letter])
    return found.one()
