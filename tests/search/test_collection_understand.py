"""The reader over the collection of plain words: no worse than before, true to its words, never raising."""

from collections import defaultdict
from time import process_time

import pytest

from search.evaluation import read_lines
from search.language.reader import understand
from search.language.reader.draft import LISTS, SINGLES
from search.taxonomy import industries, purposes, regions, requirements, securities, subjects
from tests.collection import WORDS, floors, tell
from tests.collection.scoring import ABOUT, Tally

CASES = read_lines(WORDS)
PARTS = list(floors.READING)
TALK = "我们这边最近天气不好，街上人也少，大家都在等开春，说来话长，慢慢讲给你听。"
LONGEST, SOME = 10_000, 25
SECONDS = 0.25  # of the processor; some milliseconds are usual


def of_part(part: str) -> list[dict]:
    return [case for case in CASES if case["part"] == part]


@pytest.mark.parametrize("part", PARTS)
def test_the_words_are_read_no_worse_than_before(part):
    everything, kinds = Tally(), defaultdict(Tally)
    for case in of_part(part):
        draft = understand(case["text"]).to_dict()
        everything.add(case, draft)
        for kind in case["kind"]:
            kinds[kind].add(case, draft)
    for kind in sorted(kinds, key=lambda kind: -kinds[kind].texts) if part == "open" else ():
        tell(f"{kind:16s}{kinds[kind]}")
    for key in sorted({key for key, _ in everything.facts}):
        tell(f"{key:18s} right {everything.share(key=key):6.1%}  wrong {everything.share('wrong', key):6.1%}")
    tell(f"{part:16s}{everything}")
    least, most = floors.READING[part]
    assert everything.share() >= least
    assert everything.guesses <= most


def test_what_is_quoted_stands_in_the_text():
    for case in CASES:
        for span in understand(case["text"]).to_dict()["spans"]:
            assert span["words"] == case["text"][span["start"] : span["end"]], case["id"]


def test_long_talk_around_a_need_neither_hides_it_nor_takes_long():
    plain, wrapped = Tally(), Tally()
    for case in of_part("open")[:SOME]:
        room = LONGEST - len(case["text"]) - 1
        talk = (TALK * (room // len(TALK) + 1))[: room // 2]
        started = process_time()
        draft = understand(f"{talk}。{case['text']}。{talk}"[:LONGEST]).to_dict()
        assert process_time() - started < SECONDS, case["id"]
        wrapped.add(case, draft)
        plain.add(case, understand(case["text"]).to_dict())
    tell(f"alone           {plain}")
    tell(f"in long talk    {wrapped}")
    assert wrapped.share() >= plain.share() - floors.LOST_IN_TALK


def known(key: str, value: object) -> bool:
    """Whether a value can be right for a key at all."""
    table = {"subject_codes": subjects, "region_code": regions, "purpose_code": purposes}
    match key:
        case "subject_codes" | "region_code" | "purpose_code":
            return table[key].get(value) is not None
        case "industry_codes":
            return any(entry.code.startswith(value) for entry in industries.all())
        case "collateral_offered":
            return value in securities.words()
        case "tags" | "lacks":
            return requirements.by_word(value.partition(":")[0]) is not None
        case _:
            return isinstance(value, bool | int) and (value is True or value > 0)


def test_the_collection_expects_only_what_can_be():
    assert len({case["id"] for case in CASES}) == len(CASES) == len({case["text"] for case in CASES})
    assert {case["part"] for case in CASES} == set(PARTS)
    for case in CASES:
        assert case["kind"], case["id"]
        assert case.keys() <= {"id", "part", "text", "expect", "must_not", "ask", "kind"}, case["id"]
        assert {*case.get("must_not", ()), *case.get("ask", ())} <= {*LISTS, *SINGLES}, case["id"]
        for expected, wanted in case["expect"].items():
            key = ABOUT.get(expected, expected)
            values = wanted if isinstance(wanted, list) else [] if wanted is None else [wanted]
            assert key in (*LISTS, *SINGLES), case["id"]
            assert all(known(key, value) for value in values), (case["id"], expected, wanted)
