"""What the reader of a lead may do to it now: a panel each, drawn by templates/leads/acts/.

A new act is a row here, a form and a template of the same name; the page's view and its routes read the list.
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.core.forms import Form
from portal.core.permissions import Role
from portal.leads import silence
from portal.leads.diligence_forms import DiligenceForm
from portal.leads.dispute_forms import AnswerForm
from portal.leads.forms import ClaimForm, ContactedForm, RevealForm, now_typed
from portal.leads.models import Lead, LeadState
from portal.leads.moves import MOVES
from portal.leads.service.paying import may_pay
from portal.leads.service.refusing import may_decline
from portal.leads.service.revealing import may_reveal
from portal.needs.models import SEEKING


@dataclass(frozen=True)
class Act:
    """`allowed(actor, lead, consented)`; `form` makes an empty one. `halts`: not while the firm is frozen."""

    name: str
    allowed: Callable[[object, Lead, bool], bool]
    form: Callable[[], Form] | None = None
    halts: bool = True


def _claims(actor, lead: Lead, consented: bool) -> bool:
    waits = lead.state is LeadState.PUSHED and lead.assigned_id in {None, actor.membership_id}
    return (waits or _is_claimable_late(lead)) and actor.role is Role.BANK_MANAGER


def _is_claimable_late(lead: Lead) -> bool:
    """Its own silence an institution may still mend, as long as the need seeks."""
    return silence.of(lead) == silence.INSTITUTION and lead.need.state in SEEKING


def _reports(actor, lead: Lead, consented: bool) -> bool:
    return is_own(actor, lead) and lead.state is LeadState.ACCEPTED


def offers(actor, lead: Lead) -> bool:
    """Whether the reader may make the owner an offer now."""
    return is_own(actor, lead) and lead.state in MOVES["approve"].sources


def pays(actor, lead: Lead) -> bool:
    """Whether the reader may record a payment now."""
    return is_own(actor, lead) and may_pay(actor, lead)


def is_own(actor, lead: Lead) -> bool:
    """Whether the reader is the manager who works on the lead."""
    return lead.assigned_id == actor.membership_id and actor.role is Role.BANK_MANAGER


def _begins(actor, lead: Lead, consented: bool) -> bool:
    return is_own(actor, lead) and lead.state is LeadState.CONTACTED


def _asks(actor, lead: Lead, consented: bool) -> bool:
    return is_own(actor, lead) and lead.state in MOVES["ask_materials"].sources


def _waits(actor, lead: Lead, consented: bool) -> bool:
    return lead.state is LeadState.WAITING_MATERIALS and may_reveal(actor, lead)


ANSWER = Act("disputed", lambda actor, lead, _: may_reveal(actor, lead), lambda: AnswerForm(formdata=None))
"""Only while the owner's dispute is open, which no state tells: it stands before the others."""

ACTS = (
    Act(
        "contact",
        lambda actor, lead, consented: consented and may_reveal(actor, lead),
        lambda: RevealForm(formdata=None),
        halts=False,
    ),
    Act("claim", _claims, lambda: ClaimForm(formdata=None)),
    Act("waiting", _waits, halts=False),
    Act("diligence", _begins, lambda: DiligenceForm(formdata=None, when=now_typed())),
    Act("materials", _asks),
    Act("offer", lambda actor, lead, _: offers(actor, lead)),
    Act("pay", lambda actor, lead, _: pays(actor, lead)),
    Act("refuse", lambda actor, lead, _: may_decline(actor, lead), halts=False),
    Act("report", _reports, lambda: ContactedForm(formdata=None, when=now_typed())),
)


def open_to(actor, lead: Lead, *, consented: bool, frozen: bool, disputed: bool = False) -> list[Act]:
    """The acts of this moment, in the order of the page; `frozen`: the platform has stopped the firm.

    `disputed`: its owner waits for an answer about a step.
    """
    possible = (ANSWER, *ACTS) if disputed else ACTS
    here = [act for act in possible if act.allowed(actor, lead, consented)]
    return [act for act in here if not (frozen and act.halts)]


def forms_of(acts: list[Act], failed: Form | None) -> dict[str, Form]:
    """A form an act; the one that has to be corrected stands where its empty twin would."""
    forms = {act.name: act.form() for act in acts if act.form}
    return {name: failed if type(form) is type(failed) else form for name, form in forms.items()}
