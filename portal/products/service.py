"""What one person of an institution does with its products; what needs two is in `reviewing`.

Nothing here commits.
"""

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from portal.core import clock, ledger, outbox
from portal.core.db import db
from portal.products import kinds
from portal.products.models import LENDING, Product, ProductState, RateKind

NAMESAKE = "你们已经有一款同名的产品，请换一个名称"


class ProductError(Exception):
    """A product cannot be kept or moved as asked; the text says what to do."""


class NameTaken(ProductError):
    """Another product of the institution has this name."""


class Moved(ProductError):
    """Somebody else was first: the product is no longer in the state the page showed."""


class Incomplete(ProductError):
    """Not ready to be published; `missing` maps fields to what to do."""

    def __init__(self, missing: dict[str, str]) -> None:
        super().__init__("发布前还有内容要填。")
        self.missing = missing


def create(actor, values: dict) -> Product:
    """A draft of the actor's institution from named values; raises NameTaken."""
    product = Product(institution_id=actor.organisation_id, **values)
    _flush_named(lambda: db.session.add(product))
    record("product.created", actor, product, type=product.kind)
    return product


def apply(actor, product: Product, values: dict) -> bool:
    """Other values in the row itself; it keeps its state, and a published one must stay complete.

    False when none differs. Raises NameTaken, Incomplete. The caller has locked the row.
    """
    changed = sorted(name for name, value in values.items() if getattr(product, name) != value)
    if not changed:
        return False

    def change() -> None:
        for name in changed:
            setattr(product, name, values[name])

    _flush_named(change)
    if product.state is ProductState.PUBLISHED:
        require_complete(product)
    record("product.changed", actor, product, fields=changed)
    return True


def suspend(actor, product: Product) -> None:
    """Published → suspended: out of the catalogue and of matching; leads stay. Raises Moved."""
    move(actor, product, (ProductState.PUBLISHED,), state=ProductState.SUSPENDED)
    record("product.suspended", actor, product)


def take_out(product: Product) -> None:
    """Suspend a published product whose institution has left; done twice, it changes nothing."""
    published = sa.update(Product).where(Product.id == product.id, Product.state == ProductState.PUBLISHED)
    if db.session.execute(published.values(state=ProductState.SUSPENDED)).rowcount:
        record("product.suspended", None, product)


def confirm(actor, product: Product) -> None:
    """Say that a published product still holds as it stands; it is shown for 30 days more. Raises Moved."""
    move(actor, product, (ProductState.PUBLISHED,), confirmed_on=clock.today())
    record("product.confirmed", actor, product)


def lock(product: Product) -> None:
    """The row as it stands now, which nobody else changes before the caller's transaction ends."""
    db.session.refresh(product, with_for_update={"of": Product})


def missing(product: Product) -> dict[str, str]:
    """What a product lacks to be published: field → what to do. Empty when it is ready."""
    wanted = {
        "product_type_codes": "请至少选一种产品类型",
        "subjects": "请选择面向哪些主体",
        "regions": "请填写服务地区，例如 杭州市",
        "term_max": "请填写最长期限，例如 24",
        "answered_by": "请填写谁来答复，例如 示例支行普惠金融部",
        "decision_days": "请填写几个工作日给决定，例如 5",
        **kinds.of(product).insists,
    }
    lacking = {
        name: advice
        for name, advice in wanted.items()
        if _empty(getattr(product, kinds.COLUMNS.get(name, name)))
    }
    if product.kind in LENDING and product.rate_low_bp is None:
        name = "spread_low" if product.rate_kind is RateKind.LPR else "rate_low"
        lacking[name] = "请填写利率，综合成本由它算出"
    return lacking


def require_complete(product: Product) -> None:
    """Raises Incomplete."""
    if lacking := missing(product):
        raise Incomplete(lacking)


def _empty(value) -> bool:
    return value is None or value in ((), "")


def move(actor, product: Product, expected: tuple[ProductState, ...], **values) -> None:
    """One conditional update; whoever comes second gets Moved."""
    update = (
        sa.update(Product)
        .where(
            Product.id == product.id,
            Product.institution_id == actor.organisation_id,
            Product.state.in_(expected),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if not db.session.execute(update).rowcount:
        raise Moved(f"“{product.name}”的状态刚刚变了，请看看现在的状态再决定。")
    db.session.refresh(product, list(values))


def _flush_named(change) -> None:
    """Flush `change` alone; the unique (institution, name) decides about the name."""
    try:
        with db.session.begin_nested():
            change()
    except IntegrityError as error:
        raise NameTaken(NAMESAKE) from error


def record(kind: str, actor, product: Product, **facts) -> None:
    """The event, and the news that the product's place in the index may have changed."""
    ledger.record(kind, actor=actor, institution_id=product.institution_id, product=product.id, **facts)
    outbox.put("product.changed", product_id=product.id)
