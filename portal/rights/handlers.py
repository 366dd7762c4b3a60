"""The worker's part in being forgotten; each does nothing on a second run."""

from portal.core import compacting, outbox
from portal.matching import index
from portal.rights import service, wiping


@outbox.handles("erasure.due", name="rights.erase")
def erase(erasure_id: int, **_) -> None:
    service.carry_out(erasure_id)


@outbox.handles("erasure.done", name="rights.compact", batch=True)
def compact(payloads: list[dict]) -> None:
    """The rows are gone: now the files. One rebuild for however many were erased.

    A deleted document stands in an index's files until these are written anew.
    """
    index.rebuild()
    try:
        compacting.compact(wiping.TOUCHED)
    except compacting.Busy as error:
        raise outbox.NotNow from error
