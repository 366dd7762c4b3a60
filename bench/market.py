"""A made-up market of any size: needs and products with the spread that real ones have, always the same.

Places are drawn as people live (few cities have many firms), trades from the everyday words of the
taxonomy, amounts and terms as they are asked for. Most products serve a city or two and every trade; few
name a trade or a rare condition. Texts are of the length of a summary, about 40 terms.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from random import Random

from search.documents import NeedDoc, ProductDoc
from search.taxonomy import industries, product_types, purposes, regions, requirements, securities

WAN = 10_000
ASKED_WAN = (3, 5, 10, 20, 30, 50, 80, 100, 150, 200, 300, 500, 800, 1000, 2000)
CAPS_WAN = (10, 20, 30, 50, 100, 200, 300, 500, 1000, 2000, 3000, 5000)
TERMS = (3, 6, 12, 12, 12, 24, 36, 60)
LONGEST_TERMS = (12, 12, 12, 24, 36, 36, 60, 120)
PURPOSES = ("U01",) * 8 + tuple(entry.code for entry in purposes.all() if entry.at_filing == "allow")
OFFERED = ("real_estate", "real_estate", "vehicle", "equipment", "receivable", "third_party", "inventory")
ACCEPTED = ("real_estate", "third_party", "guarantee_company", "receivable", "equipment", "land_right")
RECORDS = (
    "tax",
    "tax_grade:A|B|M",
    "invoice",
    "revenue:100",
    "no_overdue",
    "employees:3",
    "social_insurance",
)
KNOWN = ("tax", "tax_grade:B", "invoice", "revenue:100-200", "no_overdue", "employees:8", "bankclient")
RARE = tuple(entry.word for entry in requirements.all() if entry.rarity == "rare")
FIRMS = ("company", "company", "company", "sole_proprietor", "sole_proprietor", "farmer", "unregistered")
TEXT = """
旺季到了 想周转一下 客户回款慢 要付工人工资 合作多年 生意稳定 准备扩大 老店翻新
接了新订单 原料涨价 手头紧 希望利率低一些 最好随借随还 流水都在 按时还款
没有不良记录 买两台新设备 租金到期 仓库里有货 有固定客户 还想多请几个人 春节前要备货
手续简单 放款快 服务本地小微 一次授信循环使用 可以线上办理 支持首贷户 无还本续贷
专人上门
""".split()  # noqa: SIM905  a list of thirty lines says no more


class Market:
    """Makes the same documents for the same seed."""

    def __init__(self, seed: int = 2026) -> None:
        self._chance = Random(seed)  # noqa: S311  chance, not a secret
        self._counties = [region.code for region in regions.all() if regions.is_leaf(region.code)]
        self._chance.shuffle(self._counties)
        crowds = accumulate(1 / (rank + 50) for rank in range(len(self._counties)))
        self._crowds = list(crowds)  # few counties have many firms
        self._trades = [found[0].code for found in industries.aliases().values() if found]
        self._words = [*industries.aliases()]
        self._types = [code for code in product_types.codes() if len(code) > len("P01")]

    def needs(self, count: int) -> Iterator[NeedDoc]:
        return (self._need(number) for number in range(count))

    def products(self, count: int) -> Iterator[ProductDoc]:
        return (self._product(number) for number in range(count))

    def _need(self, number: int) -> NeedDoc:
        chance, trade = self._chance, self._chance.randrange(len(self._trades))
        wanted = chance.choice(ASKED_WAN) * WAN
        offered = self._some(OFFERED, (0.5, 0.4, 0.1))
        return NeedDoc(
            id=str(number),
            subjects=(chance.choice(FIRMS),),
            industry_codes=(self._trades[trade],) if chance.random() < 0.95 else None,
            region_code=self._county(),
            amount_min_yuan=wanted // 2,
            amount_max_yuan=wanted,
            term_months=chance.choice(TERMS) if chance.random() < 0.8 else None,
            purpose_code=chance.choice(PURPOSES) if chance.random() < 0.9 else None,
            collateral_offered=offered or None,
            no_collateral=True if not offered and chance.random() < 0.6 else None,
            established_years=round(chance.expovariate(0.2), 1) if chance.random() < 0.8 else None,
            tags=(*self._some(KNOWN, (0.2, 0.3, 0.3, 0.2)), *self._some(RARE, (0.8, 0.2))) or None,
            lacks=self._some(("re", "tax", "ip", "invoice"), (0.6, 0.3, 0.1)) or None,
            text=self._text(self._words[trade]),
        )

    def _product(self, number: int) -> ProductDoc:
        chance = self._chance
        cap = chance.choice(CAPS_WAN) * WAN
        accepted = self._some(ACCEPTED, (0.3, 0.4, 0.3))
        unsecured = not accepted or chance.random() < 0.3
        years = (f"years:{chance.choice((1, 1, 2, 3))}",) if chance.random() < 0.5 else ()
        return ProductDoc(
            id=str(number),
            institution_id=str(number // 12),
            kind="leasing" if chance.random() < 0.03 else "loan",
            product_type_codes=(chance.choice(self._types),),
            subjects=tuple(dict.fromkeys(chance.choices(FIRMS, k=3))),
            industries=self._industries(),
            industries_excluded=(chance.choice(("B", "K", "J")),) if chance.random() < 0.2 else None,
            regions=self._served(),
            amount_min_yuan=min(cap, 10 * WAN) if chance.random() < 0.4 else None,
            amount_max_yuan=cap,
            term_max_months=chance.choice(LONGEST_TERMS),
            purpose_kinds=self._purposes(),
            security_accepted=(*(("credit",) if unsecured else ()), *accepted),
            requirements=(*years, *self._some(RECORDS, (0.4, 0.4, 0.2)), *self._some(RARE, (0.9, 0.1))),
            rate_low=round(chance.uniform(2.8, 7.5), 2),
            answer_days=chance.randint(1, 9) if chance.random() < 0.3 else None,
            text=self._text(chance.choice(self._words)),
        )

    def _some(self, words: Sequence[str], shares: Sequence[float]) -> tuple[str, ...]:
        """None, one, two … different words, in these shares."""
        count = self._chance.choices(range(len(shares)), shares)[0]
        return tuple(self._chance.sample(list(dict.fromkeys(words)), count))

    def _county(self) -> str:
        return self._chance.choices(self._counties, cum_weights=self._crowds)[0]

    def _served(self) -> tuple[str, ...]:
        """The country, a province, one or two cities, or a few counties of a city."""
        chance, home = self._chance, self._county()
        city = (regions.ancestors(home)[1:] or (home,))[0]
        match chance.choices(("country", "province", "city", "county"), (8, 22, 45, 25))[0]:
            case "country":
                return ("000000",)
            case "province":
                return (next(code for code in reversed(regions.ancestors(home)) if code != "000000"),)
            case "city":
                return tuple(dict.fromkeys((city, *((self._county(),) if chance.random() < 0.2 else ()))))
            case _:
                others = [region.code for region in regions.children(city)]
                return tuple(dict.fromkeys((home, *chance.sample(others, min(2, len(others))))))

    def _industries(self) -> tuple[str, ...]:
        """Every trade, or a few: a section, a division, a group or a class."""
        if self._chance.random() < 0.6:
            return ()
        found = (self._chance.choice(self._trades) for _ in range(self._chance.randint(1, 3)))
        return tuple({self._chance.choice(industries.ancestors(code)): None for code in found})

    def _purposes(self) -> tuple[str, ...]:
        kinds = ("working_capital",) if self._chance.random() < 0.8 else ()
        return (*kinds, *(("fixed_assets",) if not kinds or self._chance.random() < 0.3 else ()))

    def _text(self, trade: str) -> str:
        place = regions.short(self._county())
        return "，".join([f"{place}{trade}", *self._chance.sample(TEXT, self._chance.randint(10, 16))]) + "。"


assert set(ACCEPTED) | set(OFFERED) <= set(securities.words())
