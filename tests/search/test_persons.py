"""Names of persons in the places where owners write them, and ordinary words in the same places."""

import importlib
import itertools
import pkgutil
import re

import pytest

from search import language, taxonomy
from search.language import contacts, dictionary, persons
from search.language.characters import fold
from search.language.scrub import Scrubbed, scrub

NAMES = (
    *("王伟", "张静", "李强", "刘敏", "陈杰", "杨洋", "赵磊", "黄丽", "周涛", "徐明", "孙浩", "胡军"),
    *(
        "郭勇",
        "罗斌",
        "谢辉",
        "邓超",
        "彭飞",
        "王建华",
        "张志远",
        "李秀英",
        "刘桂兰",
        "陈美玲",
        "杨建军",
        "黄海波",
    ),
    *(
        "周文斌",
        "吴晓东",
        "徐丽娟",
        "孙玉梅",
        "马国栋",
        "朱永福",
        "胡春梅",
        "郭子涵",
        "林小红",
        "罗永浩",
        "郑光明",
        "梁晓燕",
    ),
    *(
        "宋宇航",
        "许文静",
        "韩冬梅",
        "高志强",
        "田文昌",
        "程思佳",
        "魏东升",
        "姜文丽",
        "石光荣",
        "方志明",
        "王子豪",
        "刘浩然",
    ),
    *("张雨桐", "陈思远", "诸葛小燕", "司马光明", "欧阳建国"),
)
PLACES = (
    "联系{}",
    "周转，联系{}先生",
    "找{}经理",
    "请找{}老师报名",
    "打给{}就行",
    "问{}要报表",
    "负责人{}，做模具",
    "法人代表是{}，占股五成",
    "老板{}，厂子很大",
    "厂长叫{}，在车间",
    "会计{}管账",
    "出纳是{}",
    "户名：{}",
    "收款人{}，储蓄卡",
    "姓名{}，年龄40",
    "我叫{}，做木门",
    "我是{}，做水产",
    "本人{}，养牛",
    "我老公{}跑货车",
    "{}女士，开花店",
    "{}（法人）在外地",
    "{}，13800138000",
    "13800138000 {}",
    "{}（13800138000）",
    "13800138000（{}）做窗帘",
    "电话：13800138000/{}",
)
ORDINARY_PLACES = ("{}", "做{}的", "老板做{}生意", "找{}", "13800138000，{}", "法人{}，")
MODULES = ("contacts", "money", "people", "person_words", "roles", "surnames")


def shown(name, place, scrub):
    """Whether any character of the name can still be read where it stood."""
    text = place.format(name)
    start = text.index(name)
    hidden = {n for first, last, _ in scrub(text).removed for n in range(first, last)}
    return not set(range(start, start + len(name))) <= hidden


def by_surname_and_title(text):
    """The broken twin: a surname with a title is what one would look for first."""
    found = re.finditer(r"[王李张刘陈](?:先生|女士|经理|老师|总)", text)
    return Scrubbed(text, [(*match.span(), "person") for match in found])


@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_named(place):
    assert [name for name in NAMES if shown(name, place, scrub)] == []


def test_looking_for_titles_fails_the_same_check():
    assert all(shown(name, place, by_surname_and_title) for name, place in itertools.product(NAMES, PLACES))


def taken(words, place):
    """The words of which something is taken for the name of a person."""
    for word in words:
        text = fold(place.format(word))
        start = text.index(fold(word))
        found = [*persons.find(text), *persons.find_beside(text, list(contacts.find(text)))]
        if any(first < start + len(word) and start < last for first, last, _ in found):
            yield word


@pytest.mark.parametrize("place", ORDINARY_PLACES)
def test_no_trade_and_no_place_is_a_person(place):
    regions = taxonomy.regions.all()
    words = dictionary.words() | {region.name for region in regions} | {r.short_name for r in regions}
    assert list(taken(sorted(words), place)) == []


def test_a_person_fails_the_same_check():
    assert list(taken(["王建国"], "找{}")) == ["王建国"]


def unmatchable(patterns):
    """Characters that a pattern asks for although folded text never holds them."""
    return {char for pattern in patterns for char in pattern.pattern if fold(char) != char}


def patterns_of(module):
    for value in vars(importlib.import_module(f"search.language.{module}")).values():
        values = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else [value]
        for one in values:
            one = one[0] if isinstance(one, tuple) and one else one
            if isinstance(one, re.Pattern):
                yield one


@pytest.mark.parametrize("module", MODULES)
def test_patterns_ask_for_nothing_that_folding_takes_away(module):
    assert module in {found.name for found in pkgutil.iter_modules(language.__path__)}
    found = list(patterns_of(module))
    assert found and unmatchable(found) == set()


def test_a_full_width_comma_fails_the_same_check():
    assert unmatchable([re.compile("[，、]")]) == {"，"}


def test_an_address_ends_at_the_comma():
    assert scrub("网址www.shili-food.com，20个工人").text == "网址〔略〕，20个工人"


def test_a_term_in_instalments_is_read_before_a_comma():
    assert scrub("分12期，一月一还").text == "分〔6–12个月〕，一月一还"
