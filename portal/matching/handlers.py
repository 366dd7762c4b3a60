"""News that the index and the pushing live from."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.core import outbox
from portal.matching import escalation, index


@contextmanager
def _when_free() -> Iterator[None]:
    """A message that finds the index taken or broken is not to blame, and must not die of it."""
    try:
        yield
    except index.EngineUnavailable as away:
        raise outbox.NotNow from away


@outbox.handles("need.changed", "need.opened", "need.ended", name="matching.index_needs", batch=True)
def index_needs(payloads: list[dict]) -> None:
    ids = sorted({payload["need_id"] for payload in payloads})
    with _when_free():
        index.put_needs(ids)
    for need_id in ids:
        outbox.put("need.indexed", need_id=need_id)


@outbox.handles("product.changed", name="matching.index_products", batch=True)
def index_products(payloads: list[dict]) -> None:
    with _when_free():
        index.put_products(sorted({payload["product_id"] for payload in payloads}))


@outbox.handles("need.opened", "need.audience", name="matching.push")
def push(need_id: int, **_) -> None:
    """An owner who lets more institutions have a need is pushed to as at its opening."""
    with _when_free():
        escalation.begin(need_id)


@outbox.handles("lead.freed", name="matching.push_next")
def push_next(need_id: int, **_) -> None:
    """Counted from the rows, so that the same news twice pushes once."""
    with _when_free():
        escalation.go_on(need_id)
