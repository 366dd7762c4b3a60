"""Which code lists the portal works with: whose they are, of when, how long, and their checksums."""

from search.taxonomy import VERSION, sources

__all__ = ["VERSION", "count", "rows"]


def count() -> int:
    return len(sources.SOURCES)


def rows() -> list[dict]:
    """`[{file, name, source, entries, checksum}]`, in the order of what they are about."""
    return [
        {
            "file": f"{file}.csv",
            "name": name,
            "source": source,
            "entries": f"{(found := sources.measured(file)).entries:,}",
            "checksum": found.checksum,
        }
        for file, (name, source) in sources.SOURCES.items()
    ]
