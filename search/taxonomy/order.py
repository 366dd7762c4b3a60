"""One order for Chinese names everywhere: by pinyin, the same on every machine and database."""

import functools

SortKey = tuple[tuple[str, ...], str]


@functools.lru_cache(maxsize=20_000)
def sort_key(text: str) -> SortKey:
    """Key for ``sorted``: syllables with their tone as a digit, then the text itself to settle ties."""
    from pypinyin import Style, lazy_pinyin  # 0.3 s to import, which no start should wait for

    return tuple(lazy_pinyin(text.lower(), style=Style.TONE3, neutral_tone_with_five=True)), text
