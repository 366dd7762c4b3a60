"""What the board says: notes of the monitor, and how long a card has stood there."""

from portal.monitor.models import BoardNote

NOTES = {
    BoardNote.TALKED: "已与机构沟通",
    BoardNote.REFERRED: "已请主管部门关注",
    BoardNote.WATCHING: "先看几天",
}
AGES = {5: "满 5 个工作日", 10: "满 10 个工作日", 20: "满 20 个工作日"}
"""By how many working days a card has stood at least."""


def age(days: int) -> str:
    """今天才来, 3 个工作日."""
    return f"{days} 个工作日" if days else "今天才来"
