"""What other features may do with organisations. Nothing here commits."""

from portal.organisations.claims import (
    AlreadyDecided,
    AlreadyYours,
    NotRefused,
    OwnClaim,
    approve,
    refuse,
    register,
    resubmit,
)
from portal.organisations.founding import create_operator
from portal.organisations.hiring import Newcomer, NotConfirmed, SomebodyElse, hire
from portal.organisations.merging import DETAILS, code_index, describe
from portal.organisations.staff import (
    ROLES,
    AlreadyHere,
    NotTheirs,
    add_staff,
    create_department,
    create_institution,
    create_organisation,
    end_staff,
)

__all__ = [
    "DETAILS",
    "ROLES",
    "AlreadyDecided",
    "AlreadyHere",
    "AlreadyYours",
    "Newcomer",
    "NotConfirmed",
    "NotRefused",
    "NotTheirs",
    "OwnClaim",
    "SomebodyElse",
    "add_staff",
    "approve",
    "code_index",
    "create_department",
    "create_institution",
    "create_operator",
    "create_organisation",
    "describe",
    "end_staff",
    "hire",
    "refuse",
    "register",
    "resubmit",
]
