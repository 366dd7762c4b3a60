"""Rows of a lead and of what happens to it, a file a subject."""

from portal.leads.models.dispute import Dispute, Outcome, stands
from portal.leads.models.figure import InstitutionFigure
from portal.leads.models.history import HiddenCard, LeadMove, LeadOrigin
from portal.leads.models.joint import JointTalk
from portal.leads.models.lead import Lead
from portal.leads.models.materials import MaterialItem
from portal.leads.models.offer import Disbursement, Offer
from portal.leads.models.words import Channel, Clock, LeadState

__all__ = [
    "Channel",
    "Clock",
    "Disbursement",
    "Dispute",
    "HiddenCard",
    "InstitutionFigure",
    "JointTalk",
    "Lead",
    "LeadMove",
    "LeadOrigin",
    "LeadState",
    "MaterialItem",
    "Offer",
    "Outcome",
    "stands",
]
