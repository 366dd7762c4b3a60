"""What people type into a search box: names lead to codes, everything else stays the word it is."""

import time

import pytest

from search.engines.null import NullEngine
from search.taxonomy import requirements
from search.typed import Part, filed_under, find_some, has_all, nearly, read, snippet, sought
from tests.search_engine.builders import need, product


def codes(text: str, kind: str) -> list[set[str]]:
    """The codes of this kind, part by part."""
    return [{code for one in part.meanings if one.kind == kind for code in one.codes} for part in read(text)]


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("奶茶店", "industry", "6239"),
        ("汽修厂", "industry", "8111"),
        ("餐饮", "industry", "62"),
        ("家具", "industry", "21"),
        ("苏州园区", "region", "320500"),
        ("苏州工业园区", "region", "320500"),
        ("拱墅", "region", "330105"),
        ("浙", "region", "330000"),
        ("没执照", "subject", "unregistered"),
        ("没有营业执照", "subject", "unregistered"),
        ("合作社", "subject", "cooperative"),
        ("续贷", "purpose", "U21"),
        ("换设备", "purpose", "U04"),
        ("厂房抵押", "security", "real_estate"),
        ("货车抵押", "security", "vehicle"),
        ("抵押房产", "security", "real_estate"),
        ("没有抵押物", "no_security", "none"),
        ("税贷", "product_type", "P0102"),
        ("随借随还", "feature", "F01"),
        ("专精特新", "requirement", "srdi"),
    ],
)
def test_everyday_names_lead_to_codes(text, kind, code):
    [found] = codes(text, kind)
    assert code in found


@pytest.mark.parametrize("text", ["货车", "设备", "大棚"])
def test_a_bare_thing_is_no_security(text):
    assert codes(text, "security") == [set()]


def test_what_people_are_not_looked_up_by():
    """Sensitive qualifications are no code of a search; a company is too much to be one."""
    for text in ("残疾人", "小巨人", "老字号", "公司", "大型企业"):
        assert [part.meanings for part in read(text)] == [()], text


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("杭州拱墅奶茶店", ["杭州", "拱墅", "奶茶店"]),
        ("开奶茶店的", ["奶茶店"]),
        ("轴承 换设备 300万以内 设备抵押", ["轴承", "换设备", "300万以内", "设备抵押"]),
        ("奶茶店，奶茶店；机床", ["奶茶店", "机床"]),
        ("奶茶店 贷款", ["奶茶店"]),
        ("没有房产", ["没有房产"]),
        ("奶茶店无需抵押20万", ["奶茶店", "无需抵押", "20万"]),
        ("不用抵押、担保 随借随还", ["不用抵押、担保", "随借随还"]),
        ("", []),
        ("的 ！！ ((", []),
    ],
)
def test_what_is_typed_comes_apart_at_names(text, parts):
    assert [part.text for part in read(text)] == parts


UNWANTED = (
    *(
        "不要求厂房抵押",
        "不用担保",
        "无需抵押",
        "无须抵押",
        "不必抵押",
        "不要抵押",
        "免抵押",
        "免担保",
        "无担保",
    ),
    *(
        "不用房子抵押",
        "不用拿房子抵押",
        "不押房子",
        "不用抵押房产",
        "没房子抵押",
        "不用设备抵押",
        "不用车抵押",
    ),
    *(
        "无需提供任何担保",
        "不要求提供抵押物",
        "不强制抵押",
        "不看抵押",
        "不用找担保人",
        "无需担保人",
        "免抵押担保",
    ),
    *("没抵押没担保", "不用抵押、担保", "抵押不用", "纯信用", "不需要反担保", "没有抵押物", "不能抵押房子"),
)
WANTED = ("厂房抵押", "抵押", "担保", "要求抵押", "不动产抵押", "能不能抵押", "有没有抵押", "免押金")


@pytest.mark.parametrize("text", UNWANTED)
def test_who_wants_no_security_finds_what_takes_none_and_not_what_names_it(text):
    unsecured = product(security_accepted=("credit",), text="凭信用办理。")
    words = "要求厂房抵押，提供房子抵押、担保，不用找别人。"
    mortgage = product(security_accepted=("real_estate",), product_type_codes=("P0301",), text=words)
    assert has_all(unsecured, read(text), "product")
    assert not has_all(mortgage, read(text), "product")


