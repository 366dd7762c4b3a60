"""The words of a clause around one sum, and what they say before any rule weighs them."""

import re
from dataclasses import dataclass
from functools import cached_property

from search.language.reader import role_words

WORDS = "sum_words.txt"
# What may stand between a word and its sum without taking it away.
FILLER = re.compile(
    r"(?:大概|大约|大致|约莫?|差不多|将近|接近|近|个|点|到|了|就|也|先|再|还|都|款|钱|一笔|一下|下|资金|的|是|为|有|来|至少|最少|最多|起码|不超过|"
    r"人民币|rmb|小|快|上|我|能|可以|给|只|最好|估计|也就|也得|要|想|:|\s|[“\"'「])*"
)
BEHIND_FILLER = re.compile(
    r"(?:左右|上下|块钱?|元|的?样子|这样|以内|之内|以上|吧|多|的|是|都|全|大概|来|\s){0,3}"
)
PERIOD = "(?:天|月|年|季度?|晚上?|周|星期|日|场|趟|车|单)"
DAILY = re.compile(rf"(?:(?:每个?|一个?|平均每?个?){PERIOD}|[月日年周]均)[^,，。;；]{{0,6}}$")
TO_PAY = re.compile(
    r"(?:要|得|先|再|一次性?|该|还|补|去)?(?:付|交|缴|补|发放?|结|垫)(?!了|过|完)|(?<!拖)欠(?![我咱俺])(?:着|了)?[^,。;]{0,10}(?:工资|房租|租金|人工|工钱)"
)
EXISTS = re.compile(r"(?<![想要能没])(?:还|也|已经?)?有(?:过)?(?:一?[个笔])?(?:大概|约|着)?\s?$")
TO_PAY_BEHIND = re.compile(
    r"[^,，。;；\d]{0,8}?(?:要|得|该|等着?|急着?)(?:付|交|缴|补|发|结|给|还)(?![^,，。;；]{0,4}我)"
)
PER_TIME = re.compile(r"\s?(?:块钱?|元)?(?:[/每一]个?(?=[年月天日季晚]))")


@dataclass(frozen=True)
class Around:
    """The words of its clause around a sum: before it, behind it up to the next sum, and all behind it."""

    before: str
    behind: str
    rest: str

    @cached_property
    def _last(self) -> tuple[str, str]:
        return role_words.of_file(WORDS).last(self.before)

    @property
    def said(self) -> str:
        """The role of the last word before."""
        return self._last[0]

    @property
    def between(self) -> str:
        """What stands between that word and the sum."""
        return self._last[1]

    @cached_property
    def near(self) -> bool:
        """Whether only small words stand between."""
        return FILLER.fullmatch(self.between) is not None

    @cached_property
    def after(self) -> str:
        """The role of the word that follows at once; a word for loans means what the words before make it."""
        filler = BEHIND_FILLER.match(self.behind)
        role = role_words.of_file(WORDS).next(self.behind, filler.end() if filler else 0)
        if role == "loan":
            return "debt" if self.said in {"have", "debt", "old"} or EXISTS.search(self.before) else "named"
        return role

    @cached_property
    def regular(self) -> bool:
        """Whether it is a sum of each day or month."""
        return bool(DAILY.search(self.before) or PER_TIME.match(self.rest))

    @cached_property
    def to_pay(self) -> bool:
        """Whether it is still to be paid: 要付两年房租14万, 欠厂里的货款要结."""
        return bool(TO_PAY.search(self.before) or TO_PAY_BEHIND.match(self.behind))
