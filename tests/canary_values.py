"""Values that occur nowhere else: what the canary test puts into the rows of four firms and then looks for.

Each firm gets its own, told apart by a letter. `FORMS` says how a value may be written on a page.
"""

from dataclasses import dataclass
from datetime import date

from stdnum.cn.uscc import calc_check_digit

YUAN, WAN = 100, 1_000_000  # in fen
RARE = {"name": "饕餮", "representative": "貔貅", "contact_name": "鲲鹏", "street": "麒麟", "words": "螭吻"}
"""Chinese words that stand in one field only: the index cuts texts into words and pairs of characters."""
RARE_IN_SUMMARY = "琥珀"


@dataclass(frozen=True)
class Canaries:
    """One firm's, its person's and its need's values."""

    letter: str  # A, B, C, D
    number: int  # 1, 2, 3, 4: makes the figures differ

    @property
    def name(self) -> str:
        return f"奶茶饕餮qzname{self.letter}号店"

    @property
    def representative(self) -> str:
        return f"林貔貅qzrep{self.letter}女士"

    @property
    def contact_name(self) -> str:
        return f"周鲲鹏qzcall{self.letter}先生"

    @property
    def credit_code(self) -> str:
        base = f"92330105MAQCAN{self.letter}RY"
        return base + calc_check_digit(base)

    @property
    def mobile(self) -> str:
        return f"1995731024{self.number}"

    @property
    def email(self) -> str:
        return f"qzmail{self.letter.lower()}@example.com"

    @property
    def street(self) -> str:
        return f"湖墅麒麟qzstreet{self.letter}路7号"

    @property
    def licence(self) -> bytes:
        """A picture as the portal keeps it, but for a mark that it would have taken out."""
        from io import BytesIO

        from PIL import Image

        out = BytesIO()
        Image.new("RGB", (40, 30), "white").save(out, "JPEG", comment=f"qzlicence{self.letter}".encode())
        return out.getvalue()

    @property
    def words(self) -> str:
        return f"我们想借钱进货螭吻qzwords{self.letter}"

    @property
    def summary(self) -> str:
        return f"奶茶店进货琥珀qzsummary{self.letter}"

    @property
    def amount_fen(self) -> int:
        return 23_4567 * YUAN + self.number * 1000 * YUAN

    @property
    def least_fen(self) -> int:
        return 18_9123 * YUAN + self.number * 1000 * YUAN

    @property
    def loans_fen(self) -> int:
        return 37_6541 * YUAN + self.number * 1000 * YUAN

    @property
    def term_months(self) -> int:
        return 230 + self.number

    @property
    def established_on(self) -> date:
        return date(1986 + self.number, 7, 1)

    @property
    def industry_code(self) -> str:
        return {"A": "6231", "B": "6232", "C": "6233", "D": "6291"}[self.letter]

    @property
    def tag(self) -> str:
        """A sensitive qualification: before consent its group is shown."""
        return {"A": "champion", "B": "oldbrand", "C": "talent", "D": "gazelle"}[self.letter]

    @property
    def contact_hours(self) -> tuple[str, ...] | None:
        """No hours where contacts are opened: a bank would be asked to wait at some times of the day."""
        return {"A": None, "B": ("weekend",), "C": None, "D": ("eve",)}[self.letter]

    @property
    def contact_by(self) -> str | None:
        return {"A": "text", "B": None, "C": "phone", "D": None}[self.letter]


def money_forms(fen: int) -> list[str]:
    """23.4567, 234,567, 234567 and 23456700."""
    yuan = fen // YUAN
    return [f"{fen / WAN:.4f}".rstrip("0"), f"{yuan:,}", str(yuan), str(fen)]


def forms_of(values: Canaries) -> dict[str, list[str]]:
    """Field of the visibility table → every way in which its full value could be written.

    Of a text the part that no encoding changes is enough, and no mask keeps it; `in_full` has the whole.
    """
    since, letter = values.established_on, values.letter
    return {
        "name": [f"qzname{letter}"],
        "credit_code": [values.credit_code],
        "representative": [f"qzrep{letter}"],
        "contact_name": [f"qzcall{letter}"],
        "mobile": [values.mobile],
        "email": [f"qzmail{letter.lower()}"],
        "street": [f"qzstreet{letter}"],
        "licence": [f"qzlicence{letter}"],
        "words": [f"qzwords{letter}"],
        "summary": [f"qzsummary{letter}"],
        "amount": [*money_forms(values.amount_fen), *money_forms(values.least_fen)],
        "loans": money_forms(values.loans_fen),
        "term": [f"{values.term_months} 个月", f"{values.term_months}个月", f'"{values.term_months}"'],
        "years": [f"{since.year}年", f"{since.year}-0", f'"{since.year}"'],
    }


def in_full(values: Canaries) -> dict[str, list[str]]:
    """The same, each text as a person would have to read it."""
    texts = ("name", "representative", "contact_name", "email", "street", "words", "summary")
    return forms_of(values) | {name: [getattr(values, name)] for name in texts}
