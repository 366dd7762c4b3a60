"""The states, ways and clocks that leads know."""

import enum


class LeadState(enum.StrEnum):
    PUSHED = "pushed"
    INTERESTED = "interested"
    ACCEPTED = "accepted"
    CONTACTED = "contacted"
    DUE_DILIGENCE = "due_diligence"
    WAITING_MATERIALS = "waiting_materials"
    APPROVED = "approved"
    TAKEN = "taken"
    DISBURSED = "disbursed"
    BANK_DECLINED = "bank_declined"
    FIRM_DECLINED = "firm_declined"
    LAPSED = "lapsed"
    ENDED = "ended"


class Channel(enum.StrEnum):
    MATCH = "match"
    BROWSE = "browse"
    DIRECT = "direct"
    REFERRAL = "referral"
    VISIT = "visit"
    ZONE = "zone"
    ESCALATION = "escalation"


class Clock(enum.StrEnum):
    FIRST_ANSWER = "first_answer"
    OWNER_ANSWER = "owner_answer"
    FIRST_CONTACT = "first_contact"
    DECISION = "decision"
    DISBURSEMENT = "disbursement"
