"""What a form with a picture does beside its fields: no picture is asked for twice."""

import sqlalchemy as sa
from flask import Response, request, session

from portal.core import pickers
from portal.core.db import db
from portal.organisations import licences
from portal.organisations.models import Claim, ClaimState

POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
KEPT = "licence"  # in the session
RECEIVED = "照片已经收到，不用再选。要换一张就重新选。"


def hand_in(organisation_id: int, form, *, actor=None) -> bool:
    """The form's picture, or the one kept from an attempt before, goes with the claim just filed."""
    claim = db.session.scalar(
        sa.select(Claim).where(Claim.organisation_id == organisation_id, Claim.state == ClaimState.PENDING)
    )
    return bool(claim) and licences.hand_in(claim, form.picture.data, session.get(KEPT), actor=actor)


def forget_kept() -> None:
    """Once the claim is committed: the row has moved already."""
    session.pop(KEPT, None)


def keep_for_next(form) -> None:
    """Before the page is shown again: a good picture is kept, and the page says so. Commits."""
    if request.method == "POST" and pickers.looking_up():
        form.picture.validate(form)
    if picture := form.picture.data:
        db.session.rollback()
        session[KEPT] = licences.keep(picture, instead_of=session.get(KEPT))
        db.session.commit()
    if session.get(KEPT):
        form.picture.description = RECEIVED


def shown(picture: bytes) -> Response:
    """A picture by itself, which can do nothing and stays nowhere."""
    headers = {
        "Content-Disposition": "inline",
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
    }
    return Response(picture, mimetype="image/jpeg", headers=headers)
