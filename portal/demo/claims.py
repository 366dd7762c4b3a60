"""What waits on the operator's desk: a licence to look at, a market's word on a stall, and a second claim."""

from io import BytesIO

import sqlalchemy as sa
from PIL import Image, ImageDraw

from portal.accounts.actor import Actor, actor_of
from portal.accounts.models import Membership
from portal.core import pictures
from portal.core.db import db
from portal.core.permissions import Role
from portal.demo import names
from portal.demo.firms import Firm
from portal.demo.people import People, remember
from portal.demo.stage import Stage
from portal.organisations import joining, licences, vouching
from portal.organisations import service as organisations
from portal.organisations.models import Claim, Organisation, OrganisationKind, VouchState

MARKET = "拱墅示例早市"
NOODLES = {"subject_code": "T06", "name": "示例青禾面馆", "region_code": "330105", "industry_code": "6210"}
STROKES = {
    "示": (
        *(((20, 15), (80, 15)), ((5, 40), (95, 40)), ((50, 40), (50, 95), (40, 88))),
        *(((30, 55), (12, 85)), ((70, 55), (90, 85))),
    ),
    "例": (
        *(((22, 5), (5, 42)), ((14, 30), (14, 95)), ((27, 12), (62, 12)), ((44, 12), (28, 50))),
        *(((38, 32), (60, 32), (45, 75), (25, 95)), ((36, 50), (48, 62))),
        *(((72, 20), (72, 70)), ((92, 5), (92, 93), (82, 87))),
    ),
}
"""The two characters as lines on a square of 100: a machine without Chinese fonts draws them, too."""


class Claims:
    """Makes the market with its clerk; `plan` has two of the claims come in the evening before."""

    def __init__(self, operator: Actor, second: Actor, people: People) -> None:
        self.operator, self.people = operator, people
        self.market = organisations.create_organisation(
            operator, OrganisationKind.INTERMEDIARY, MARKET, ("330105",), type_code="M09"
        )
        organisations.approve_organisation(second, self.market)
        clerk = organisations.add_staff(operator, self.market, people.employee("clerk"), Role.CLERK)
        remember("clerk", clerk)
        self.clerk = people.staff_actor(clerk.id)

    def plan(self, stage: Stage, bearings: Firm) -> None:
        self.stage = stage
        evening = stage.calendar.home(stage.calendar.day(1))
        stage.plan(evening, self._with_licence)
        stage.plan(evening, self._second, bearings)

    def ask_market(self, stall: Firm) -> None:
        """The stall named the market; its clerk has not answered yet."""
        vouching.ask(stall.actor, self._claim_of(stall.membership_id), self.market)

    def _with_licence(self) -> None:
        code = names.credit_code(self.stage.rng, "T06")
        claim = self._register({**NOODLES, "credit_code": code})
        licences.hand_in(claim, licence())
        asked = vouching.ask(None, claim, self.market)
        vouching.answer(self.clerk, asked, VouchState.KNOWN, "tenant")

    def _second(self, firm: Firm) -> None:
        """Somebody else of the bearings factory, or so they say: its owner has been asked."""
        details = {"subject_code": firm.subject, "name": firm.name, "credit_code": firm.code}
        claim = self._register({**details, "region_code": firm.county, "industry_code": firm.trade.industry})
        existing = db.session.get_one(Organisation, firm.actor.organisation_id)
        joining.ask(self.operator, claim, existing)

    def _register(self, details: dict) -> Claim:
        person = self.people.owner()
        more = {"representative": person.name, "street": None, **details}
        return self._claim_of(organisations.register(person=person, **more).id)

    def approved(self, details: dict) -> Actor:
        """The owner of a stall that the operator has verified."""
        claim = self._register({"subject_code": "T06", **details})
        organisations.approve(self.operator, claim)
        at = sa.select(Membership.id).where(Membership.person_id == claim.person_id)
        return actor_of(db.session.scalars(at).one())

    def _claim_of(self, membership_id: int) -> Claim:
        at = sa.select(Membership.organisation_id).where(Membership.id == membership_id).scalar_subquery()
        return db.session.scalars(sa.select(Claim).where(Claim.organisation_id == at)).one()


def licence() -> bytes:
    """An invented licence: a sheet with a frame, lines for words, a seal, and 示例 across it."""
    sheet = Image.new("RGB", (900, 620), "#f3ecd6")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((24, 24, 876, 596), outline="#b08d3c", width=8)
    for line, width in enumerate((420, 300, 520, 360, 460)):
        draw.rectangle((90, 190 + line * 62, 190, 206 + line * 62), fill="#8a8372")
        draw.rectangle((220, 190 + line * 62, 220 + width, 206 + line * 62), fill="#5c574b")
    draw.ellipse((660, 400, 820, 560), outline="#b8322a", width=7)
    for place, strokes in enumerate(STROKES.values()):
        for stroke in strokes:
            points = [(330 + place * 130 + x * 1.1, 50 + y * 1.1) for x, y in stroke]
            draw.line(points, fill="#b8322a", width=9, joint="curve")
    out = BytesIO()
    sheet.save(out, "PNG")
    return pictures.clean(out.getvalue())
