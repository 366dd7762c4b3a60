"""The kinds of news there are: the words, the group that people choose by, and what opening one leads to.

A word in braces is filled in when the notice is shown, out of rows that its reader may see at that moment;
where such a row is no longer theirs, `GONE` stands in place of the words. Owners read 您, staff 你.
"""

from dataclasses import dataclass

from portal.notifications.models import Group

GONE = "这件事现在不归这个账号看了"


@dataclass(frozen=True)
class Kind:
    """`opens`: which page, see `portal.notifications.places`. `hint`: a second line, what to do.

    `settles`: it asks for something, which is over once the lead has moved on. `urgent`: it waits for no
    morning. `own_pace`: how fast it is told was chosen where it was ordered.
    """

    group: Group
    words: str
    opens: str
    hint: str = ""
    settles: bool = False
    urgent: bool = False
    own_pace: bool = False


def _asks(words: str, opens: str, hint: str = "", group: Group = Group.DECISIONS) -> Kind:
    return Kind(group, words, opens, hint, settles=True)


def _tells(words: str, opens: str, hint: str = "") -> Kind:
    return Kind(Group.PROGRESS, words, opens, hint)


OWNERS = {
    "lead_asked": _asks("{institution}想和您谈", "need", "看看是谁、为什么合适，再决定同意还是不同意。"),
    "lead_contacted": _tells("{institution}说已经联系过您", "need", "没有联系过的，打开以后可以说明。"),
    "lead_diligence": _tells("{institution}开始尽调", "need"),
    "lead_materials": _asks("{institution}请您补材料", "need", "打开看清单，带到网点就行，不用上传。"),
    "lead_goes_on": _tells("{institution}收到材料，接着办", "need"),
    "lead_offered": _asks("{institution}{state}", "need", "看看条件，再决定接受还是不接受。"),
    "lead_disbursed": _tells("{institution}{state}", "need", "金额、利率和日期对不上的，打开以后可以说明。"),
    "lead_declined": _tells("{institution}{state}", "need", "原因、能不能补、还可以找谁，打开看。"),
    "lead_unanswered": _tells("{institution}没有按时答复", "need", "不用您做什么，平台接着找下一家。"),
    "lead_missed": _tells(
        "您没有在期限内答复{institution}", "need", "这一家先放下了；还想谈，可以申请它的产品。"
    ),
    "lead_left": _tells("{institution}不再参加本平台", "need"),
    "lead_manager": _tells("{institution}换了客户经理", "need"),
    "owner_reminder": _asks("答复{institution}的期限快到了", "need", "{due}", Group.REMINDERS),
    "dispute_answered": _tells("您提出的异议，{institution}答复了", "need"),
    "need_ending": _asks("您的需求快到期了", "need", "点一下就能再留 90 天。", Group.REMINDERS),
    "need_lingering": _asks(
        "您的需求过了 90 天，还有机构在谈", "need", "还需要就再留 90 天；不留，谈完就结束。", Group.REMINDERS
    ),
    "need_expired": _tells("您的需求已过期", "need", "需要的话可以再提一次。"),
    "need_unserved": _tells("您的需求这次没有谈成", "need", "打开看原因，可以改了再提一次。"),
    "need_on_board": _tells(
        "还没有机构接您的需求", "need", "问过的都没有接，已请人民银行来看；改一改条件，能找的机构会多一些。"
    ),
    "need_proposed": _asks("园区或协会替您填了一条需求", "need", "看过才算数，不同意就不提交。"),
    "need_confirmed": _tells("园区或协会替您确认了一条需求", "need", "不是您的意思，打开以后可以收回。"),
    "claim_approved": _tells("主体核验通过了", "firm"),
    "claim_refused": _tells("主体核验没有通过", "firm", "打开看原因，改了可以再提交。"),
    "park_asks": _asks("有园区或协会请您加入", "parks"),
    "park_answered": _tells("园区或协会答复了您", "parks"),
    "park_ended": _tells("园区或协会解除了和您的关系", "parks"),
    "contact_revealed": Kind(
        Group.SAFETY,
        "{institution}查看了您的联系方式",
        "looks",
        "是谁、为什么看，打开可查；没有人来联系，可以举报。",
    ),
}

