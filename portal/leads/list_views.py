"""Rows of the desk's lists and the choices beside them, as templates read them."""

from datetime import timedelta

from flask import url_for

from portal.core import clock, wording
from portal.core.visibility import Persona
from portal.leads import clocks, owner_words, searching, words
from portal.leads.address import SORTS, Address
from portal.leads.models import Channel, Lead, LeadState
from portal.leads.queries import Counts, Facet
from portal.leads.queries.facets import CHANNELS
from portal.needs.models import FinancingNeed
from portal.needs.views import NeedView, need_view
from portal.organisations.models import ERASED, Organisation
from portal.products.models import ProductKind
from search.typed import Part

NEW = timedelta(days=1)
MOST_OPTIONS = 8


def pushed_row(lead: Lead, best: dict | None, origins: list, parts: tuple[Part, ...] = ()) -> dict:
    """A pushed lead; `best` is the own product that fits best, see `best_view`; `parts` were looked for."""
    row = _row(lead.need, best, parts)
    late = lead.clock_due_at is not None and lead.clock_due_at <= clock.now() + timedelta(days=1)
    return {
        **row,
        "score": best["score"] if best else round((lead.score_bp or 0) / 100),
        "is_new": lead.created_at > clock.now() - NEW,
        "clock": clocks.clock_view(lead),
        "channel": channel_words(origins, lead.channel),
        "href": url_for("leads.show", public_id=lead.public_id),
        "action": "答复",
        "look": "btn-primary" if late else "btn-line",
    }


def open_row(need: FinancingNeed, best: dict | None, parts: tuple[Part, ...] = ()) -> dict:
    """A need that may be claimed."""
    return {
        **_row(need, best, parts),
        "score": best["score"] if best else None,
        "is_new": need.opened_at is not None and need.opened_at > clock.now() - NEW,
        "clock": None,
        "channel": f"{wording.day_in_table(need.opened_at)} 提交" if need.opened_at else "",
        "href": url_for("leads.card", public_id=need.public_id),
        "action": "认领",
        "look": "btn-line",
    }


def own_row(
    lead: Lead, persona: Persona, owner: Organisation | None, *, frozen: bool, disputed: bool = False
) -> dict:
    """One of a manager's own leads; the name only under consent. `frozen`: its firm is; `disputed`: its owner
    waits for an answer.
    """
    view = need_view(lead.need, persona, owner)
    return {
        "public_id": lead.public_id,
        "title": view.title,
        "name": ERASED if lead.need.owner.erased_at else view.name,
        "about": brief(view),
        "amount": view.amount,
        "term": view.term,
        "product": lead.product.name if lead.product else "",
        "state": lead.state,
        "word": owner_words.word(lead),
        "since": wording.day_in_table(lead.state_since),
        "clock": (shown := clocks.clock_view(lead, frozen=frozen, kind=words.kind_of(lead))),
        "late": shown is not None and shown.tone == "bad",
        "disputed": disputed,
        "href": url_for("leads.show", public_id=lead.public_id),
    }


def state_ways(states: dict[LeadState, int], tab: str, kind: ProductKind) -> list[dict]:
    """`[{state, label, count, href}]`: the list of own leads narrowed to one state."""
    return [
        {
            "state": state,
            "label": words.state_word(state, kind),
            "count": number,
            "href": url_for("leads.mine", tab=tab, state=state),
        }
        for state, number in states.items()
    ]


def about(view: NeedView) -> list[str]:
    """小微企业 · 萧山区 · 轴承… · 5–10 年, with what the firm can show for itself."""
    return [view.subject, view.county, view.industry, view.years or "", *view.tags[:3]]


def brief(view: NeedView) -> list[str]:
    """The same in one line of a list, where the title above it names the county, and mostly the industry."""
    finer = view.industry if view.industry not in view.title else ""
    return [view.subject, finer, view.years or "", *view.tags[:2]]


def channel_words(origins: list, first: Channel) -> str:
    """萧山区经信局推送; otherwise how the platform came to it."""
    department = next((origin.department for origin in origins if origin.department), None)
    return f"{department}推送" if department else CHANNELS[first]


def _row(need: FinancingNeed, best: dict | None, parts: tuple[Part, ...]) -> dict:
    view = need_view(need, Persona.BROWSING)
    return {
        "title": view.title,
        **searching.row_words(view.summary, need, parts),
        "about": brief(view),
        "amount": view.amount,
        "term": view.term,
        "best": best,
        "updated": view.updated,
    }


def groups(facets: tuple[Facet, ...], counts: Counts, address: Address, more: bool) -> list[dict]:
    """The fieldsets of choices with their counts, those in sight or those folded away."""
    shown = [(facet, _options(facet, counts, address)) for facet in facets if facet.more is more]
    return [
        {"name": facet.name, "label": facet.label, "options": options} for facet, options in shown if options
    ]


def _options(facet: Facet, counts: Counts, address: Address) -> list[dict]:
    found, ticked = counts.by.get(facet.name, {}), address.chosen.get(facet.name, ())
    if facet.order:
        values = [value for value in facet.order if value in found or value in ticked]
    else:
        often = sorted(found, key=lambda value: (-found[value], value))
        values = [*ticked, *(value for value in often if value not in ticked)][:MOST_OPTIONS]
    return [
        {"value": value, "label": words, "count": found.get(value, 0), "checked": value in ticked}
        for value in values
        if (words := facet.word(value)) is not None
    ]


def tags(address: Address) -> list[dict]:
    """The choices made, each with the address of the list without it."""
    return [
        {"label": facet.word(value), "href": address.less(facet.name, value).href()}
        for facet in address.facets
        for value in address.chosen.get(facet.name, ())
    ]


def orders(address: Address) -> list[dict]:
    return [
        {"value": value, "label": label, "selected": value == address.sort}
        for value, label in SORTS[address.tab].items()
    ]
