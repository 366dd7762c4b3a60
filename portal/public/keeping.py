"""What the site keeps of a person, why, and until when: the times are the ones the code goes by."""

from datetime import timedelta

from portal.accounts import codes
from portal.consent import terms
from portal.core import security_log, sessions
from portal.needs.service import sharing
from portal.organisations import licences
from portal.rights import service as rights


def rows() -> list[dict]:
    """`[{what, why, until}]`, in the order in which they are asked for."""
    unasked, idle, longest = _hours(sessions.ANONYMOUS), _hours(sessions.IDLE), _days(sessions.ABSOLUTE)
    bare = "金额、期限、行业、地区等"
    sealed = "名称、信用代码、负责人、地址、您写的原话"
    return [
        _row("没登录时填的需求", "让您先看结果再决定", f"{unasked}后自动删掉"),
        _row(
            "换设备接着填的（要了接续码才有）",
            "在另一台设备上接着填",
            f"{_days(sharing.VALID)}后自动删掉",
        ),
        _row("手机号或邮箱、密码", "登录、通知；密码只存不可还原的摘要", "到您注销"),
        _row(sealed, "核验主体；您同意以后给那一家机构看", "到您注销；用您单独的钥匙加密"),
        _row(bare, "匹配产品；同意以前机构只看到区间", "到您注销；之后只留不认人的代码和数字"),
        _row("营业执照照片", "核验主体", f"有结果就销毁，没有结果最多 {_days(licences.ABANDONED)}"),
        _row("验证码", "证明手机号是您的", f"{_minutes(codes.VALID)}有效，用过就作废"),
        _row("登录记录", "看在哪里登录着，随时结束", f"不用满 {idle}，或者登录满 {longest}，就退出"),
        _row("同意、收回和谁看过", "您要查，监管也要查", "不少于 3 年；只有编号和代码"),
        _row("安全日志", "发现盗号和攻击", f"{_days(security_log.KEPT)}；没有姓名和您填的内容"),
    ]


def facts() -> dict:
    """Further times that the page names."""
    return {
        "consent": _days(terms.AT_MOST),
        "after": _days(terms.AFTER_END),
        "wait": _days(rights.WAIT),
    }


def _row(what: str, why: str, until: str) -> dict:
    return {"what": what, "why": why, "until": until}


def _days(span: timedelta) -> str:
    return f"{span.days} 天"


def _hours(span: timedelta) -> str:
    return f"{int(span.total_seconds()) // 3600} 小时"


def _minutes(span: timedelta) -> str:
    return f"{int(span.total_seconds()) // 60} 分钟"
