"""What must go together on a product's form: each check yields (field, what to do)."""

from collections.abc import Iterator

from portal.core import clock, lpr, regions, wording
from portal.products import code_names, words
from portal.products.models import RateKind
from search.language import contacts
from search.language.characters import fold

CONTACT = frozenset({"phone", "messenger", "email", "url"})  # a branch may say in which street it is
FREE_TEXTS = ("name", "text", "materials", "answered_by", "insured")


def _ends_in_order(form):
    """Lower ends above upper ones."""
    most = form.amount_max.data
    if _above(form.amount_min.data, most):
        low, high = _label(form.amount_min), _label(form.amount_max)
        yield "amount_min", f"{low}不能高于{high}（{wording.money(most)}），请改小，或把{high}改大"
    most = form.term_max.data
    if _above(form.term_min.data, most):
        low, high = _label(form.term_min), _label(form.term_max)
        yield "term_min", f"{low}不能长于{high}（{most} 个月），请改短，或把{high}改长"


def _rate_in_order(form):
    """The lower rate above the upper, or only the upper one given."""
    if "rate_kind" not in form:
        return
    name = "spread" if form.rate_kind.data is RateKind.LPR else "rate"
    low, high = form[f"{name}_low"].data, form[f"{name}_high"].data
    if _above(low, high):
        shown = f"{high} 个基点" if name == "spread" else wording.percent(high)
        yield f"{name}_low", f"最低的不能高于最高的（{shown}），请改小，或把最高的改大"
    elif low is None and high is not None:
        yield f"{name}_low", "请填写最低的；只有一个就填在这里"


def _label(field) -> str:
    """A field's name without what is said in brackets after it."""
    return field.label.text.partition("（")[0]


def _above(low: int | None, high: int | None) -> bool:
    return low is not None and high is not None and low > high


def _rate_possible(form):
    """A spread may not push the rate below nothing."""
    if "rate_kind" not in form or form.rate_kind.data is not RateKind.LPR or form.spread_low.data is None:
        return
    base = lpr.on(clock.today(), form.lpr_tenor.data).bp
    if base + form.spread_low.data < 0:
        yield "spread_low", f"LPR 现在是 {wording.percent(base)}，减这么多利率就成了负数，请改大"


def _places_served(form):
    beyond = [code for code in form.regions.data or () if not regions.covers(form.areas, code)]
    if beyond:
        areas = words.regions(form.areas) or "还没有登记"
        yield (
            "regions",
            f"{words.regions(beyond[:3])}不在你们机构的服务区域（{areas}）里，请删去，或请平台运营先扩大服务区域",
        )


def _trades_agree(form):
    both = set(form.industries.data or ()) & set(form.industries_excluded.data or ())
    if both:
        names = "、".join(sorted(code_names.industry_text(code) for code in both))
        yield "industries_excluded", f"{names}同时写在了“只面向”里，请删去一处"


def _fee_below_amount(form):
    smallest = form.amount_min.data or form.amount_max.data
    if form.fee_fixed.data and smallest and form.fee_fixed.data * 5 > smallest:
        yield (
            "fee_fixed",
            f"超过了{_label(form.amount_min)}（{wording.money(smallest)}）的五分之一，请核对单位是不是元",
        )


def _no_contact(form):
    """A public text carries no telephone: whoever is interested goes through the portal, where both agree."""
    for name in FREE_TEXTS:
        text = form[name].data or "" if name in form else ""
        spans = (span for span in contacts.find(fold(text)) if span[2] in CONTACT)
        if found := next(spans, None):
            yield name, f"“{text[found[0] : found[1]]}”像是联系方式，请删去；有意的人由平台转接"


CHECKS = (
    _no_contact,
    _ends_in_order,
    _rate_in_order,
    _rate_possible,
    _places_served,
    _trades_agree,
    _fee_below_amount,
)


def faults(form) -> Iterator[tuple[str, str]]:
    """(field, message) of everything that does not go together on a product's form."""
    for check in CHECKS:
        yield from check(form)
