"""Up to four products side by side, for everybody; against the own need for whoever has one."""

from flask import render_template, request, url_for
from flask_login import current_user

from portal.core.permissions import public
from portal.matching import queries as matching
from portal.matching.views import match_view
from portal.products import own_need, queries
from portal.products.catalogue import PICK
from portal.products.compare import LEAST, MOST, common_point, comparison
from portal.products.cost_form import CostForm
from portal.products.routes.blueprint import bp

FALLBACK = (20_000_000, 12)  # 20 万元 over a year: what is shown where no product says what it lends
ONLY = "different"


@bp.get("/compare")
@public
def compare():
    """`p` once a product, `amount` and `months` to cost them for, `need`, `only=different`."""
    actor = current_user if current_user.is_authenticated else None
    asked_for = list(dict.fromkeys(request.args.getlist(PICK)))
    ids = asked_for[:MOST]
    products = queries.find_all(queries.live(), ids)
    need, _ = own_need.need_of(actor, request.args.get("need"))
    asked = CostForm.asked(request.args, *_wanted(products, need))
    page = {"ids": [one.public_id for one in products], "asked": asked, "most": MOST}
    page |= {"gone": len(ids) - len(products), "left_out": len(asked_for) - len(ids)}
    return render_template(
        "products/compare.html",
        **page,
        **(_shown(products, need, asked) if len(products) >= LEAST else {"heads": [], "groups": []}),
        need=need and _need_view(need),
        links=_links(page["ids"]),
        only_different=request.args.get("only") == ONLY,
        error_forms=[asked],
    )


def _wanted(products, need) -> tuple[int | None, int | None]:
    amount, months = common_point(products)
    return (need and need.amount_max_fen) or amount, (need and need.term_months) or months


def _shown(products, need, asked: CostForm) -> dict:
    """The columns and rows; where a field is wrong, of what would stand there without it."""
    amount, months = _wanted(products, need)
    amount, months = asked.amount.data or amount or FALLBACK[0], asked.months.data or months or FALLBACK[1]
    judged = need and (lambda product: match_view(matching.explain(need, product), "owner")["rows"])
    found = comparison(products, amount, months, judged)
    if request.args.get("only") == ONLY:
        for group in found["groups"]:
            group["rows"] = [row for row in group["rows"] if not row["same"]]
    ids = [head["public_id"] for head in found["heads"]]
    for head in found["heads"]:
        head["page"] = url_for(".show", public_id=head["public_id"], need=need and need.public_id)
        head["without"] = _href([one for one in ids if one != head["public_id"]])
    return found


def _links(ids: list[str]) -> dict:
    listed = url_for(".catalogue", **{PICK: ids})
    return {"all": _href(ids), "different": _href(ids, only=ONLY), "list": listed}


def _href(ids: list[str], **more: str) -> str:
    """This page with other products or rows, its other choices kept."""
    kept = {name: request.args[name] for name in ("amount", "months", "need") if request.args.get(name)}
    return url_for(".compare", **{PICK: ids}, **kept, **more)


def _need_view(need) -> dict:
    return {
        "public_id": need.public_id,
        "case_number": need.case_number,
        "href": url_for("needs.show", public_id=need.public_id),
    }
