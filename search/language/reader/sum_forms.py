"""The written forms of sums in running text, as patterns over folded, lower-case characters.

Every repetition is bounded, so that no text can keep them busy.
"""

import re

from search.language import money
from search.language.numbers import WAN

NOT_MEASURED = (
    rf"(?:{money.NOT_MEASURED}|(?=\s?根本))(?!\s?(?:[捆段盆盏朵枝卷筐篓垛穴罐]|像素|平米|立方|粒|羽))"
)
HAN = "零〇一二三四五六七八九十百千两俩仨壹贰叁肆伍陆柒捌玖拾佰仟廿卅半"
SPACED = r"\d{1,4}o{1,3}(?=\s?[万w])|\d(?: \d){1,5}(?=\s?[万w])|\d{1,3}(?: \d{3}){1,2}(?=\s?[元块万w])"
DIGITS = rf"(?:\d{{1,3}}(?:,\d{{3}}(?!\s?[天日期个年月台辆头亩])){{1,3}}|{SPACED}|\d{{1,12}})(?:\.\d{{1,6}})?"
NUMBER = rf"(?:(?<![\d.]){DIGITS}|(?<![\d.{HAN}])[{HAN}]{{1,12}}(?:点[{HAN}]{{1,4}})?)"
SPELT_W = "[达打哒大搭](?:不|布)[溜流留六]"
SCALE = rf"(?:[十百千拾佰仟]{{0,2}}(?:[万亿]|w(?:an)?(?![a-z])|{SPELT_W}))"
COUNTED = (  # what makes the digit a count: 贷3万2年; not in 缺一万五周转
    "(?!周转|批发|分期|期限|车贷|成本|天津|家里)"
    "[年个月天日期台辆头只间家户人名亩套张号成岁位次季周厂店口条艘吨斤桌件单折%楼层栋批笔分倍车共起些]"
)
NO_TAIL_BEFORE = rf"(?![{HAN}\d万亿w.]|\s?{COUNTED})"
HAN_TAIL = rf"(?!一(?![千百])[㐀-鿿])[{HAN}]{{1,7}}"  # 三万八千; 8万一柜 has none
TAIL = rf"(?:(?:\d[千百]?|\d{{4}}(?=[元块])|{HAN_TAIL}|\d千\d百|(?<=亿)[{HAN}\d]{{1,6}}万){NO_TAIL_BEFORE})"
UNIT = r"(?:\s?(?:元|块钱?|人民币|大洋|软妹币|蚊|银(?![行楼饰])|rmb|cny|yuan)整?)"
NOT_POWER = r"(?![a-z]|\s?(?:的?灯|瓦|功率|电视|屏|分辨|画质|电机))"
BARE_END = r"(?=\s*(?:$|[,，。;；!！?？、()（）吧]|左右|上下|就|够|以内|来周转|周转|买|进货|用)|\s(?=\D))"
NOT_A_LOW_END = rf"(?!\s?[-~到至]\s?[{HAN}]{{0,3}}千[{HAN}]{{0,4}}[万w])"  # 一千到一千五百万
MARK = r"(?:rmb|cny|人民币|¥|￥)"
SINGLE = re.compile(
    rf"(?P<sign>(?<![{HAN}\d元块万亿wk%\-])[-－负](?=[\d{HAN}]))?(?:(?P<mark>{MARK}:?)\s?)?(?P<number>{NUMBER})\s?(?P<fuzz>好?几|多|来|余|把)?\s?"
    rf"(?:个?\s?(?P<scale>{SCALE})(?P<over>多|余|来|出头)?(?P<tail>{TAIL})?(?P<unit>{UNIT}|{NOT_MEASURED}|(?=\s?(?:美元|港币|欧元|日元)))"
    rf"|(?P<unitless>个){BARE_END}"
    rf"|(?P<thousand>[千仟k]{NOT_POWER}{NOT_A_LOW_END})(?P<odd>[{HAN}\d]百?(?![{HAN}\d年月天]))?(?P<more>多|来|余)?"
    rf"(?P<coin>{UNIT}|{NOT_MEASURED}(?!瓦|克|米|户|家|个|万))"
    rf"|(?P<yuan>{UNIT})(?![砖地板田瓦杂锂桥]|[母仔种]猪|材料|电池|复合|催化)"
    rf"|(?<=\d)(?P<marked>)(?![\d.]|\s?[千百十\-~–—到至]))"
)
VAGUE = re.compile(
    rf"(?<![{HAN}\d])[{HAN}]{{0,2}}十几、?[二三四五六七八九]十个?{SCALE}{UNIT}?|"
    rf"(?<![{HAN}\d])(?:小|好)?(?:几|数|若干|(?<!以)上)(?:十|百|千)?(?:个?(?:{SCALE})|千(?=块|元)|百(?=块|元)){UNIT}?{NOT_MEASURED}"
    rf"|(?<![{HAN}\d])(?:几|数)[千百]{UNIT}"
)
SPOKEN = (  # spoken form, least and most in yuan
    (r"万儿?八千|万八千", 8_000, WAN),
    (r"千儿?八百|千八百", 800, 1_000),
    (rf"百八十个?(?:万|w(?![a-z])|{SPELT_W})", 80 * WAN, 100 * WAN),
    (r"十万八万", 8 * WAN, 10 * WAN),
    (r"万把两万", WAN, 2 * WAN),
    (r"千把两千", 1_000, 2_000),
    (r"三万两万|三两万", 2 * WAN, 3 * WAN),
    (r"(?:个把|一个把)[万w](?![a-z])|万把", WAN, WAN),
    (r"十把[万w](?![a-z])", 10 * WAN, 10 * WAN),
    (r"百把个?[万w](?![a-z])|百十来?个?[万w](?![a-z])", 100 * WAN, 100 * WAN),
    (r"千把(?=块|元|个块)", 1_000, 1_000),
    *(  # 借万五, 差万二蚊: the tenth part follows at once
        (rf"(?<=[借贷缺差要得凑筹个点约揾到收])万{digit}(?![千百十万亿年个月天%‰\d])", tenths, tenths)
        for digit, tenths in zip("二三四五六七八九", range(12_000, 20_000, 1_000), strict=True)
    ),
)
SPOKEN_FORMS = re.compile(
    rf"(?<![{HAN}\d几半多])(?:"
    + "|".join(f"({form})" for form, _, _ in SPOKEN)
    + rf")(?:{UNIT})?{NOT_MEASURED}"
)
TENS_APART = re.compile(
    r"(?P<above>.{1,4}[百千万])(?P<low>[一二三四五六七八])(?P<high>[二三四五六七八九])(?P<rest>[十百千][万亿]?元)"
)
JOIN = re.compile(r"\s{0,2}(?:[-–—−~～到至或/]|或者|--|~~)\s{0,2}")
LOW_END = re.compile(rf"(?P<low>{NUMBER})\s{{0,2}}(?:(?P<join>[-–—−~～到至]|--)\s{{0,2}}|[、 ])$")
ADVERB = re.compile(r"千万(?!元|块|级|左右|资金|授信|额度|贷款|以|的|上下|$|[,，。;；!?])")
BARE = re.compile(
    r"(?:(?P<loan>[借贷融]|贷款|借款|融资|金额|额度)|周转|差|缺|要|需要?|申请|拿|求|资金|缺口|[家我要]摊|[一每单][人户家]|[户人]均)(?:个|点|大概|大约|约|差不多|[:\s]){0,3}"
    rf"(?P<sum>(?:\d{{1,7}}\s?[-~到至]\s?)?(?:\d{{1,7}}|(?<=[借贷款融])[二三四五六七八九]?十[一二三四五六七八九]?(?:[到至][二三四五六七八九]十[一二三四五六七八九]?)?))(?!\.\d|,\d|[\d%:{HAN}万亿年月天日期元块成个几多来号点岁折分位a-z级代家户台\-–—−~到至/]){NOT_MEASURED}"
)
ALONE = re.compile(
    r"(?:(?<=[,，\s])|(?<=[备进补囤拿]货)|(?<=[料苗绳索网膜肥药布线纸椅桌伞车轮机炉柜床架箱锅磨灯桶泵台钱款费]))(?!(?:19|20)\d\d(?!\d))[1-9]\d{1,3}00(?=\s*(?:$|[,，。;；!?]|左右|上下|就够|够了|[买进换囤添备修](?![了过]))|\s\D)"
)
OF_FORMS = re.compile(  # 借款金额（万元）：30, 需求：50（万）
    r"(?<!\d)(?P<sum>\d{1,6}(?:\.\d{1,4})?(?:[-~至到]\d{1,6}(?:\.\d{1,4})?)?)\s?\(万元?\)|\(万元?\)[:\s]{0,2}(?P<later>\d{1,6}(?:\.\d{1,4})?(?:[-~至到]\d{1,6})?)(?![\d万])"
)
