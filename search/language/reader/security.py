"""What is offered as security.

Owning is not offering: a kind counts where the words pledge it (厂房可抵 · 拿专利质押 · 挖机可以抵押),
and not where they deny it or say that it is pledged elsewhere. Who asks whether it can be pledged
(大棚能抵不) offers it, likely only, and is asked.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest

from search import taxonomy
from search.language.reader import denial, no_security
from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage
from search.language.reader.patterns import Hit, Patterns
from search.language.reader.trade_lists import Good

MACHINES = ("21", "34", "35", "36", "37", "38", "39", "40")  # kept for use
PLEDGED_GOODS = re.compile(
    r"(?:[都也还]|可以|[能可想要]|愿意|拿来|拿去|用来|全部?)*(?:质押|抵押|押给|押(?=$|[,，。;；\s贷借])|[作做]抵)"
)
PERSONAL = frozenset({"third_party", "joint", "guarantee_company"})
TOGETHER, UNSECURED = "joint", "credit"
SHORTEST = 2  # characters of a taxonomy's everyday word
PLEDGED = "押"  # 货押: the noun and the deed in one
WINDOW = 40  # characters looked at on either side
END = r",。;!?\n:\s"
DEED = r"(?:抵押|质押|作押|做押|可押|能押|押|可抵|能抵|好抵|抵给|来抵|去抵|作抵|做抵)"
NUMERAL = "[0-9一二三四五六七八九十两百]"
CAN = (
    r"(?:(?:都|也|还|随时)?"
    r"(?:能不能|可不可以|能否|可否|可供|可用作?|可以提供|可以|可|能够?|愿意?|同意|答应|肯|拿来|拿去|用来|想|准备|打算))"
)
ONE_OF = r"(?:(?:其中|里面|里头|拿|有|就|那)?的?[一两几二三][条辆台套间艘块张栋处](?:是)?)"
OWNERS = r"(?:他们|她|他|家里人?|父母|爸妈|老婆|老公|对方|我们?)"
# 厂房可抵; and in a clause behind it, with no other kind between: 店面是我的，可以抵押; 有张存单，质押贷40万.
SUM_AND_OWNER = (  # 存单有30万在我爸名下可以质押
    rf"(?:(?:里?有|是|总共)?{NUMERAL}{{1,6}}[万千]?(?:多|来)?(?:块钱?|元)?)?(?:(?:的?在|写在)?[^{END}]{{1,5}}名下)?"
)
PLEDGE_NEAR = re.compile(
    rf"{SUM_AND_OWNER}[^{END}]{{0,10}}?(?:{DEED}|抵(?=$|[{END}贷个点了]|{NUMERAL})|担保贷|融资(?!租赁)|贴现|变现|转让(?=给|去|来|$|[{END}贷融])|保理|确权|担保(?!公司|人)"
    rf"|(?:放|压|搁|存|交)(?:在|到|给)?(?:你们|贵行|咱行|行里))"
)
PLEDGE_NEXT = re.compile(
    rf"[^{END}]{{0,16}}[,;\s]\s?(?:[^{END}]{{0,12}}[,;\s]\s?){{0,2}}(?:{OWNERS}|{ONE_OF})?(?:(?:{CAN}{{1,2}}(?:再|用来|拿来|做|作|去|办)?|再|想再|二次)?"
    rf"(?:抵押|质押|押|贴现|变现|转让(?=给|$|[{END}])|抵(?=$|[{END}贷]))|(?:{CAN})?[拿用凭以](?:这个?|它|这些|那个)[^{END}]{{0,3}}(?:{DEED}|贷|融资|借|贴现|变现|保理))"
)
# 抵押物是县城一套房; 抵押自家厂房.
PLEDGE_BEFORE = re.compile(
    rf"(?:抵押|质押|押上|(?:可以|愿意?|同意|肯|[能想来先再])[押抵])(?:[上了个我]|自家的?|自己的?|家里的?|一[套辆台条])?$|(?:^|[{END}想要能可先再就来去])押(?:这个?|那个?)?$|确权的?$|(?:抵押|质押|担保|押)[物品]?[是有为用:][^{END}]{{0,8}}$"
)
BY_MEANS = re.compile(
    r"[拿用以凭靠](?:我们?|自己|自家|家里?|老家|公司|厂里|店里|现有|这[套台辆个]?|[^,。;!?\n\s]{1,5}(?=的))?的?(?:[一两][套辆台条])?$"
)
LENDING = re.compile(rf"[^{END}]{{0,4}}(?:贷|借|融资|换点?钱|换资金)")
# Who stands surety offers by being named: 有担保人, 可以联保, 朋友愿意担保.
READY = re.compile(
    rf"(?:[有可能愿肯找请让由跟和与个用]|提供|同意|答应|[几二两三四五六七八九十\d][户家])[^{END}]{{0,8}}$"
)
WILLING = re.compile(
    rf"[^{END}]{{0,3}}(?:可以|愿意|[能肯来做作给]|答应|同意|也行|都行|没问题|担保|出面)|有(?=$|[,。;!?\s])"
)
OWN_WILL = re.compile(r"^有|^担保方式|愿意|可以|[能肯给帮]|连带|抱团|提供|签字|答应|同意")
# 仓单能质押吗, 能不能拿车抵押.
ASKED = re.compile(
    rf"[^{END}]{{0,10}}(?:抵押|质押|[押抵]|担保|联保)[^{END}贷借]{{0,3}}(?:[吗么]|不(?=$|[{END}])|行不行|可不可以|能不能)"
    rf"|[^{END}]{{0,4}}(?:能不能|可不可以|可否|能否|行不行|是否[可能])"
)
ASKING = re.compile(rf"(?:能不能|可不可以|可否|能否|是否可?[以能]|怎么|如何)[拿用以把]?[^{END}]{{0,4}}$")
UNPLEDGED = re.compile(
    rf"[^{END}]{{0,4}}(?:(?:能不能|可不可以|能否|可否)(?:不|别|免)|要不要|用不用|需不需要)"
)
REFUSED_PLEDGE = re.compile(r"(?:不|别)[^,。;!?\n]{0,4}[抵押动][^。;!?\n]{0,10}$")
SPARED = re.compile(
    rf"(?:能不能|可不可以|能否|可否)(?:不|别|免)[^{END}]{{0,6}}$|(?:要不要|用不用|需不需要|是否需要|是不是要|非要|非得|除了|除开|除去)[^{END}]{{0,6}}$"
)
OF_PLEDGES = re.compile(r"[押抵]|担保|作保")
ALLOWED = re.compile(rf"(?:倒是?|都|也|就|还)?(?:可以|[能行])(?=$|[{END}])")  # 房子不抵，机器可以
ELSEWHERE = re.compile(
    rf"(?!都?[可能愿想也])[^{END}]{{0,6}}(?:已经?|早就|还在|正在)?(?:抵?押给(?![你您恁贵咱])|抵给(?![你您恁贵咱])|抵?押在|抵?押出去|抵押[了过到]|押[了着](?!换|贷|周转|借|能)|被押|在抵押"
    r"|在按揭|按揭[中着还]|有贷款|被查封|封了)"
)
# 收益权质押给银行 offers; 房子早押给银行了 does not.
TO_A_BANK = re.compile(rf"[^{END}已早就都]{{0,4}}?(?:质押|抵押|押)给银行(?=$|[{END}贷融借])")
PAPERS = re.compile(r"[证本]$")
HAS = re.compile(r"(?:都|也|是)?(?:有|办了|的|领了|拿了|办好了)?")
WITHIN = re.compile(r"(?:里面?|里头|内)(?:的|那|存|囤|压)")  # 铺子里的玉器
RENTED = re.compile(rf"[^{END}]{{0,3}}是?[租借][的来]")
BOUGHT = re.compile(rf"(?:[买购换添进上]|新增)(?![的了过])[^{END}]{{0,8}}$")
UNABLE = re.compile(
    rf"[^{END}]{{0,6}}?(?:(?<![能可行])不(?!动产|够)|没法|没办法|别)[^{END}]{{0,4}}?[抵押]|[^{END}]{{0,6}}?(?:抵押|[押抵])不[了出成动]"
)


def read(passage: Passage) -> Iterator[Span | Question]:
    """Kinds that are offered, each once; then whether there is none at all, or some."""
    hits = [hit for hit in _without_papers(passage.text) if not _is_excluded(passage, hit)]
    for hit, following in zip_longest(hits, hits[1:]):
        before, behind = _around(passage.text, hit)
        word = taxonomy.securities.broader(hit.codes[0])
        asked = bool(ASKED.match(behind) or ASKING.search(before))
        if asked:
            name = taxonomy.securities.by_word(word).name
            yield Question("collateral_offered", f"您愿意用{name}作担保吗？")
        in_question = asked and OF_PLEDGES.search(before[-6:] + behind[:12])
        if in_question or _is_pledged(passage.text, hit, following):
            yield Span("collateral_offered", word, hit.start, hit.end, "likely" if asked else "said")
    if not hits:
        yield from _goods(passage)
    yield from no_security.read(passage)


def _goods(passage: Passage) -> Iterator[Span]:
    """库里的黄芪拿来押: goods of any trade, of which no list of securities knows."""
    for word in passage.trade_words:
        good = word.entry.good
        if good and PLEDGED_GOODS.match(passage.text, word.end) and not _is_machine(good):
            before = passage.text[max(0, word.start - WINDOW) : word.start]
            if not (denial.denied(passage, word.start, word.end) or BOUGHT.search(before)):
                yield Span("collateral_offered", "inventory", word.start, word.end, "likely")
                return


def _is_machine(good: Good) -> bool:
    return not good.by("make") or any(code.startswith(MACHINES) for code in good.by("make"))


def _without_papers(text: str) -> Iterator[Hit]:
    """Every kind named, but for the papers of what stands before them: 大棚有不动产证."""
    end = 0
    for hit in _patterns().find(text):
        if not (end and PAPERS.search(text[hit.start : hit.end]) and HAS.fullmatch(text, end, hit.start)):
            yield hit
        end = hit.end


def _around(text: str, hit: Hit) -> tuple[str, str]:
    return text[max(0, hit.start - WINDOW) : hit.start], text[hit.end : hit.end + WINDOW]


def _is_excluded(passage: Passage, hit: Hit) -> bool:
    """Lacking, unwanted, rented, pledged to somebody else, yet to be bought, or not able to be pledged."""
    before, behind = _around(passage.text, hit)
    if denial.denied(passage, hit.start, hit.end):
        return True
    elsewhere = ELSEWHERE.match(behind) and not TO_A_BANK.match(behind)
    ours = not (elsewhere or RENTED.match(behind) or UNABLE.match(behind))
    if WITHIN.match(behind) or UNPLEDGED.match(behind) or SPARED.search(before):
        return True
    ours = ours or BY_MEANS.search(before) is not None
    return not ours or BOUGHT.search(before) is not None


def _is_pledged(text: str, hit: Hit, following: Hit | None) -> bool:
    before, behind = _around(text, hit)
    if hit.codes[0] == TOGETHER:
        return not behind.startswith("贷")
    if hit.codes[0] in PERSONAL:
        named = text[hit.start : hit.end]
        return bool(READY.search(before) or WILLING.match(behind) or OWN_WILL.search(named))
    if PLEDGED in text[hit.start : hit.end] or PLEDGE_NEAR.match(behind) or PLEDGE_BEFORE.search(before):
        return True
    if BY_MEANS.search(before) and LENDING.match(behind):
        return True
    if ALLOWED.match(behind) and REFUSED_PLEDGE.search(before):
        return True
    room = following.start - hit.end if following else WINDOW
    return hit.end - hit.start >= SHORTEST and PLEDGE_NEXT.match(behind[:room]) is not None


def kinds_in(text: str) -> Iterator[Hit]:
    """Every kind of security that a folded text names, offered or not."""
    return _patterns().find(text)


@cache
def _patterns() -> Patterns:
    own = (
        (alias, entry.word)
        for entry in taxonomy.securities.all()
        for alias in (entry.name, *entry.aliases)
        if entry.word != UNSECURED and len(alias) >= SHORTEST and PLEDGED not in alias
    )
    return Patterns("securities.txt", own)
