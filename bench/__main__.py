"""Figures, by command: `python3 dev.py bench NAME [--json]`. stdout carries only the result."""

import argparse
import json
import sys

from bench import engine, hostile, load, match, pages, reading, search, withdrawn, year

BENCHES = {
    "pages": pages,
    "load": load,
    "match": match,
    "engine": engine,
    "search": search,
    "hostile": hostile,
    "withdrawn": withdrawn,
    "understand": reading,
    "year": year,
}
OPTIONS = {
    "load": {"needs": int, "people": int, "seconds": float, "folder": str},
    "match": {"products": int, "needs": int, "calls": int, "engine": str},
    "engine": {"needs": int, "engine": str},
    "search": {"needs": int, "calls": int, "engine": str},
    "hostile": {"documents": int, "queries": int, "engine": str},
    "withdrawn": {"needs": int},
    "understand": {"calls": int},
    "year": {"needs": int, "engine": str, "plain": int},
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    benches = parser.add_subparsers(dest="name")
    for name, bench in BENCHES.items():
        one = benches.add_parser(name, help=(bench.__doc__ or "").partition("\n")[0])
        one.add_argument("--json", action="store_true", help="figures as one JSON object")
        for option, kind in OPTIONS.get(name, {}).items():
            one.add_argument(f"--{option}", type=kind)
    asked = vars(
        parser.parse_args(
            sys.argv[1:] if sys.argv[1:2] and sys.argv[1] in BENCHES else ["pages", *sys.argv[1:]]
        )
    )
    bench, as_json = BENCHES[asked.pop("name")], asked.pop("json")
    given = {option: value for option, value in asked.items() if value is not None}
    found = bench.run(lambda line: print(line, file=sys.stderr), **given)
    print(json.dumps(found, ensure_ascii=False, sort_keys=True) if as_json else bench.table(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
