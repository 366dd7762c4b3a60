"""Every address of the site on a given world: routes asked from the app, arguments from a hand-kept table."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from tests.world import World

# Route argument → the kinds of rows it may name, or the words it may be. The longest name that fits decides:
# "leads.card public_id" before "leads public_id".
ARGUMENTS: dict[str, tuple[str, ...] | list[str]] = {
    "static filename": ["css/base.css"],
    "accounts.act_as public_id": ("memberships",),
    "accounts.change field": ["mobile", "email"],
    "organisations.claim public_id": ("claims",),
    "organisations.joining public_id": ("joinings",),
    "organisations.vouch public_id": ("vouches",),
    "organisations.member public_id": ("affiliations",),
    "parks public_id": ("needs",),
    "parks.member public_id": ("affiliations",),
    "needs.member public_id": ("affiliations",),
    "needs.member_slip public_id": ("needs",),
    "organisations.park public_id": ("affiliations",),
    "organisations.institution public_id": ("institutions",),
    "organisations.institution_new kind": ["institution", "department", "intermediary"],
    "organisations.outlet public_id": ("outlets",),
    "organisations.person_work public_id": ("memberships",),
    "organisations.person_away public_id": ("memberships",),
    "leads.in_hand public_id": ("memberships",),
    "leads.give_away public_id": ("memberships",),
    "organisations.invite public_id": ("institutions",),
    "organisations.factor_off public_id": ("memberships",),
    "organisations.withdraw public_id": ("invitations",),
    "organisations.invitation token": ("tokens",),
    "organisations.person_check public_id": ("memberships",),
    "organisations.person_end public_id": ("memberships",),
    "reports public_id": ("reports",),
    "reports.lead public_id": ("leads",),
    "reports.listed public_id": ("listed",),
    "freezing.person public_id": ("memberships",),
    "freezing.institution public_id": ("institutions",),
    "notifications public_id": ("notices",),
    "freezing.looked public_id": ("alarms",),
    "freezing.lift public_id": ("freezes",),
    "freezing.check_lift public_id": ("freezes",),
    "verifying.phone public_id": ("institutions",),
    "public.institution public_id": ("institutions",),
    "verifying.renew public_id": ("memberships",),
    "monitor public_id": ("cards",),
    "operations public_id": ("letters",),
    "products public_id": ("products",),
    "products.review public_id": ("reviews",),
    "products.partner said": ["agree", "refuse"],
    "products.change move": ["submit", "suspend", "confirm"],
    "needs public_id": ("needs",),
    "leads public_id": ("leads",),
    "leads.apply public_id": ("needs",),
    "leads.together public_id": ("needs",),
    "leads.offers public_id": ("needs",),
    "leads.keep_open public_id": ("needs",),
    "leads.dispute public_id": ("steps",),
    "leads.take_back public_id": ("disputes",),
    "leads.answer public_id": ("disputes",),
    "leads.apply product_id": ("products",),
    "leads.card public_id": ("needs",),
    "leads.claim public_id": ("needs",),
    "leads.hide public_id": ("needs",),
    "leads.unhide public_id": ("needs",),
    "consent public_id": ("leads",),
    "searches public_id": ("searches",),
    "referrals.batch public_id": ("batches",),
    "referrals.answer public_id": ("listed",),
}
NOWHERE = "zzzzzzzzzzzzzzzzzzzz"  # the shape of a public id that no row bears


@dataclass(frozen=True)
class Address:
    """`rows`: the rows whose ids stand in the path, as (kind, name)."""

    name: str  # "GET needs.show"
    path: str
    rows: tuple[tuple[str, str], ...] = ()

    @property
    def method(self) -> str:
        return self.name.split()[0]

    @property
    def endpoint(self) -> str:
        return self.name.split()[1]


def routes(app: Flask) -> Iterator[tuple[str, Rule]]:
    """("GET needs.show", rule) of every route and method; HEAD and OPTIONS follow from GET."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield f"{method} {rule.endpoint}", rule


def all_addresses(app: Flask, world: World) -> list[Address]:
    """Each route with every row of the world that it may name."""
    found = []
    for name, rule in routes(app):
        found += addresses_of(app, name, rule, world)
    return found


def addresses_of(app: Flask, name: str, rule: Rule, world: World) -> list[Address]:
    arguments = sorted(rule.arguments)
    choices = [_choices(rule.endpoint, argument, world) for argument in arguments]
    found = []
    for chosen in _one_at_a_time(choices):
        values = {argument: value for argument, (value, _) in zip(arguments, chosen, strict=True)}
        rows = tuple(row for _, row in chosen if row)
        found.append(Address(name, _build(app, rule, values), rows))
    return found


def _one_at_a_time(choices: list[list]) -> list[tuple]:
    """Each choice of each argument beside the first of the others: all values, not all combinations."""
    first = tuple(values[0] for values in choices)
    varied = [
        (*first[:place], value, *first[place + 1 :])
        for place, values in enumerate(choices)
        for value in values
    ]
    return list(dict.fromkeys(varied)) or [()]


def nowhere(app: Flask, address: Address, world: World) -> str:
    """The same address with ids that no row has."""
    path = address.path
    for kind, name in address.rows:
        path = path.replace(world.rows[kind][name], NOWHERE)
    return path


def _choices(endpoint: str, argument: str, world: World) -> list[tuple[str, tuple[str, str] | None]]:
    fitting = [key for key in ARGUMENTS if _fits(key, endpoint, argument)]
    assert fitting, f"tests/addresses.py does not say what {argument!r} of {endpoint} may be"
    source = ARGUMENTS[max(fitting, key=len)]
    if isinstance(source, list):
        return [(word, None) for word in source]
    return [(public_id, (kind, name)) for kind in source for name, public_id in world.rows[kind].items()]


def _fits(key: str, endpoint: str, argument: str) -> bool:
    start, name = key.split()
    return name == argument and endpoint.startswith(start)


def _build(app: Flask, rule: Rule, values: dict[str, str]) -> str:
    path = app.url_map.bind("localhost").build(rule.endpoint, values, method=None)
    return path.partition("?")[0]
