"""Invented people, codes and contacts: nobody has these mobiles, no office has issued these codes."""

import itertools
from collections.abc import Iterator
from random import Random

from stdnum.cn.uscc import calc_check_digit

from portal.core.identifiers import DEMO_MOBILES
from search import taxonomy

MARK = "示例"
NO_OFFICE = "000000"  # the digits of a credit code that name the registering office
FAMILY = (
    "周吴郑王冯陈沈韩杨朱秦许何吕张孔曹严金魏陶姜谢邹潘葛范彭鲁韦马方俞任袁柳唐薛贺倪"
    "汤罗郝安傅齐康余顾孟黄萧尹姚邵汪毛戴宋熊纪舒项祝"
)
GIVEN = (
    "岚岳屿川舟禾苗宁安远清越朗瑜珂棠榆枫柏杉松竹兰芷蘅若云溪汀泽"
    "润沛澄浩然宇晨曦晓旭昕晖昱景星辰瑶琪琳璇珊玥莹洁静雅"
)
BY_KIND = {
    "有限公司": "T01",
    "合作社": "T08",
    "家庭农场": "T09",
    "牧场": "T09",
    "学校": "T13",
    "培训中心": "T13",
    "摊": "T07",
    "餐车": "T07",
    "煎饼": "T07",
    "菜摊": "T07",
    "大户": "T10",
    "养猪户": "T11",
    "养鱼户": "T11",
    "养虾户": "T11",
    "种植户": "T11",
    "种粮户": "T11",
    "果农": "T11",
    "茶农": "T11",
}
"""What the name of a business says of its kind (codes of subject_types.csv); else a sole proprietor."""
NAMED_AFTER_PLACE = frozenset({"T01", "T08"})
PREFIX = {"T01": "91", "T06": "92", "T08": "93", "T09": "92", "T13": "52"}


def subject_of(name: str) -> str:
    return next((code for word, code in BY_KIND.items() if word in name), "T06")


def place_of(county: str) -> str:
    """杭州, 重庆: what a firm of this county puts before its name."""
    city = taxonomy.regions.get(f"{county[:4]}00")
    return taxonomy.regions.short(city.code if city else f"{county[:2]}0000")


def person_names(rng: Random) -> Iterator[str]:
    """示例·周岚, each once."""
    pairs = [family + given for family, given in itertools.product(FAMILY, GIVEN)]
    rng.shuffle(pairs)
    return (f"{MARK}·{pair}" for pair in pairs)


def credit_code(rng: Random, subject: str) -> str | None:
    """A code with a right check digit, for the kinds that have one."""
    if subject not in PREFIX:
        return None
    body = PREFIX[subject] + NO_OFFICE + "".join(rng.choice("0123456789") for _ in range(9))
    return body + calc_check_digit(body)


def mobiles() -> Iterator[str]:
    """The numbers that a demonstration admits."""
    return (f"{DEMO_MOBILES}{number:05d}" for number in range(100_000))


def emails() -> Iterator[str]:
    return (f"demo{number:03d}@example.com" for number in itertools.count(1))
