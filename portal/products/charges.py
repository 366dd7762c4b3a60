"""What a guarantee or an insurance costs: fees only, since nothing is lent."""

from dataclasses import dataclass

from portal.core import wording
from portal.products import kinds
from portal.products.cost import BP, years_begun
from portal.products.models import LENDING, Product


@dataclass(frozen=True, slots=True)
class Charges:
    """In fen, for one amount over one term; `yearly` of all years together."""

    yearly: int
    once: int
    fixed: int

    @property
    def total(self) -> int:
        return self.yearly + self.once + self.fixed


def charges(product: Product, amount_fen: int | None, months: int | None) -> Charges | None:
    """None for what lends, and where no price, amount or term is stated."""
    if product.kind in LENDING or product.price_bp is None or not amount_fen or not months:
        return None
    return Charges(
        round(amount_fen * product.price_bp / BP) * years_begun(months),
        round(amount_fen * product.fee_once_bp / BP),
        product.fee_fixed_fen,
    )


def price_words(product: Product) -> str:
    """每年 1.00%, 不收; empty where nothing is said."""
    if product.price_bp is None:
        return ""
    return f"每年 {wording.percent(product.price_bp)}" if product.price_bp else "不收"


def price_note(product: Product, amount_fen: int | None, months: int | None) -> str:
    """按担保 20 万元、12 个月算，一共 2,000 元."""
    found = charges(product, amount_fen, months)
    if found is None:
        return ""
    what = f"按{kinds.of(product).does} {wording.money(amount_fen)}、{months} 个月算"
    return f"{what}，一共 {wording.yuan_range(found.total, found.total)}"


def cover_words(product: Product) -> str:
    """The share it stands for: 贷款本金的 80%."""
    if not product.cover_bp:
        return ""
    share = f"{product.cover_bp / 100:g}%"
    return f"贷款本金的 {share}" if product.kind == "guarantee" else f"损失的 {share}"
