"""The inbox of a demonstration as its visitors read it."""

from collections.abc import Collection
from datetime import datetime

from portal.core import inbox, wording
from portal.core.identifiers import DEMO_MOBILES
from portal.core.visibility import mask_email, mask_mobile

MOST = 20
KINDS = {"text": "短信", "mail": "邮件"}


def shown(asked_for: Collection[str]) -> list[dict]:
    """`[{kind, to, words, at}]`, newest first: to numbers that nobody has, and what this visitor asked for.

    Somebody who left a real number on a demonstration does not have their codes read by the next visitor.
    """
    mine = [one for one in inbox.arrived() if one.to.startswith(DEMO_MOBILES) or one.to in asked_for]
    return [
        {
            "kind": KINDS[one.kind],
            "to": mask_email(one.to) if "@" in one.to else mask_mobile(one.to),
            "words": one.words,
            "at": wording.moment(datetime.fromisoformat(one.at)),
        }
        for one in mine[:MOST]
    ]
