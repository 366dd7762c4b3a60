"""Whether the name of a person begins at a place, and where it ends: 姓 with one or two characters more.

A surname alone says little: 高, 方 and 时 begin more ordinary words than names. So the words of the
dictionary decide, and what is a common word counts as a surname only where the context leaves no doubt.
"""

import re

from search import taxonomy
from search.language import dictionary, tokens

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗凤方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅卞齐康伍余顾孟黄穆萧尹姚邵汪祁毛狄臧戴宋庞熊纪舒屈项祝董梁杜阮蓝闵"
    "席季贾江童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍虞万柯管卢莫房裘缪解应宗丁宣邓郁杭洪包左石崔吉龚程邢裴陆荣翁荀惠曲封"
    "靳段焦谷侯全班仇宁甘厉武符刘景詹龙叶司黎薄印白蒲邰赖卓蔺屠乔阴胥苍闻党翟谭贡劳姬申冉桑桂牛边燕尚温庄晏柴瞿阎充"
    "慕连茹习艾容向古易廖耿匡文寇广东欧沃蔚越师巩聂晁敖冷辛阚简饶曾沙丰巢关查游竺权盖桓公岳肖阳涂佟付闫覃时米隋楚"
    "苟迟谌宫郜丘仝麦"
)
COMMON = frozenset(  # surnames that stand for themselves in many a sentence
    "钱何华金章苗方任柳史费雷常乐于齐康余毛舒项席季江童梅林高夏田凌万管房解应宗宣包左石吉程荣惠曲封段焦谷全班宁甘厉武符"
    "景龙司薄印白卓阴闻党贡劳申桑桂牛边燕尚温庄柴充连习容向古易文广东沃越师冷辛简沙丰巢关查游权盖公阳付时米迟宫麦安马"
)
VERBS = frozenset("管全包解")
COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|夏侯|端木|南宫|独孤|司徒|轩辕|宇文|长孙|澹台|百里"
COMPOUNDS = frozenset(COMPOUND.split("|"))
SURNAME = f"(?:{COMPOUND}|[{SURNAMES}])"
HANZI = "㐀-鿿"
BEGINNING = re.compile(SURNAME)
RUN = re.compile(f"[{HANZI}]{{1,9}}")
FUNCTION = frozenset(  # single characters with which the sentence goes on behind a name
    "的是在有和与跟及或也都就才又还很太最更不没无未已会能可要想将把被让使给对向从到去来上下里外前后等者们个了着过吗呢吧啊"
    "做干办开卖管养种买借贷用说讲负找问叫打加收带教帮介愿随经电手联微为这那我你他她拿看跑签占总"
)
ENDS_NO_NAME = frozenset("县区镇乡村街桥路站鱼草茶酒性率部网馆者店厂园市石")
USUAL = frozenset(  # characters of which given names are made
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉建国志华玉红梅春生福祥海波斌宇浩凯健俊帆雪琳晓庆松林峰成龙德立东宝贵喜"
    "旺财发荣昌盛兴茂才学义仁礼信忠诚永安康宁凤燕莲菊珍珠翠花香云雨婷莉萍玲倩颖丹琴慧蓉佳欣怡思梦萌楠彬栋梁柱根山川江河天宏鹏飞"
    "翔远达鑫森淼晨阳光亮辰昊轩子涵梓然嘉铁锋锐振威武雄毅坤乾政正方"
    "小晓阿秋豪良家世素彩巧冬宸悦琪璐瑶珊媛萱妍婧蕾蓓芬芝薇菲茜莎冰霖霄鸿鹤鹃凡帅翰哲睿博皓航舟泽润洁清滨沛沐澜锦钧铭琦琼瑾瑜瑞炜焕"
    "灿旭昕昌昭晖景智朗杉松枫桐律恒恺惠戈扬捷挺靖非韵顺颂驰骏魁麒齐贤越辛迪逸邦钦镇雅青音耀思远洋楼鱼隆雷"
)
NEVER = frozenset("公司 公开 公户 方便 时间 安全 单位 成员 任何 任意 全部 全称 全名 常用 单独 管理 和解 解释 应有 平台 何人 何时 都有 相同 空白".split())
OF_NAMES = ("nr", "ns", "nz")


def beginning(word: str) -> str:
    """The surname at the beginning of a word, or nothing."""
    found = BEGINNING.match(word)
    return found[0] if found else ""


