"""Where people, firms, brands and streets are named: what is known from own rows, and 姓 with a title."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search import taxonomy
from search.language import tokens
from search.language.characters import CHINESE_DIGITS, fold

Span = tuple[int, int, str]

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗凤方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄臧戴宋庞熊纪舒屈项祝董梁杜阮蓝闵"
    "席季贾江童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪解应宗丁宣邓郁杭洪包左石崔吉龚程邢裴陆荣翁荀惠曲封"
    "靳段焦谷侯全班仇宁甘厉武符刘景詹龙叶司黎薄印白蒲邰赖卓蔺屠乔阴胥苍闻党翟谭贡劳姬申冉桑桂牛边燕尚温庄晏柴瞿阎充"
    "慕连茹习艾容向古易廖耿匡文寇广东欧沃蔚越师巩聂晁敖冷辛阚简饶曾沙养丰巢关查游竺权盖桓公岳肖聂阳涂佟付闫覃"
)
COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|夏侯|端木|南宫|独孤"
SURNAME = f"(?:{COMPOUND}|[{SURNAMES}])"
NOT_A_PERSON = (  # 总 goes on as another word
    "共|计|是|量|价|额|体|部|公|投|产|面|数|算|裁|结|和|包|想|觉|会|要|得|之|归|能|营|店|成|收|销|资|长|需|费|租|利|负|欠|贷"
    "|耗|行|社|队|装|重|建|承|代|经|支|金|授|仓|厂|站|说|不|在|算|人|户|亩|存|库|有|还"
)
NO_NAME = "(?!安装|包装|项目|广告|房产|周转|方便|全国|常年|时间|应收|安全)"
GIVEN = "[㐀-鿿]{0,2}?"
ADDRESSED = "(?:(?<![㐀-鿿])|(?<=[我们是叫找和与跟的给请让由及在，。、：为]))"
TITLED = re.compile(
    rf"{ADDRESSED}{NO_NAME}{SURNAME}{GIVEN}(?:老板娘?|先生|女士|小姐|师傅|经理|厂长|老师|主任|太太)"
    rf"|{SURNAME}(?:老板娘?|先生|女士|小姐|师傅|经理|厂长)(?!人)"
    rf"|{SURNAME}总(?!{NOT_A_PERSON})|{ADDRESSED}(?!钱){SURNAME}总(?=说|在)"
    rf"|{ADDRESSED}{SURNAME}[哥姐叔姨](?![㐀-鿿]?[店厂])"
)
RELATION = (
    "联系人|负责人|经营者|法人代表|法定代表人|法人|户主|店主|业主|监事|股东|合伙人|担保人|老公|老婆|爱人|妻子|丈夫|儿子|女儿"
    "|父亲|母亲|弟弟|哥哥|妹妹|姐姐|联系|老板娘?|厂长|掌柜|合伙|找"
)
NAME_ENDS = r"(?=[，。、；！？,;!?\s()\d]|$|[是的在电手联想做开跑种养卖管负占帮介])"
INTRODUCED = re.compile(rf"(?:我叫|名叫|本人叫|姓名[是为:\s]*)({SURNAME}[㐀-鿿]{{1,2}}){NAME_ENDS}")
RELATED = re.compile(rf"(?:{RELATION})(?:是|为|叫|:|\s)*({SURNAME}[㐀-鿿]{{1,2}}?){NAME_ENDS}")
MYSELF = re.compile(
    rf"(?:\A|[，。、；！,;!?\s])(?:我是|本人是?)({SURNAME}[㐀-鿿]{{1,2}})(?=[，。、；！,;!?\s]|$)"
)
SURNAMED = re.compile(rf"(?:我|本人|免贵|老板|店主|负责人|法人|经营者)姓({SURNAME})")
NICKNAMED = re.compile(
    rf"(?:我是|我叫|找|联系|叫我)((?:[老小]{SURNAME}|阿[㐀-鿿]))(?=[，。、；！？,;!?\s就吧]|$)"
)
BEFORE_NUMBER = re.compile(
    rf"(?:\A|[，。；、\s(:])({SURNAME}[㐀-鿿]{{1,2}})[\s:，(]{{0,2}}(?:电话|手机)?[\s:]?$"
)
AFTER_NUMBER = re.compile(rf"[\s:，(]{{0,2}}({SURNAME}[㐀-鿿]{{1,2}})(?=[，。；、\s)]|$)")
SIGNBOARD = re.compile(
    r"(?:公众号|抖音号?|视频号|小红书号?|店名|店铺名|招牌|字号|品牌名?)(?:是叫|叫做?|:|搜索?)\s*[\"“”「『]?([㐀-鿿A-Za-z0-9]{2,12})"
)
FIRM = re.compile(
    r"((?:[^\s，。、；！？:是的家叫做在我们为和与给跟向由有\d]){3,18}(?:股份有限公司|有限责任公司|有限公司|合伙企业)"
    r"|[㐀-鿿]{1,6}[省市县区镇乡村][㐀-鿿]{2,12}(?:专业合作社|联合社|家庭农场|经营部|商行))"
)
FIRM_ENDINGS = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|集团|农民专业合作社|专业合作社|合作社|家庭农场|经营部|商行|商店|工作室"
    r"|餐饮店|餐饮管理|工厂|加工厂|个体工商户)$"
)
TRADE_ENDING = re.compile(
    r"(?:餐饮|食品|饮料|服饰|服装|纺织|科技|技术|信息|网络|软件|贸易|商贸|实业|工贸|物流|运输|建材|建设|建筑|装饰|五金|机械|机电|电子|电器|"
    r"农业|养殖|种植|生态|家具|包装|印刷|塑料|化工|环保|新能源|能源|医疗|医药|教育|文化|传媒|旅游|酒店|美容|汽车|制造|加工|发展|"
    r"投资|管理|服务|咨询|设备|材料|制品|用品|饰品|工程|经营|水产|果蔬|茶业|粮油)$"
)
SHORTEST_CORE = 2
WINDOW = 16


@dataclass(frozen=True, slots=True)
class Known:
    """What own rows hold about the writer: names of the firm and its people, numbers, address, brands."""

    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    street: str = ""
    brands: tuple[str, ...] = ()


def find(folded: str, known: Known) -> Iterator[Span]:
    """Every place where somebody or something identifying is named: (start, end, kind)."""
    for words, kind in _known_words(known):
        yield from ((found.start(), found.end(), kind) for found in _spelled(words).finditer(folded))
    for found in TITLED.finditer(folded):
        yield found.start(), found.end(), "person"
    for pattern in (INTRODUCED, SURNAMED, NICKNAMED):
        yield from ((found.start(1), found.end(1), "person") for found in pattern.finditer(folded))
    for pattern in (RELATED, MYSELF):
        for found in pattern.finditer(folded):
            if not _ordinary(found[1]):
                yield found.start(1), found.end(1), "person"
    for pattern in (FIRM, SIGNBOARD):
        yield from ((found.start(1), found.end(1), "name") for found in pattern.finditer(folded))


def find_beside(folded: str, contacts: list[Span]) -> Iterator[Span]:
    """Names of persons that stand directly before or behind a telephone number."""
    for start, end, kind in contacts:
        if kind != "phone":
            continue
        before, after = (
            BEFORE_NUMBER.search(folded[max(0, start - WINDOW) : start]),
            AFTER_NUMBER.match(folded, end),
        )
        if before and not _ordinary(before[1]):
            first = max(0, start - WINDOW)
            yield first + before.start(1), first + before.end(1), "person"
        if after and not _ordinary(after[1]):
            yield after.start(1), after.end(1), "person"


def _ordinary(candidate: str) -> bool:
    """Whether characters after a surname's pattern are, or begin with, an ordinary word or a place."""
    return tokens.is_word(candidate[:2]) or bool(taxonomy.regions.by_alias(candidate))


