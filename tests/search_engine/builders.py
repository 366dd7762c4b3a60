"""Documents for the tests of search: plain ones that name only what a test is about, and random ones."""

import random

from search.documents import NeedDoc, ProductDoc
from search.facts import facts_of
from search.rank_levels import RELATED, level
from search.rules import COMES_UNDER, decide, is_match
from search.taxonomy import industries, purposes, regions, requirements, securities

HANGZHOU_GONGSHU = "330105"


def need(**values) -> NeedDoc:
    """A milk-tea company in Hangzhou that wants 200,000 yuan, unless told otherwise."""
    return NeedDoc(
        **{
            "id": "need-1",
            "subjects": ("company",),
            "industry_codes": ("6239",),
            "region_code": HANGZHOU_GONGSHU,
            "amount_min_yuan": 100_000,
            "amount_max_yuan": 200_000,
            "term_months": 12,
            "purpose_code": "U01",
            "text": "开奶茶店，旺季备货周转。",
        }
        | values
    )


def product(**values) -> ProductDoc:
    """An unsecured working-capital loan that fits `need()`, unless told otherwise."""
    return ProductDoc(
        **{
            "id": "product-1",
            "institution_id": "bank-1",
            "product_type_codes": ("P0101",),
            "subjects": ("company", "sole_proprietor"),
            "industries": ("62",),
            "regions": ("330100",),
            "amount_min_yuan": 10_000,
            "amount_max_yuan": 300_000,
            "term_max_months": 12,
            "purpose_kinds": ("working_capital",),
            "security_accepted": ("credit",),
            "text": "餐饮小店周转用，随借随还。",
        }
        | values
    )


def verdict_of(rule: str, need_doc: NeedDoc, product_doc: ProductDoc):
    """The one verdict of a rule."""
    (found,) = [verdict for verdict in decide(need_doc, product_doc) if verdict.rule == rule]
    return found


def listed(need_doc: NeedDoc, product_doc: ProductDoc) -> bool:
    """Whether the rules and levels alone, without an engine, put a product on the list."""
    facts = facts_of(need_doc)
    verdicts = decide(need_doc, product_doc, facts=facts)
    return is_match(verdicts) and level(need_doc, product_doc, facts, verdicts) >= RELATED


def matching_ids(need_doc: NeedDoc, products) -> set[str]:
    """The products that belong on the list."""
    return {p.id for p in products if listed(need_doc, p)}


SUBJECTS = [
    "company",
    "sole_proprietor",
    "farmer",
    "unregistered",
    *{kind for pair in COMES_UNDER for kind in pair},
]
PLACES = ["000000", "330000", "330100", "330105", "330106", "320500", "320505", "710000", "429004"]
TRADES = ["62", "6239", "623", "H", "F", "5299", "C", "3421", "0313"]
AMOUNTS = [None, 10_000, 99_999, 100_000, 149_999, 300_000, 300_001, 2_000_000, 50_000_000]
TEXTS = ["开奶茶店周转", "数控机床 更新设备", "收春茶，缺钱", "应收账款质押", "随借随还的信用贷", ""]
TAGS = [
    "tax",
    "years:1",
    "years:2.5",
    "tax_grade:B",
    "revenue:100-200",
    "hitech",
    "gx",
    "little_giant",
    "ip",
    "recv",
]
WANTED = [*TAGS, "tax_grade:A|B|M", "revenue:200", "existing_loans:50", "re", "talent", "employees:20"]


class Maker:
    """Random documents out of a few values, so that rules meet often."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        assert all(regions.get(code) for code in PLACES)
        assert all(industries.get(code) for code in TRADES)

    def some(self, values, most: int = 3) -> tuple | None:
        """A few of them, none of them, or not said."""
        if self.random.random() < 0.2:
            return None
        return tuple(dict.fromkeys(self.random.choices(list(values), k=self.random.randint(0, most))))

    def need(self, number: int) -> NeedDoc:
        pick = self.random.choice
        least, wanted = sorted((pick(AMOUNTS) or 0, pick(AMOUNTS) or 0))
        return NeedDoc(
            id=f"n{number}",
            subjects=self.some(SUBJECTS, 1),
            industry_codes=self.some(TRADES, 2),
            region_code=pick([None, *PLACES]),
            amount_min_yuan=least or None,
            amount_max_yuan=wanted or None,
            term_months=pick([None, 3, 12, 36]),
            purpose_code=pick([None, *purposes.codes()]),
            product_type_codes=self.some(["P01", "P0101", "P1401"], 1),
            collateral_offered=self.some(securities.words(), 2),
            no_collateral=pick([None, True, False]),
            established_years=pick([None, 0.5, 2, 10]),
            tags=self.some(TAGS),
            lacks=self.some(requirements.words()),
            text=pick(TEXTS),
        )

    def product(self, number: int) -> ProductDoc:
        pick = self.random.choice
        return ProductDoc(
            id=f"p{number}",
            institution_id="b",
            kind=pick(["loan", "guarantee", "leasing"]),
            product_type_codes=self.some(["P0101", "P0203", "P1401"], 1),
            subjects=self.some(SUBJECTS),
            industries=self.some(TRADES, 2),
            industries_excluded=self.some(TRADES, 1),
            regions=self.some(PLACES, 2),
            amount_min_yuan=pick(AMOUNTS),
            amount_max_yuan=pick(AMOUNTS),
            term_min_months=pick([None, 6]),
            term_max_months=pick([None, 6, 24]),
            purpose_kinds=self.some(["working_capital", "fixed_assets"]),
            security_accepted=self.some(securities.words()),
            requirements=self.some(WANTED, 2),
            rate_low=pick([None, 3.2, 7.0]),
            answer_days=pick([None, 1, 8]),
            text=pick(TEXTS),
        )
