"""Rows as the documents that search knows: whole yuan, years of age, written tags."""

from dataclasses import replace
from datetime import date

from portal.core import clock, lpr
from portal.core.wording import FEN_PER_YUAN
from portal.needs.models import FinancingNeed
from portal.needs.views import years_of
from portal.products.models import LENDING, Product, RateKind
from search import taxonomy
from search.documents import NeedDoc, ProductDoc

BAND_TAGS = (("employees_band", "employees"), ("revenue_band", "revenue"))


def need_doc(need: FinancingNeed) -> NeedDoc:
    """A need as the rules read it: exact figures from the row, the scrubbed summary as its text."""
    subject = taxonomy.subjects.get(need.subject_code) if need.subject_code else None
    return NeedDoc(
        id=str(need.id),
        subjects=(subject.word,) if subject and subject.word else None,
        industry_codes=(need.industry_code,) if need.industry_code else None,
        region_code=need.region_code,
        amount_min_yuan=_yuan(need.amount_min_fen),
        amount_max_yuan=_yuan(need.amount_max_fen),
        term_months=need.term_months,
        purpose_code=need.purpose_code,
        product_type_codes=need.product_type_codes or None,
        collateral_offered=need.security,
        no_collateral=need.no_collateral,
        established_years=years_of(need),
        tags=(*need.tags, *_band_tags(need)),
        lacks=need.lacks,
        text=need.summary,
        opened_on=need.opened_at and clock.local(need.opened_at).date(),
    )


def searchable_need(need: FinancingNeed) -> NeedDoc:
    """The same for the index: people also search by the names of codes, not only by the owner's words."""
    names = [
        taxonomy.purposes.name(need.purpose_code) if need.purpose_code else "",
        *_trade_names(need.industry_code),
        taxonomy.regions.full_name(need.region_code) if need.region_code else "",
        *(taxonomy.securities.by_word(word).name for word in need.security or ()),
    ]
    return _with_text(need_doc(need), need.summary, names)


def product_doc(product: Product, on: date | None = None) -> ProductDoc:
    """A product as the rules read it; an LPR spread becomes today's rate."""
    low, high = rates(product, on)
    return ProductDoc(
        id=str(product.id),
        institution_id=str(product.institution_id),
        kind=product.kind,
        product_type_codes=product.product_type_codes or None,
        feature_codes=product.feature_codes or None,
        subjects=product.subjects or None,
        industries=product.industries,
        industries_excluded=product.industries_excluded,
        regions=product.regions or None,
        amount_min_yuan=_yuan(product.amount_min_fen),
        amount_max_yuan=_yuan(product.amount_max_fen),
        term_min_months=product.term_min_months,
        term_max_months=product.term_max_months,
        purpose_kinds=product.purpose_kinds or None,
        security_accepted=product.security_accepted or None,
        requirements=product.requirements,
        rate_low=low,
        rate_high=high,
        answer_days=None if product.answer_half_days is None else product.answer_half_days / 2,
        text=f"{product.name}。{product.text}",
    )


def searchable_product(product: Product, institution_name: str) -> ProductDoc:
    """The same for the index, with the names that people search by."""
    names = [institution_name, *(taxonomy.product_types.name(code) for code in product.product_type_codes)]
    names += [taxonomy.features.name(code) for code in product.feature_codes]
    names += [taxonomy.industries.name(code) for code in product.industries]
    names += [taxonomy.securities.by_word(word).name for word in product.security_accepted]
    return _with_text(product_doc(product), f"{product.name}。{product.text}", names)


def rates(product: Product, on: date | None = None) -> tuple[float | None, float | None]:
    """Lowest and highest rate in % a year."""
    if product.kind not in LENDING:
        return None, None
    base = 0.0
    if product.rate_kind is RateKind.LPR:
        base = lpr.on(on or clock.today(), product.lpr_tenor or "1Y").bp / 100
    low, high = product.rate_low_bp, product.rate_high_bp
    return (None if low is None else base + low / 100), (None if high is None else base + high / 100)


def _band_tags(need: FinancingNeed) -> list[str]:
    """A band travels with both ends: a requirement inside it stays unknown."""
    bands = ((taxonomy.bands.get(code), word) for name, word in BAND_TAGS if (code := getattr(need, name)))
    return [f"{word}:{band.span}" for band, word in bands if band]


def _trade_names(code: str | None) -> list[str]:
    return (
        [taxonomy.industries.name(ancestor) for ancestor in taxonomy.industries.ancestors(code)]
        if code
        else []
    )


def _with_text(doc, text: str, names: list[str]):
    return replace(doc, text=" ".join([text, *dict.fromkeys(name for name in names if name)]))


def _yuan(fen: int | None) -> int | None:
    return None if fen is None else fen // FEN_PER_YUAN
