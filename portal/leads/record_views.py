"""An institution's figures as anybody reads them: each with its fraction, its day, and from five cases on."""

from portal.core import wording
from portal.leads import words
from portal.leads.models import InstitutionFigure, LeadState
from portal.leads.record import LEAST
from portal.products.models import ProductKind

SILENCE = "超过一半没有答复"


def record_view(row: InstitutionFigure | None, kind: ProductKind = ProductKind.LOAN) -> dict:
    """`{as_of, figures, rows}`: for `figures` of components/lists.html, and the same in one line each.

    `as_of` is "" before the first run; `rows` leaves out what has too few cases.
    `kind` is what the institution offers.
    """
    figures = [_in_time(row), _speed(row), _granted(row, kind)]
    lines = [{"label": one["label"], "value": _line(one)} for one in figures if one["value"] is not None]
    few = [{"label": "答复情况", "value": f"不满 {LEAST} 次，先不显示"}]
    return {"as_of": row.as_of.isoformat() if row else "", "figures": figures, "rows": lines or few}


def _in_time(row: InstitutionFigure | None) -> dict:
    return _share("按时答复", row and row.in_time, row and row.due, [])


def _speed(row: InstitutionFigure | None) -> dict:
    """Half of the answers came no later than this."""
    label = "多久给第一次答复（中位数）"
    if row is None or row.due < LEAST:
        return _figure(label, None, "", [_cases(row and row.due)])
    if row.half_days is None:
        return _figure(label, SILENCE, "", [f"{row.due} 次里算"])
    days = f"{row.half_days / 2:g}"
    return _figure(label, *(("当天", "") if days == "0" else (days, "个工作日")), [f"{row.due} 次里算"])


def _granted(row: InstitutionFigure | None, kind: ProductKind) -> dict:
    pending = [f"还在办的 {row.undecided} 件另计"] if row and row.undecided else []
    label = f"谈了以后{words.state_word(LeadState.APPROVED, kind).removeprefix('已')}的"
    return _share(label, row and row.approved, row and row.decided, pending)


def _share(label: str, part: int | None, whole: int | None, lines: list[str]) -> dict:
    if not whole or whole < LEAST:
        return _figure(label, None, "", [_cases(whole), *lines])
    value = wording.percent(round(10_000 * part / whole)).removesuffix("%").removesuffix(".00")
    return _figure(label, value, "%", [f"{part} ÷ {whole}", *lines])


def _cases(count: int | None) -> str:
    return f"不满 {LEAST} 次，不显示" if count else "还没有"


def _figure(label: str, value: str | None, unit: str, lines: list[str]) -> dict:
    return {"label": label, "value": value, "unit": unit, "fraction": lines}


def _line(figure: dict) -> str:
    return f"{figure['value']}{_spaced(figure['unit'])}（{'，'.join(figure['fraction'])}）"


def _spaced(unit: str) -> str:
    return unit if unit in {"", "%"} else f" {unit}"
