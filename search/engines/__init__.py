"""The engines behind one protocol; `open_engine` picks one by the name used in SEARCH_ENGINE."""

from pathlib import Path

from search.engines.protocol import KINDS, Doc, Engine, EngineUnavailable, Kind, Query

__all__ = ["KINDS", "Doc", "Engine", "EngineUnavailable", "Kind", "Query", "open_engine"]


def open_engine(name: str, folder: str | Path | None = None) -> Engine:
    """Open the engine `name` ("whoosh" or "null") whose files live in `folder`; ValueError if unknown."""
    if name == "null":
        from search.engines.null import NullEngine

        return NullEngine()
    if name == "whoosh":
        from search.engines.whoosh import WhooshEngine

        if folder is None:
            raise ValueError("the whoosh engine needs a folder for its files")
        return WhooshEngine(Path(folder))
    raise ValueError(f"unknown search engine {name!r}; known are whoosh and null")
