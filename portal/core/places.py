"""Places as people type them, for forms that need one exact place: a county, or what has no counties."""

from dataclasses import dataclass

from search import taxonomy
from search.taxonomy import Region

MOST = 8
LOOKED_THROUGH = 40
regions = taxonomy.regions


@dataclass(frozen=True)
class Found:
    """`exact` may be chosen; `broader` needs a further step down; `note` says what became of an old name."""

    exact: tuple[Region, ...] = ()
    broader: Region | None = None
    note: str = ""


def find(text: str) -> Found:
    """What the words may mean: 拱墅, 杭州拱墅, 浙江省杭州市拱墅区, 330105, also names no longer in use."""
    text = "".join(text.split())
    living = [region for region in regions.search(text, LOOKED_THROUGH) if region.level != "country"]
    exact = [region for region in living if regions.is_leaf(region.code)]
    broader = next((region for region in living[:1] if not regions.is_leaf(region.code)), None)
    gone = _withdrawn(text)
    heirs = [heir for code in gone if (heir := regions.successor(code))]
    exact += [heir for heir in heirs if heir not in exact and regions.is_leaf(heir.code)]
    broader = broader or next((heir for heir in heirs if not regions.is_leaf(heir.code)), None)
    return Found(tuple(exact[:MOST]), broader, gone_words(gone[0]) if gone else "")


def gone_words(code: str) -> str:
    """What became of a withdrawn division; empty for a code that never was one."""
    old = regions.history_name(code)
    if old is None:
        return ""
    heir = regions.successor(code)
    if heir is None:
        return f"“{old}”已经撤销，分到了几个地方，请按现在的名称重新选"
    return f"“{old}”已经撤销，现在是{regions.full_name(heir.code)}"


def steps_to(code: str) -> tuple[str, ...]:
    """The codes from the province down to this division, itself included."""
    return tuple(step for step in reversed(regions.ancestors(code)) if step != taxonomy.COUNTRY)


def _withdrawn(text: str) -> list[str]:
    """Withdrawn codes that the words name, alone or after the names of what contains them."""
    if regions.history_name(text):
        return [text]
    for start in range(max(len(text) - 1, 0)):
        for ending in ("", "区", "县", "市"):
            codes = [code for code in regions.withdrawn(text[start:] + ending) if _within(code, text[:start])]
            if codes and (start or not ending or not _lives(text)):
                return codes
    return []


def _lives(text: str) -> bool:
    """Whether a division of today goes by this name; the heir of an old one answers to it, but is not it."""
    if len(text) < 2:
        return True
    return any(text in (region.name, region.short_name) for region in regions.search(text, LOOKED_THROUGH))


def _within(code: str, prefix: str) -> bool:
    """Whether the words before a withdrawn name are of its province or city."""
    above = [region for up in (code[:2] + "0000", code[:4] + "00") if (region := regions.get(up))]
    return not prefix or any(name in prefix for region in above for name in (region.name, region.short_name))
