"""Banks with their people and products, and the people of everybody else."""

from portal.core.db import db
from portal.core.permissions import Role
from portal.organisations import invitations, outlets
from portal.organisations.models import Organisation, OrganisationKind, OrganisationState
from portal.products import reviewing
from portal.products.models import ProductState
from tests import factories
from tests.factories import HANGZHOU
from tests.world.firms import A
from tests.world.rows import World


def add_banks(world: World) -> None:
    staff = {"A": "accepted", "B": "browsing", "C": "passer_by", "D": "interested"}
    for letter, persona in staff.items():
        bank = factories.institution(name=f"示例银行{letter}", state=OrganisationState.ACTIVE)
        world.members[persona] = factories.membership(Role.BANK_MANAGER, at=bank)
        world.keep("institutions", letter, bank)
        published = factories.product(institution=bank, name=f"示例周转贷{letter}")
        world.keep("products", letter, published)
        draft = factories.product(
            institution=bank, name=f"示例未发布贷{letter}", state=ProductState.DRAFT, published_at=None
        )
        world.keep("products", f"draft {letter}", draft)
        world.keep("memberships", persona, world.members[persona])
        if letter in "AB":
            admin = "bank_admin" if letter == "A" else "other_admin"
            world.members[admin] = factories.membership(Role.BANK_ADMIN, at=bank)
        if letter == "A":
            wanted = {"decision_days": 7, "answered_by": "示例支行"}
            world.keep("reviews", "A", reviewing.propose(world.actor("accepted"), published, wanted))
            at = world.actor(admin)
            world.keep(
                "outlets", "A", outlets.open_outlet(at, "示例拱墅支行", factories.GONGSHU, 100_000_000)
            )
            world.members["colleague"] = factories.membership(Role.BANK_MANAGER, at=bank)


def add_others(world: World) -> None:
    for persona in ("officer", "other_officer"):
        department = factories.organisation(
            OrganisationKind.DEPARTMENT, name=f"示例商务局·{persona}", areas=(HANGZHOU,), sector_code="D06"
        )
        world.members[persona] = factories.membership(Role.OFFICER, at=department)
        world.keep("institutions", persona, department)
    for role in (Role.CLERK, Role.OPERATOR, Role.AUDITOR):
        world.members[str(role)] = factories.membership(role)
    here = factories.organisation(OrganisationKind.MONITOR, areas=(HANGZHOU,))
    world.members["monitor"] = factories.membership(Role.MONITOR, at=here)


def invite(world: World) -> None:
    """Bank A has invited whoever has the mobile of firm A's owner."""
    admin = world.actor("bank_admin")
    bank = db.session.get_one(Organisation, admin.organisation_id)
    made = invitations.invite(admin, bank, A.mobile, Role.BANK_MANAGER, (HANGZHOU,))
    world.keep("invitations", "A", made)
    world.rows["tokens"] = {"A": invitations.token_of(made)}
