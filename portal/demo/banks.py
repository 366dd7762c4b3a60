"""Institutions with their people and what they lend."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from portal.accounts.actor import Actor
from portal.core.permissions import Role
from portal.core.regions import covers
from portal.core.wording import FEN_PER_WAN
from portal.demo import cast, data
from portal.demo.data import Bank
from portal.demo.people import People, remember
from portal.demo.prices import of_kind
from portal.demo.stage import Stage
from portal.organisations import service as organisations
from portal.organisations.models import Organisation
from portal.products import reviewing
from portal.products import service as products
from portal.products.models import Product, ProductKind, RateKind, Repayment

ACCOUNTS = {"青岚示例银行": ("manager", "admin"), "湖澜示例农商银行": ("rival", None)}
HOW_MANY = {"I03": 7, "I04": 11, "I05": 4, "I06": 4, "I08": 3, "I09": 4}
OTHERS = 4  # of whoever joins with the year
DESKS = {
    "I12": "担保业务部", "I13": "担保业务部", "I14": "涉农担保部", "I15": "普惠保险部", "I17": "小微租赁部",
    "I18": "设备租赁部", "I19": "保理业务部", "I20": "业务部", "I21": "业务部",
}  # fmt: skip
"""Who answers there; at a bank it is the department for small firms."""
MORE = {"钱江示例商业银行": 7, "湖澜示例农商银行": 6}
LONG_HERE = timedelta(days=30)  # before the platform; so their admin has somebody to confirm
STALE = 7  # every so many products wait to be confirmed again


@dataclass(frozen=True)
class Staffed:
    """A bank with its managers and admin, as actors."""

    organisation: Organisation
    managers: tuple[Actor, ...]
    admin: Actor

    def manager_of(self, county: str | None, rng: Random) -> Actor | None:
        able = [one for one in self.managers if covers(one.regions, county)]
        return rng.choice(able) if able else None


def open_banks(operator: Actor, second: Actor, people: People, *, all_kinds: bool) -> dict[int, Staffed]:
    """The institutions by their ids, as one operator makes and the other approves them."""
    staffed = (_open(operator, second, people, bank) for bank in data.banks() if all_kinds or bank.small)
    return {one.organisation.id: one for one in staffed}


def _open(operator: Actor, second: Actor, people: People, bank: Bank) -> Staffed:
    organisation = organisations.create_institution(operator, bank.name, bank.type, bank.areas)
    organisations.approve_organisation(second, organisation)
    manager_key, admin_key = ACCOUNTS.get(bank.name, (None, None))

    def hire(role: Role, regions=(), key: str | None = None) -> Actor:
        membership = organisations.add_staff(operator, organisation, people.employee(key), role, regions)
        if key:
            remember(key, membership)
        elif bank.name in ACCOUNTS and len(regions) > 1:
            membership.attested_at -= LONG_HERE
        return people.staff_actor(membership.id)

    managers = [
        hire(Role.BANK_MANAGER, (city,), manager_key if city == cast.CITY else None) for city in bank.cities
    ]
    if len(bank.cities) == 1 or bank.name in ACCOUNTS:
        managers.append(hire(Role.BANK_MANAGER, data.places()[bank.cities[0]][:3]))
    return Staffed(organisation, tuple(managers), hire(Role.BANK_ADMIN, (), admin_key))


def plan_products(stage: Stage, banks: dict[int, Staffed], published: tuple[int, int]) -> None:
    """Each bank publishes some of the plans its kind offers, and confirms them while the play goes on.

    `published`: how many days before the demonstration's (least, most).
    """
    by_name = {one.organisation.name: one for one in banks.values()}
    count = 0
    for number, bank in enumerate(data.banks()):
        if bank.name not in by_name:
            continue
        offered = [plan for plan in data.product_plans() if bank.type in plan["at"]]
        usual = HOW_MANY.get(bank.type, OTHERS) if bank.small else OTHERS
        wanted = min(MORE.get(bank.name, usual), len(offered))
        start = number * 3 % len(offered)
        for place in range(wanted):
            plan = offered[(start + place * _step(len(offered), wanted)) % len(offered)]
            count += 1
            on = stage.calendar.day(stage.rng.randint(*published))
            _plan_one(stage, by_name[bank.name], bank, plan, on, stale=count % STALE == 0)


def _step(offered: int, wanted: int) -> int:
    """Spread over the list without meeting the same plan twice."""
    step = max(1, offered // wanted)
    return step if step * (wanted - 1) < offered else 1


def _plan_one(stage: Stage, staffed: Staffed, bank: Bank, plan: dict, on: date, stale: bool) -> None:
    published = stage.calendar.office(on)
    made: list[Product] = []

    def publish() -> None:
        product = products.create(staffed.admin, _values(stage.rng, bank, plan))
        reviewing.approve(staffed.managers[0], reviewing.submit(staffed.admin, product))
        made.append(product)

    stage.plan(published, publish)
    if not stale:
        confirmed = stage.calendar.office(stage.calendar.workday(stage.rng.randint(1, 9)))
        stage.plan(confirmed, lambda: products.confirm(staffed.admin, made[0]))


def _values(rng: Random, bank: Bank, plan: dict) -> dict:
    """A plan as this bank's product: its own name, limits, rates and words."""
    low, high = plan["amount"]
    lpr = plan.get("lpr")
    shift = rng.choice((-20, -10, -5, 0, 0, 5, 10, 15, 25))
    rates = lpr or plan.get("rate")
    return {
        "kind": ProductKind(plan.get("kind", "loan")),
        "name": bank.brand + plan["name"],
        "text": rng.choice(plan["texts"]),
        "product_type_codes": tuple(plan["types"]),
        "feature_codes": tuple(plan["features"]),
        "subjects": tuple(plan["subjects"]),
        "industries": tuple(plan["industries"]),
        "industries_excluded": tuple(plan["excluded"]),
        "regions": bank.areas,
        "amount_min_fen": round(low * FEN_PER_WAN) or None,
        "amount_max_fen": round(high * rng.choice((0.6, 0.8, 1, 1, 1, 1.5)) * FEN_PER_WAN),
        "term_min_months": plan["term"][0] or None,
        "term_max_months": plan["term"][1],
        "purpose_kinds": tuple(plan["purposes"]),
        "security_accepted": tuple(plan["security"]),
        "requirements": tuple(plan["requirements"]),
        "rate_kind": RateKind.LPR if lpr else RateKind.FIXED,
        "rate_low_bp": rates and rates[0] + shift,
        "rate_high_bp": rates and rates[1] + shift,
        "lpr_tenor": "1Y" if lpr else None,
        "repayment": Repayment(plan["repayment"]),
        **of_kind(plan),
        "materials": plan["materials"],
        "decision_days": max(1, plan["days"] + rng.choice((-1, 0, 0, 1))),
        "answered_by": bank.name + DESKS.get(bank.type, "普惠金融部"),
    }
