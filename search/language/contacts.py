"""Where contact data and numbers that identify stand in a text: the patterns of the scrubber.

All patterns run over folded text (``characters.fold``), in which every place is a place of the text as
written. Numerals may be Arabic, Chinese or read aloud (幺 for one), with blanks, dashes or dots between.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int, str]

DIGIT = "0-9零〇一二三四五六七八九幺洞壹贰叁肆伍陆柒捌玖"
ONE = "[1一幺壹]"
THREE_TO_NINE = "[3-9三四五六七八九叁肆伍陆柒捌玖]"
GAP = r"[\s\-–—−.·•_()/\u200b-\u200d\ufe0f\u20e3]{0,3}"
GAP_OR_COMMA = r"[\s\-–—−.·•_()/,、;\u200b-\u200d\ufe0f\u20e3]{0,3}"
ANY = f"[{DIGIT}oO]"

MOBILE = re.compile(
    rf"(?<![0-9])(?:\(?\+?0{{0,2}}86\)?{GAP})?{ONE}{GAP_OR_COMMA}{THREE_TO_NINE}"
    rf"(?:{GAP_OR_COMMA}{ANY}){{9}}(?![0-9])"
)
MASKED_MOBILE = re.compile(r"1[3-9]\d\s?[*xX•]{3,6}\s?\d{2,4}")
LANDLINE = re.compile(
    rf"(?<![0-9])(?:0(?:{GAP}\d){{2,3}}|零(?:{GAP}[{DIGIT}]){{2,3}}){GAP}(?:{GAP}[{DIGIT}]){{7,8}}(?:{GAP}转{GAP}\d+)?"
)
SERVICE = re.compile(rf"(?<![0-9])[48]00{GAP}\d(?:{GAP}\d){{6}}(?![0-9])")
CALL_WORD = r"(?:电话|手机|联系方式|联系|致电|拨打|热线|座机|传真|打给?我?|[Tt][Ee][Ll]|☎|📞|号码)"
AFTER_CALL_WORD = re.compile(rf"{CALL_WORD}[是为号码\s:,]{{0,4}}({ANY}(?:{GAP}{ANY}){{5,}})")
LONG_RUN = re.compile(rf"[A-Za-z]{{0,4}}(?:[0-9]{{7,}}[0-9A-Za-z*]*|[{DIGIT}]{{7,}}[Xx]?)")
UNIT_AFTER = re.compile(
    r"\s*(?:\.\d+)?\s*(?:元|块|万|亿|吨|斤|只|头|羽|尾|亩|件|个|字|平|米|度|次|人|户|单|瓶|kg|KG)"
)
CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z](?:[\s\-]{0,2}[0-9A-Za-z]){17}(?![0-9A-Za-z])")
CARD = re.compile(r"(?<!\d)\d{4}(?:[\s\-]?\d{4}){2,3}[\s\-]?\d{1,4}(?!\d)")
IDENTITY = re.compile(rf"(?<![0-9])[1-9一二三四五六七八](?:{GAP}[{DIGIT}]){{16}}{GAP}[{DIGIT}xX](?![0-9])")
PLATE = re.compile(
    r"[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新][A-Z][·\s]?(?=[A-Z]*\d)[A-HJ-NP-Z0-9]{5,6}(?![0-9A-Za-z])"
)

MESSENGER = (
    r"(?:微[\s·.\-]*信|薇\s*信|威\s*信|徽\s*信|微❤|薇❤|卫星|(?<![A-Za-z])(?:[vV][xX信❤]|[wW][xX]|[wW]e[cC]hat|[wW]eixin|[qQ]{2}|"
    r"[tT]elegram|[wW]hats[aA]pp|[sS]kype|LINE)|[加➕\+][vV微薇](?!信)|(?<![A-Za-z])[vV微薇](?=\s*:)|扣扣|企鹅|[qQ]群|"
    r"抖音|快手|小红书|钉钉|飞书|视频号|公众号)"
)
MESSENGER_ID = re.compile(
    MESSENGER + r"(?:号码|号|群|同号|账号|ID|id|是|为|加|我|[:=\s,])*"
    rf"(wxid_\w+|[A-Za-z]{{1,12}}\s?\d{{3,12}}|[A-Za-z](?:[-_]?[A-Za-z0-9]){{3,24}}|[A-Za-z0-9](?:[-_]?[A-Za-z0-9]){{4,24}}|[{DIGIT}](?:{GAP}[{DIGIT}]){{4,}})"
)
BEFORE_MESSENGER = re.compile(
    r"(?<![A-Za-z0-9_])([A-Za-z](?:[-_]?[A-Za-z0-9]){4,24}|\d{5,12})(?=\s*(?:[(]|是?我?的?)\s*(?:微信|vx|VX|wx|WX|[qQ]{2}|扣扣|抖音号))"
)
WXID = re.compile(r"wxid_\w+", re.ASCII)
AT = r"\s{0,2}(?:@|艾特|圈a|[\[(]\s?at\s?[\])]|\sat\s)\s{0,2}"
DOT = r"(?:\s?\.\s?|\s?点\s?|\s?[\[(]\s?dot\s?[\])]\s?|\sdot\s)"
SUFFIX = r"(?:com|cn|net|org|top|shop|xyz|vip|cc|me|io|info|site|store|club|tv|wang|ltd|co)"
EMAIL = re.compile(
    rf"[A-Za-z0-9](?:[A-Za-z0-9._+\-]{{0,63}}[A-Za-z0-9])?(?:\s{{1,3}}dot\s{{1,3}}[A-Za-z0-9]{{1,32}}){{0,4}}{AT}"
    rf"[A-Za-z0-9\-]{{1,63}}(?:{DOT}[A-Za-z]{{2,12}}){{1,6}}",
    re.IGNORECASE,
)
HANDLE = re.compile(r"@\s?[A-Za-z0-9_]{3,}")
URL = re.compile(
    rf"(?:https?\s*:\s*//|www\s*\.)[^\s㐀-鿿,。!;、)》]+"
    rf"|(?<![A-Za-z0-9@])[A-Za-z0-9][A-Za-z0-9\-]{{0,62}}(?:{DOT}[A-Za-z0-9\-]{{1,63}}){{0,5}}{DOT}{SUFFIX}(?![A-Za-z])(?:/[^\s㐀-鿿,。]*)?",
    re.IGNORECASE,
)

NUMERAL = "[0-9零〇一二三四五六七八九十百]"
ROAD = r"(?:[^\s,。、;:!?…在于是的我住店位区市县镇乡开到去从叫0-9A-Za-z]{1,5}(?:路|街|大道|巷|弄|胡同|里))"
PART = rf"{NUMERAL}{{1,5}}(?:号楼|号院|号|弄|幢|栋|座|单元|层|楼|室|铺|档口|房)"
DOOR = re.compile(
    rf"{ROAD}\s?{NUMERAL}{{1,5}}(?:[-之]{NUMERAL}{{1,4}})?号(?:[-之]?{NUMERAL}{{1,4}}(?!\s?[年月日万]))?(?:[附]?\s?[A-Za-z]?{PART})*"
    rf"|{NUMERAL}{{1,4}}弄\s?{NUMERAL}{{1,4}}号楼?(?:\s?{PART})*"
    rf"|{NUMERAL}{{1,3}}[组社队]\s?{NUMERAL}{{1,4}}号"
    rf"|(?:(?<=[村园苑城庄场厦寓区府])\s?)[A-Za-z]?{NUMERAL}{{1,4}}(?:号(?![线机店])|幢|栋|座)(?:\s?[A-Za-z]?{PART}|[0-9]{{3,4}})*"
    rf"|{NUMERAL}{{1,4}}(?:号楼|幢|栋)\s?[A-Za-z]?\s?(?:{PART}|{NUMERAL}{{3,4}})+"
    rf"|(?<![A-Za-z])[A-Za-z](?:座|栋|幢|区)\s?{NUMERAL}{{3,4}}(?:室|号)?"
    rf"|{NUMERAL}{{1,3}}(?:单元|号楼|号院)(?:\s?{PART})*"
    rf"|(?<![0-9])[0-9]{{3,4}}(?:室|铺)"
    rf"|(?<![A-Za-z])[A-Za-z]-?{NUMERAL}{{1,4}}号?(?:铺|档|摊)"
    rf"|门牌号?[是:\s]*[0-9A-Za-z\-]+"
)

SIMPLE = (
    (MOBILE, "phone"),
    (MASKED_MOBILE, "phone"),
    (LANDLINE, "phone"),
    (SERVICE, "phone"),
    (IDENTITY, "id_number"),
    (CARD, "number"),
    (WXID, "messenger"),
    (EMAIL, "email"),
    (HANDLE, "messenger"),
    (URL, "url"),
    (DOOR, "address"),
    (PLATE, "plate"),
)
YEARS = re.compile(r"(?:19|20)\d\d(?:[01]\d(?:[0-3]\d)?)?")


def find(folded: str) -> Iterator[Span]:
    """Every place with contact data or a number that identifies: (start, end, kind)."""
    for pattern, kind in SIMPLE:
        for found in pattern.finditer(folded):
            yield found.start(), found.end(), kind
    for pattern, kind in (
        (MESSENGER_ID, "messenger"),
        (BEFORE_MESSENGER, "messenger"),
        (AFTER_CALL_WORD, "phone"),
    ):
        for found in pattern.finditer(folded):
            yield found.start(1), found.end(1), kind
    for found in CODE.finditer(folded):
        if sum(char.isdigit() for char in found[0]) >= 8:
            yield found.start(), found.end(), "credit_code"
    yield from _long_runs(folded)


def _long_runs(folded: str) -> Iterator[Span]:
    """Seven digits and more name something, unless they are a quantity or a date."""
    for found in LONG_RUN.finditer(folded):
        quantity = UNIT_AFTER.match(folded, found.end()) and len(found[0]) <= 10
        if not quantity and not YEARS.fullmatch(found[0]):
            yield found.start(), found.end(), "number"