@pytest.mark.parametrize("text", WANTED)
def test_twin_who_asks_for_security_or_about_it_is_not_taken_for_that(text):
    kinds = {one.kind for part in read(text) for one in part.meanings}
    assert not kinds & {"unsecured", "no_security"}


def test_of_a_need_it_is_the_words_alone():
    assert not has_all(need(no_collateral=True, text="开店周转。"), read("不要求厂房抵押"), "need")
    assert has_all(need(text="客户不要求厂房抵押。"), read("不要求厂房抵押"), "need")


def test_what_is_denied_is_not_what_is_named():
    [part] = read("没有房产")
    assert part.meanings == ()


@pytest.mark.parametrize("quoted", ['"奶茶店"', "“奶茶店”"])
def test_between_quotation_marks_a_word_is_only_a_word(quoted):
    assert read(f"{quoted} 拱墅")[0] == Part("奶茶店", literal=True)
    assert read(f"{quoted} 拱墅")[1].meanings


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("20万", "10–30 万元"),
        ("300万以内", "300 万元以内"),
        ("20-50万", "10–50 万元"),
        ("500万以上", "500 万元以上"),
        ("三十万左右", "10–30 万元"),
    ],
)
def test_sums_are_bands(text, told):
    [part] = read(text)
    assert [one.told for one in part.told("need")] == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12个月", "6–12 个月"),
        ("一年期", "6–12 个月"),
        ("三年", "24–36 个月"),
        ("36期", "24–36 个月"),
        ("半年", "3–6 个月"),
        ("90天", "3 个月以内"),
        ("1-3年", "6–36 个月"),
        ("三年以内", "36 个月以内"),
        ("5年以上", "36 个月以上"),
    ],
)
def test_terms_are_bands(text, told):
    [part] = read(text)
    assert (part.text, [one.told for one in part.meanings if one.kind == "term"]) == (text, [told])


def test_a_term_comes_apart_from_what_stands_beside_it():
    assert [part.text for part in read("奶茶店20万三年期没有抵押")] == [
        "奶茶店",
        "20万",
        "三年期",
        "没有抵押",
    ]


@pytest.mark.parametrize(
    "text", ["三年老店", "经营三年", "开了3年", "三年前", "2024年", "三年级", "第3年", "10年经验", "二期工程"]
)
def test_how_old_a_business_is_and_a_year_are_no_terms(text):
    assert not any(one.kind == "term" for part in read(text) for one in part.meanings)


def test_a_need_has_the_band_of_its_term_and_a_product_all_that_it_can_be_had_for():
    year, up_to_two = need(term_months=12), product(term_min_months=None, term_max_months=24)
    assert has_all(year, read("9个月"), "need") and not has_all(year, read("18个月"), "need")
    assert filed_under(year, read("一年期")[0], "need") == ("term",)
    assert has_all(up_to_two, read("18个月"), "product") and not has_all(up_to_two, read("三年"), "product")
    assert not has_all(need(term_months=None), read("一年期"), "need")
    assert not has_all(year, read("“一年期”"), "need"), "between quotation marks it is the word"


def test_one_and_the_same_sum_whatever_is_typed_inside_its_band():
    """A bank that could narrow a sum yuan by yuan would learn it."""
    assert sought(read("21万"), "need")[0].facets == sought(read("29万"), "need")[0].facets
    assert len({sought(read(f"{n}万以内"), "need")[0].facets for n in (110, 200, 299)}) == 1


def test_a_need_has_what_its_text_or_its_codes_say():
    filed = need(text="进点货", industry_codes=("6239",), subjects=("unregistered",), no_collateral=True)
    for text in ("奶茶店", "没执照", "没有抵押", "奶茶店 拱墅 20万", "流动资金"):
        assert has_all(filed, read(text), "need"), text
    for text in ('"奶茶店"', "机床", "奶茶店 萧山", "200万", "", "的"):
        assert not has_all(filed, read(text), "need"), text


def test_what_is_stated_more_broadly_is_not_found_by_the_finer_name():
    assert not has_all(need(text="", industry_codes=("62",)), read("奶茶店"), "need")
    assert has_all(need(text="", industry_codes=("6239",)), read("餐饮"), "need")