BANKS = {
    "lead_pushed": _asks("新推给你们一条需求", "lead", "{due}", Group.NEW_LEADS),
    "lead_applied": _asks("企业直接申请，已同意你们查看", "lead", "请尽快联系。"),
    "lead_accepted": _asks("企业同意和你们谈", "lead", "请尽快联系。"),
    "lead_call_again": _asks("没有联系上的企业，要重新联系", "lead", "请尽快联系。"),
    "lead_pay_again": _asks("一笔记录不作数，要重新办理", "lead"),
    "lead_given": _asks("一条对接交给你跟进", "lead"),
    "lead_passed": Kind(Group.PROGRESS, "一条对接交给了同事", "mine"),
    "lead_taken": _asks("{state}，请安排后面的手续", "lead"),
    "lead_firm_declined": _tells("企业不谈了", "lead"),
    "lead_silent": _tells("企业没有在期限内答复", "lead"),
    "lead_ended": _tells("对接结束：{end}", "lead"),
    "clock_reminder": _asks("{clock}的期限快到了", "lead", "{due}", Group.REMINDERS),
    "clock_overrun": _asks("{clock}超过了期限", "lead", "机构管理员也收到了这条。", Group.REMINDERS),
    "clock_overrun_admin": _asks(
        "{clock}超过了期限", "lead", "请过问，或者换一位客户经理。", Group.REMINDERS
    ),
    "dispute_opened": _asks("企业对一条记录提出异议", "lead", "请核对，写明情况。"),
    "search_found": Kind(Group.NEW_LEADS, "已存筛选有新需求", "searches", own_pace=True),
    "product_confirm": Kind(
        Group.REMINDERS, "“{product}”要重新确认", "products", "点一下“确认”；到期不确认就不再展示。"
    ),
    "product_hidden": Kind(
        Group.REMINDERS, "“{product}”没有按期确认，已经不展示", "products", "确认以后马上恢复。"
    ),
    "product_review": Kind(Group.DECISIONS, "“{product}”的内容等你复核", "products"),
    "product_returned": _tells("“{product}”的修改没有通过复核", "products"),
    "bank_helped": Kind(
        Group.SAFETY, "平台运营改动了你们的人员或服务区域", "people", "打开看改了什么、是谁改的。"
    ),
    "reveal_alarm": Kind(
        Group.SAFETY,
        "{colleague}一天里查看联系方式很多",
        "people",
        "达到 {alarm} 次就提醒；请问一问是不是工作需要，不是的在“人员”里停用。",
        urgent=True,
    ),
}

OTHERS = {
    "member_asks": _asks("有企业申请成为会员", "members"),
    "member_answered": _tells("有企业答复了你们的邀请", "members"),
    "need_served": _tells("一条你们帮过的需求办成了一笔", "served"),
    "board_opened": Kind(Group.DECISIONS, "有一条需求没有机构接", "board"),
    "reveal_watch": Kind(
        Group.SAFETY,
        "有人今天查看联系方式很多",
        "alarms",
        "达到 {alarm} 次就提醒；需要时可以冻结账号。",
        urgent=True,
    ),
    "report_resolved": _tells("您的投诉举报有结果了", "reports"),
    "password_reset": Kind(
        Group.SAFETY, "密码重设了", "account", "不是本人做的，马上再改一次密码，并告诉我们。", urgent=True
    ),
    "signed_in": Kind(
        Group.SAFETY,
        "有一种没用过的设备登录了",
        "account",
        "打开看在哪里登录着；不是本人，马上退出那一处并改密码。",
        urgent=True,
    ),
    "news": Kind(Group.PROGRESS, "有新的消息", "home"),
}

KINDS: dict[str, Kind] = {**OWNERS, **BANKS, **OTHERS}
