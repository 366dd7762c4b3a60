"""The catalogue as its page shows it: facets with counts, tags, order, pages, and what emptied the list."""

from flask import url_for
from werkzeug.datastructures import MultiDict

from portal.products import partners, words
from portal.products.catalogue import PER_PAGE, PICK, SORTS, Catalogue, Choice
from portal.products.compare import MOST
from portal.products.facets import FACETS, Facet
from portal.products.views import product_view
from search import taxonomy, typed

FOLDED = frozenset({"type"})  # facets that stand under 更多条件
MOST_OPTIONS = 8
SORT_HEADS = {"amount": "descending", "cost": "ascending", "speed": "ascending", "confirmed": "descending"}


def catalogue_view(catalogue: Catalogue) -> dict:
    """Everything the template reads; rows are views of the page asked for."""
    choice = catalogue.choice
    total = len(catalogue.found())
    groups, folded = _groups(catalogue)
    shown = catalogue.page()
    rows = [product_view(product) for product in shown]
    partners.tell(shown, rows)
    return {
        "words": choice.words,
        "understood": [
            {"word": one.word, "label": one.label, "href": _href(choice.saying(one.otherwise))}
            for one in typed.readings(choice.words, typed.read(choice.words), "product")
        ],
        "kinds": "、".join(
            words.KINDS[kind] for kind in sorted({item.product.kind for item in catalogue.items})
        ),
        "all": len(catalogue.items),
        "total": total,
        "rows": rows,
        "groups": groups,
        "more": folded,
        "chosen": len(choice.filters()),
        "tags": _tags(choice),
        "clear": _address([pair for pair in choice.pairs() if pair[0] in ("sort", PICK)]),
        "keep": {
            "facets": [pair for pair in choice.pairs() if pair[0] in ("q", "sort", PICK)],
            "words": [*choice.filters(), *choice.picks()],
            "order": [pair for pair in choice.pairs() if pair[0] != "sort"],
        },
        "orders": [
            {"value": name, "label": label, "selected": name == choice.sort}
            for name, label in SORTS.items()
            if choice.words or name != "words"
        ],
        "heads": {
            name: {"href": _sorted_by(choice, name), "order": order if choice.sort == name else None}
            for name, order in SORT_HEADS.items()
        },
        "pages": _pages(choice, total),
        "picked": _picked(catalogue, {row["public_id"] for row in rows}),
        "empty": _empty(catalogue) if not total and catalogue.items else None,
    }


def _picked(catalogue: Catalogue, shown: set[str]) -> dict:
    """What is ticked to be compared: the names, and what the bar's form carries besides this page's boxes."""
    choice = catalogue.choice
    unpicked = [pair for pair in choice.pairs(page=choice.page) if pair[0] != PICK]
    names = {item.product.public_id: item.product.name for item in catalogue.items}
    kept = [public_id for public_id in choice.picked if public_id in names]
    return {
        "ids": kept,
        "names": [names[public_id] for public_id in kept],
        "elsewhere": [public_id for public_id in kept if public_id not in shown],
        "list": unpicked,
        "none": _address(unpicked),
        "most": MOST,
    }


def _groups(catalogue: Catalogue) -> tuple[list[dict], list[dict]]:
    """(shown groups, folded groups)."""
    shown, folded = _place_groups(catalogue)
    for facet in FACETS:
        options = _options(catalogue, facet)
        if facet.name == "kind" and len(options) < 2:
            continue  # where all are loans there is nothing to choose
        group = {"name": facet.name, "label": facet.label, "options": options}
        if facet.name in FOLDED:
            folded.append(group)
            continue
        front, rest = _front(options)
        if front:
            shown.append({**group, "options": front})
        if rest:
            folded.append(
                {**group, "options": rest, "label": f"更多：{facet.label}", "key": f"{facet.name}-more"}
            )
    return shown, [group for group in folded if group["options"]]


def _options(catalogue: Catalogue, facet: Facet) -> list[dict]:
    """Values that some product has (or that are ticked), with how many are left by them."""
    used = {value for item in catalogue.items for value in item.values[facet.name]}
    ticked = catalogue.choice.ticked.get(facet.name, frozenset())
    counts = catalogue.counts(facet)
    return [
        {"value": value, "label": label, "count": counts[value], "checked": value in ticked}
        for value, label in facet.labels.items()
        if value in used | ticked
    ]