def test_sensitive_qualifications_of_a_need_are_under_no_term():
    entry = Part("残疾人")
    assert not has_all(need(text="", tags=("disabled",)), (entry,), "need")
    for word, implied in (
        ("little_giant", "专精特新"),
        ("disabled", "重点群体"),
        ("gazelle", "科技型企业"),
    ):
        assert read(implied)[0].told("need"), implied
        assert not has_all(need(text="", tags=(word,)), read(implied), "need"), "what it implies"
    assert has_all(need(text="", tags=("little_giant", "srdi")), read("专精特新"), "need"), "said itself"
    assert has_all(need(text="", tags=("gx",)), read("科技型企业"), "need"), "implied by what is open"


def test_twin_what_is_implied_would_find_who_has_the_sensitive_one(monkeypatch):
    monkeypatch.setattr(requirements, "implied_openly", requirements.implied)
    assert has_all(need(text="", tags=("disabled",)), read("重点群体"), "need")


class Counting(NullEngine):
    """Knows how many questions it was asked."""

    asked = 0

    def find(self, kind, query):
        self.asked += 1
        return super().find(kind, query)


def test_what_has_some_parts_is_asked_for_only_as_far_as_it_is_taken():
    engine, parts = Counting(), read("奶茶店 举升机 火箭筒")
    engine.put(
        "need", [need(id="two", text="奶茶店买举升机"), need(id="one", text="", industry_codes=("6239",))]
    )
    answers = find_some(engine, "need", parts)
    assert [key for key, _ in next(answers)] == ["two"] and engine.asked == 3
    assert [key for key, _ in next(answers)] == ["two", "one"] and engine.asked == 6
    assert list(answers) == [] == list(find_some(engine, "need", parts[:1])) and engine.asked == 6


def test_many_parts_are_few_questions():
    engine, parts = Counting(), read("奶茶店 举升机 火箭筒 轴承 机床 大棚 货车 水泥 家具 茶叶")
    assert len(parts) == 10
    engine.put("need", [need(text="奶茶店 举升机 火箭筒 轴承 机床 大棚"), need(id="one", text="举升机")])
    nearest, further = find_some(engine, "need", parts)
    assert [key for key, _ in nearest] == ["need-1"] and len(further) == 2
    assert engine.asked <= 1 + 6


def test_a_product_has_what_takes_such_a_borrower():
    shown = product(industries=("62",), regions=("330000",), text="示例贷", feature_codes=("F01",))
    for text in ("奶茶店", "餐饮", "拱墅", "随借随还", "用一天算一天"):
        assert has_all(shown, read(text), "product"), text
    for text in ("轴承", "苏州", "税贷"):
        assert not has_all(shown, read(text), "product"), text
    assert not has_all(product(industries=(), text="示例贷"), read("奶茶店"), "product"), "for everybody"


def test_a_snippet_marks_what_was_typed_and_other_names_of_it():
    assert snippet("卖奶茶，想周转", read("奶茶店 周转")) == [
        ("卖", False),
        ("奶茶", True),
        ("，想", False),
        ("周转", True),
    ]
    assert snippet("进点货", read("轴承")) == [("进点货", False)]
    assert snippet("", read("轴承")) == []


def test_a_long_text_is_shown_around_its_first_hit():
    text = "说了很多别的话，" * 20 + "开着一家奶茶店，" + "后面还有很多话，" * 20
    pieces = snippet(text, read("奶茶店"))
    assert ("奶茶店", True) in pieces and pieces[0] == pieces[-1] == ("…", False)
    assert "".join(piece for piece, _ in pieces[1:-1]) in text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("那茶店", "奶茶店"), ("轴成", "轴承"), ("税袋", "税贷"), ("水果", "水果店"), ("五金家工", "五金加工")],
)
def test_what_is_nearly_a_name(typed, meant):
    assert meant in nearly(typed)


@pytest.mark.parametrize("typed", ["奶茶店", "", "的", "x" * 50, "示例一二三四五六"])
def test_nothing_near(typed):
    assert nearly(typed) == ()


@pytest.mark.parametrize(
    "text", ["贷" * 10_000, "无" * 10_000, '"' * 10_000, "20万" * 3_000, "奶茶店" * 3_000, "\ud800"]
)
def test_no_text_takes_long(text):
    read("热身"), snippet("热身", read("热身"))
    start = time.perf_counter()
    parts = read(text)
    snippet("奶茶店" * 1_000, parts)
    assert time.perf_counter() - start < 0.5 and len(parts) <= 10
