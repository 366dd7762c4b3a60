"""What is done with a good where it stands: 卖, 种, 加工 before it, 厂, 店, 批发 behind it.

What stands directly behind decides (面粉厂), else the nearest verb before it (卖自家种的橘子: grown),
else what follows from counting (40亩草莓). A verb never lies inside another word: 服装 holds no 装.
"""

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from search.language.reader.passage import Passage
from search.language.reader.trade_lists import rows
from search.language.reader.trade_words import Found

REACH = 14  # characters before a good in which its verb is looked for
USED = ("旧", "废", "破", "二手")
YIELDING = ("firm", "grow", "deal")
LONGEST_VERB, LONGEST_TAIL, LONGEST_DEED = 4, 8, 4
# What may stand between a verb and its good: 卖点自家做的, 种了40亩. One unit a turn: it cannot run away.
GAP = re.compile(
    r"(?:了|着|过|点|些|的|起|汽车|摩托车|学校|学生|医院|单位|工地|机关|各种|各类|各式|自己|自家|家里|本地|当地|老家|农村|手工|传统|进口|国产|外贸|品牌|高档|中高端|特色|小|大|老|新|二手|生态|有机"
    r"|绿色|散养|优质|精品|定制|儿童|成人|女士|男士|那种|这种|这个|那个|这些|那些|林下|土|野生|纯|鲜|散装|正宗|地道|农家|山里|一片|片|活|冷冻|冰鲜|大型|中型|小型|高端|一次性|环保|新型|仿古|古法|\x22|“|”|《|》|「|」|叫||什么|多|出口|精密|高精度|船用|车用|矿用|车载|军用|智能|工业|民用|家用|商用|医用|农用|[\d.一二三四五六七八九十百千万几两来余半]"
    r"|亩|只|头|条|箱|棚|棵|株|口|池|栏|羽|群|窝|公顷|垄|块|家|个|间|台|套|批|栋|座|匹|峰|塘|张|种|地|田|山|年|一?辈子|大棚|荒山|水面|左右|坡|池塘|水库|林)*"
)
# Names between, which no list holds: 卖景德镇陶瓷. Only behind verbs that mean nothing else.
LOOSE = re.compile(
    r"[^在给为跟和把被让从到于与及或但就都也还想要买钱贷款借缺完吃用看病了\s\d]{1,5}|[到往给][^,，。\s]{1,6}的"
)
FAR_REACHING = re.compile(
    r"开|店名叫|店名是|店叫|招牌叫|招牌是"
    r"|进口|出口|外贸|卖|销售|专卖|批发|生产|加工|种植|养殖|种|制造|经销|代理|主营|专营"
)
SOLD = re.compile(
    r"了(?![\d一二三四五六七八九十百几两多]{1,3}年)|掉|完|光|不"
)  # 卖了两头牛: once, not for a living
MAKING = ("do", "make")
MACHINE = re.compile(r"(?:机[械器]?|设备)(?=的|厂|[,，。;；\s]|$)")  # 做饲料机的
COOKED = re.compile("卖[卤炸烤煮蒸酱熏炒煎烙]$")  # 卖卤鸭子 sells it
# What may follow a good of one character; behind anything else it is the beginning of another word.
FREE = re.compile(
    r"$|[^㐀-鿿]|[的了为已几十好和跟嘅哩滴噶咯农兼这三五两一二四六想要缺在也就呢啊嘛人阿个摊店户厂档商贩铺卖养种收做开送修跑拉来回到往]"
    r"|生意|大[姐妈叔]|老板|小[贩店摊]|加工|批发|养殖|种植|零售|公司|合作社"
)
# A thing for the good, of it, or beside it: the good itself is not what is dealt in.
TAIL = re.compile(
    r"设备|机(?!构|械厂)|材料|原料|配料|芯|秸|秆|渣|[费款钱证壳套罐袋盒架垫膜器车盘杯盖皮绳苗肥价展镇局药]|[路街](?![边上])|网(?![上店络])|节(?![前后])|村(?!里)|水(?![果产])|执照|保险|补贴|贷|协会|商会"
    r"|部门|市场|城|专业|技术|用具|工具|模具|机械|种子|饲料|棚(?!户)|厂房|产业链"
    r"|文化|之乡|园区|租赁|出租|回收|维修"
)
OF_WORKS = re.compile(r"的[小大老个]?(?:[一-鿿]{0,4}厂(?!家[直拿])|作坊|车间)")
OF_SHOP = re.compile(r"的[小老]?(?:店|铺|门店|门面|夫妻店|门市)")
OF_FIRM = re.compile(r"的(?:小|贸易|商贸)?(?:公司|企业|商行)")
OF_FARM = re.compile(r"的(?:农户|种植户|养殖户|大户|合作社|基地|家庭农场|农场)")
OF_WHOM = (
    ("do", OF_WORKS, "works"),
    ("do", OF_SHOP, "sell"),
    ("sell", OF_FIRM, "wholesale"),
    ("wholesale", OF_WORKS, "make"),
    ("supply", OF_FARM, "grow"),
)
MANY = r"[\d一二三四五六七八九十百千万几两]\s?[多来余]?"
COUNTED = MANY + r"(?:头|只|羽|匹|峰|栏|口|窝|群|箱|亩|棚|棵|株|公顷|个大棚|口塘)"
COUNT_BEFORE = re.compile(rf"(?:{COUNTED}(?:的|地|田|山)?|存栏|承包的?)$")
# What befalls only what one grows: 猪瘟, 草莓冻死了.
COUNT_BEHIND = re.compile(
    rf"^(?:存栏|养了|种了|有|共)?[\d.一二三四五六七八九十百千万几两]{{0,8}}{COUNTED}"
    r"|^(?:全部?|都|又|也|遭了?|得了?|树)?(?:瘟|[病冻淹旱热]?死|[发生]病|疫|出栏|口蹄疫|下崽|产蛋|绝收|减产|受灾|被淹|遭灾|冻[坏害]|挂果|丰产|丰收|欠收|歉收|卖[了得不])"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """Places inside the words found, and inside those of them that name something."""

    words: frozenset[int]
    goods: frozenset[int]

    @classmethod
    def by(cls, found: Iterable[Found]) -> "Taken":
        others = [one for one in found if one.word not in _words("before")]  # 批发 of 批发雪糕 is a deed
        places = [(place, one.entry.hides) for one in others for place in range(one.start, one.end)]
        return cls(frozenset(p for p, _ in places), frozenset(p for p, hides in places if not hides))


@dataclass(frozen=True, slots=True)
class Deed:
    """`name` of activities.csv; the words that say so, with the good between, stand from `start` to `end`."""

    name: str
    start: int
    end: int


def deed_of(passage: Passage, found: Found, taken: Taken) -> Deed | None:
    """What is done with a good; None where it only stands there. `taken`: the places of all words found."""
    behind = passage.behind(found.end)
    verb, tail = _verb(passage, found, taken), _tail(behind or _further(passage, found.end))
    if len(found.word) == 1 and not (FREE.match(behind) and (tail or verb)):
        return _counted(passage, found, behind)
    start = verb.start if verb else found.start
    if tail:
        name, size = tail
        if name == "sell" and found.word.endswith("加工"):
            name = "works"  # 粮食加工店 works for others behind a shop's door
        if name == "wholesale" and behind.startswith("档") and found.entry.good.by("serve"):
            name = "sell"  # 炒饭档
        dealt = name == "deal" and verb and verb.name == "do"  # 做木材生意; but 养羊生意 is said by its verb
        if name in YIELDING and verb and not dealt and (verb.name == "buy") == (name == "grow"):
            name = said_to_be(verb.name, found.word, behind)  # 买草莓地膜, 做茶叶公司
        return Deed(name, start, found.end + (size if behind else 0))
    if verb and verb.name in MAKING and (machine := MACHINE.match(behind)):
        return Deed("machine", start, found.end + machine.end())
    if TAIL.match(behind) and found.end not in taken.goods:
        return None
    if verb:
        return Deed(said_to_be(verb.name, found.word, behind), start, found.end)
    return _counted(passage, found, behind)


def said_to_be(verb: str, word: str, behind: str) -> str:
    """收旧家电 recycles it; 做蜜饯的厂 makes it, 做配件的店 sells it."""
    if verb == "gather" and word.startswith(USED):
        return "recycle"
    return next((deed for said, behind_it, deed in OF_WHOM if verb == said and behind_it.match(behind)), verb)


def verb_before(passage: Passage, found: Found, taken: Taken) -> str | None:
    """The name of the nearest verb before any word."""
    verb = _verb(passage, found, taken)
    return verb.name if verb else None


def _counted(passage: Passage, found: Found, behind: str) -> Deed | None:
    if found.entry.good is None or found.entry.good.usual != "grow":
        return None
    beyond = behind or passage.text[found.end + 1 : found.end + 16]  # 滩羊 养了两百只
    if COUNT_BEFORE.search(passage.before(found.start)[-REACH:]) or COUNT_BEHIND.match(beyond):
        return Deed("grow", found.start, found.end)
    return None


def _verb(passage: Passage, found: Found, taken: Taken) -> Deed | None:
    """The nearest verb in the same clause, with nothing between it and the good but what may stand there."""
    before = passage.before(found.start)[-REACH:]
    offset = found.start - len(before)
    for gap in (GAP, LOOSE) if len(found.word) > 1 else (GAP,):
        verb = _nearest(before, gap, offset, taken)
        if verb and (gap is GAP or FAR_REACHING.fullmatch(before[verb.start - offset : verb.end - offset])):
            return verb
    return None


def _nearest(before: str, gap: re.Pattern[str], offset: int, taken: Taken) -> Deed | None:
    for end in range(len(before), 0, -1):
        for size in range(min(LONGEST_VERB, end), 0, -1):
            name = _words("before").get(before[end - size : end])
            free = name and taken.words.isdisjoint(range(offset + end - size, offset + end))
            clear = gap is GAP or taken.goods.isdisjoint(range(offset + end, offset + len(before)))
            if name and free and clear and gap.fullmatch(before[end:]):
                sold = name == "sell" and SOLD.match(before[end:])
                if name == "make" and COOKED.search(before[:end]):
                    return Deed("cooked", offset + end - size - 1, offset + end)
                return Deed("sold" if sold else name, offset + end - size, offset + end)
    return None


def _further(passage: Passage, end: int) -> str:
    """当归 收购: what stands behind a blank, to the end of its own clause, if it is one deed."""
    following = passage.behind(end + 2)
    words = passage.text[end + 1 : end + 2] + following
    return words if passage.text[end : end + 1] == " " and len(words) <= LONGEST_DEED else ""


def _tail(behind: str) -> tuple[str, int] | None:
    """The longest word directly behind the good that says what is done with it, and its length."""
    for size in range(min(LONGEST_TAIL, len(behind)), 0, -1):
        name = _words("behind").get(behind[:size])
        if name:
            return name, size
    return None


@functools.cache
def _words(side: str) -> dict[str, str]:
    return {
        word: row["activity"]
        for row in rows("activities.csv")
        if row["side"] == side
        for word in row["words"].split("|")
    }
