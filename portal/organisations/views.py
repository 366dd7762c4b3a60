"""What pages show of organisations, claims and staff: plain values, masked by the visibility table."""

from portal.accounts.actor import ATTESTED_FOR
from portal.core import clock, wording
from portal.core.identifiers import code_warning
from portal.core.permissions import BANK, ROLE_NAMES
from portal.core.visibility import FULL, MASKED, MASKS, Persona, grade, mask_mobile
from portal.organisations import attesting, invitations
from portal.organisations.away import away_words
from portal.organisations.models import (
    KIND_NAMES,
    Claim,
    ClaimState,
    Organisation,
    OrganisationKind,
    OrganisationState,
)
from search import taxonomy

TYPES = {
    OrganisationKind.INSTITUTION: taxonomy.institution_types,
    OrganisationKind.INTERMEDIARY: taxonomy.intermediary_types,
}


def firm_view(organisation: Organisation, persona: Persona) -> dict[str, str]:
    """A borrower as `persona` may see it; what it may not see is left out."""
    values = {
        "name": organisation.name,
        "credit_code": organisation.credit_code or "",
        "representative": organisation.representative or "",
        "street": organisation.street or "",
    }
    return {
        "kind": subject_name(organisation),
        "region": region_name(organisation.region_code),
        "industry": industry_name(organisation.industry_code),
        **{
            name: shown
            for name, value in values.items()
            if (shown := _graded(name, persona, value)) is not None
        },
    }


def claim_row(claim: Claim, organisation: Organisation) -> dict:
    """A line of the operator's list, masked; only the name is whole while it waits to be verified."""
    pending = claim.state is ClaimState.PENDING
    return {
        "public_id": claim.public_id,
        "case_number": claim.case_number,
        "state": claim.state,
        "filed": wording.moment(claim.created_at),
        "decided": wording.moment(claim.decided_at) if claim.decided_at else "",
        **firm_view(organisation, Persona.OPERATOR),
        **({"name": _graded("name", Persona.VERIFYING, organisation.name)} if pending else {}),
    }


def claim_view(claim: Claim, organisation: Organisation, person) -> dict:
    """One claim: in full while it is being verified, masked once it is decided."""
    pending = claim.state is ClaimState.PENDING
    return {
        **claim_row(claim, organisation),
        **firm_view(organisation, Persona.VERIFYING if pending else Persona.OPERATOR),
        "warning": code_warning(organisation.subject_code, organisation.credit_code) if pending else None,
        "mobile": mask_mobile(person.mobile) if person.mobile else "",
        "reason": claim.reason or "",
    }


def registered_facts(organisation: Organisation) -> dict[str, str]:
    """What a claim is compared with: of the firm that has its code, only what tells one firm from another.

    Who belongs to it is being verified, so the grades are those of a row under verification.
    """
    known = firm_view(organisation, Persona.VERIFYING)
    return {name: known[name] for name in ("name", "representative", "region") if known.get(name)}


def own_claim(claim: Claim) -> dict:
    """A claim as the person who made it reads it."""
    return {
        "state": claim.state,
        "case_number": claim.case_number,
        "filed": wording.moment_in_sentence(claim.created_at),
        "decided": wording.moment_in_sentence(claim.decided_at) if claim.decided_at else "",
        "reason": claim.reason or "",
    }


def next_steps(
    claim: dict | None, state: OrganisationState, named: list[dict] = (), *, held: int = 0
) -> list[dict]:
    """The way of a registration for `timeline`: filed, vouched for, verified, sent to institutions.

    `held` needs still wait; once the firm is verified, for nothing but the mobile of who filed them.
    """
    if state is OrganisationState.REFUSED:
        verifying = _step("now", "核验没有通过", "按下面的原因改好，再提交一次就行。填过的需求都还在。")
    elif state is OrganisationState.PROVISIONAL:
        verifying = _step(
            "now", "平台正在核验", "平台运营按先后逐份核对。您不用做什么，现在就可以填需求、看匹配的产品。"
        )
    else:
        verifying = _step("done", "核验通过", "", time=claim["decided"] if claim else "")
    if verifying["state"] == "done" and held:
        sent = _step("now", "还差验证手机号", "填需求的人验证好手机号，需求就自动发给合适的机构。")
    else:
        done = "done" if verifying["state"] == "done" else "todo"
        sent = _step(done, "需求发给合适的机构", "核验通过后自动发出，不用再来点。")
    return [
        _step("done", "您提交了登记", "", time=claim["filed"] if claim else ""),
        *map(_asked, named),
        verifying,
        sent,
    ]


