"""What the operator reads about the site itself."""

import json
from datetime import datetime

import sqlalchemy as sa

from portal.core import jobs, ledger, outbox, wording
from portal.core.db import db
from portal.core.jobs import JobRun
from portal.core.outbox import OutboxMessage
from portal.matching import index
from portal.operations import health, unclean
from portal.operations.models import SiteFact

SHOWN = 50
BACKUP = "last_backup_at"
NAMES = {
    "codes.sweep": "清理用过的验证码",
    "drafts.sweep": "清理过期的接续草稿",
    "needs.expire": "到期的需求：提醒和结束",
    "searches.at_once": "告诉客户经理：已存筛选有新需求",
    "searches.daily": "每天一次的已存筛选提醒",
    "searches.sweep": "清理已存筛选的旧记录",
    "notices.products": "告诉机构：哪些产品要重新确认",
    "notices.sweep": "清理一年前看过的消息",
    "erasures.mend": "核对注销记录",
    "sessions.sweep": "清理过期的登录和草稿",
    "limits.sweep": "清理过期的次数计数",
    "form_keys.sweep": "清理旧的表单编号",
    "jobs.sweep": "清理旧的任务记录",
    "security_log.sweep": "清理到期的安全日志",
    "ledger.heads": "整理账本的每日指纹",
}
PROCESSES = {"web": "网站进程", "worker": "后台进程"}
CHECKS = {"database": "数据库文件有损坏", "ledger": "账本对不上"}


def troubles(actor) -> list[sa.Select]:
    """What the badge counts: dead letters, and jobs whose last run failed or died."""
    return [outbox.dead(), jobs.troubled()]


def dead_letters() -> list[dict]:
    """`[{public_id, handler, topic, about, error, attempts, since, died}]`, the oldest SHOWN."""
    return [
        {
            "public_id": row.public_id,
            "handler": row.handler,
            "topic": row.topic,
            "about": "，".join(f"{key} {value}" for key, value in json.loads(row.payload).items()),
            "error": row.error,
            "attempts": row.attempts,
            "since": wording.moment(row.created_at),
            "died": wording.moment(row.dead_at),
        }
        for row in db.session.scalars(outbox.dead().limit(SHOWN))
    ]


def dead_count() -> int:
    return db.session.scalar(
        sa.select(sa.func.count(OutboxMessage.id)).where(OutboxMessage.dead_at.is_not(None))
    )


def letter(public_id: str) -> OutboxMessage | None:
    """A dead message."""
    return db.session.scalar(outbox.dead().where(OutboxMessage.public_id == public_id))


def job_rows() -> list[dict]:
    """`[{name, code, state, word, at, done}]` of every job, as its newest run went."""
    newest, bad = jobs.last_runs(), {run.id for run in db.session.scalars(jobs.troubled())}
    return [_job_row(one.name, newest.get(one.name), bad) for one in jobs.registered()]


def _job_row(name: str, run: JobRun | None, bad: set[int]) -> dict:
    row = {
        "name": NAMES.get(name, name),
        "code": name,
        "at": "",
        "done": None,
        "bad": False,
        "word": "还没有运行过",
    }
    if run is None:
        return row
    row |= {"at": wording.moment(run.started_at), "done": run.done, "bad": run.id in bad}
    if run.error:
        return row | {"word": f"失败：{run.error}"}
    if run.finished_at is None:
        return row | {"word": "开始后没有结束" if row["bad"] else "正在运行"}
    return row | {"word": "完成"}


def facts() -> list[dict]:
    """`[{label, value, bad}]`: is everything there, and when was it last seen?"""
    found, kept = health.signs(), _facts()
    seen, lag = found["worker_seen_seconds_ago"], found["index_lag_seconds"]
    unsealed = ledger.unsealed_count()
    usable = not index.engine().stale()
    stopped, check = kept.get(unclean.FOUND, ""), kept.get(unclean.CHECKED, "ok")
    return [
        _fact(
            "后台进程",
            "没有见到" if seen is None else f"{seen} 秒前",
            seen is None or seen > health.HEARTBEAT_MAX,
        ),
        _fact("搜索索引", "可用" if usable else "待重建", not usable),
        _fact("最久没处理的消息", f"{lag} 秒", lag > health.INDEX_LAG_MAX),
        _fact("账本待封存", f"{unsealed} 条", unsealed > 0 and (seen is None or seen > health.HEARTBEAT_MAX)),
        _fact("上次备份", _when(kept.get(BACKUP)) or "没有记录", not kept.get(BACKUP)),
        _fact("上次异常停止", _stopped(stopped, check) if stopped else "没有", check != "ok"),
    ]


def _fact(label: str, value: str, bad: bool) -> dict:
    return {"label": label, "value": value, "bad": bad}


def _stopped(fact: str, check: str) -> str:
    at, _, kinds = fact.partition(" ")
    who = "、".join(PROCESSES.get(kind, kind) for kind in kinds.split())
    wrong = [CHECKS.get(code, code) for code in check.split() if code != "ok"]
    return f"{_when(at)}，{who}；检查结果：{'、'.join(wrong) or '没有问题'}"


def _when(text: str | None) -> str:
    """A moment written down as a fact; what is none stands as it is."""
    try:
        return wording.moment(datetime.fromisoformat(text)) if text else ""
    except ValueError:
        return text


def _facts() -> dict[str, str]:
    wanted = (unclean.FOUND, unclean.CHECKED, BACKUP)
    rows = db.session.execute(sa.select(SiteFact.key, SiteFact.value).where(SiteFact.key.in_(wanted)))
    return dict(rows.all())
