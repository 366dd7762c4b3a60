"""A guarantor beside a bank: its house and product, and the firm that asked both to talk about one need."""

from portal.accounts.actor import Actor
from portal.accounts.models import Membership
from portal.core.db import db
from portal.core.permissions import Role
from portal.core.wording import FEN_PER_WAN
from portal.demo import cast
from portal.demo.banks import Staffed
from portal.demo.firms import Firm
from portal.demo.people import People, remember
from portal.leads import service as leads
from portal.needs.models import FinancingNeed
from portal.organisations import service as organisations
from portal.products import partners, reviewing
from portal.products import service as products
from portal.products.models import ProductKind

KEY = "guarantor"
NAME, TYPE = "杭州示例融资担保有限公司", "I12"
VALUES = {
    "kind": ProductKind.GUARANTEE,
    "name": "杭州示例惠企担",
    "text": "银行批了贷款，我们跟着担保，不另外跑一趟。制造业、科技型小微企业优先。",
    "product_type_codes": ("P0203",),
    "subjects": ("company", "sole_proprietor"),
    "industries": (),
    "regions": (cast.CITY,),
    "amount_min_fen": 10 * FEN_PER_WAN,
    "amount_max_fen": 500 * FEN_PER_WAN,
    "term_min_months": 6,
    "term_max_months": 36,
    "security_accepted": ("credit",),
    "price_bp": 100,
    "cover_bp": 8000,
    "subsidy_bp": 50,
    "materials": "营业执照\n近两年的报表\n银行的批复或意向",
    "decision_days": 3,
    "answered_by": "示例担保业务一部",
}


class Guarantor:
    """The house with its two people; one writes its product, the other reads it."""

    def __init__(self, operator: Actor, second: Actor, people: People) -> None:
        house = organisations.create_institution(operator, NAME, TYPE, (cast.CITY,))
        organisations.approve_organisation(second, house)
        manager = organisations.add_staff(
            operator, house, people.employee(KEY), Role.BANK_MANAGER, (cast.CITY,)
        )
        remember(KEY, manager)
        admin = organisations.add_staff(operator, house, people.employee(), Role.BANK_ADMIN)
        self.manager, self.admin = people.staff_actor(manager.id), people.staff_actor(admin.id)
        self.operator = operator

    def publish(self, bank: Staffed) -> None:
        """见贷即担 with the bank, which says that it is so."""
        named = (bank.organisation.public_id,)
        self.product = products.create(self.manager, {**VALUES, "partners": named})
        reviewing.approve(self.admin, reviewing.submit(self.manager, self.product))
        partners.answer(bank.admin, self.product, agreed=True)

    def ask(self, firm: Firm, bank: Staffed) -> None:
        """The firm asks both to talk together about its first need; the house's people still work there."""
        for by, member in ((self.operator, self.admin), (self.admin, self.manager)):
            organisations.attest(by, db.session.get_one(Membership, member.membership_id))
        need = db.session.get_one(FinancingNeed, firm.filed[0])
        leads.invite(firm.actor, need, bank.organisation.id, self.product)
