"""What a place in a text is to its writer: where the business is run, or something else.

A dish, a customer, a supplier, a bank, a road, a destination or where somebody comes from is no address.
The words right beside a place decide (`place_signs`).
"""

from search import taxonomy
from search.language import dictionary, surnames, tokens
from search.language.gazetteer import FIRM
from search.language.mentions import Mention
from search.language.reader import place_signs as signs

HOME, LIKELY, PLAIN, FAINT, DOUBT, AWAY = 4, 3, 2, 1, 0, -1
NAMES = frozenset({"nr", "nz", "ns"})  # kinds of words in the general dictionary


def standing(text: str, mention: Mention) -> int:
    """HOME, LIKELY, PLAIN where nothing is said, FAINT, DOUBT, or AWAY, for a place that the text names.

    A FAINT one counts where there is no other; of one in DOUBT the writer is asked.
    """
    before, behind = signs.around(text, mention.start, mention.end)
    if signs.CALLED_THEN.search(before) and signs.THEN.match(behind):
        return LIKELY
    if _elsewhere(text, mention, before, behind):
        return AWAY
    if signs.FROM.search(before):
        return LIKELY if signs.ROUTE.match(behind) and not signs.THEIRS.match(behind) else AWAY
    if signs.BANK.match(behind) and not signs.IN.search(before):
        return _of_a_bank(behind, mention)
    if signs.NATIVE.match(behind) or signs.PEOPLE.match(behind):
        return HOME if signs.NATIVE.match(behind) else _of_people(text, mention, behind)
    if signs.STAYED.match(behind) or signs.STOCKED.search(before):
        return LIKELY
    if signs.SETTLES.match(behind) and signs.ARRIVED.search(before):
        return HOME
    if signs.HERE.search(before) and signs.GROWN.match(behind):
        return LIKELY
    if signs.OTHERS.search(before) or signs.THEIRS.match(behind):
        return AWAY
    said = _of_an_address(text, before, behind)
    return _by_trade(text, mention, before, behind) if said is None else said


def _elsewhere(text: str, mention: Mention, before: str, behind: str) -> bool:
    """Denied, left behind, a road's name or a person's."""
    past = signs.NOT_HERE.search(before) or signs.PAST.search(before)
    return bool(past or signs.ROAD.match(behind)) or _given_name(text, mention)


def _given_name(text: str, mention: Mention) -> bool:
    """Whether it is the given name of a person: 老板王建平."""
    surname = text[max(0, mention.start - 1) : mention.start]
    return bool(surnames.beginning(surname) and signs.NAMED.search(text[: mention.start - 1][-signs.REACH :]))


def _of_an_address(text: str, before: str, behind: str) -> int | None:
    """Where words for an address, a plan or a way stand before the name."""
    if signs.PLANNED.search(before) or signs.MOVES.search(before):
        return FAINT
    if signs.ADDRESS.search(before):
        return HOME
    if signs.OLD_HOME.search(before):
        return LIKELY if signs.RETURNED.search(text) else DOUBT
    if signs.WON.search(before):
        return FAINT
    if signs.TOWARDS.search(before):
        there = signs.DRIVES.search(before) and signs.ROUTE.match(behind)
        return LIKELY if there or signs.SOLD_THERE.match(behind) else AWAY
    return None


def _by_trade(text: str, mention: Mention, before: str, behind: str) -> int:
    """Of a place that neither an address nor somebody else is named with."""
    if signs.SOLD.search(before) and signs.PREMISES.match(behind):
        return FAINT
    if signs.SOLD.search(before) or signs.STYLE.search(before):
        return AWAY
    if goods := _goods_behind(text, mention, behind):
        grown = signs.MAKER.match(behind, goods) or signs.GROWS.search(text)
        if signs.IN.search(before) or (grown and not signs.MADE.search(before)):
            return FAINT
        return AWAY if signs.MADE.search(before) else DOUBT
    if signs.MADE.search(before) and behind and not signs.BESIDE.match(behind):
        return DOUBT
    if signs.IN.search(before):
        return HOME if signs.WORK.search(behind[:12]) else LIKELY
    if signs.HERE.search(before) or signs.BESIDE.match(behind) or signs.ROUTE.match(behind):
        return LIKELY
    name = mention.hold == FIRM or _sounds_like_a_place(text, mention)
    starts = name and signs.STARTS.match(behind)
    said_of_firms = (
        mention.hold != FIRM
        and text[mention.start : mention.start + 2] in signs.ABSTRACT
        and not behind.strip()
    )
    alone = signs.ALONE.fullmatch(behind.strip()) and not said_of_firms
    return LIKELY if not before.strip() and (starts or alone) else PLAIN


def _sounds_like_a_place(text: str, mention: Mention) -> bool:
    """Whether ordinary language knows the word as a name or not at all: 建德, 店口, and not 合作 or 平安."""
    word = text[mention.start : mention.name_end]
    return bool(mention.code) and (not tokens.is_word(word) or tokens.kind_of(word) in NAMES)


def _of_people(text: str, mention: Mention, behind: str) -> int:
    """西平人 says where somebody lives who comes from a county and names no other place; 四川人 does not."""
    code = mention.code
    if not code or taxonomy.regions.get(code).level != "county" or signs.ABROAD.search(text):
        return DOUBT
    return FAINT if mention.hold == FIRM or behind.strip() != "人" else LIKELY  # 无为人


def _of_a_bank(behind: str, mention: Mention) -> int:
    """南京农商银行 is a name; 河北宁晋银行说 speaks of banks there. A town's own bank leaves doubt."""
    if mention.parts > 1:
        return PLAIN
    return DOUBT if signs.LOCAL_BANK.match(behind) else AWAY


def _goods_behind(text: str, mention: Mention, behind: str) -> int:
    """Where the words end that are sold everywhere under this place's name (兰州拉面); else 0."""
    if mention.parts > 1:
        return 0
    words = text[mention.start : mention.name_end]
    sold = [goods for i in range(len(words) - 1) for goods in dictionary.goods_of_places().get(words[i:], ())]
    lead = signs.LEAD.match(behind).end()
    return max((lead + len(goods) for goods in sold if behind.startswith(goods, lead)), default=0)
