"""The engines behind one protocol; `open_engine` picks one by the name used in SEARCH_ENGINE."""

from pathlib import Path

from search.engines.protocol import KINDS, Doc, Engine, EngineUnavailable, Kind, Query, Sought

__all__ = ["ENGINES", "KINDS", "Doc", "Engine", "EngineUnavailable", "Kind", "Query", "Sought", "open_engine"]

ENGINES = ("whoosh", "tantivy", "null")


def open_engine(name: str, folder: str | Path | None = None) -> Engine:
    """Open one of `ENGINES`, whose files live in `folder` (null has none); ValueError if unknown."""
    if name not in ENGINES:
        raise ValueError(f"unknown search engine {name!r}; known are {', '.join(ENGINES)}")
    if name == "null":
        from search.engines.null import NullEngine

        return NullEngine()
    if folder is None:
        raise ValueError(f"the {name} engine needs a folder for its files")
    if name == "tantivy":
        from search.engines.tantivy import TantivyEngine

        return TantivyEngine(Path(folder))
    from search.engines.whoosh import WhooshEngine

    return WhooshEngine(Path(folder))
