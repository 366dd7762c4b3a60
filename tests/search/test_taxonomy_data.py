"""The data files themselves: forms, parents, duplicates, counts, and that every reference leads somewhere."""

import collections
import datetime
import itertools
import re

import pytest

from search import taxonomy
from search.taxonomy import tables

FILES = sorted(path.name for path in tables.FOLDER.glob("*.csv"))
INDUSTRIES = {industry.code: industry for industry in taxonomy.industries.all()}
REGIONS = {region.code: region for region in taxonomy.regions.all()}
# how many 大类, 中类, 小类 each section has by the structure table of the standard
SECTIONS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRST",
        [
            (5, 24, 72),
            (7, 19, 39),
            (31, 179, 609),
            (3, 9, 18),
            (4, 18, 44),
            (2, 18, 128),
            (8, 27, 67),
            (2, 10, 16),
            (3, 17, 34),
            (4, 26, 48),
            (1, 5, 5),
            (2, 12, 58),
            (3, 19, 48),
            (4, 18, 33),
            (3, 16, 32),
            (1, 6, 17),
            (2, 6, 30),
            (5, 27, 48),
            (6, 16, 34),
            (1, 1, 1),
        ],
        strict=True,
    )
)
CODE_LISTS = [
    taxonomy.product_types,
    taxonomy.features,
    taxonomy.eligibility,
    taxonomy.securities,
    taxonomy.requirements,
    taxonomy.purposes,
    taxonomy.subjects,
    taxonomy.institution_types,
    taxonomy.intermediary_types,
    taxonomy.refusals,
    taxonomy.closings,
    taxonomy.firm_reasons,
]


def repeated(values):
    """The values that occur more than once."""
    return [value for value, count in collections.Counter(values).items() if count > 1]


@pytest.mark.parametrize("name", FILES)
def test_files_are_plain_and_rectangular(name):
    raw = (tables.FOLDER / name).read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n")
    for row in tables.rows(name):
        assert None not in row and None not in row.values()
        assert all(cell == cell.strip() for cell in row.values())


def test_industries_have_the_printed_counts_and_parents():
    levels = collections.Counter(industry.level for industry in INDUSTRIES.values())
    assert levels == {"门类": 20, "大类": 97, "中类": 473, "小类": 1381}
    assert len(tables.rows("gbt4754-2017.csv")) == len(INDUSTRIES)
    above = {"门类": (1, ""), "大类": (2, "门类"), "中类": (3, "大类"), "小类": (4, "中类")}
    for industry in INDUSTRIES.values():
        width, level = above[industry.level]
        parent = INDUSTRIES.get(industry.parent)
        assert len(industry.code) == width
        assert (parent.level if parent else "") == level
        assert width <= 2 or industry.code.startswith(industry.parent)
        assert industry.level == "小类" or taxonomy.industries.children(industry.code)


@pytest.mark.parametrize("section", SECTIONS)
def test_each_section_has_its_printed_counts(section):
    inside = [i for i in INDUSTRIES.values() if taxonomy.industries.covers(section, i.code)]
    levels = collections.Counter(industry.level for industry in inside)
    assert (levels["大类"], levels["中类"], levels["小类"]) == SECTIONS[section]


def test_regions_have_their_counts_and_parents():
    levels = collections.Counter(region.level for region in REGIONS.values())
    assert levels == {"province": 34, "city": 333, "county": 2847}
    assert len(tables.rows("gbt2260.csv")) == len(REGIONS)
    for region in REGIONS.values():
        province, city = region.code[:2] + "0000", region.code[:4] + "00"
        assert re.fullmatch(r"\d{6}", region.code)
        assert (
            region.parent in {"province": {""}, "city": {province}, "county": {city, province}}[region.level]
        )
        assert region.parent == "" or region.parent in REGIONS


def test_cities_without_counties_are_the_four_known_ones():
    bare = {r.name for r in REGIONS.values() if r.level == "city" and taxonomy.regions.is_leaf(r.code)}
    assert bare == {"东莞市", "中山市", "儋州市", "嘉峪关市"}


def test_withdrawn_codes_are_not_in_force_and_their_successors_are():
    rows = tables.rows("gbt2260_history.csv")
    assert not repeated((row["old_code"], row["old_name"]) for row in rows)
    for row in rows:
        assert row["old_code"] not in REGIONS
        if row["current_code"]:
            assert REGIONS[row["current_code"]].name == row["current_name"]


def test_industry_aliases_lead_to_industries():
    rows = tables.rows("industry_aliases.csv")
    assert not repeated((row["alias"], row["code"]) for row in rows)
    assert not repeated((row["alias"], row["rank"]) for row in rows)
    for row in rows:
        assert (INDUSTRIES[row["code"]].name, INDUSTRIES[row["code"]].level) == (row["name"], row["level"])


