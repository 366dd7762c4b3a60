"""What an event is called, and which of its facts an auditor reads.

The table of who sees what grants an auditor states, clocks, consents and who looked, the county and nothing
else of a firm; so a fact is shown only if it is named here.
"""

GROUPS = {
    "need": "需求",
    "lead": "对接",
    "outlet": "网点",
    "clock": "时限",
    "board": "监测看板",
    "consent": "授权",
    "contact": "查看联系方式",
    "reveal": "查看过多",
    "materials": "补材料",
    "offer": "报价",
    "dispute": "异议",
    "product": "产品",
    "organisation": "机构与主体",
    "institution": "机构的变动",
    "person": "人员",
    "account": "账号",
    "invitation": "邀请",
    "joining": "加入已有主体",
    "vouch": "作证",
    "affiliation": "园区会员",
    "licence": "执照照片",
    "referral": "推送",
    "report": "投诉举报",
    "reset": "代办改密码",
    "work_code": "工作码",
    "message": "没送达的消息",
    "setting": "设置",
    "lpr": "LPR",
    "calendar": "工作日历",
}
"""The part of a kind before its dot; what somebody can choose to see."""

DONE = {
    "opened": "公开", "audience": "发给谁", "changed": "改动", "closed": "结束", "moved": "推进",
    "started": "开始", "stopped": "停止", "given": "同意", "withdrawn": "收回", "revealed": "看了一次",
    "created": "新建", "published": "发布", "confirmed": "确认有效", "suspended": "暂停",
    "approved": "批准", "declined": "不批准", "claimed": "认领", "listed": "列入名单",
    "member_added": "加人", "member_ended": "停用一个人", "member_attested": "确认人员在岗",
    "member_away": "请假或回来",
    "phone_set": "登记公开电话", "refused": "核验不通过", "verified": "核验通过",
    "taken_over": "转为本人管理", "handed_over": "转给另一位", "left": "退出", "erased": "注销",
    "frozen": "冻结", "unfrozen": "恢复", "made": "发出", "asked": "提出", "answered": "答复",
    "prepared": "代填", "spread": "请会员参加",
    "delivered": "送到", "pushed": "推送", "filed": "提交", "taken": "受理", "resolved": "办结",
    "shown": "看了一次", "destroyed": "销毁", "issued": "办理", "looked": "查到账号",
    "member_changed": "改区域或网点", "areas_changed": "改服务区域",
    "submitted": "提交复核", "returned": "退回去改", "taken_back": "收回",
    "partnered": "答复是否配合", "joined": "两家一起谈", "parted": "不再一起谈",
    "renewed": "延长或换新", "once": "一次性码", "retried": "再试", "discarded": "不再处理",
    "mobile_proven": "验证手机", "password_reset": "重设密码", "exported": "导出",
    "erasure_asked": "申请注销", "erasure_cancelled": "不注销了", "factor_removed": "停用两步验证",
    "invited": "邀请", "agreed": "同意", "disagreed": "不同意", "ended": "解除",
    "proposed": "提出修改", "added": "录入", "removed": "删除", "finished": "录完一年",
    "shifted": "随日历顺延", "shortened": "提前到期", "reach": "说何时联系",
    "alarm": "提醒管理员和运营", "alarm_looked": "看过提醒", "brought": "收到", "disbursed": "放款或生效",
    "named": "点名合作机构", "overrun": "到点没有答复", "noted": "记下处理",
    "reopened": "重新公开", "struck": "一笔不作数",
    "helped": "由运营代办", "mobile_changed": "换手机", "email_changed": "换邮箱", "draft": "退回草稿",
}  # fmt: skip
"""The part after it."""

FACTS = {
    "from": "从", "to": "到", "stage": "环节", "channel": "来源", "manager": "客户经理",
    "product": "产品", "clock": "时限", "due": "到期", "in_time": "按时", "standing": "停着",
    "until": "有效到", "categories": "内容", "used": "当天第几次", "why": "为什么", "reason": "原因",
    "invitation": "邀请", "organisation": "机构或主体", "organisation_kind": "种类", "type": "类型",
    "sector": "领域", "role": "岗位", "claim": "认领", "listed": "名单行", "department": "部门",
    "batch": "批次", "referral": "推送", "institutions": "机构", "firms": "户数", "needs": "需求数",
    "automatic": "自动选机构", "agreed": "同意", "report": "举报", "about": "关于", "outcome": "结果",
    "member": "成员", "invited_by": "邀请人", "regions": "区域", "region": "区县", "merged": "合并",
    "shown": "公开", "relation": "关系", "said": "说法", "vouch": "作证", "voucher": "作证方",
    "person": "人员", "people": "人数", "what": "事项", "message": "消息", "handler": "步骤",
    "topic": "主题", "error": "错误", "account": "连账号", "waits": "等结束", "scope": "范围",
    "openness": "公开范围", "named": "只发给", "barred": "不发给", "ours": "本单位", "by": "由谁",
    "beside": "一起谈的对接", "outside": "不在方便的时间", "again": "当天再看",
    "how": "方式", "affiliation": "会员关系", "intermediary": "园区或协会", "by_firm": "由企业",
    "outlet": "网点", "limit_fen": "自批限额（分）",
    "wording": "同意的文字", "version": "版本", "digest": "指纹", "days": "工作日数",
    "day": "日期", "works": "上班",
    "one_year": "一年期", "five_year": "五年期", "year": "年份",
}  # fmt: skip


def of_kind(kind: str) -> str:
    """需求 · 公开; a part without a word stays as it is written in the ledger."""
    group, _, done = kind.partition(".")
    return f"{GROUPS.get(group, group)} · {DONE.get(done, done)}"
