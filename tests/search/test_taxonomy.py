"""Lookups: what a picker, a rule or a page asks of the taxonomies."""

import datetime
from decimal import Decimal

import pytest

from search import taxonomy

industries, regions, bands = taxonomy.industries, taxonomy.regions, taxonomy.bands


def test_industry_chain_and_middle_class():
    assert industries.ancestors("6239") == ("6239", "623", "62", "H")
    assert industries.middle("6239") == "623"
    assert industries.middle("62") == "62"
    assert industries.middle("H") == "H"
    assert industries.ancestors("9999") == ()
    assert industries.covers("H", "6239") and industries.covers("6239", "6239")
    assert not industries.covers("6239", "62")


@pytest.mark.parametrize("typed", ["奶茶", "奶茶店", "想借20万周转，开奶茶店的", " 奶 茶 "])
def test_milk_tea_is_6239_first(typed):
    industry, words = industries.search(typed)[0]
    assert industry.code == "6239"
    assert words and words[0] in "".join(typed.split())


def test_industry_search_by_code_part_and_nothing():
    assert [industry.code for industry, _ in industries.search("62")][:3] == ["62", "621", "6210"]
    assert industries.search("奶")[0][0].code  # half typed: still something to pick from
    assert industries.search("") == []
    assert industries.search("龘龘龘") == []
    assert len(industries.search("制造", limit=4)) == 4


def test_a_longer_word_hides_the_shorter_inside_it():
    found = industries.search("奶茶店", limit=1)
    assert found[0][1] == ("奶茶店",)


def test_region_chain_uses_real_parents():
    assert regions.ancestors("330105") == ("330105", "330100", "330000", "000000")
    assert regions.ancestors("659001") == ("659001", "650000", "000000")
    assert regions.ancestors("110101") == ("110101", "110000", "000000")
    assert regions.full_name("330105") == "浙江省杭州市拱墅区"
    assert regions.full_name("419001") == "河南省济源市"


def test_the_whole_country_means_the_mainland():
    assert regions.covers("000000", "330105")
    assert not regions.covers("000000", "710000")
    assert regions.ancestors("810000") == ("810000",)
    assert regions.name("000000") == "全国"
    assert len(regions.children()) == 34


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("拱墅", "330105"),
        ("杭州拱墅", "330105"),
        ("浙江省杭州市拱墅区", "330105"),
        ("330105", "330105"),
        ("义乌", "330782"),
        ("长春朝阳", "220104"),
        ("全国", "000000"),
        ("襄樊", "420600"),
        ("华强北", "440304"),
    ],
)
def test_region_search_finds_it_first(typed, code):
    assert regions.search(typed)[0].code == code


def test_a_shared_name_offers_every_bearer():
    codes = {region.code for region in regions.by_alias("新华区")}
    assert codes == {"130105", "130902", "410402"}


def test_a_withdrawn_region_names_its_successor():
    assert regions.get("110103") is None
    assert regions.history_name("110103") == "崇文区"
    assert regions.successor("110103").code == "110101"
    assert regions.successor("130103") is None and regions.history_name("130103") == "桥东区"
    assert regions.successor("330105") is None and regions.history_name("330105") is None


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ("amount", Decimal(10), "BA01"),
        ("amount", Decimal("10.01"), "BA02"),
        ("amount", 3001, "BA09"),
        ("term", 12, "BT03"),
        ("years", 1, "BY02"),
        ("years", 0, "BY01"),
        ("employees", 5, "BE02"),
        ("revenue", 40000, "BR14"),
        ("amount", 0, "BA01"),
    ],
)
def test_bands_keep_their_own_end(kind, value, code):
    assert bands.of(kind, value).code == code


