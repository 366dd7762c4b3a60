"""An institution's no as the second door reads it: for which rules, and what it had been asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from portal.leads import words
from portal.leads.models import Lead, LeadState
from portal.leads.same_rule import stands_against
from portal.matching.documents import need_doc, product_doc
from portal.needs.models import FinancingNeed
from portal.products.models import Product, ProductKind
from search import taxonomy
from search.rules import decide
from search.verdicts import Verdict

GUARANTEE = ProductKind.GUARANTEE
GUARANTOR, SECURITY = "担保机构", "security"


@dataclass(frozen=True)
class Refusal:
    """`lead` is its public id; `verdicts` are those of the product that was refused, () without one."""

    lead: str
    kind: ProductKind
    rules: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    guarantee_helps: bool

    def bars(self, product: Product, verdicts: Iterable[Verdict]) -> bool:
        """Whether the product may refuse for the same; a guarantee is wanted because security lacks."""
        lifted = {SECURITY} if product.kind is GUARANTEE is not self.kind else set()
        rules = [rule for rule in self.rules if rule not in lifted]
        return stands_against(rules, tuple(verdicts), self.verdicts)


def refusals_of(need: FinancingNeed, leads: Iterable[Lead]) -> list[Refusal]:
    """One for each lead that was refused; products and institutions are loaded."""
    return [one for lead in leads if (one := _refusal(need, lead))]


def _refusal(need: FinancingNeed, lead: Lead) -> Refusal | None:
    reason = taxonomy.refusals.get(lead.reason_code or "")
    if lead.state is not LeadState.BANK_DECLINED or reason is None:
        return None
    kind, verdicts = words.kind_of(lead), ()
    if lead.product is not None:
        verdicts = decide(need_doc(need), product_doc(lead.product))
    helps = kind is not GUARANTEE and (GUARANTOR in reason.helper or SECURITY in reason.rule)
    return Refusal(lead.public_id, kind, reason.rule, verdicts, helps)
