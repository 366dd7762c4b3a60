"""Against what a product is lent: kinds that its text takes, and whether it goes without any."""

import re
from collections.abc import Iterator

from search.language.reader import security
from search.language.reader.draft import Span
from search.language.reader.passage import Passage
from search.language.reader.patterns import Hit

STOP = ",。;!?\n"
BEYOND = 24
PLEDGED = re.compile(rf"^[^{STOP}]{{0,{BEYOND}}}?(?:抵押|质押|抵质押|抵押物|作抵|担保|保证|增信|押)")
LISTED = re.compile(
    rf"(?:抵押物|质押物|押品|担保物|担保方式|增信方式|反担保|抵押|质押)[^{STOP}]{{0,{BEYOND}}}$"
)
STANDS_IN = re.compile(r"^[^,。;!?\n]{0,6}(?:担保|保证|提供|增信|承保|兜底)")
NOT_WANTED = re.compile(
    rf"(?:不用|不需要?|无需|无须|不必|免|不要求?|不接受|不收|不办理?|没有|除)[^{STOP}]{{0,8}}$"
)
BARE = r"(?:提供|任何|额外|再|房产|实物|资产|的|办理|追加)"
UNPLEDGED = re.compile(
    rf"(?:不用|不需要?|无需|无须|不必|不要求?|免(?:去|除|于)?|无)(?:{BARE}){{0,3}}(?:抵押|抵质押|质押|押品|抵押物)"
)
WITHOUT_ANY = re.compile(
    rf"纯信用|全信用|信用方式|信用放款|信用贷款|信用类贷款|凭信用|免担保|无担保|(?:不用|不需要?|无需|无须|不必|不要求?|免)(?:{BARE}){{0,3}}(?:担保|抵押(?:和|、|或|及|与|/)?担保)|无抵押(?:、|和|,)?无担保"
)

MODES = re.compile(r"担保方式[^,。;!?\n]{0,24}")
OF_MODES = {"信用": security.UNSECURED, "保证": "third_party"}


def read(passage: Passage) -> Iterator[Span]:
    """Words of security_types.csv, one of which suffices; 无需抵押 beside a guarantor is not unsecured."""
    kinds = [Span("security_accepted", hit.codes[0], hit.start, hit.end) for hit in _taken(passage)]
    yield from kinds
    for listed in MODES.finditer(passage.text):
        for words, kind in OF_MODES.items():
            if (place := listed[0].find(words)) > 0:
                start = listed.start() + place
                yield Span("security_accepted", kind, start, start + len(words))
    unsecured = WITHOUT_ANY.search(passage.text)
    if unsecured is None and not any(span.value in security.PERSONAL for span in kinds):
        unsecured = UNPLEDGED.search(passage.text)
    if unsecured:
        yield Span("security_accepted", security.UNSECURED, *unsecured.span())


def _taken(passage: Passage) -> Iterator[Hit]:
    for hit in security.kinds_in(passage.text):
        before, behind = (
            passage.text[max(0, hit.start - BEYOND) : hit.start],
            passage.text[hit.end :][:BEYOND],
        )
        words = passage.text[hit.start : hit.end]
        if NOT_WANTED.search(before):
            continue
        if hit.codes[0] in security.PERSONAL:
            if "保" in words or STANDS_IN.match(behind):
                yield hit
        elif "押" in words or PLEDGED.match(behind) or LISTED.search(before):
            yield hit
