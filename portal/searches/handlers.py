"""News that searches live from; each handler does nothing on a second run."""

from portal.core import outbox
from portal.searches import service, watching


@outbox.handles("need.indexed", "need.audience", "lead.pushed", name="searches.find", batch=True)
def find(payloads: list[dict]) -> None:
    """A need that opened or changed and can be found by its words, or that has come before an institution."""
    watching.find(sorted({payload["need_id"] for payload in payloads}))


@outbox.handles("organisation.member_ended", name="searches.forget")
def forget(membership_id: int, **_) -> None:
    service.forget(membership_id)
