"""Pages and actions around leads: the bank's desk, one lead, the owner's decisions."""

from portal.leads.routes import acting, assigning, deciding, desk, diligence, joining, reading
from portal.leads.routes.blueprint import bp

__all__ = ["acting", "assigning", "bp", "deciding", "desk", "diligence", "joining", "reading"]
