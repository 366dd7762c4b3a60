"""The reasons with which an institution or an owner says no, as far as they are offered."""

from portal.leads.models import LeadState
from search import taxonomy

FIRST_STAGE, DILIGENCE, APPROVAL = "first_answer", "due_diligence", "approval"
STAGES = {
    **dict.fromkeys((LeadState.PUSHED, LeadState.INTERESTED, LeadState.ACCEPTED), (FIRST_STAGE,)),
    LeadState.CONTACTED: (FIRST_STAGE, APPROVAL),  # diligence may be skipped
    **dict.fromkeys((LeadState.DUE_DILIGENCE, LeadState.WAITING_MATERIALS), (DILIGENCE, APPROVAL)),
    **dict.fromkeys((LeadState.APPROVED, LeadState.TAKEN), (APPROVAL,)),
}
"""At which stages a lead that stands there may fail; the likeliest first."""
NEVER_OFFERED = frozenset({"R16", "R17"})  # said to a firm they would accuse it, or warn it
UNSAID = "W17"  # the owner's 不同意 without a reason


def stages_of(state: LeadState) -> tuple[str, ...]:
    """Where a refusal of such a lead may fall; none once it has ended."""
    return STAGES.get(state, ())


def offered(code: str, stage: str = FIRST_STAGE):
    """The refusal reason if it may be chosen at this stage, else None."""
    refusal = taxonomy.refusals.get(code)
    if refusal is None or refusal.code in NEVER_OFFERED or not {stage, "any"} & set(refusal.stage):
        return None
    return refusal


def by_group(stage: str = FIRST_STAGE) -> dict[str, list]:
    """Every reason offered at a stage, under its group, in the list's order."""
    groups: dict[str, list] = {}
    for refusal in taxonomy.refusals.all():
        if offered(refusal.code, stage):
            groups.setdefault(refusal.group, []).append(refusal)
    return groups


def firm_reasons(stage: str = "interested") -> list:
    """Why an owner may not want to talk."""
    return [reason for reason in taxonomy.firm_reasons.all() if reason.stage in {stage, "any"}]


def firm_reason(code: str, stage: str = "interested"):
    """One of them, or None."""
    return next((reason for reason in firm_reasons(stage) if reason.code == code), None)
