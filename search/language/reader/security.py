"""What is offered as security, and whether the borrower says to have none.

Owning is not offering: a kind counts where the words pledge it (厂房可抵 · 拿专利质押 · 船有证，可以抵押),
and not where they deny it, ask whether it can be pledged, or say that it is pledged elsewhere.
"""

import re
from collections.abc import Iterator
from functools import cache

from search import taxonomy
from search.language.reader import denial
from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage
from search.language.reader.patterns import Hit, Patterns

PERSONAL = frozenset({"third_party", "joint", "guarantee_company"})
UNSECURED = "credit"
SHORTEST = 2  # characters of a taxonomy's everyday word
PLEDGED = "押"  # 货押: the noun and the deed in one
STOP = r",。;!?\n:"
# A pledge behind the noun: in its clause, or beginning the next one.
PLEDGE_BEHIND = re.compile(
    rf"^[^{STOP}]{{0,10}}?(?:抵押|质押|作押|做押|押|可抵|能抵|抵给|来抵|去抵|作抵|做抵|抵(?=$|[{STOP}\s贷])|担保贷|融资(?!租赁)|贴现|作保|做担保|作担保)"
    rf"|^[^{STOP}]{{0,8}}[,;\s]\s?(?:都)?(?:可以|能|可|愿意|愿|拿来|拿去|用来|也可以|可拿来|可用来|能拿来)(?:用来|拿来|做|作|去|用作|办)?(?:抵押|质押|押|抵)"
)
PLEDGE_BEFORE = re.compile(
    r"(?:抵押|质押|押上|押了|押|抵)(?:物|品|的|物是|物有|物为|上|一套|一辆|一台|一条|自家|自己|我|家里|了|个|是|有|:|为|的是){0,3}$"
    r"|(?:抵押|质押|担保|押)(?:物|品)?(?:是|有|为|用|:)[^,。;!?\n]{0,8}$"
)
BY_MEANS = re.compile(
    r"(?:拿|用|以|凭|靠)(?:我|我们|自己|自家|家里|家|老家|公司|厂里|店里|现有|这|这个|这套|这台|这辆)?的?(?:一套|一辆|一台|一条|两套|两辆)?$"
)
LENDING = re.compile(r"^[^,。;!?\n]{0,4}(?:贷|借|融资|换点?钱|换资金)")
# 人 who stand surety offer by being named: 有担保人, 可以联保, 朋友愿意担保.
READY = re.compile(
    r"(?:有|可以|可|能|愿意?|肯|找|提供|能找|找得到|请|让|由|同意|答应|跟|和|与|个|用|几家|几户|[二两三四五六七八九十\d]户|[二两三四五六七八九十\d]家)[^,。;!?\n]{0,8}$"
)
WILLING = re.compile(
    r"^[^,。;!?\n]{0,3}(?:可以|愿意|能|肯|答应|同意|也行|都行|没问题|担保|来担保|做担保|作担保|给担保|出面)"
)
ASKED = re.compile(
    rf"^[^{STOP}]{{0,10}}(?:抵押|质押|押|抵|担保|联保)[^{STOP}贷借]{{0,3}}(?:吗|么|不(?=$|[{STOP}\s])|行不行|可以不|可不可以|能不能|行吗|可以吗|\?|？)"
    rf"|^[^{STOP}]{{0,4}}(?:能不能|可不可以|可否|能否|行不行|是否(?:可以|能))"
)
ASKING = re.compile(
    r"(?:能不能|可不可以|可否|能否|是否(?:可以|能)|怎么|如何)(?:拿|用|以|把)?[^,。;!?\n]{0,4}$"
)
ELSEWHERE = re.compile(
    r"^(?!都?(?:可|能|愿|想|也))[^,。;!?\n]{0,6}(?:已经?|早就|都|还在|正在)?(?:押给|抵押给|抵给|押在|抵押在|押出去|抵押出去|抵押了|抵押过|押了|押着|被押|在按揭|按揭(?:中|着|还)|有贷款|被查封|封了|抵押到|在抵押)"
)
RENTED = re.compile(r"^[^,。;!?\n]{0,3}(?:是|都是)?(?:租|借)(?:的|来)")
BOUGHT = re.compile(r"(?:想|要|准备|打算)?(?:买|购|换|添|进|上|新增|采购|购置)(?![的了过])[^,。;!?\n]{0,8}$")
NONE_AT_ALL = re.compile(
    r"(?:(?<!有)没有?|没得|冇|木有|莫得|无|缺少?|没什么|没啥|没任何|没有任何|没有什么|拿不出|出不了|提供不了|找不到|不够|凑不出)(?:任何|什么|啥|东西|合适的?|像样的?|有效|可以|可|能|足够的?|多少)?"
    r"(?:东西|资产|物品|家当)?(?:拿来|拿去|可以|可|能|来|去|做|作)?(?:抵押(?![一-鿿]{0,2}贷)|抵押物|抵押品|押品|质押物|押的|抵的|可押|可抵|担保物|质押|固定资产)"
    r"|(?:抵押物?|抵押品|担保物|押品)(?:也|都|是|我|又|啥|什么|一样|一个|真|确实){0,3}(?:没有|没得|冇|没(?=$|[,。;!?\s])|拿不出|出不了|不足|不够|缺)"
    r"|没东西(?:可|能|好)?(?:抵|押)|没(?:有)?(?:东西|资产|物件)(?:可以|可|能|来|做)?(?:抵押|抵|押)"
    r"|(?:啥|什么|一样)(?:东西|资产|值钱的?|抵押)?(?:也|都)(?:没有|没得|没(?=$|[,。;!?\s]))"
    r"|没房没(?:车|地|店)|没车没房|无房无车|无车无房|没房子没(?:车|地)|冇房冇车|没房也没车|没有房也没有车|没有房没有车|没房没啥|一穷二白|两手空空|家徒四壁|轻资产"
    r"|无抵押无担保|无抵押(?=$|[,。;!?\s])"
)
WISH_FOR_CREDIT = re.compile(
    r"(?:想要?|要|有没有|有无|能不能|能否|可以|求|找|申请|办|做|走|最好|希望|需要|来个|来笔|推荐|支持|贷)[^,。;!?\n]{0,6}$"
)
SOME = re.compile(
    r"(?<![没无])(?:有|可以?提供|能提供|能出|拿得出)(?:足额|足够的?|充足的?|部分|一些|点)?(?:抵押物?|抵押品|押品|质押物|担保物)(?!贷)|抵押物?(?:充足|足够|够|足值|有的是|没问题)"
)