def test_bands_refuse_what_is_no_figure():
    with pytest.raises(ValueError):
        bands.of("amount", -1)
    with pytest.raises(KeyError):
        bands.of("height", 1)


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("BA01", "10 万元以内"),
        ("BA02", "10–30 万元"),
        ("BA09", "3,000 万元以上"),
        ("BT04", "12–24 个月"),
        ("BE02", "5–9 人"),
        ("BR11", "6,000 万–1 亿元"),
        ("BR12", "1–2 亿元"),
        ("BR14", "4 亿元以上"),
    ],
)
def test_bands_have_a_short_form(code, short):
    assert bands.short(code) == short


def test_bands_have_both_ends_for_tags():
    assert bands.get("BR03").span == "100-200"
    assert bands.get("BY05").span == "5-"
    assert taxonomy.requirements.parse(f"revenue:{bands.get('BR03').span}")[1] == "100-200"


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(20, 25, "10–30 万元"), (40, 80, "30–100 万元"), (5, 40, "50 万元以内"), (40, 9000, "30 万元以上")],
)
def test_a_stretch_of_bands_has_one_short_form(low, high, words):
    assert bands.across("amount", low, high) == words


def test_requirements_are_parsed_and_follow_from_each_other():
    entry, value = taxonomy.requirements.parse("tax_grade:A|B")
    assert (entry.code, value) == ("Q08", "A|B")
    assert taxonomy.requirements.parse("tax")[1] is None
    assert taxonomy.requirements.implied("little_giant") == {"srdi", "innovative_sme", "hitech"}
    assert taxonomy.requirements.by_word("disabled").shown_before_consent == "人群"
    for wrong in ("nothing", "tax:1", "tax_grade:E", "years:two", "years:"):
        with pytest.raises(ValueError):
            taxonomy.requirements.parse(wrong)


def test_a_broader_security_takes_the_finer():
    assert taxonomy.securities.takes("inventory", "warehouse_receipt")
    assert not taxonomy.securities.takes("warehouse_receipt", "inventory")
    assert taxonomy.securities.takes("credit", "credit")
    assert taxonomy.securities.broader("tax_refund") == "receivable"


@pytest.mark.parametrize(
    ("industry", "employees", "revenue", "size"),
    [
        ("3484", 25, 280, "micro"),
        ("3484", 25, 300, "small"),
        ("3484", 300, 2000, "medium"),
        ("3484", 2000, 39999, "medium"),
        ("3484", 1000, 40000, "large"),
        ("0313", None, 49, "micro"),
        ("5910", 20, 200, "small"),
        ("6513", 9, 5000, "micro"),
        ("6513", 9, None, "micro"),
        ("6513", 50, None, None),
        ("8411", 5, 5, None),
        ("70", 5, 5, None),
        ("4710", None, 100, "micro"),
        ("4710", None, 9000, None),
        ("nonsense", 1, 1, None),
    ],
)
def test_size_of_a_firm(industry, employees, revenue, size):
    assert taxonomy.size_standard.size_of(industry, employees, revenue) == size


def test_the_rate_in_force_on_a_day():
    assert taxonomy.lpr.on(datetime.date(2026, 9, 1), "5Y") == (Decimal("3.50"), datetime.date(2026, 8, 20))
    assert taxonomy.lpr.on(datetime.date(2019, 8, 20)) == (Decimal("4.25"), datetime.date(2019, 8, 20))
    with pytest.raises(LookupError):
        taxonomy.lpr.on(datetime.date(2019, 8, 19))
    with pytest.raises(ValueError):
        taxonomy.lpr.on(datetime.date(2026, 9, 1), "2Y")


def test_lists_are_searched_by_everyday_words():
    assert taxonomy.purposes.search("想买厂房")[0].code == "U07"
    assert taxonomy.product_types.search("税贷")[0].code == "P0102"
    assert taxonomy.product_types.covers("P01", "P0102")
    assert [entry.code for entry in taxonomy.subjects.by_word("farmer")] == ["T10", "T11"]
    assert taxonomy.sectors.covers("D01", "6513")


def test_chinese_names_sort_by_pinyin():
    assert sorted(["重庆", "长沙", "阿坝", "杭州"], key=taxonomy.sort_key) == ["阿坝", "长沙", "重庆", "杭州"]
