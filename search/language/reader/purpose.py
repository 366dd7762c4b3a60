"""What the money is for: one code of purposes.csv, the main one where several are named."""

import re
from collections.abc import Iterator
from functools import cache

from search.language.reader import denial, purpose_goods
from search.language.reader.draft import Question, Span
from search.language.reader.passage import Passage
from search.language.reader.patterns import Hit, Patterns
from search.language.reader.purpose_order import code_of, is_ordinary, main_of

STOCKING, INPUTS, HOME = "U19", "U18", "U23"
OWED = ("U01", "U09", "U10")  # goods, rent and wages that somebody owes
# 去年买的设备, 刚扩了基地: done already, unless something is wished for behind it.
PAST = re.compile(
    r"(?:去年|前年|大前年|上个?月|以前|之前|早年|当初|当时|刚刚?|已经?|原来|曾经?)[^,。;!?\n]{0,10}$"
)
SPENT = re.compile(r"(?:交|付|花|投|给|缴|搭|砸)了[^,。;!?\n]{0,8}$")
ASIDE = re.compile(r"(?:顺便|顺带|另外问|捎带)[^。;!?\n]{0,16}$")
ANOTHERS = re.compile(r"^[^,。;!?\n]{0,3}的事|^[^。;!?\n]{0,10}(?:没关系|无关|不相干|另说|两码事)")
# 做装修的, 饲料批发, 修车店: a trade, unless something is wished for in front of it.
DEALS = re.compile(
    r"(?:做|(?<![离打分展])开|搞|卖|(?<![烘晾])干|经营|从事|主营|主做|专做|专业|生产|销售|代理|加工|制造|经销|批发)$"
)
TRADE = re.compile(
    r"^(?:[^,。;!?\n\s的]{0,4}?(?:厂(?!房)|店|公司|商行|行业|批发|销售|经销|贸易|生意|加工|维修|安装|施工|租赁|工程|队|作坊|制造"
    r"|企业|档口|铺|零售|代理|市场|门市|平台|师傅|服务|出租)|的(?=$|[,。;!?\n\s]|[^,。;!?\n\s]{0,3}(?:队|店|厂|公司|师傅|老板|农|户|档口|摊|司机)))"
)
DEEDS = re.compile(r"[买购换添进囤屯备付交还发建盖搭扩增请雇补拿调置接赶续垫]")
SUMMED = re.compile(r"^(?:还)?(?:要|差|缺|花|需|用|款|费|得)")
WISHED = re.compile(r"[想要准备打算需缺差借贷求再]")
DONE = re.compile(
    r"^(?:完|过了|好了|妥了)|^(?:都|也)?(?:是)?(?:去年|前年|大前年|年初|上个?月|早|刚|已经?|早就)[^,。;!?\n要缺差]{0,6}(?:的|了|过|完)(?=$|[,。;!?\s])"
    r"|^[^,。;!?\n要缺差]{0,4}(?:[发付交]得[出起]|照发|不欠|没欠|没拖|不拖)|^[^,。;!?\n]{0,12}?(?:已经?|都|全部|早就)(?:还完|还清|结清|交了|付了|交清|付清|交完|付完|花了|分了|分完|发了|分过)"
    r"|^[^,。;!?\n]{0,2}[花用付交]了(?![^,。;!?\n]{0,12}(?:还?差|缺|不够))"
)
# 原先打算买烘干机; 烘干机不买了.
ABANDONED = re.compile(
    r"(?:原先|原来|原本|本来|起初|一开始|最初|当初|先前)(?:我们?|是|说|都|就)*(?:打算|想着?|准备|计划|说好|要)[^,。;!?\n]{0,14}$"
)
GIVEN_UP = re.compile(
    r"^[^。;!?\n\d]{0,14}?(?:不(?:买|换|装|建|盖|修|做|搞|弄|进)了|(?:就|也)?算了|没(?:买|换|装|建|谈)成|黄了|用不着了)"
)
# 同学拉我炒股，我没听; 养着种兔200只 is no plan to buy any.
DECLINED = re.compile(
    r"[^。;!?\n,]{0,8}[,\s]?(?:我们?|俺|咱|可我|但我)?(?:就|都|也|可|一直|坚决|当时)?(?:没|不)"
    r"(?:干|听|答应|理他?|敢|同意|肯(?!定)|去|碰|搭理|信|上当)(?![年月了])"
)
# 说是进货，其实是给孩子办婚礼: what is only said.
PRETEXT = re.compile(
    r"(?:说是|说成|名义上?是?|对外[说讲]是?|嘴上说|打着|表面上?是?|表上[填写]|借口|假装|写成|填成|就说)[^,。;!?\n]{0,6}$"
)
IN_TRUTH = re.compile(r"[^。;!?\n]{0,12}?(?:其实|实际|真正|私下|背地里|暗地里|实则)")
URGED = re.compile(r"(?:劝|教|叫|让|喊|忽悠|撺掇|鼓动|怂恿|拉|约|推荐|介绍)(?:我|俺|咱)[^,。;!?\n]{0,12}$")
KEPT = re.compile(r"存栏|(?<![想要再多])(?:现有|[养喂][着了]|[家里手]有|[有养喂])(?:的是)?$")
IN_STORE = re.compile(r"(?:还有|还剩|存着|囤着|库里|仓库)[^,。;!?\n想要买缺差]{0,8}$")
LOAN_KEPT = re.compile(r"(?:[还正]在|一直在|每月|月月|按月|每个月)(?:还|在)?$")
# 补鞋底换拉锁的小摊 lives of it.
MENDED, STALL = (
    re.compile("[换补修收改剪磨]"),
    re.compile(r"的[小老]?(?:摊|铺|店|师傅|门面|手艺)|[^,。;!?\n\s的]{0,5}的(?=$|[,。;!?\s])"),
)
# 我们从柯桥那边拿布: how the trade is supplied.
SUPPLIED = re.compile(r"(?:那边|那里|那儿|(?<!现)在[^,。;!?\n\s想要是没缺差钱]{1,5}|从[^,。;!?\n\s]{2,8})$")
# 剧组欠租金73万: theirs to pay.
THEIR_DEBT = re.compile(
    r"(?:酒店|宾馆|饭店|餐馆|食堂|剧组|工地|租户|租客|商户|农户|经销商|门店|景区|[镇县区村乡局市]里|政府|学校|医院|客户|甲方|业主|货主|别人|人家|他们|对方|单位|平台|老板|公家)"
    r"[们还都也一共现在总]{0,3}(?:欠|拖欠|压)(?:着|了)?[^,。;!?\n]{0,4}$"
)
OUR_CREDITORS = re.compile(r"供货|供应|批发|厂家|上家|房东|银行|工人|员工")
DEALS_IN_INPUTS = re.compile(
    r"(?:农资|种子|化肥|农药|饲料)(?:店|部|门市|经营部|站|批发|经销|零售|代理|超市|生意|公司)|(?:卖|经销|批发|代理|销售)(?:点|些)?(?:种子|化肥|农药|饲料|农资|农膜)"
)
STOCK = re.compile(r"铺货|进货|备货|囤货|压货|拿货|货款|备足|打款|周转")
CLAUSE = re.compile(r"[,。;!?\n\s]")