def _known_words(known: Known) -> Iterator[tuple[str, str]]:
    for name in known.names:
        yield from ((form, "name") for form in _forms_of(fold(name).strip()))
    for phone in known.phones:
        yield fold(phone).strip(), "phone"
    for part in _street_forms(fold(known.street).strip()):
        yield part, "address"
    for brand in known.brands:
        yield fold(brand).strip(), "name"


def _forms_of(name: str) -> set[str]:
    """A name as written, then without its legal ending, the place before it and its trade, step by step."""
    ending = FIRM_ENDINGS.search(name)
    forms = {name}
    bare = re.sub(r"[()].*?[()]", "", name[: ending.start()] if ending else name)
    for start in sorted({0, _place_at_beginning(bare)} if ending else {0}):
        core = bare[start:]
        while len(core) >= SHORTEST_CORE:
            forms.add(core)
            shorter = TRADE_ENDING.sub("", core) if ending else core
            core = shorter if shorter != core else ""
    return {form for form in forms if len(form) >= SHORTEST_CORE and not _common(form)}


def _place_at_beginning(name: str) -> int:
    """How many characters at the beginning name a place, 浙江省杭州市 in the name of a firm."""
    place = 0
    while length := next(
        (n for n in range(8, 1, -1) if taxonomy.regions.by_alias(name[place : place + n])), 0
    ):
        if len(name[place:]) - length < SHORTEST_CORE:
            break
        place += len(name[place : place + length])
    return place


def _common(word: str) -> bool:
    """Whether a part of a name is a word that anybody uses: a place or a trade."""
    return bool(taxonomy.regions.by_alias(word) or taxonomy.industries.by_alias(word))


def _street_forms(street: str) -> set[str]:
    """The address as written, and its road, estate or building by itself."""
    parts = re.findall(
        r"[㐀-鿿]{2,12}?(?:路|街道|街|大道|巷|弄|胡同|小区|花园|大厦|广场|公寓|苑|市场|产业园|村)", street
    )
    roads = {re.split(r"[省市县区镇乡]", part)[-1] for part in parts}
    return {form for form in {street, *roads} if len(form) >= SHORTEST_CORE and not _common(form)}


def _spelled(word: str) -> re.Pattern[str]:
    """A known word with blanks inside, in either case, its digits also in Chinese."""
    numerals = {
        digit: f"[{digit}{''.join(c for c, d in CHINESE_DIGITS.items() if d == digit)}]"
        for digit in "0123456789"
    }
    characters = [numerals.get(char, re.escape(char)) for char in word if not char.isspace()]
    if not characters:
        return re.compile(r"(?!)")
    return re.compile(r"[\s\-·.]{0,2}".join(characters), re.IGNORECASE)
