"""What reports say and who filed them: the operator's, and the reporter's own."""

from collections.abc import Iterable, Iterator

from tests.world.typed import REPORT_ABOUT, REPORT_CONTACT, REPORT_WORDS, REPORT_WORDS_OUT

MAY: dict[str, set[str]] = {
    REPORT_WORDS.split()[0]: {"owner", "operator"},
    REPORT_WORDS_OUT.split()[0]: {"operator"},
    REPORT_ABOUT: {"operator"},
    REPORT_CONTACT: {"operator"},
}


def reports_too_much(persona: str, bodies: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """Every sighting by somebody to whom it was not said."""
    for place, body in bodies:
        for words, readers in MAY.items():
            if words.encode() in body and persona not in readers:
                yield f"{persona} reads {words} on {place}"


def reports_too_little(persona: str, bodies: Iterable[tuple[str, bytes]]) -> Iterator[str]:
    """What this persona should have found and did not."""
    read = b"".join(body for _, body in bodies)
    for words, readers in MAY.items():
        if persona in readers and words.encode() not in read:
            yield f"{persona} does not read {words}"


def anything_reported(place: str, body: bytes) -> list[str]:
    return [f"{words} is in {place}" for words in MAY if words.encode() in body]
