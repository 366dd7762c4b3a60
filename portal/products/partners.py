"""见贷即担 and 见担即贷: with whom a product works hand in hand, as both sides say.

A product names its partners; each of them says yes or no in its own list of products. Only what both have
said is shown, since anybody may write a bank's name. Nothing here commits.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import clock, ledger
from portal.core.db import db
from portal.organisations.models import Organisation, OrganisationKind, OrganisationState
from portal.products import kinds
from portal.products.models import Product, ProductKind, ProductPartner, ProductState
from portal.products.service import ProductError

MEANING = {
    ProductKind.GUARANTEE: "和它配合的银行批了贷款，这家担保公司就跟着担保，不再从头审。",
    ProductKind.LOAN: "和它配合的担保公司同意了担保，这家银行就跟着放款，不再从头审。",
}
TODAY = (
    "双方都在平台上确认过。平台做三件事：告诉您哪两家配合；让您一次把两家都请来；"
    "让您在同意一家时勾上另一家，这家一批，平台就替您请来那一家。"
    "批不批、保不保，仍由两家各自答复。"
)


@dataclass(frozen=True)
class Asked:
    """A product of somebody else that names the reader's institution, and what that has said so far."""

    product: Product
    institution: str
    word: str
    agreed: bool | None


def choices(product_kind: ProductKind, *, but: int) -> list[tuple[str, str]]:
    """(public id, name) of the institutions that such a product may name."""
    other = kinds.COUNTERPART.get(product_kind)
    found = db.session.scalars(_taking_part().where(Organisation.id != but).order_by(Organisation.id))
    return [(one.public_id, one.name) for one in found if kinds.offered_at(one.type_code) is other]


def confirmed(products: Iterable[Product]) -> dict[int, list[Organisation]]:
    """By product: the partners that it names and that agree."""
    named = {product.id: product.partners for product in products if product.partners}
    if not named:
        return {}
    rows = (
        _taking_part()
        .add_columns(ProductPartner.product_id)
        .join(ProductPartner, ProductPartner.institution_id == Organisation.id)
        .where(ProductPartner.product_id.in_(named), ProductPartner.agreed)
        .order_by(Organisation.id)
    )
    found: dict[int, list[Organisation]] = {}
    for partner, product_id in db.session.execute(rows):
        if partner.public_id in named[product_id]:
            found.setdefault(product_id, []).append(partner)
    return found


def together_view(product: Product, partners: Iterable[Organisation]) -> dict | None:
    """`{word, names, partners, meaning, today}` as pages say it; None without partners that agree."""
    shown = list(partners)
    word = kinds.of(product).together
    if not shown or not word:
        return None
    return {
        "word": word,
        "names": [one.name for one in shown],
        "partners": [{"public_id": one.public_id, "name": one.name} for one in shown],
        "meaning": MEANING[product.kind],
        "today": TODAY,
    }


def together_word(product: Product) -> str:
    """见贷即担, 见担即贷; empty for what has no other side."""
    return kinds.of(product).together


def tell(products: Iterable[Product], views: Iterable[dict]) -> None:
    """Put `together` into the views of these products, in the same order."""
    rows = list(products)
    found = confirmed(rows)
    for product, view in zip(rows, views, strict=True):
        view["together"] = together_view(product, found.get(product.id, ()))


def named(product: Product) -> str:
    """The names of all that a product names, whether they agree or not: for its own institution."""
    if not product.partners:
        return ""
    rows = sa.select(Organisation.name_clear).where(Organisation.public_id.in_(product.partners))
    return "、".join(db.session.scalars(rows.order_by(Organisation.id)))


def asked_of(actor) -> list[Asked]:
    """Published products of others that name the actor's institution; those without an answer first."""
    rows = (
        sa.select(Product, Organisation.name_clear, ProductPartner.agreed)
        .join(Organisation, Organisation.id == Product.institution_id)
        .outerjoin(ProductPartner, _answer_of(actor))
        .where(_names(actor), Product.state == ProductState.PUBLISHED)
        .order_by(ProductPartner.agreed.is_not(None), Product.id)
    )
    return [
        Asked(product, name or "", kinds.of(product).together, agreed)
        for product, name, agreed in db.session.execute(rows)
    ]


def asked(actor, public_id: str) -> Product | None:
    """One of them."""
    rows = sa.select(Product).where(_names(actor), Product.state == ProductState.PUBLISHED)
    return db.session.scalar(rows.where(Product.public_id == public_id))


def unanswered(actor) -> tuple[sa.Select]:
    """Those that wait for an answer, for the navigation to count."""
    answered = sa.select(ProductPartner.id).where(_answer_of(actor)).exists()
    return (sa.select(Product).where(_names(actor), Product.state == ProductState.PUBLISHED, ~answered),)


def answer(actor, product: Product, *, agreed: bool) -> None:
    """The partner says yes or no; said again, the last word holds. Raises ProductError when not named."""
    named = sa.select(Product.id).where(Product.id == product.id, _names(actor))
    if db.session.scalar(named) is None:
        raise ProductError("这款产品没有写着和你们配合。")
    said = {"agreed": agreed, "answered_by_id": actor.membership_id, "answered_at": clock.now()}
    pair = (ProductPartner.product_id == product.id, ProductPartner.institution_id == actor.organisation_id)
    again = sa.update(ProductPartner).where(*pair).values(**said)
    if not db.session.execute(again).rowcount:
        row = ProductPartner(product_id=product.id, institution_id=actor.organisation_id, **said)
        try:
            with db.session.begin_nested():
                db.session.add(row)
        except IntegrityError:  # a colleague answered at this moment
            db.session.execute(again)
    facts = {"product": product.id, "agreed": agreed}
    ledger.record("product.partnered", actor=actor, institution_id=actor.organisation_id, **facts)


def forget_dropped(product: Product) -> None:
    """Whom a product names no more has said nothing: named again, they are asked again."""
    kept = sa.select(Organisation.id).where(Organisation.public_id.in_(product.partners or ()))
    gone = sa.delete(ProductPartner).where(
        ProductPartner.product_id == product.id, ProductPartner.institution_id.not_in(kept)
    )
    db.session.execute(gone.execution_options(synchronize_session=False))


def _names(actor) -> sa.ColumnElement[bool]:
    """SQL: the product names the actor's institution; its id holds no sign that LIKE minds."""
    own = sa.select(Organisation.public_id).where(Organisation.id == actor.organisation_id).scalar_subquery()
    return sa.type_coerce(Product.partners, sa.Text).like(sa.literal("% ").concat(own).concat(" %"))


def _answer_of(actor) -> sa.ColumnElement[bool]:
    mine = ProductPartner.institution_id == actor.organisation_id
    return sa.and_(ProductPartner.product_id == Product.id, mine)


def _taking_part() -> sa.Select:
    return sa.select(Organisation).where(
        Organisation.kind == OrganisationKind.INSTITUTION,
        Organisation.state == OrganisationState.ACTIVE,
        Organisation.frozen_at.is_(None),
        Organisation.left_at.is_(None),
    )
