"""Whoever an account stands for, where it works, and who claims it."""

from portal.organisations.models.affiliations import Affiliation, AffiliationState
from portal.organisations.models.claims import (
    Claim,
    ClaimState,
    Joining,
    JoiningState,
    LicencePicture,
    Vouch,
    VouchState,
)
from portal.organisations.models.invitations import Invitation
from portal.organisations.models.kinds import APPLICANT_KINDS, CLEAR_NAMES, KIND_NAMES, OrganisationKind
from portal.organisations.models.organisations import (
    ERASED,
    Organisation,
    OrganisationState,
    Proposal,
    ServiceArea,
)
from portal.organisations.models.outlets import Outlet

__all__ = [
    "APPLICANT_KINDS", "CLEAR_NAMES", "ERASED", "KIND_NAMES", "Affiliation", "AffiliationState", "Claim",
    "ClaimState", "Invitation", "Joining", "JoiningState", "LicencePicture", "Organisation",
    "OrganisationKind", "OrganisationState", "Outlet", "Proposal", "ServiceArea", "Vouch", "VouchState",
]  # fmt: skip