def _place_groups(catalogue: Catalogue) -> tuple[list[dict], list[dict]]:
    place = catalogue.choice.place
    counts = catalogue.place_counts()
    above = set(taxonomy.regions.ancestors(place)) if place else set()
    options = [
        {"value": code, "label": taxonomy.regions.name(code), "count": count, "checked": code == place}
        for code, count in counts.items()
        if count or code in above
    ]
    anywhere = {"value": "", "label": "不限", "count": _anywhere(catalogue), "checked": place is None}
    fixed = [option for option in options if option["value"] in above]
    front, rest = _front([option for option in options if option["value"] not in above])
    group = {"name": "region", "label": "经营地", "single": True}
    shown = {**group, "options": [anywhere, *fixed, *front]}
    folded = {**group, "options": rest, "label": "更多：经营地", "key": "region-more"}
    return [shown], [folded] if rest else []


def _front(options: list[dict]) -> tuple[list[dict], list[dict]]:
    """The options with most products (and those ticked) in their own order, and the others."""
    if len(options) <= MOST_OPTIONS + 1:
        return options, []
    most = sorted(options, key=lambda option: (not option["checked"], -option["count"]))[:MOST_OPTIONS]
    kept = {option["value"] for option in most}
    front = [option for option in options if option["value"] in kept]
    return front, [option for option in options if option["value"] not in kept]


def _anywhere(catalogue: Catalogue) -> int:
    return len(catalogue.found(catalogue.choice.without("region", "")))


def label_of(name: str, value: str) -> str:
    """A choice in a word or two, for tags and for what to lift."""
    if name == "region":
        return taxonomy.regions.name(value)
    return next(facet for facet in FACETS if facet.name == name).labels[value]


def _tags(choice: Choice) -> list[dict]:
    tags = [{"label": f"“{choice.words}”", "href": _href(choice.without("q", ""))}] if choice.words else []
    return tags + [
        {"label": label_of(name, value), "href": _href(choice.without(name, value))}
        for name, value in choice.filters()
    ]


def _empty(catalogue: Catalogue) -> dict:
    """Which choices emptied the list, and how many products come back if one is lifted."""
    choice = catalogue.choice
    chosen = ([("q", choice.words)] if choice.words else []) + choice.filters()
    names = [value if name == "q" else label_of(name, value) for name, value in chosen]
    ways = []
    for (name, value), label in zip(chosen, names, strict=True):
        lifted = choice.without(name, value)
        if count := len(catalogue.found(lifted)):
            words_of = f"“{label}”" if name == "q" else label
            ways.append({"label": f"去掉 {words_of}", "href": _href(lifted), "count": count})
    ways.sort(key=lambda way: -way["count"])
    if choice.words and not choice.filters():
        other = typed.suggestions(choice.words, typed.read(choice.words), "product")
        ways = [
            {"label": name, "href": _href(choice.saying(said)), "count": None} for name, said in other
        ] + ways
    if len(chosen) > 1 and not ways:
        ways = [{"label": "全部清除", "href": _address([]), "count": len(catalogue.items)}]
    return {"names": "、".join(names), "ways": ways}


def _pages(choice: Choice, total: int) -> dict:
    first = (choice.page - 1) * PER_PAGE + 1
    return {
        "home": _address(choice.pairs()),
        "first": first,
        "last": min(first + PER_PAGE - 1, total),
        "prev": _address(choice.pairs(page=choice.page - 1)) if choice.page > 1 else None,
        "next": _address(choice.pairs(page=choice.page + 1)) if first + PER_PAGE <= total else None,
    }


def _sorted_by(choice: Choice, name: str) -> str:
    return _address([*(pair for pair in choice.pairs() if pair[0] != "sort"), ("sort", name)])


def _href(choice: Choice) -> str:
    return _address(choice.pairs())


def _address(pairs: list[tuple[str, str]]) -> str:
    values = MultiDict(pairs)
    return url_for("products.catalogue", **{name: values.getlist(name) for name in values})
