"""`python -m search evaluate | match | understand`: the matching service from the command line."""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from search.engines import ENGINES, open_engine
from search.evaluation import checked, matcher_over, need_of, product_of, read_lines, run
from search.language.reader import understand

OK, USAGE = 0, 2


def main(arguments: list[str] | None = None) -> int:
    """Run one command; results on stdout or in the named file, problems on stderr."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except (OSError, ValueError) as error:
        print(f"search: {error}", file=sys.stderr)
        return USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m search", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    evaluate = commands.add_parser("evaluate", help="rank a judged collection")
    evaluate.add_argument("--products", required=True)
    evaluate.add_argument("--needs", required=True)
    evaluate.add_argument("--out", required=True)
    evaluate.add_argument("--reverse", action="store_true", help="needs for products")
    evaluate.add_argument("--engine", default="whoosh", choices=ENGINES)
    evaluate.set_defaults(run=_evaluate)
    match = commands.add_parser("match", help="one need against the products of a file")
    match.add_argument("--need", required=True, help="a JSON object")
    match.add_argument("--products", required=True, help="JSON lines")
    match.add_argument("--engine", default="whoosh", choices=ENGINES)
    match.add_argument("--json", action="store_true", required=True)
    match.set_defaults(run=_match)
    read = commands.add_parser("understand", help="plain words to a structured draft")
    read.add_argument("text", nargs="?", help="the words; without them --stdin")
    read.add_argument("--stdin", action="store_true", help="one JSON string a line")
    read.add_argument("--json", action="store_true", required=True)
    read.set_defaults(run=_understand)
    return parser


def _evaluate(options: argparse.Namespace) -> int:
    products = [product_of(entry) for entry in read_lines(options.products)]
    needs = [need_of(entry) for entry in read_lines(options.needs)]
    with Path(options.out).open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(run(products, needs, options.engine, reverse=options.reverse))
    return OK


def _match(options: argparse.Namespace) -> int:
    products = [product_of(entry) for entry in read_lines(options.products)]
    entry = json.loads(Path(options.need).read_text(encoding="utf-8-sig"))
    if isinstance(entry, dict):
        entry.setdefault("id", "need")
    need = need_of(checked(entry, options.need))
    with tempfile.TemporaryDirectory(prefix="rongqiao-index-") as folder:
        engine = open_engine(options.engine, folder)
        found = matcher_over([need], products, engine).products_for(need)
        engine.close()
    print(json.dumps(found.to_dict(), ensure_ascii=False, sort_keys=True))
    return OK


def _understand(options: argparse.Namespace) -> int:
    if options.stdin == (options.text is not None):
        raise ValueError("give either a text or --stdin")
    for text in _typed() if options.stdin else [options.text]:
        print(json.dumps(understand(text).to_dict(), ensure_ascii=False, sort_keys=True), flush=True)
    return OK


def _typed() -> Iterator[str]:
    """The JSON strings of stdin; ValueError names the line that is none."""
    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            text = json.loads(line)
        except ValueError as error:
            raise ValueError(f"stdin, line {number}: not JSON ({error})") from error
        if not isinstance(text, str):
            raise ValueError(f"stdin, line {number}: not a JSON string")  # noqa: TRY004  the file is wrong
        yield text


if __name__ == "__main__":
    sys.exit(main())
