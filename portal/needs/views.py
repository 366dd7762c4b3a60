"""What a reader sees of a need: every field passes through the visibility table, nothing goes around it."""

from dataclasses import dataclass, field, replace
from decimal import Decimal

from portal.core import clock, wording
from portal.core.visibility import BAND, FULL, GROUP, MASKED, MASKS, Persona, grade
from portal.needs import reaching
from portal.needs.models import SEEKING, FinancingNeed, NeedState, Scope
from portal.organisations.models import Organisation
from search import taxonomy


@dataclass(frozen=True)
class NeedView:
    """Texts ready to show; None = this reader may not see it, "" = not said."""

    public_id: str
    case_number: str
    state: NeedState
    title: str
    county: str
    subject: str
    industry: str
    purpose: str
    security: str
    product_types: str
    summary: str | None = None
    amount: str | None = None
    term: str | None = None
    years: str | None = None
    employees: str | None = None
    revenue: str | None = None
    loans: str | None = None
    tags: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    words: str | None = None
    name: str | None = None
    credit_code: str | None = None
    representative: str | None = None
    reach: str | None = None  # when and how to call
    updated: bool = field(default=False)


def need_view(need: FinancingNeed, persona: Persona, owner: Organisation | None = None) -> NeedView:
    """The need as `persona` may see it; with `owner` its name and code as far as they may be seen."""
    view = NeedView(
        public_id=need.public_id,
        case_number=need.case_number,
        state=_state(need, persona),
        title=title(need),
        county=taxonomy.regions.full_name(need.region_code) if need.region_code else "",
        subject=taxonomy.subjects.name(need.subject_code) if need.subject_code else "",
        industry=_industry(need, persona),
        purpose=_open("purpose", persona, purpose_name(need)),
        security=_open("security", persona, security_words(need)),
        product_types=_open("product_types", persona, _product_types(need)),
        summary=_plain("summary", persona, need.summary),
        amount=_graded("amount", persona, _amount(need), _amount_band(need)),
        term=_graded("term", persona, wording.months(need.term_months), _band("term", need.term_months)),
        years=_graded("years", persona, _years_words(need), _band("years", years_of(need))),
        employees=_graded("employees", persona, *_twice(_code_band(need.employees_band))),
        revenue=_graded("revenue", persona, *_twice(_code_band(need.revenue_band))),
        loans=_graded("loans", persona, _loans(need), _loans_band(need)),
        tags=tag_names(need.tags, persona),
        lacks=tag_names(need.lacks, persona),
        words=(need.words or "") if grade("words", persona) == FULL else None,
        reach=_plain("contact_hours", persona, reaching.words(need.contact_hours, need.contact_by)),
        updated=need.updated_at is not None
        and need.opened_at is not None
        and need.updated_at > need.opened_at,
    )
    return view if owner is None else replace(view, **_identity(owner, persona))


def title(need: FinancingNeed) -> str:
    """Purpose · 中类 (or the coarser level known) · short county; made when shown, never stored."""
    code = need.industry_code
    parts = [
        f"{need.member_count} 家会员" if need.scope is Scope.BATCH and need.member_count else "",
        purpose_name(need) or "融资需求",
        taxonomy.industries.name(taxonomy.industries.middle(code)) if code else "",
        taxonomy.regions.short(need.region_code) if need.region_code else "",
    ]
    return " · ".join(part for part in parts if part)


def purpose_name(need: FinancingNeed) -> str:
    return taxonomy.purposes.name(need.purpose_code) if need.purpose_code else ""


def security_words(need: FinancingNeed) -> str:
    """房地产、设备 / 没有抵押 / empty when not said."""
    if need.security:
        return "、".join(taxonomy.securities.by_word(word).name for word in need.security)
    return "没有抵押" if need.no_collateral else ""


def years_of(need: FinancingNeed) -> float | None:
    """Years in business today, with one decimal."""
    if need.established_on is None:
        return None
    return max(0.0, round((clock.today() - need.established_on).days / 365.25, 1))


def tag_names(tags: tuple[str, ...], persona: Persona) -> tuple[str, ...]:
    """Qualifications by name; sensitive ones by their group for those who may see no more."""
    names = []
    for written in tags or ():
        requirement, value = taxonomy.requirements.parse(written)
        wanted = grade("sensitive_tags" if requirement.sensitive else "tags", persona)
        if wanted == GROUP:
            names.append(requirement.shown_before_consent)
        elif wanted == FULL:
            names.append(f"{requirement.name} {value}" if value else requirement.name)
    return tuple(dict.fromkeys(names))


def _identity(owner: Organisation, persona: Persona) -> dict[str, str | None]:
    values = {"name": owner.name, "credit_code": owner.credit_code, "representative": owner.representative}
    return {key: _plain(key, persona, value or "") for key, value in values.items()}


def _plain(name: str, persona: Persona, value: str) -> str | None:
    wanted = grade(name, persona)
    if wanted == MASKED:
        return MASKS[name](value) if value else ""
    return value if wanted == FULL else None


def _open(name: str, persona: Persona, value: str) -> str:
    """A field that everyone with a page may read; for others it is empty."""
    return value if grade(name, persona) == FULL else ""


def _graded(name: str, persona: Persona, exact: str, band: str) -> str | None:
    return {FULL: exact, BAND: band}.get(grade(name, persona))


def _state(need: FinancingNeed, persona: Persona) -> NeedState:
    """A browsing bank reads 待对接 whatever other banks do."""
    return NeedState.OPEN if persona is Persona.BROWSING and need.state in SEEKING else need.state


def _industry(need: FinancingNeed, persona: Persona) -> str:
    if need.industry_code is None:
        return ""
    fine = grade("industry", persona) == FULL
    return taxonomy.industries.name(
        need.industry_code if fine else taxonomy.industries.middle(need.industry_code)
    )


def _amount(need: FinancingNeed) -> str:
    about = _each(need) + ("约 " if need.approximate else "")
    return (
        about + wording.money_range(need.amount_min_fen, need.amount_max_fen) if need.amount_max_fen else ""
    )


def _amount_band(need: FinancingNeed) -> str:
    band = _band("amount", need.amount_max_fen and Decimal(need.amount_max_fen) / wording.FEN_PER_WAN)
    return _each(need) + band if band else ""


def _each(need: FinancingNeed) -> str:
    """A batch's amounts are for each member."""
    return "每家 " if need.scope is Scope.BATCH else ""


def _loans(need: FinancingNeed) -> str:
    return "没有" if need.existing_loans_fen == 0 else wording.money(need.existing_loans_fen)


def _loans_band(need: FinancingNeed) -> str:
    if need.existing_loans_fen == 0:
        return "没有"
    return _band("amount", need.existing_loans_fen and Decimal(need.existing_loans_fen) / wording.FEN_PER_WAN)


def _years_words(need: FinancingNeed) -> str:
    since = need.established_on
    return f"{since.year}年{since.month}月起，{years_of(need):g} 年" if since else ""


def _band(kind: str, value) -> str:
    return "" if value is None else taxonomy.bands.of(kind, value).short


def _code_band(code: str | None) -> str:
    return taxonomy.bands.short(code) if code else ""


def _twice(text: str) -> tuple[str, str]:
    return text, text


def _product_types(need: FinancingNeed) -> str:
    return "、".join(taxonomy.product_types.name(code) for code in need.product_type_codes or ())
