"""Pages and actions around leads: the bank's desk, one lead, the owner's decisions."""

from portal.leads.routes import (
    acting,
    answering,
    assigning,
    deciding,
    desk,
    diligence,
    disputing,
    joining,
    lending,
    reading,
)
from portal.leads.routes.blueprint import bp

__all__ = [
    "acting",
    "answering",
    "assigning",
    "bp",
    "deciding",
    "desk",
    "diligence",
    "disputing",
    "joining",
    "lending",
    "reading",
]
