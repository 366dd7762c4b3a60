"""The branch that looks after a lead, and whether it may decide the sum by itself."""

from portal.core import wording
from portal.leads.models import Lead


def outlet_view(lead: Lead) -> dict[str, str]:
    """`{outlet, decides}`; the lead's manager with their branch, and its need, are loaded.

    To be shown to the lead's owner, and to its institution: the limit is compared with the sum, so the
    sentence is for those only who may read the sum.
    """
    outlet = lead.assigned.outlet if lead.assigned else None
    if outlet is None:
        return {"outlet": "", "decides": ""}
    wanted, limit = lead.need.amount_max_fen, outlet.limit_fen
    if limit is None:
        said = "这个网点不自己批，报上级行批，可能要久一些"
    elif wanted is not None and wanted > limit:
        said = f"这个网点自己批到 {wording.money(limit)}，这笔要报上级行批，可能要久一些"
    else:
        said = f"这个网点自己批到 {wording.money(limit)}"
    return {"outlet": outlet.name, "decides": said}