def read(passage: Passage) -> Iterator[Span | Question]:
    """Kinds that are offered, each once; then whether there is none at all, or some."""
    offers = [hit for hit in _patterns().find(passage.text) if _is_offered(passage, hit)]
    for hit in offers:
        yield Span("collateral_offered", taxonomy.securities.broader(hit.codes[0]), hit.start, hit.end)
    yield from _asked_about(passage)
    if none := _none(passage):
        yield Span("no_collateral", True, *none.span())
    elif (some := SOME.search(passage.text)) and not denial.denied(passage, *some.span()):
        yield Span("no_collateral", False, *some.span())


def _is_offered(passage: Passage, hit: Hit) -> bool:
    text, word = passage.text, hit.codes[0]
    before, behind = text[max(0, hit.start - 16) : hit.start], text[hit.end : hit.end + 24]
    if denial.denied(passage, hit.start, hit.end) or _elsewhere(behind) or _questioned(before, behind):
        return False
    if word in PERSONAL:
        return bool(READY.search(before) or WILLING.match(behind) or "愿意" in text[hit.start : hit.end])
    if _pledge_denied(passage, hit) or BOUGHT.search(before):
        return False
    if PLEDGED in text[hit.start : hit.end] or PLEDGE_BEHIND.match(behind):
        return True
    if BY_MEANS.search(before):
        return LENDING.match(behind) is not None
    return PLEDGE_BEFORE.search(before) is not None


def _elsewhere(behind: str) -> bool:
    return bool(ELSEWHERE.match(behind) or RENTED.match(behind))


def _questioned(before: str, behind: str) -> bool:
    return bool(ASKED.match(behind) or ASKING.search(before))


def _pledge_denied(passage: Passage, hit: Hit) -> bool:
    """房子不能抵押 · 厂房抵押不了 · 设备不想押."""
    behind = passage.text[hit.end : hit.end + 16]
    return bool(
        re.match(r"[^,。;!?\n]{0,6}?(?:不(?!动产|够)|没法|没办法|别)[^,。;!?\n]{0,4}?(?:抵|押)", behind)
        or re.match(r"[^,。;!?\n]{0,6}?(?:抵押|押|抵)不(?:了|出|成|动)", behind)
    )


def _asked_about(passage: Passage) -> Iterator[Question]:
    """收费权能质押吗: not an offer yet."""
    for hit in _patterns().find(passage.text):
        before, behind = (
            passage.text[max(0, hit.start - 16) : hit.start],
            passage.text[hit.end : hit.end + 24],
        )
        if _questioned(before, behind):
            entry = taxonomy.securities.by_word(hit.codes[0])
            yield Question("collateral_offered", f"您愿意用{entry.name}作担保吗？")
            return


def _none(passage: Passage) -> re.Match[str] | None:
    """Where the words say that there is nothing to pledge; a wish for an unsecured loan does not say so."""
    for found in NONE_AT_ALL.finditer(passage.text):
        before = passage.text[max(0, found.start() - 10) : found.start()]
        if not (found[0].startswith("无抵押") and WISH_FOR_CREDIT.search(before)):
            return found
    return None


@cache
def _patterns() -> Patterns:
    own = (
        (alias, entry.word)
        for entry in taxonomy.securities.all()
        for alias in (entry.name, *entry.aliases)
        if entry.word != UNSECURED and len(alias) >= SHORTEST and PLEDGED not in alias
    )
    return Patterns("securities.txt", own)
