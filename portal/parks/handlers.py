"""News that batches live from; a handler does nothing on a second run."""

from portal.core import outbox
from portal.parks import service


@outbox.handles("need.opened", name="parks.push_part")
def push_part(need_id: int, **_) -> None:
    service.push_part(need_id)


@outbox.handles("unfrozen", name="parks.push_waiting")
def push_waiting(**_) -> None:
    service.push_waiting()