def whole_name(text: str, start: int) -> int:
    """Like ``end_of_name`` where nothing but a name can stand, as behind 姓名: any word that fills the place."""
    run = RUN.match(text, start)
    surname = beginning(run[0]) if run else ""
    if run is None or not surname or not 1 <= len(run[0]) - len(surname) <= 2:
        return 0
    word = run[0]
    known = word in dictionary.words() or word in NEVER or taxonomy.regions.by_alias(word)
    return 0 if known or tokens.cut(word)[0] in NEVER else run.end()


def end_of_name(text: str, start: int, *, sure: bool = False) -> int:
    """Where the name that begins here ends; 0 where none does.

    ``sure``: what stands before says that a name follows, so that even a common word may be one.
    """
    run = RUN.match(text, start)
    surname = beginning(run[0]) if run else ""
    if run is None or not surname or len(run[0]) == len(surname):
        return 0
    longest = len(surname) + 2
    bounded = len(run[0]) <= longest
    if surname in VERBS and not (sure and bounded):
        return 0
    words = tokens.cut(run[0])
    if _ordinary(words, surname, sure=sure and bounded):
        return 0
    length = _length(words, surname, sure=sure and bounded)
    return start + min(length, longest) if length else 0


def _length(words: list[str], surname: str, *, sure: bool) -> int:
    """How many characters of these words make up the name, 0 for none."""
    length = 0
    for word in words:
        if length == len(surname) and not sure and not _given(word, surname):
            return 0
        if length > len(surname) and _goes_on(word):
            break
        length += len(word) if length <= len(surname) else 1
        if length > len(surname) + 1:
            break
    return length if length > len(surname) else 0


def _goes_on(word: str) -> bool:
    """Whether the sentence goes on with this word; else its first character belongs to the name."""
    if word[0] in FUNCTION:
        return True
    misread = word[0] in USUAL and tokens.kind_of(word) in OF_NAMES and not taxonomy.regions.by_alias(word)
    return len(word) > 1 and tokens.is_word(word) and not misread


def _given(word: str, surname: str) -> bool:
    """Whether a word behind a surname may be a given name."""
    if word in FUNCTION:
        return False
    if surname not in COMMON:
        return True
    usual = len(word) == 2 and set(word) <= USUAL
    return usual or (len(word) == 2 and tokens.is_word(word) and tokens.kind_of(word) in OF_NAMES)


def _ordinary(words: list[str], surname: str, *, sure: bool) -> bool:
    """Whether the first word is another than a name: of the trade, a place, or of the dictionary."""
    word, least = words[0], len(surname) + 1
    if len(word) < least:
        return False
    usual, kind = set(word[least - 1 :]) <= USUAL, tokens.kind_of(word)
    if len(word) == least and surname not in COMMON and _cut_too_early(words, usual):
        alone = sum(map(len, words)) == least + 1
        return bool(taxonomy.regions.by_alias(word)) or (word in dictionary.not_names() and not alone)
    if word[:least] in dictionary.not_names() or word in dictionary.words():
        return True
    if taxonomy.regions.by_alias(word) or (not sure and word[-1] in ENDS_NO_NAME):
        return True
    if not tokens.is_word(word):
        return surname in COMMON and not sure and kind != "nr" and not usual
    if len(word) == least and sure and _cut_too_early(words, usual):
        return False
    if surname in COMMON and not sure:
        return not usual or (len(word) == least and kind != "nr")
    if len(word) > least and (usual or (sure and surname not in COMMON)):
        return False
    misread = len(word) > least and _of_the_language(word[:least])
    return surname not in COMPOUNDS and (kind != "nr" or misread)


def _cut_too_early(words: list[str], usual: bool) -> bool:
    """吴国 and 强: the beginning of a name taken for a word, 吴国强."""
    return usual and len(words) > 1 and len(words[1]) == 1 and words[1] in USUAL


def _of_the_language(word: str) -> bool:
    return tokens.is_word(word) and tokens.kind_of(word) not in OF_NAMES


def is_ordinary(words: str) -> bool:
    """Whether these characters are an ordinary word or a place, or begin with one."""
    first, surname = tokens.cut(words)[0], beginning(words)
    if len(first) <= len(surname) or not tokens.is_word(first):
        return False
    return tokens.kind_of(first) != "nr" or _ordinary([first], surname, sure=False)
