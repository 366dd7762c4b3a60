"""Pictures are destroyed in time, invitations mailed, and parks and firms told of each other."""

from flask import current_app

from portal.core import mail, outbox
from portal.core.db import db
from portal.organisations import affiliating, invitations, licences
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


@outbox.handles("affiliation.invited", name="organisations.find_invited")
def find_invited(affiliation_id: int, **_) -> None:
    affiliating.find_firm(affiliation_id)


@outbox.handles("organisation.verified", name="organisations.invited_before")
def invited_before(organisation_id: int, **_) -> None:
    """Parks that invited a code before its firm was here."""
    for affiliation_id in affiliating.invited_before(organisation_id):
        affiliating.find_firm(affiliation_id)


@outbox.handles("affiliation.asked", name="organisations.tell_park")
def tell_park(affiliation_id: int, **_) -> None:
    affiliating.tell_park(affiliation_id, "member_asks")


@outbox.handles("affiliation.agreed", "affiliation.disagreed", name="organisations.tell_other_side")
def tell_other_side(affiliation_id: int, *, by_firm: bool, **_) -> None:
    if by_firm:
        affiliating.tell_park(affiliation_id, "member_answered")
    else:
        affiliating.tell_firm(affiliation_id, "park_answered")


@outbox.handles("affiliation.ended", name="organisations.tell_member")
def tell_member(affiliation_id: int, **_) -> None:
    affiliating.tell_firm(affiliation_id, "park_ended")
