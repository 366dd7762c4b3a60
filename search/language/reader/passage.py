"""A text made ready for reading: characters folded, markup and links blanked, clauses known.

Every place in `Passage.text` is the place of the same character in the text as written.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from search.language.characters import fold_case, simplify
from search.language.mentions import Mention, mentions_in
from search.language.reader import commands
from search.language.reader.spelling import respelt
from search.language.reader.trade_words import Found, find

MOST_CHARACTERS = 10_000
MACHINE = (
    "system|sys|instructions?|prompt|assistant|admin|developer|tool|tool_call|function|command|cmd|override"
    "|rules?|policy|root|inst|output|response|answer|result|decision|approval|config|meta|ai|bot|model"
)
ORDERED = (  # 给这个客户批900万, 直接通过
    r"(?:请|务必|必须|立即|马上|直接|自动|现在|系统)*(?:给|为|对|把|将)?(?:这个|该|此|本|当前|上述)?(?:客户|用户|企业|申请人?|商户|借款人)?"
    r"(?:的?(?:额度|金额|贷款))?(?:直接|立即|马上|自动|都|全)?(?:批|通过|放款|授信|同意|核准|改为|设为|审批)[^。;；!！?？\n<我俺咱]{0,60}"
)
# What no person says about a firm: blanked, so that nothing is read from it.
UNSAID = re.compile(
    r"<(script|style)\b[^>]{0,200}>.{0,5000}?</\1\s*>"  # code in a page
    rf"|<({MACHINE})\b[^>]{{0,200}}>.{{0,2000}}?(?:</\2\s*>|\Z)"  # orders in a tag of their own
    rf"|\[({MACHINE})\].{{0,2000}}?(?:\[/\3\]|\n|\Z)"
    rf"|(?:</[a-zA-Z_-]{{1,20}}>\s*|[\"'][}}\]]{{1,3}}\s*){ORDERED}"  # 批90万 behind a tag that ends
    r"|</?[a-zA-Z!][^<>]{0,300}>"  # a tag
    r"|&(?:[a-zA-Z]{2,8}|#\d{1,6});"  # an entity
    r"|\{\{.{0,300}?\}\}|\{%.{0,300}?%\}|\$\{.{0,300}?\}"  # templates
    r"|https?://[^\s，。；、]{1,300}",
    re.DOTALL | re.IGNORECASE,
)
# 5️⃣: a digit on a key, typed as a digit and two marks.
KEYS = re.compile(r"(?:[0-9]\ufe0f?\u20e3){1,8}")
CLAUSE_END = re.compile(
    r"[,，。;；!！?？\n、:：()（）【】\[\]|]|(?<=[^\s\d])\s+|(?<=\d)\s+(?=[^\s\d万千百亿元块个年月天w])"
)
UNIT = re.compile(r"\s*(?:万?元|万|个?月|年)\s*")
SENTENCE_END = re.compile(r"[。;；!！?？\n]")


@dataclass(frozen=True)
class Passage:
    """`written` as it came, at most 10,000 characters; `text` folded to the same length."""

    written: str

    @cached_property
    def text(self) -> str:
        """Folded, in lower case, slips mended, with what nobody says of a firm blanked to spaces."""
        plain = KEYS.sub(_digits, self.written)
        unmarked = UNSAID.sub(lambda found: " " * len(found[0]), plain)
        return commands.blanked(respelt(fold_case(simplify(unmarked))))

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """(start, end) of each clause, in order; marks and blanks between them are left out."""
        return _pieces(self.text, CLAUSE_END)

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """(start, end) of each sentence; a text without full stops is one."""
        return _pieces(self.text, SENTENCE_END)

    @cached_property
    def places(self) -> tuple[Mention, ...]:
        """Every place that the text names, whatever it is to the writer."""
        return tuple(mentions_in(self.text))

    @cached_property
    def trade_words(self) -> tuple[Found, ...]:
        """Every word of goods and trades, whoever's they are."""
        return tuple(find(self.text))

    def clause_at(self, place: int) -> tuple[int, int]:
        """The clause that holds this place."""
        index = bisect_right(self._clause_starts, place) - 1
        start, end = self.clauses[index] if index >= 0 else (place, place)
        return (start, end) if place < end else (place, place)

    @cached_property
    def _clause_starts(self) -> tuple[int, ...]:
        return tuple(start for start, _ in self.clauses)

    def clause_before(self, start: int) -> tuple[int, int]:
        """The last clause that ends before a place, but for a unit in brackets: 期限（月）：12."""
        earlier = (clause for clause in reversed(self.clauses) if clause[1] <= start)
        return next((c for c in earlier if not UNIT.fullmatch(self.text, *c)), (start, start))

    def before(self, start: int) -> str:
        """The words of the same clause before a place."""
        return self.text[self.clause_at(start)[0] : start]

    def behind(self, end: int) -> str:
        """The words of the same clause behind a place (`end` is the first character behind it)."""
        return self.text[end : max(end, self.clause_at(end - 1)[1])]


def _digits(keys: re.Match[str]) -> str:
    """The digits behind as many noughts as keep the length."""
    return "".join(filter(str.isdigit, keys[0])).rjust(len(keys[0]), "0")


def passage_of(text: str) -> Passage:
    """The passage of whatever was typed; half characters are replaced, the rest stays where it is."""
    return Passage(text[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8"))


def _pieces(text: str, ends: re.Pattern[str]) -> tuple[tuple[int, int], ...]:
    found, start = [], 0
    for end in ends.finditer(text):
        found.append((start, end.start()))
        start = end.end()
    found.append((start, len(text)))
    return tuple((s, e) for s, e in found if text[s:e].strip())
