"""What an invented product costs, by what it is: loans and leases bear interest, the others have a price."""

from portal.core.wording import FEN_PER_YUAN
from portal.products.models import ProductKind

K = ProductKind
INSURED = {
    "贷款保证保险": "借款还不上时，合作银行没收回的本金和利息",
    "电子投标保证险": "投标人中标后不签合同，招标人没收的保证金",
    "养殖保险质押": "牲畜、家禽因疫病和灾害死亡的损失",
}
COVER_BP, WHOLE_BP, DOWN_BP = 8000, 10_000, 2000
WHOLE = frozenset({"工程保函", "电子投标保证险"})


def of_kind(plan: dict) -> dict:
    """Columns of a plan's fees and price: the fee of a guarantee or an insurance is its price."""
    kind = K(plan.get("kind", "loan"))
    once, yearly = plan.get("fee_once", 0), plan.get("fee_yearly", 0)
    fixed = {"fee_fixed_fen": plan.get("fee_fixed", 0) * FEN_PER_YUAN, "subsidy_bp": plan.get("subsidy")}
    if kind in {K.LOAN, K.LEASING}:
        down = {"down_payment_bp": DOWN_BP} if kind is K.LEASING else {}
        return {**fixed, **down, "fee_once_bp": once, "fee_yearly_bp": yearly}
    cover = WHOLE_BP if plan["name"] in WHOLE else COVER_BP
    return {**fixed, "price_bp": yearly or once, "cover_bp": cover, "insured": INSURED.get(plan["name"], "")}
