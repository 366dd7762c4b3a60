"""The paces of telling, and what each group is about, as people choose them."""

from portal.notifications.models import Group, Pace

PACES = {Pace.AT_ONCE: "马上发", Pace.DAILY: "每个工作日 8:30 发一次", Pace.INBOX: "不发，只在“消息”里看"}
ABOUT = {
    Group.DECISIONS: "有人等着同意、答复或者补东西",
    Group.PROGRESS: "办到哪一步了，结果怎样",
    Group.NEW_LEADS: "新推来的需求；已存筛选的提醒在筛选里单独选",
    Group.REMINDERS: "期限快到了，或者过了",
    Group.SAFETY: "有人查看联系方式、密码重设；不能关掉",
}
