"""`python -m search`: exit codes and bytes, over the project's own collection."""

import json
from pathlib import Path

import pytest

from search.__main__ import main
from search.documents import NeedDoc, ProductDoc
from search.engines import ENGINES
from search.evaluation import need_of, product_of, read_lines
from tests import collection

PRODUCTS, NEEDS = str(collection.PRODUCTS), str(collection.NEEDS)


def evaluate(out: Path, *more: str) -> list[list[str]]:
    assert main(["evaluate", "--products", PRODUCTS, "--needs", NEEDS, "--out", str(out), *more]) == 0
    return [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("reverse", [False, True])
def test_equal_runs_are_equal_to_the_byte_whatever_the_engine(tmp_path, reverse):
    more = ["--reverse"] if reverse else []
    outputs = [tmp_path / name for name in ("first", "again", *ENGINES)]
    evaluate(outputs[0], *more)
    evaluate(outputs[1], *more)
    for output in outputs[2:]:
        evaluate(output, "--engine", output.name, *more)
    assert len({path.read_bytes() for path in outputs}) == 1
    assert b"\r" not in outputs[0].read_bytes()


def test_match(tmp_path, capsys):
    need = tmp_path / "need.json"
    need.write_text(json.dumps(read_lines(NEEDS)[3]["input"]), encoding="utf-8")
    assert main(["match", "--need", str(need), "--products", PRODUCTS, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.keys() == {"matches", "near_misses", "questions"}
    assert found["matches"][0]["product_id"] == "C04"
    assert found["matches"][0].keys() == {"product_id", "score", "verdicts", "reasons"}
    assert found["matches"][0]["verdicts"][0] == {
        "rule": "region",
        "verdict": "met",
        "need": "330108",
        "product": ["330100", "330200"],
    }
    assert {miss["product_id"]: miss["change"]["words"] for miss in found["near_misses"]} == {
        "C03": "提供房地产，写明的条件就都符合",
        "C08": "提供应收账款，这一条就符合；期限仍不符",
        "C42": "提供房地产，写明的条件就都符合",
        "C45": "提供应收账款，这一条就符合；期限仍不符",
    }


@pytest.mark.parametrize("content", ["{", "[1]", '{"no": "id"}', '{"id": "a", "amount_min_yuan": "much"}'])
def test_a_bad_line_is_named_and_is_a_usage_error(tmp_path, capsys, content):
    bad = tmp_path / "bad.jsonl"
    bad.write_text(content, encoding="utf-8")
    assert main(["evaluate", "--products", str(bad), "--needs", NEEDS, "--out", str(tmp_path / "out")]) == 2
    assert "search: " in capsys.readouterr().err


def test_a_missing_file_is_a_usage_error(tmp_path):
    assert main(["match", "--need", "nowhere", "--products", PRODUCTS, "--json"]) == 2


def test_only_input_of_a_judged_need_is_read():
    entry = {
        "id": "x",
        "input": {"text": "周转"},
        "facts_for_judging": {"region_code": "330105"},
        "region_code": "1",
    }
    assert need_of(entry) == NeedDoc(id="x", text="周转", purpose_code="U01")


def test_documents_survive_json():
    for doc in (*map(need_of, read_lines(NEEDS)), *map(product_of, read_lines(PRODUCTS))):
        kind = NeedDoc if isinstance(doc, NeedDoc) else ProductDoc
        assert kind.from_dict(json.loads(json.dumps(doc.to_dict()))) == doc
