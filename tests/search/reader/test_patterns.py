"""The small language of the word files."""

import pytest

from search.language.reader import patterns
from search.language.reader.patterns import Patterns


@pytest.fixture
def made(tmp_path, monkeypatch):
    monkeypatch.setattr(patterns, "FOLDER", tmp_path)

    def make(text, words=()):
        (tmp_path / "words.txt").write_text(text, encoding="utf-8")
        return Patterns("words.txt", words)

    return make


def found(made, text):
    return [(hit.codes, text[hit.start : hit.end]) for hit in made.find(text)]


def test_the_longest_word_wins_and_a_taxonomy_may_add_its_own(made):
    some = made("A: 房 厂房\nB: 厂房贷款 # remark", [("车", "C"), ("房", "D")])
    assert found(some, "厂房贷款和厂房和房和车") == [
        (("B",), "厂房贷款"),
        (("A",), "厂房"),
        (("A",), "房"),
        (("C",), "车"),
    ]


def test_sets_and_gaps(made):
    some = made("@buy = 买 购买\n@tool = 冰柜 [车机]床\nA B: @buy…@tool\nC: 还……清")
    assert found(some, "购买一台大冰柜,买床,买个机床") == [
        (("A", "B"), "购买一台大冰柜"),
        (("A", "B"), "买个机床"),
    ]
    assert found(some, "还网贷,一次还清") == [(("C",), "还网贷,一次还清")]
    assert found(some, "买了很多冰柜") == []  # a gap does not go over what is done


def test_taken_away(made):
    some = made("-: 装修公司\nA: 装修 (?<!不)买")
    assert found(some, "装修公司装修") == [(("A",), "装修")]
    assert found(some, "不买买") == [(("A",), "买")]


@pytest.mark.parametrize("line", ["no code", "A: .房", "A: 房?子"])
def test_a_bad_line_is_named(made, line):
    with pytest.raises(ValueError, match=r"must begin|not a line"):
        made(line)


@pytest.mark.parametrize("name", sorted(path.name for path in patterns.FOLDER.glob("*.txt")))
def test_every_file_of_the_reader_can_be_read(name):
    assert list(Patterns(name).find("开店的，想借5万进货，没有抵押")) is not None
