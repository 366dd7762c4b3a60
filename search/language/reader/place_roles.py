"""What a place in a text is to its writer: where the business is run, or something else.

A dish, a customer, a supplier, a bank, a road, a destination or where somebody comes from is no address.
The words right beside a place decide (data/place_roles.txt); all patterns look at a few characters only.
"""

import re

from search.language import dictionary, surnames, tokens
from search.language.gazetteer import FIRM
from search.language.mentions import Mention

HOME, LIKELY, PLAIN, FAINT, DOUBT, AWAY = 4, 3, 2, 1, 0, -1
REACH = 24  # characters looked at on each side, inside the clause
EDGE = re.compile(r"[,。;!?\n、:()|\[\]【】《》“”\"'*#~☀-➿\U0001f000-\U0001faff]|(?<=[^\s\d])\s+(?=\S)")

LEAD = re.compile(r"(?:的|正宗|老牌)?")
BLANK = re.compile(r"\s")
NEEDS_MORE = re.compile(r"[在从到去往由来于是]$")


def _any(kind: str) -> str:
    """One of the words of a kind, the longest first."""
    return f"(?:{'|'.join(sorted(dictionary.place_roles()[kind], key=len, reverse=True))})"


def _before(kind: str, tail: str = "") -> re.Pattern[str]:
    """Words of a kind right before the name."""
    return re.compile(f"{_any(kind)}{tail}$")


def _behind(kind: str, tail: str = "") -> re.Pattern[str]:
    """Words of a kind right behind the name."""
    return re.compile(f"{SIDE}{_any(kind)}{tail}")


UNIT = r"(?:省|市|县|区|州|城)?"
SIDE = rf"{UNIT}(?:(?:批发)?市场|那边|这边|那里|这里|那儿|这儿|一带|附近|周边|本地|当地)?的?"
ARRIVED = re.compile(r"(?<![卖销送发运寄供跑拉口])到$")
IN, FROM = re.compile(r"在$"), re.compile(r"(?:从|由|(?<!来)自|打)$")
ADDRESS = _before("address", r"[:是为了于在\s]{0,3}")
HERE = _before("here")
NOT_HERE = _before("not_here")
PAST = _before("past", r"(?:就|都|也|一直)?(?:在|是|去|到)")
PLANNED = _before("planned", r"(?:着|再|也|又|还|把[店厂])?(?:在|去|到)")
MOVES = re.compile(rf"{_any('planned')}[^,。;]{{0,6}}搬[到去]$")
DRIVES = re.compile(r"(?:跑|往返于?|开|拉)$")
TOWARDS = _before("towards", r"[了过着]?")
OTHERS = _before(
    "others", r"(?:主要|基本|大多数?|多|都|全|也|还|就|是|在|从|来自|发往|发|卖|到|有|:|于|往){0,4}"
)
OLD_HOME = _before("old_home", r"[就都也是在的:]{0,3}")
RETURNED = re.compile(_any("returned"))
SOLD = _before("sold", r"(?:的是|[些点了着过的是]|各种|各地|正宗|地道|一些|几种|一批){0,3}")
NAMED = _before("named", r"[:\s]{0,2}")
MADE = _before("made", r"(?:的是|[了着过的是一两几个家间些点小新]|正宗|地道){0,4}")
STYLE = re.compile(rf"(?<![在回到]){_any('style')}的?$")
GROWN = re.compile(r"(?:这边|这里|本地|当地)?(?:的?特产|产的|出产|[种养出])")  # 我们金乡产的蒜
PEOPLE = _behind("people", rf"(?<!人(?={_any('not_people')}))")
NATIVE = _behind("native")
ROUTE = re.compile(rf"{UNIT}\s?{_any('route')}\s?(?=[^\d\s])")
THEIRS = _behind("theirs", r"(?<!货(?=[车运架站场柜拉]))")
BANK = re.compile(rf"{UNIT}{_any('bank_kind')}{{0,2}}{_any('bank')}")
LOCAL_BANK = re.compile(UNIT + _any("local_bank"))
ROAD = re.compile(
    r"[东西南北中新老环一二三四]{0,2}"
    r"(?:路(?![边口上过人况灯子])|大道|大街(?!小巷)|街(?![道上头边区坊])|巷(?![子口道])|弄(?![了个到好得过点])|胡同|高速|国道|线(?![上下]))"
)
BESIDE = re.compile(rf"{UNIT}的?{_any('beside')}")
ALONE = re.compile(rf"{UNIT}(?:{_any('beside')}|边上?|旁边?|里|上)?的?[啊呀哈呢哦嘛]?")
STARTS = re.compile(rf"{UNIT}(?:的|这边|那边)?(?:一?[家个])?[想要]?{_any('work')}")
GROWS = re.compile(r"[种养][了着]|[一二三四五六七八九十百0-9]亩|大棚|果园|茶园|果农|采摘|挂果|鱼塘|蟹塘")
MAKER = re.compile(rf".{{0,6}}?{_any('maker')}")
WORK = re.compile(_any("work"))
# Who worked somewhere and wants to open a shop stays there, if no way home is spoken of.
STAYED = re.compile(
    rf"{UNIT}(?:这边|那边)?(?:打工|务工|上班)[^,。;!?回返]{{0,8}}"
    r"(?:(?:想|打算|准备|要)[^,。;!?回返]{0,3}[开做办租盘接摆]|(?:自己|就)?[开办创]了)"
)
NAMES = frozenset({"nr", "nz", "ns"})  # kinds of words in the general dictionary
SETTLES = re.compile(rf"{UNIT}来?{_any('settles')}")


