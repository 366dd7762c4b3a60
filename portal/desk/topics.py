"""The values of each topic: what counts while nobody has set anything, and how they are said."""

from portal.core import settings
from portal.core.settings import Topic
from portal.leads import clocks
from portal.leads.models import Clock
from portal.leads.words import clock_word

LABELS = {
    "addition": "补充的话",
    "operator": "主办单位",
    "contact": "联系方式",
    "icp": "ICP 备案号",
    "police": "公安备案号",
    **{which.value: clock_word(which) for which in Clock},
}
UNSET = {
    Topic.CLOCKS: {which.value: days for which, days in clocks.DEFAULT_DAYS.items()},
    Topic.CONSENT: {"addition": ""},
    Topic.FOOTER: {"operator": "", "contact": "", "icp": "", "police": ""},
}


def now(topic: Topic) -> dict:
    """All values as they count now."""
    return UNSET[topic] | settings.current(topic).values


def said(topic: Topic, values: dict) -> list[dict]:
    """`[{label, value}]` in the order of the form."""
    rows = [(LABELS[name], values[name]) for name in UNSET[topic]]
    if topic is Topic.CLOCKS:
        return [{"label": label, "value": f"{days} 个工作日"} for label, days in rows]
    return [{"label": label, "value": text or "没有"} for label, text in rows]


def changes(topic: Topic, values: dict) -> list[dict]:
    """The same, with what counts now beside each that would change."""
    pairs = zip(said(topic, values), said(topic, now(topic)), strict=True)
    return [new | {"note": "" if new == old else f"现在：{old['value']}"} for new, old in pairs]
