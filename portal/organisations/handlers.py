"""Pictures that nobody needs any more are destroyed when their time is over."""

from portal.core import outbox
from portal.organisations import licences


@outbox.handles("licence.kept", name="organisations.destroy_waiting_licence")
def destroy_waiting(picture_id: int) -> None:
    """A day after its form: a claim that took it has moved it."""
    licences.destroy_waiting(picture_id)


@outbox.handles("licence.shown", name="organisations.destroy_abandoned_licence")
def destroy_abandoned(claim_id: int) -> None:
    """Ninety days after it was handed in nobody has decided; a decision would have destroyed it."""
    licences.destroy(claim_id, "abandoned")