def test_region_aliases_and_functional_areas_lead_to_regions():
    areas = {row["code"]: row for row in tables.rows("functional_areas.csv")}
    assert all(REGIONS[row["host_code"]].name == row["host_name"] for row in areas.values())
    rows = tables.rows("region_aliases.csv")
    assert not repeated((row["alias"], row["code"]) for row in rows)
    for row in rows:
        assert REGIONS[row["code"]].name == row["name"]
        assert row["match"] == "token" or (row["match"] == "free" and len(row["alias"]) > 1)
        assert not row["functional_code"] or areas[row["functional_code"]]["host_code"] == row["code"]


def test_localities_lead_to_regions_and_repeat_no_alias():
    rows = tables.rows("localities.csv")
    assert not repeated(row["locality"] for row in rows)
    for row in rows:
        assert REGIONS[row["code"]].name == row["region"]
        assert row["match"] in ("free", "token") and len(row["locality"]) > 1
        assert not taxonomy.regions.by_alias(row["locality"])


@pytest.mark.parametrize("codes", CODE_LISTS, ids=lambda codes: codes.filename)
def test_code_lists_have_unique_codes_and_names(codes):
    rows = tables.rows(codes.filename)
    assert not repeated(row["code"] for row in rows)
    assert not repeated(row["name_zh"] for row in rows)
    assert len({row["code"][0] for row in rows}) == 1
    for entry in codes.all():
        assert entry.name and entry.name_en and not repeated(entry.aliases)


@pytest.mark.parametrize(
    "codes",
    [
        c
        for c in CODE_LISTS
        if c.filename
        not in (
            "product_types.csv",
            "product_features.csv",
            "eligibility_tags.csv",
            "institution_types.csv",
            "intermediary_types.csv",
        )
    ],
    ids=lambda codes: codes.filename,
)
def test_a_word_points_to_one_entry(codes):
    assert not repeated(word for entry in codes.all() for word in {entry.name, *entry.aliases})


def test_requirements_refer_to_words_that_exist():
    words, tags = set(taxonomy.requirements.words()), set(taxonomy.eligibility.codes())
    for entry in taxonomy.requirements.all():
        assert set(entry.implies) <= words - {entry.word}
        assert entry.word not in taxonomy.requirements.implied(entry.word)
        assert not entry.security_word or taxonomy.securities.by_word(entry.security_word)
        assert not entry.eligibility_tag or entry.eligibility_tag in tags
        assert bool(entry.unit) == (entry.value_kind == "number")
        assert bool(entry.grades) == (entry.value_kind == "grade")
        assert entry.rarity in ("common", "rare")
    assert not repeated(entry.word for entry in taxonomy.requirements.all())


def test_securities_lie_one_step_within_others():
    assert not repeated(entry.word for entry in taxonomy.securities.all())
    for entry in taxonomy.securities.all():
        broader = taxonomy.securities.by_word(entry.within)
        assert not entry.within or (broader and not broader.within)


def test_a_reason_that_must_not_be_seen_looks_like_its_twin():
    hidden = {entry.code: entry.counted_as for entry in taxonomy.refusals.all() if not entry.published}
    assert hidden == {"R16": "R26", "R17": "R27"}
    for code, twin_code in hidden.items():
        entry, twin = taxonomy.refusals.get(code), taxonomy.refusals.get(twin_code)
        for field in (
            "shown_as",
            "mendable",
            "next_step",
            "helper",
            "earliest_retry_months",
            "stage",
            "rule",
        ):
            assert getattr(entry, field) == getattr(twin, field)


def test_bands_join_without_gap_or_overlap():
    for kind in ("amount", "term", "years", "employees", "revenue"):
        bands = taxonomy.bands.all(kind)
        assert bands[0].min == 0 and bands[-1].max is None
        assert all(lower.max == upper.min for lower, upper in itertools.pairwise(bands))
        assert len({band.includes for band in bands}) == 1
    assert not repeated(row["code"] for row in tables.rows("bands.csv"))


def test_sectors_and_size_groups_name_real_industries():
    for sector in taxonomy.sectors.all():
        assert set(sector.industries) <= set(INDUSTRIES)
    for row in tables.rows("size_standard.csv"):
        assert set(tables.split(row["gbt_prefixes"])) <= set(INDUSTRIES)
    leaves = [code for code, industry in INDUSTRIES.items() if industry.level == "小类"]
    assert all(taxonomy.size_standard.group_of(code) for code in leaves)


def test_rates_and_calendar_are_in_order():
    quotes = [quote.date for quote in taxonomy.lpr.all()]
    assert quotes == sorted(set(quotes)) and len(quotes) == 85
    days = taxonomy.calendar.all()
    assert [day.date for day in days] == sorted({day.date for day in days})
    assert {day.kind for day in days} == {"holiday", "workday"}
    assert all(day.date.weekday() >= 5 for day in days if day.kind == "workday")
    assert {day.date.year for day in days} == {2024, 2025, 2026}
    assert datetime.date(2026, 10, 1) in {day.date for day in days if day.kind == "holiday"}
