"""The monitor's account, and needs that all institutions leave unanswered until they stand on its board."""

from datetime import date, timedelta

from portal.accounts.actor import Actor
from portal.core.permissions import Role
from portal.core.wording import FEN_PER_WAN
from portal.demo import cast, data
from portal.demo.filing import Filing
from portal.demo.firms import Firm, Registry
from portal.demo.people import People, remember
from portal.demo.stage import Stage
from portal.demo.talks import Talks
from portal.organisations import service as organisations
from portal.organisations.models import OrganisationKind

KEY, HOUSE = "monitor", "示例市金融监测处"
UNSERVED = (
    ("示例晚樱裁缝铺", "1819", "330105", 24),
    ("示例桥西五金加工店", "3484", "330109", 17),
    ("示例石榴糕点铺", "1411", "330105", 12),
    ("示例小满糕饼坊", "1411", "330105", 7),
)
"""Name, trade, county, and how many working days before the demonstration's it files."""
YEARS = timedelta(days=2 * 365)
AMOUNT = 12 * FEN_PER_WAN


def open_house(operator: Actor, second: Actor, people: People) -> None:
    """The house of the region, with one person."""
    house = organisations.create_organisation(operator, OrganisationKind.MONITOR, HOUSE, (cast.CITY,))
    organisations.approve_organisation(second, house)
    remember(KEY, organisations.add_staff(operator, house, people.employee(KEY), Role.MONITOR))


def plan(stage: Stage, filing: Filing, registry: Registry, talks: Talks) -> None:
    """Firms whose needs everybody is asked about, and nobody says anything."""
    trades = {trade.industry: trade for trade in data.trades()}
    for name, industry, county, back in UNSERVED:
        firm = Firm(name, "T06", trades[industry], county, _since(stage.calendar.as_of))
        evening = stage.calendar.home(stage.calendar.workday(back + 3))
        stage.plan(evening, registry.register, firm)
        stage.plan(stage.calendar.answer(evening, 1), registry.approve, firm)
        stage.plan(stage.calendar.office(stage.calendar.workday(back)), _file, filing, talks, firm)


def _file(filing: Filing, talks: Talks, firm: Firm) -> None:
    need = filing.file(firm, firm.trade.needs[0], visitors=False, amount_fen=AMOUNT)
    talks.scripts[need.id] = lambda lead: None


def _since(as_of: date) -> date:
    return (as_of - YEARS).replace(day=1)
