"""What a list of needs can be narrowed by. A bank knows bands before consent, so filters offer only bands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock, workdays
from portal.core.wording import FEN_PER_WAN
from portal.leads.models import Channel, Lead
from portal.needs.models import FinancingNeed
from search import taxonomy

Chosen = dict[str, tuple[str, ...]]
Columns = Mapping[str, sa.ColumnElement]
CHANNELS = {
    Channel.MATCH: "平台匹配",
    Channel.BROWSE: "需求大厅",
    Channel.DIRECT: "企业自己申请",
    Channel.REFERRAL: "主管部门推送",
    Channel.VISIT: "走访",
    Channel.ZONE: "对接专场",
    Channel.ESCALATION: "补推",
}
DUE_WORDS = {
    "late": "已超时",
    "today": "今天到期",
    "next": "下一个工作日到期",
    "later": "更晚",
    "still": "暂停计时",
}
SECURITY = {
    "none": ("没有抵押", ()),
    "real_estate": ("房地产", ("real_estate", "rural_house", "construction")),
    "equipment": ("设备、车船", ("equipment", "vehicle", "vessel", "farm_facility")),
    "receivable": ("应收账款、存货", ("receivable", "inventory", "warehouse_receipt", "prepayment", "bill")),
    "rights": ("经营权、知识产权等权利", ("land_right", "forest_right", "ip_pledge", "equity", "fee_right")),
    "guarantee": ("保证、担保", ("guarantee_company", "third_party", "joint", "guarantee_insurance")),
}


@dataclass(frozen=True)
class Facet:
    """One fieldset. `columns` makes SQL of each row's value: one column, or one 0/1 column an option."""

    name: str
    label: str
    columns: Callable[[], dict[str, sa.ColumnElement]]
    word: Callable[[str], str | None]  # a value's words; None for what is no value of this facet
    order: tuple[str, ...] = ()  # () = most frequent first
    flags: bool = False
    more: bool = False  # folded under 更多条件

    def where(self, columns: Columns, values: tuple[str, ...]) -> sa.ColumnElement[bool]:
        """SQL: the row has one of these values."""
        if self.flags:
            return sa.or_(*(columns[f"{self.name}_{value}"] == 1 for value in values))
        return columns[self.name].in_(values)


def chosen_from(facets: tuple[Facet, ...], read: Callable[[str], list[str]]) -> Chosen:
    """What an address chooses; unknown values are dropped."""
    chosen = {}
    for facet in facets:
        values = tuple(dict.fromkeys(value for value in read(facet.name) if _known(facet, value)))
        if values:
            chosen[facet.name] = values
    return chosen


def _known(facet: Facet, value: str) -> bool:
    return (value in facet.order) if facet.order else facet.word(value) is not None


def _due() -> dict[str, sa.ColumnElement]:
    midnight = clock.shanghai(clock.today() + timedelta(days=1))
    following = clock.shanghai(workdays.add(clock.today(), 1) + timedelta(days=1))
    due = Lead.clock_due_at
    return {
        "due": sa.case(
            (due.is_(None), "still"),
            (due <= clock.now(), "late"),
            (due <= midnight, "today"),
            (due <= following, "next"),
            else_="later",
        )
    }


def _bands(kind: str, column: sa.ColumnElement, unit: int) -> sa.ColumnElement:
    """SQL: the code of the band a figure falls into; all bands of these kinds own their upper end."""
    steps = [
        (column <= band.max * unit, band.code) for band in taxonomy.bands.all(kind) if band.max is not None
    ]
    return sa.case((column.is_(None), None), *steps, else_=taxonomy.bands.all(kind)[-1].code)


def _security() -> dict[str, sa.ColumnElement]:
    conditions = {"none": FinancingNeed.no_collateral.is_(True)}
    for name, (_, words) in SECURITY.items():
        if words:
            conditions[name] = sa.or_(*(FinancingNeed.security.has(word) for word in words))
    return {f"security_{name}": sa.case((held, 1), else_=0) for name, held in conditions.items()}


def _named(lookup) -> Callable[[str], str | None]:
    return lambda code: entry.name if (entry := lookup.get(code)) else None


def _trade(code: str) -> str | None:
    entry = taxonomy.industries.get(code)
    return f"{code} {entry.name}" if entry and len(code) < 3 else None


def _band_codes(kind: str) -> tuple[str, ...]:
    return tuple(band.code for band in taxonomy.bands.all(kind))


DUE = Facet("due", "答复时限", _due, DUE_WORDS.get, order=tuple(DUE_WORDS))
OF_NEEDS = (
    Facet(
        "industry",
        "行业大类",
        lambda: {"industry": sa.func.substr(FinancingNeed.industry_code, 1, 2)},
        _trade,
    ),
    Facet(
        "amount",
        "金额",
        lambda: {"amount": _bands("amount", FinancingNeed.amount_max_fen, FEN_PER_WAN)},
        taxonomy.bands.short,
        order=_band_codes("amount"),
    ),
    Facet(
        "security",
        "可提供的担保",
        _security,
        lambda name: SECURITY[name][0] if name in SECURITY else None,
        order=tuple(SECURITY),
        flags=True,
    ),
    Facet(
        "term",
        "期限",
        lambda: {"term": _bands("term", FinancingNeed.term_months, 1)},
        taxonomy.bands.short,
        order=_band_codes("term"),
        more=True,
    ),
    Facet(
        "county", "区县", lambda: {"county": FinancingNeed.region_code}, _named(taxonomy.regions), more=True
    ),
    Facet(
        "subject",
        "主体",
        lambda: {"subject": FinancingNeed.subject_code},
        _named(taxonomy.subjects),
        more=True,
    ),
)
CHANNEL = Facet(
    "channel",
    "来源",
    lambda: {"channel": sa.cast(Lead.channel, sa.String)},
    CHANNELS.get,
    order=tuple(str(channel) for channel in CHANNELS),
    more=True,
)
BROWSED = OF_NEEDS
PUSHED = (DUE, *OF_NEEDS, CHANNEL)
