"""What an admin is told after leads were given to somebody."""

from collections import Counter


def given(done: int, kept: list[str]) -> str:
    """已交出 3 条；1 条没有交：… ."""
    parts = [f"已交出 {done} 条" if done else "没有交出去"]
    parts += [f"{number} 条没有交：{why}" for why, number in Counter(kept).items()]
    return "；".join(parts).rstrip("。") + "。"
