"""Pictures that nobody needs are destroyed when their time is over; invitations to an e-mail are mailed."""

from flask import current_app

from portal.core import mail, outbox
from portal.core.db import db
from portal.organisations import invitations, licences
from portal.organisations.models import Invitation


@outbox.handles("licence.kept", name="organisations.destroy_waiting_licence")
def destroy_waiting(picture_id: int) -> None:
    """A day after its form: a claim that took it has moved it."""
    licences.destroy_waiting(picture_id)


@outbox.handles("licence.shown", name="organisations.destroy_abandoned_licence")
def destroy_abandoned(claim_id: int) -> None:
    """Ninety days after it was handed in nobody has decided; a decision would have destroyed it."""
    licences.destroy(claim_id, "abandoned")


@outbox.handles("invitation.made", name="organisations.invitation_mail")
def mail_link(invitation_id: int) -> None:
    """An invitation bound to an e-mail is mailed; one for a mobile is handed over by whoever made it."""
    row = db.session.get(Invitation, invitation_id)
    home = current_app.config["PUBLIC_URL"].rstrip("/")
    if row is None or invitations.state_of(row) != "open" or "@" not in row.contact:
        return
    if home and mail.available():
        mail.send(row.contact, "invitation", link=f"{home}/invitation/{invitations.token_of(row)}")