def _asked(one: dict) -> dict:
    said = "已经答复平台" if one["answered"] else "还没答复"
    return _step("done" if one["answered"] else "todo", f"请{one['name']}作证", said, time=one["asked"])


def _step(state: str, title: str, text: str, time: str = "") -> dict:
    return {"state": state, "title": title, "text": text, "time": time}


def verified_on(organisation: Organisation) -> str:
    return (
        wording.day_in_sentence(clock.local(organisation.verified_at).date())
        if organisation.verified_at
        else ""
    )


def own_warning(organisation: Organisation) -> str | None:
    """What is odd about the own code, as long as it can be corrected."""
    if organisation.verified_at:
        return None
    return code_warning(organisation.subject_code, organisation.credit_code)


def organisation_row(organisation: Organisation, people: int = 0) -> dict:
    """An institution, department or partner: public facts."""
    types = TYPES.get(organisation.kind)
    return {
        "public_id": organisation.public_id,
        "name": organisation.name,
        "kind": organisation.kind,
        "kind_name": KIND_NAMES[organisation.kind],
        "type": types.name(organisation.type_code) if types and organisation.type_code else "",
        "sector": taxonomy.sectors.name(organisation.sector_code) if organisation.sector_code else "",
        "areas": "、".join(region_name(area.region_code) for area in organisation.areas),
        "people": people,
        "phone": organisation.service_phone or "",
        "frozen": organisation.frozen_at is not None,
        "refused": organisation.state is OrganisationState.REFUSED,
        "left": organisation.left_at is not None,
    }


def staff_row(membership, person) -> dict:
    """Somebody who works there; the contact stays masked."""
    return {
        "public_id": membership.public_id,
        "name": person.name or "",
        "role": ROLE_NAMES[membership.role],
        "regions": "、".join(region_name(row.region_code) for row in membership.regions),
        "outlet": membership.outlet.name if membership.outlet else "",
        "mobile": mask_mobile(person.mobile) if person.mobile else "",
        "ended": wording.moment(membership.ended_at) if membership.ended_at else "",
        "frozen": person.frozen_at is not None,
        "away": away_words(membership),
        "attested": _attested(membership),
        "due": membership.role in BANK and membership.attested_at <= attesting.due_before(),
    }


def _attested(membership) -> str:
    """When somebody last said that this employee of an institution is one; of others nobody says it."""
    if membership.role not in BANK:
        return ""
    day = clock.local(membership.attested_at).date()
    left = (membership.attested_at + ATTESTED_FOR - clock.now()).days
    shown = wording.day_in_sentence(day)
    if left < 0:
        return f"{shown}，已超过 90 天，停用中"
    return f"{shown}，还剩 {left} 天" if membership.attested_at <= attesting.due_before() else shown


INVITATION_STATES = {
    "open": "等对方接受",
    "used": "已接受",
    "withdrawn": "已撤回",
    "locked": "填错太多，已作废",
    "expired": "已过期",
}


def invitation_row(invitation) -> dict:
    """One line of who was invited; the contact masked."""
    contact, state = invitation.contact, invitations.state_of(invitation)
    return {
        "public_id": invitation.public_id,
        "contact": MASKS["email" if "@" in contact else "mobile"](contact),
        "role": ROLE_NAMES[invitation.role],
        "regions": "、".join(map(region_name, invitation.regions)),
        "state": INVITATION_STATES[state],
        "is_open": state == "open",
        "until": until(invitation.expires_at),
    }


def until(moment) -> str:
    """11月24日（周二）09:05, in Shanghai."""
    return f"{wording.day_in_sentence(clock.local(moment).date())}{clock.local(moment):%H:%M}"


def subject_name(organisation: Organisation) -> str:
    subject = taxonomy.subjects.get(organisation.subject_code or "")
    return subject.name if subject else KIND_NAMES[organisation.kind]


def region_name(code: str | None) -> str:
    return taxonomy.regions.full_name(code) if code and taxonomy.regions.get(code) else code or ""


def industry_name(code: str | None) -> str:
    return taxonomy.industries.name(code) if code and taxonomy.industries.get(code) else ""


def _graded(name: str, persona: Persona, value: str) -> str | None:
    wanted = grade(name, persona)
    if wanted == MASKED:
        return MASKS[name](value) if value else ""
    return value if wanted == FULL else None
