"""Ways to change one rule of a product, the smallest first, as an institution's admin could put them in."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from search.browsed import Browsed
from search.documents import ProductDoc
from search.facts import read_interval
from search.reason_facts import requirement_name
from search.reason_words import industry_names, region_name, security_names, subject_names, wan
from search.taxonomy import bands, industries, requirements, securities

YUAN_PER_WAN = 10_000
DIVISION = 2  # digits of a 大类
MOST_WAYS = 4  # of equal size that are tried, those that most needs ask for


@dataclass(frozen=True, slots=True)
class Change:
    """`words` say it; `field` of the product gets the value `to`. `ordered`: the next ones are larger."""

    words: str
    field: str
    to: Any
    ordered: bool = True

    def apply(self, product: ProductDoc) -> ProductDoc:
        """The product as it would be."""
        return replace(product, **{self.field: self.to})


def changes(product: ProductDoc, rule: str, needs: Sequence[Browsed]) -> Iterator[Change]:
    """Changes of this rule alone that may let some of `needs` in; the caller tries each."""
    name, _, word = rule.partition(":")
    if name == "requirement":
        return _conditions(product, word)
    ways = WAYS.get(name)
    return ways(product, needs) if ways else iter(())


def _conditions(product: ProductDoc, word: str) -> Iterator[Change]:
    """A lower threshold at an edge of the published bands, a further grade, or no such condition."""
    written = next(one for one in product.requirements or () if one.partition(":")[0] == word)
    others = product.requirements or ()
    for eased in _eased(written):
        to = tuple(eased if one == written else one for one in others)
        words = f"{_named(written)}改为{_named(eased)}"
        yield Change(words, "requirements", to)
    dropped = tuple(one for one in others if one != written)
    yield Change(f"不再要求“{_named(written)}”", "requirements", dropped)


def _named(written: str) -> str:
    return requirement_name(written, "owner")


def _eased(written: str) -> Iterator[str]:
    word, _, value = written.partition(":")
    entry = requirements.by_word(word)
    if entry is None or not value:
        return
    if entry.value_kind == "grade":
        taken = value.split("|")
        for grade in entry.grades:
            if grade not in taken:
                taken.append(grade)
                yield f"{word}:{'|'.join(taken)}"
    elif (bound := read_interval(value)) and word in EDGES:
        edges = EDGES[word]()
        least = [edge for edge in reversed(edges) if 0 < edge < bound.low]
        yield from (f"{word}:{edge}" for edge in least if entry.compare != "max")
        yield from (f"{word}:{edge}" for edge in edges if entry.compare == "max" and edge > bound.high)


EDGES: dict[str, Callable[[], list[int]]] = {
    "years": lambda: [band.min for band in bands.all("years")],
    "employees": lambda: [band.min for band in bands.all("employees")],
    "revenue": lambda: [band.min for band in bands.all("revenue")],
}


def _amounts(product: ProductDoc, needs: Sequence[Browsed]) -> Iterator[Change]:
    """A higher cap or a lower floor, whichever the needs fail at; always at an edge of the bands."""
    edges = [band.max * YUAN_PER_WAN for band in bands.all("amount") if band.max is not None]
    cap, floor = product.amount_max_yuan, product.amount_min_yuan
    least = max((need.kindest.amount_min_yuan or 0 for need in needs), default=0)
    wanted = min((most for need in needs if (most := need.kindest.amount_max_yuan)), default=None)
    if cap is not None and least > cap:
        for edge in (edge for edge in edges if edge > cap):
            yield Change(f"最高金额从 {wan(cap)} 万元提到 {wan(edge)} 万元", "amount_max_yuan", edge)
    if floor is not None and wanted is not None and wanted < floor:
        for edge in (edge for edge in reversed([1, *edges]) if edge < floor):
            low = "起点取消" if edge == 1 else f"起点降到 {wan(edge)} 万元"
            yield Change(f"最低 {wan(floor)} 万元的{low}", "amount_min_yuan", edge)


def _places(product: ProductDoc, needs: Sequence[Browsed]) -> Iterator[Change]:
    codes = _common(need.kindest.region_code for need in needs)
    for code in codes:
        yield _more(f"服务地区加上{region_name(code)}", "regions", product.regions, code)


def _subjects(product: ProductDoc, needs: Sequence[Browsed]) -> Iterator[Change]:
    for word in _common(word for need in needs for word in need.kindest.subjects or ()):
        yield _more(f"也面向{subject_names([word])}", "subjects", product.subjects, word)


def _trades(product: ProductDoc, needs: Sequence[Browsed]) -> Iterator[Change]:
    """One more 大类, or one exclusion less."""
    own = [code for need in needs for code in need.kindest.industry_codes or ()]
    for barred in product.industries_excluded or ():
        if any(industries.covers(barred, code) for code in own):
            left = tuple(code for code in product.industries_excluded or () if code != barred)
            yield Change(f"不再排除{industry_names([barred])}", "industries_excluded", left, ordered=False)
    if product.industries:
        for code in _common(code[:DIVISION] if code.isdigit() else code for code in own):
            yield _more(f"行业加上{industry_names([code])}", "industries", product.industries, code)


def _securities(product: ProductDoc, needs: Sequence[Browsed]) -> Iterator[Change]:
    """One more kind of security: what borrowers offer, or none."""
    offered = [securities.broader(word) for need in needs for word in need.facts.offered]
    bare = sum(not need.facts.offered for need in needs)
    for word in _common([*offered, *["credit"] * bare]):
        words = "接受信用方式（不要抵押）" if word == "credit" else f"也接受{security_names([word])}"
        yield _more(words, "security_accepted", product.security_accepted, word)


WAYS: dict[str, Callable[[ProductDoc, Sequence[Browsed]], Iterator[Change]]] = {
    "amount": _amounts,
    "region": _places,
    "subject": _subjects,
    "industry": _trades,
    "security": _securities,
}


def _common(values: Iterable[str | None]) -> list[str]:
    """The most frequent values first; equals in the order of their names."""
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    return sorted(counts, key=lambda value: (-counts[value], value))[:MOST_WAYS]


def _more(words: str, field: str, values: tuple[str, ...] | None, value: str) -> Change:
    return Change(words, field, (*(values or ()), value), ordered=False)
