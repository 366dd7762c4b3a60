"""What a product demands of the firm besides figures: words of requirements.csv in their written form."""

import re
from collections.abc import Iterator

from search.language.reader import qualifications
from search.language.reader.draft import Span, Sure
from search.language.reader.passage import Passage
from search.taxonomy import requirements

STOP = ",。;!?\n"
WINDOW = 12
NOT_DEMANDED = re.compile(
    rf"(?:不用|不需要?|无需|无须|不必|免|不要求?|不看|不查|不限|没有|无|不论|不管|是否|优先支持|优先)[^{STOP}]{{0,6}}$"
)
ONLY_BETTER = re.compile(
    rf"^[^{STOP}]{{0,8}}(?:优先|可享|可提高|可上浮|提额|更低|优惠|加分|也可|也行|也能|均可|不限|除外|不受理)"
)
FOR_WHOM = re.compile(rf"(?:专为|专门|专给|面向|限于?|仅|只|必须|须|需|要求|针对|服务)[^{STOP}]{{0,12}}$")
DEMANDED = re.compile(  # a word that is only named may as well be what the product is about
    rf"(?:必须|须|需|要求|限于?|仅|只|专为|专门|专给|面向|持有?|凭|具备|拥有|取得|获得?|属于|须为|应|列入|符合|条件)[^{STOP}]{{0,{WINDOW}}}$"
)
DEMANDED_BEHIND = re.compile(r"^[^,。;!?\n]{0,4}(?:专用|专享|专属|方可|即可|可申请|均可申请|才能)")
STATES = frozenset({"firsthand", "renewing", "norev"})  # what many are: demanded only where it says for whom
NAMES = r"纳税(?:信用)?(?:等级|评级|级别)?|税务(?:信用)?(?:等级|评级)|信用等级"
GRADED = re.compile(
    rf"(?:{NAMES})(?:为|在|达到?|须|需|不低于|评|:|是){{0,3}}\s?([abcdm](?:\s?[、/,或和]?\s?[abcdm]){{0,4}})(?![a-z0-9])\s?(级)?(?:及|含|\(含\))?(以上)?"
    rf"|(?<![a-z])([abcdm](?:[、/或和]?[abcdm]){{0,4}})级(?:及|含)?(以上)?的?(?:纳税|税)"
)
BEST_FIRST = "ABMCD"


def read(passage: Passage) -> Iterator[Span]:
    """Each demanded qualification once; what follows from a grade is not said beside it.

    A word that bears a mark (qualifications.txt) is no outright name of a qualification and none in the list.
    """
    grades = list(_grades(passage))
    yield from grades
    seen = {"tax"} if grades else set()
    for hit in qualifications.words_in(passage.text):
        for word in hit.codes:
            if word not in seen and _demanded(passage, hit.start, hit.end, word):
                seen.add(word)
                yield Span("requirements", word, hit.start, hit.end, _sure(passage, hit.start, hit.end))


def _sure(passage: Passage, start: int, end: int) -> Sure:
    before, behind = passage.text[max(0, start - WINDOW) : start], passage.text[end : end + WINDOW]
    return "said" if DEMANDED.search(before) or DEMANDED_BEHIND.match(behind) else "likely"


def _demanded(passage: Passage, start: int, end: int, word: str) -> bool:
    entry = requirements.by_word(word)
    if entry is None or entry.value_kind != "none" or entry.security_word:
        return False
    before, behind = passage.text[max(0, start - WINDOW) : start], passage.text[end : end + WINDOW]
    denied = NOT_DEMANDED.search(before) and word not in qualifications.DENIALS_THEMSELVES
    if denied or ONLY_BETTER.match(behind):
        return False
    return word not in STATES or FOR_WHOM.search(before) is not None


def _grades(passage: Passage) -> Iterator[Span]:
    """纳税B级以上 → tax_grade:A|B; M级 stands below B."""
    for found in GRADED.finditer(passage.text):
        named = [letter for letter in (found[1] or found[4]).upper() if letter in BEST_FIRST]
        upward = found[3] or found[5]
        if upward:
            named = BEST_FIRST[: max(BEST_FIRST.index(letter) for letter in named) + 1]
        if NOT_DEMANDED.search(passage.text[max(0, found.start() - WINDOW) : found.start()]):
            continue
        yield Span("requirements", "tax_grade:" + "|".join(dict.fromkeys(named)), *found.span())
