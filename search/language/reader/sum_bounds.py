"""What the words next to a sum say of it: roughly, at most, at least, good enough, foreign money."""

import re
from dataclasses import replace

from search.language.reader.figure import Figure

ABOUT_BEFORE = re.compile(r"(?:大约|大概|大致|差不多|约莫|将近|接近|约|近|小|快|估摸着?|也就|上下)\s?$")
ABOUT_BEHIND = re.compile(r"\s?(?:块钱?|元)?(?:左右|上下|的?样子|这样子?|差不多|出头)")
MOST_BEFORE = re.compile(
    r"(?:多则|多的话|往多了?说?|不超过|不超|不要超过|别超过|不高于|不多于|不大于|最多|至多|最高|顶多|撑死|顶天|上限|封顶|不到)"
    r"(?:也就|也|就|了|是|为|能|可以|要|需要?|想|借|贷|融|到|给|用|:|个|\s){0,4}$"
)
MOST_BEHIND = re.compile(
    r"\s?(?:块钱?|元)?(?:以内|之内|以下|内(?![^,。\s])|封顶|打住|为限|为上限|上限|顶天|到顶|撑死|都行最多)"
)
LEAST_BEFORE = re.compile(
    r"(?:少则|少的话|往少了?说?|不少于|不低于|不小于|至少|最少|最低|起码|少说|怎么也得|怎么着也得|下限|保底)"
    r"(?:也|都|得|要|需要?|想|借|贷|融|是|为|给|有|:|个|拿|批|\s){0,5}$"
)
LEAST_BEHIND = re.compile(r"\s?(?:块钱?|元)?(?:以上|起步|打底|往上|朝上|保底|起(?![来步码]))")
WISH_BEFORE = re.compile(
    r"(?:最好|争取|理想|能有|要是有|希望|不够的话|不够就|实在不够)(?:是|能|的话|到|给|批|有|个|贷|借|\s){0,4}$"
)
WISH_BEHIND = re.compile(r"(?:块钱?|元|左右|上下)*(?:更好|最好|最理想|就更)")
ENOUGH_BEHIND = re.compile(
    r"(?:块钱?|元|左右|上下)*(?:也行|也能|也将就|凑合|也够用|也可以|也够|就够|够了|就行|也成|也中|都行)"
)
FOREIGN_BEHIND = re.compile(
    r"\s?(?:的)?(?:美金|美元|美刀|刀(?![具片])|usdt?\b|usd|欧元?(?![式洲])|eur|日元|日币|港[币元纸]|hkd|英镑|gbp|卢布|韩[元币]|台币|澳[元币门]|"
    r"泰铢|越南盾|加元|加币|迪拉姆|里拉|卢比|新币|林吉特|外币|u(?![a-z盘]))"
)
FOREIGN_BEFORE = re.compile(
    r"(?:[$€£]|usd|eur|hkd|gbp|美金|美元|欧元|港币|港元|日元|英镑|外币)\s?(?:大概|约|有|:)?\s?$"
)
BEFORE, BEHIND = 12, 10  # characters that can matter


def with_words_around(text: str, figure: Figure) -> Figure:
    """The same sum, with its bounds as the words set them."""
    before, behind = (
        text[max(0, figure.start - BEFORE) : figure.start],
        text[figure.end : figure.end + BEHIND],
    )
    about = figure.approximate or bool(ABOUT_BEFORE.search(before) or ABOUT_BEHIND.match(behind))
    figure = replace(
        figure,
        approximate=about,
        foreign=bool(FOREIGN_BEHIND.match(behind) or FOREIGN_BEFORE.search(before)),
    )
    if figure.vague:
        return figure
    if MOST_BEFORE.search(before) or MOST_BEHIND.match(behind):
        one_figure = figure.low == figure.high
        return replace(figure, bound="most", low=None if one_figure else figure.low)
    if LEAST_BEFORE.search(before) or LEAST_BEHIND.match(behind):
        return replace(figure, bound="least", high=None if figure.low == figure.high else figure.high)
    if WISH_BEFORE.search(before) or WISH_BEHIND.match(behind):
        return replace(figure, bound="wish")
    return replace(figure, bound="enough") if ENOUGH_BEHIND.match(behind) else figure