def standing(text: str, mention: Mention) -> int:
    """HOME, LIKELY, PLAIN where nothing is said, FAINT, DOUBT, or AWAY, for a place that the text names.

    A FAINT one counts where there is no other; of one in DOUBT the writer is asked.
    """
    before, behind = around(text, mention.start, mention.end)
    if NOT_HERE.search(before) or PAST.search(before) or ROAD.match(behind) or _given_name(text, mention):
        return AWAY
    if FROM.search(before):
        return LIKELY if ROUTE.match(behind) and not THEIRS.match(behind) else AWAY
    if BANK.match(behind) and not IN.search(before):
        return _of_a_bank(behind, mention)
    if NATIVE.match(behind):
        return HOME
    if PEOPLE.match(behind):
        return DOUBT
    if STAYED.match(behind):
        return LIKELY
    if SETTLES.match(behind) and ARRIVED.search(before):
        return HOME
    if HERE.search(before) and GROWN.match(behind):
        return LIKELY
    if OTHERS.search(before) or THEIRS.match(behind):
        return AWAY
    said = _of_an_address(text, before, behind)
    return _by_trade(text, mention, before, behind) if said is None else said


def _given_name(text: str, mention: Mention) -> bool:
    """Whether it is the given name of a person: 老板王建平."""
    surname = text[max(0, mention.start - 1) : mention.start]
    return bool(surnames.beginning(surname) and NAMED.search(text[: mention.start - 1][-REACH:]))


def _of_an_address(text: str, before: str, behind: str) -> int | None:
    """Where words for an address, a plan or a way stand before the name."""
    if PLANNED.search(before) or MOVES.search(before):
        return FAINT
    if ADDRESS.search(before):
        return HOME
    if OLD_HOME.search(before):
        return LIKELY if RETURNED.search(text) else DOUBT
    if TOWARDS.search(before):
        return LIKELY if DRIVES.search(before) and ROUTE.match(behind) else AWAY
    return None


def _by_trade(text: str, mention: Mention, before: str, behind: str) -> int:
    """Of a place that neither an address nor somebody else is named with."""
    if SOLD.search(before) or STYLE.search(before):
        return AWAY
    if goods := _goods_behind(text, mention, behind):
        grown = MAKER.match(behind, goods) or GROWS.search(text)
        if IN.search(before) or (grown and not MADE.search(before)):
            return FAINT
        return AWAY if MADE.search(before) else DOUBT
    if MADE.search(before) and behind and not BESIDE.match(behind):
        return DOUBT
    if IN.search(before):
        return HOME if WORK.search(behind[:12]) else LIKELY
    if HERE.search(before) or BESIDE.match(behind) or ROUTE.match(behind):
        return LIKELY
    name = mention.hold == FIRM or _sounds_like_a_place(text, mention)
    starts = name and STARTS.match(behind)
    if not before.strip() and (starts or ALONE.fullmatch(behind.strip())):
        return LIKELY
    return PLAIN


def _sounds_like_a_place(text: str, mention: Mention) -> bool:
    """Whether ordinary language knows the word as a name or not at all: 建德, 店口, and not 合作 or 平安."""
    word = text[mention.start : mention.name_end]
    return bool(mention.code) and (not tokens.is_word(word) or tokens.kind_of(word) in NAMES)


def _of_a_bank(behind: str, mention: Mention) -> int:
    """南京银行 is a name; 河北宁晋银行说 speaks of banks there. A town's own bank leaves doubt."""
    if mention.parts > 1:
        return PLAIN
    return DOUBT if LOCAL_BANK.match(behind) else AWAY


def _goods_behind(text: str, mention: Mention, behind: str) -> int:
    """Where the words end that are sold everywhere under this place's name (兰州拉面); else 0."""
    if mention.parts > 1:
        return 0
    words = text[mention.start : mention.name_end]
    sold = [goods for i in range(len(words) - 1) for goods in dictionary.goods_of_places().get(words[i:], ())]
    lead = LEAD.match(behind).end()
    return max((lead + len(goods) for goods in sold if behind.startswith(goods, lead)), default=0)


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """The words of the same clause before and behind a place, at most REACH characters each.

    A blank beside the name ends the clause, unless a word stands before it that needs one (在 杭州).
    """
    before, behind = text[max(0, start - REACH) : start], text[end : end + REACH]
    if before[-1:].isspace():
        before = before.rstrip() if NEEDS_MORE.search(before.rstrip()) else ""
    edges = list(EDGE.finditer(before))
    edge = BLANK.match(behind) or EDGE.search(behind)
    return before[edges[-1].end() if edges else 0 :].lstrip(), behind[: edge.start()] if edge else behind
