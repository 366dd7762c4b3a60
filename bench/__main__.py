"""Figures, by command: `python3 dev.py bench NAME [--json]`. stdout carries only the result."""

import argparse
import json
import sys

from bench import pages

BENCHES = {"pages": pages.run}


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__)
    parser.add_argument("name", choices=sorted(BENCHES), nargs="?", default="pages")
    parser.add_argument("--json", action="store_true", help="figures as one JSON object")
    asked = parser.parse_args()
    figures = BENCHES[asked.name](lambda line: print(line, file=sys.stderr))
    print(json.dumps(figures, ensure_ascii=False, sort_keys=True) if asked.json else pages.table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
