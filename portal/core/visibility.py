"""Who sees which field of whose row, as data: one table, masked unless it says otherwise.

Grades: F full · M masked · B a band or category · G the group of a sensitive qualification · N counts only ·
– nothing. Personas: what a reader is *to this row* (a bank before and after consent are two personas).
"""

import enum


class Persona(enum.StrEnum):
    OWNER = "owner"
    CLERK = "clerk"
    OFFICER = "officer"
    BROWSING = "browsing"  # an institution before the owner's consent
    ACCEPTED = "accepted"  # the assigned manager and the institution's admin, under consent
    MONITOR = "monitor"
    OPERATOR = "operator"
    VERIFYING = "verifying"  # the operator while the row, or who belongs to it, is being verified
    AUDITOR = "auditor"


INVENTED = "示例·"  # stands before the names of persons who do not exist
FULL, MASKED, BAND, GROUP, COUNT, NOTHING = "F", "M", "B", "G", "N", "-"

_ORDER = tuple(Persona)
_TABLE = """
field              owner clerk officer browsing accepted monitor operator verifying auditor
name               F     F     F       -        F        M       M        F         M
credit_code        F     F     F       -        F        M       M        F         M
county             F     F     F       F        F        F       F        F         F
industry_middle    F     F     F       F        F        F       F        F         F
industry           F     F     F       -        F        -       F        F         -
years              F     B     B       B        F        B       B        B         -
employees          F     B     B       B        F        B       B        B         -
revenue            F     B     B       B        F        B       B        B         -
tags               F     F     F       F        F        -       F        F         -
sensitive_tags     F     F     G       G        F        -       F        F         -
representative     F     M     -       -        F        -       M        F         -
mobile             F     -     -       -        -        -       M        M         -
email              F     -     -       -        -        -       M        M         -
street             F     -     -       -        -        -       M        M         -
contact_hours      F     -     -       -        F        -       -        -         -
amount             F     B     B       B        F        N       B        B         -
term               F     B     B       B        F        N       B        B         -
loans              F     B     B       B        F        N       B        B         -
purpose            F     F     F       F        F        N       F        F         -
security           F     F     F       F        F        N       F        F         -
product_types      F     F     F       F        F        N       F        F         -
title              F     F     F       F        F        F       F        F         -
summary            F     F     F       F        F        -       F        F         -
words              F     -     -       -        F        -       -        -         -
need_state         F     F     F       F        F        F       F        F         F
refusal_code       F     -     N       -        F        N       F        F         -
licence            F     -     -       -        -        -       -        F         -
beside             F     -     -       -        F        -       -        -         -
who_looked         F     -     -       -        -        -       -        -         F
"""
# mobile, email and street are "F by reveal" for an institution under consent: one deliberate act a day, which
# `leads.service.reveal` alone performs; no page, list or export ever takes them from this table.

GRADES: dict[str, dict[Persona, str]] = {
    field: dict(zip(_ORDER, grades, strict=True))
    for field, *grades in (line.split() for line in _TABLE.strip().splitlines()[1:])
}


def grade(field: str, persona: Persona) -> str:
    """The grade of a field for a persona; an unknown field is an error, never a leak."""
    return GRADES[field][persona]


def mask_name(name: str) -> str:
    """王小明 → 王**; a firm keeps its first two characters, an invented person (示例·周岚) the sign too."""
    sign = INVENTED if name.startswith(INVENTED) else ""
    bare = name.removeprefix(sign)
    return sign + bare[: 2 if len(bare) > 4 else 1] + "**"


def mask_mobile(mobile: str) -> str:
    return f"{mobile[:3]}****{mobile[-4:]}"


def mask_code(code: str) -> str:
    return f"{code[:2]}…****"


def mask_email(email: str) -> str:
    local, _, host = email.partition("@")
    return f"{local[:1]}***@{host}"


def mask_street(street: str) -> str:
    return street[:2] + "****"


MASKS = {
    "name": mask_name,
    "representative": mask_name,
    "mobile": mask_mobile,
    "credit_code": mask_code,
    "email": mask_email,
    "street": mask_street,
}
