"""什么时候、怎么联系您: on a page of its own, and mixed into the last step of filing."""

from wtforms import RadioField, SelectChoice

from portal.core.forms import Form
from portal.needs import reaching
from portal.needs.fields import Tiles

WHEN = [SelectChoice(*pair) for pair in ((reaching.ANY, "随时都行"), *reaching.HOURS.items())]
HOW = [SelectChoice(*pair) for pair in (*reaching.BY.items(), ("", "都行"))]


class ReachFields:
    """What is left open is not said: nobody is warned then."""

    contact_hours = Tiles(
        "什么时候方便接电话？（可不选）",
        choices=WHEN,
        alone=(reaching.ANY,),
        description="可以多选。机构在别的时间点开您的电话，会先看到提醒，并记下来给您看。",
    )
    contact_by = RadioField("先怎么联系？", choices=HOW, default="")

    @property
    def said_how(self) -> bool:
        return bool(self.contact_hours.data or self.contact_by.data)

    def reach(self) -> dict:
        """`{hours, by}` for the service."""
        chosen = self.contact_hours.data or ()
        return {"hours": self.contact_hours.said if chosen else None, "by": self.contact_by.data or None}


class ReachForm(ReachFields, Form):
    """For one need, changed at any time while it can still be called about."""


def typed_of(contact_hours: tuple[str, ...] | None = None, contact_by: str | None = None) -> dict:
    """A need's choice as the form shows it."""
    ticked = list(contact_hours) if contact_hours else [reaching.ANY] if contact_hours == () else []
    return {"contact_hours": ticked, "contact_by": contact_by or ""}
