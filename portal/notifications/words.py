"""The paces of telling, and what each group is about, as people choose them."""

from portal.core.permissions import Role
from portal.notifications.models import Group, Pace

PACES = {Pace.AT_ONCE: "马上发", Pace.DAILY: "每个工作日 8:30 发一次", Pace.INBOX: "不发，只在“消息”里看"}
ABOUT = {
    Group.DECISIONS: "有人等着同意、答复或者补东西",
    Group.PROGRESS: "办到哪一步了，结果怎样",
    Group.NEW_LEADS: "新推来的需求；已存筛选的提醒在筛选里单独选",
    Group.REMINDERS: "期限快到了，或者过了",
    Group.SAFETY: "有人查看联系方式、新设备登录、密码重设；不能关掉",
}
EMPTY = {
    Role.APPLICANT: "有机构想和您谈、说了结果、看了您的联系方式，都会列在这里，也可以发短信或邮件提醒。",
    Role.CLERK: "有企业申请加入、答复了邀请，批量需求有了进展，都会列在这里。",
    Role.BANK_MANAGER: "有需求推来、企业答复了、期限快到，都会列在这里。",
    Role.BANK_ADMIN: "期限过了、有异议、有人看联系方式太多、产品要确认，都会列在这里。",
    Role.OFFICER: "你们推送过的需求办成了，会列在这里。",
    Role.MONITOR: "本地区有没有机构接的需求，会列在这里。",
    Role.OPERATOR: "有人一天里看联系方式太多，会列在这里；等着处理的在运营台。",
    Role.AUDITOR: "你提的投诉有了结果、密码重设过，会列在这里。",
}
"""What will stand in an inbox that is still empty."""