def read(passage: Passage) -> Iterator[Span | Question]:
    """The purpose asked for; nothing where none is named or every one is denied or past."""
    hits = list(_patterns().find(passage.text, lambda hit: _asked(passage, hit)))
    hits = hits or [hit for hit in _hinted(passage.text) if _asked(passage, hit)]
    if main := main_of(passage.text, hits):
        yield Span("purpose_code", code_of(main), main.start, main.end)


def _asked(passage: Passage, hit: Hit) -> bool:
    if denial.refused(passage, hit.start):
        return False
    before, behind = passage.text[max(0, hit.start - 20) : hit.start], passage.text[hit.end : hit.end + 16]
    if PRETEXT.search(before) and IN_TRUTH.match(passage.text, hit.end):
        return False
    if ABANDONED.search(before) or GIVEN_UP.match(passage.text[hit.end : hit.end + 24]):
        return False
    if ASIDE.search(before) or ANOTHERS.match(behind) or SPENT.search(before) or DONE.match(behind):
        return False
    if _is_owed_to_us(passage.text, hit, before):
        return False
    if code_of(hit) == INPUTS and STOCK.search(passage.text) and DEALS_IN_INPUTS.search(passage.text):
        return False
    if _is_state(hit, before, behind):
        return False
    if _is_trade(passage.text, hit, before, behind):
        return False
    past = PAST.search(before)
    return past is None or WISHED.search(past[0]) is not None


def _is_owed_to_us(text: str, hit: Hit, before: str) -> bool:
    """剧组欠租金73万 is no rent of ours; 饭店欠供货商8万 is a debt of our own."""
    owed = code_of(hit) in OWED and not OUR_CREDITORS.search(text, hit.start, hit.end)
    return owed and THEIR_DEBT.search(before + text[hit.start]) is not None


def _is_state(hit: Hit, before: str, behind: str) -> bool:
    """What others urged and was declined, beasts that are kept, a mortgage that is being repaid."""
    code = code_of(hit)
    if URGED.search(before) and DECLINED.match(behind):
        return True
    if code in (STOCKING, INPUTS) and IN_STORE.search(before):
        return True
    if code == STOCKING:
        return KEPT.search(before[-6:]) is not None
    return code == HOME and LOAN_KEPT.search(before) is not None


def _is_trade(text: str, hit: Hit, before: str, behind: str) -> bool:
    if SUMMED.match(behind) or WISHED.search(CLAUSE.split(before)[-1]) or not is_ordinary(hit):
        return False
    if MENDED.match(text, hit.start) and STALL.match(behind):
        return True
    if SUPPLIED.search(before) and text[hit.start] in "拿进收":
        return True
    return bool(DEALS.search(before) or (not DEEDS.match(text, hit.start) and TRADE.match(behind)))


def named(text: str) -> Iterator[tuple[Hit, str]]:
    """Every purpose that a folded text names, asked for or not, with its code."""
    return ((hit, code_of(hit)) for hit in _patterns().find(text))


@cache
def _patterns() -> Patterns:
    return Patterns("purposes.txt")


def _hinted(text: str) -> Iterator[Hit]:
    yield from purpose_goods.find(text)
    yield from _hints().find(text)


@cache
def _hints() -> Patterns:
    return Patterns("purposes_hinted.txt")
