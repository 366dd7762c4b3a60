"""What the first page of the desk says: what waits, how the site is set, where else to go."""

from portal.core import clock, lpr, navigation, settings, wording, workdays
from portal.core.settings import Topic
from portal.desk import queries, taxonomies, topics
from portal.freezing import alarms
from portal.leads import queries as leads
from portal.operations import queries as operations
from portal.organisations import queries as organisations
from portal.reports import queries as reports

QUEUES = (
    ("主体核验", "organisations.claims", organisations.waiting_claims, "先来的先核验"),
    ("投诉举报", "reports.cases", reports.waiting, "先来的先查"),
    ("企业的异议没人答", "leads.disputes", leads.unanswered, "催机构答复；几天不答就查"),
    ("查看联系方式很多的人", "freezing.alarms", alarms.waiting, "看是不是工作需要，必要时冻结"),
    ("新单位等批准", "organisations.institutions", organisations.institutions_waiting, "由另一位运营批准"),
    ("修改等批准", None, queries.proposals, "由另一位运营批准"),
    ("没送达的消息、没跑完的任务", "operations.state", operations.troubles, "看原因，再试或不再处理"),
)
PLACES = (
    ("核验", "organisations.claims", "主体的认领、执照和作证"),
    ("投诉举报", "reports.cases", "谁举报了什么，查到哪一步"),
    ("冻结的账号和机构", "freezing.index", "冻结了谁，恢复由另一位来点"),
    ("谁在看企业资料", "consent.watch", "每家机构看了多少次，没有企业的名字"),
    ("机构与人员", "organisations.institutions", "机构、部门、伙伴和平台的单位、人员、公开电话"),
    ("纸质验证码", "accounts.paper_codes", "给收不到短信的人打印"),
    ("代办改密码", "accounts.paper_reset", "本人到场，核对身份以后办"),
    ("系统状态", "operations.state", "后台进程、索引、账本、备份和任务"),
)
NOTICE_OUT = (11, 15)  # by this day the State Council's notice for the next year has always been out


def waiting(actor) -> list[dict]:
    """`[{label, count, endpoint, note}]` of the queues, then what is due by the calendar."""
    counts = navigation.counted([badge(actor) for _, _, badge, _ in QUEUES])
    rows = [
        {"label": label, "count": count, "endpoint": endpoint or _first_proposal(actor), "note": note}
        for (label, endpoint, _, note), count in zip(QUEUES, counts, strict=True)
        if count
    ]
    return rows + _due()


def _first_proposal(actor) -> str:
    row = queries.first_proposal(actor)
    return f"desk.{row.topic.value}" if row else "desk.index"


def _due() -> list[dict]:
    rows = []
    if missing := lpr.missing(clock.today()):
        note = f"缺 {'、'.join(missing[-3:])}，利率按 {lpr.on(clock.today()).published_on:%Y-%m-%d} 的算"
        rows.append({"label": "LPR 没有录", "count": len(missing), "endpoint": "desk.rates", "note": note})
    today = clock.today()
    year = today.year + ((today.month, today.day) >= NOTICE_OUT)
    if not workdays.is_official(year):
        note = "录入国务院办公厅的放假通知，在那之前页面写“暂定”"
        rows.append({"label": f"{year} 年放假安排", "count": 1, "endpoint": "desk.calendar", "note": note})
    return rows


def standing() -> list[dict]:
    """`[{label, value, note, endpoint}]`: each setting as it counts now."""
    one, five = (lpr.on(clock.today(), tenor) for tenor in ("1Y", "5Y"))
    years = workdays.official_years()
    clocks = topics.now(Topic.CLOCKS)
    footer = [row["value"] for row in topics.said(Topic.FOOTER, topics.now(Topic.FOOTER))]
    return [
        _row(
            "LPR",
            f"1 年 {wording.percent(one.bp)}，5 年以上 {wording.percent(five.bp)}",
            f"{one.published_on:%Y-%m-%d} 公布",
            "desk.rates",
        ),
        _row("工作日", f"放假安排录到 {max(years)} 年" if years else "还没有录", "", "desk.calendar"),
        _row(
            "时限", " · ".join(map(str, clocks.values())) + " 个工作日", _version(Topic.CLOCKS), "desk.clocks"
        ),
        _row("同意的文字", _added(), _version(Topic.CONSENT), "desk.consent"),
        _row("页脚", _filled(footer), _version(Topic.FOOTER), "desk.footer"),
        _row("代码表", f"{taxonomies.count()} 份", f"指纹 {taxonomies.VERSION}", "desk.lists"),
    ]


def _row(label: str, value: str, note: str, endpoint: str) -> dict:
    return {"label": label, "value": value, "note": note, "endpoint": endpoint}


def _version(topic: Topic) -> str:
    number = settings.current(topic).number
    return f"第 {number} 版" if number else "默认"


def _added() -> str:
    return "有补充" if topics.now(Topic.CONSENT)["addition"] else "没有补充"


def _filled(footer: list[str]) -> str:
    missing = sum(value == "没有" for value in footer)
    return f"还有 {missing} 项没填" if missing else "都填了"
