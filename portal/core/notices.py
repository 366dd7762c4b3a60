"""The few things that are ever sent to somebody: numbered templates and parameters, never free text.

A text or a mail says that there is news, or carries a one-time code or a link of this site. Whoever reads
over a shoulder, or the gateway itself, learns nothing about a matter.
"""

import re
from dataclasses import dataclass

from flask import current_app

CODE, COUNT = re.compile(r"[0-9]{6}"), re.compile(r"[1-9][0-9]{0,2}")
GROUPS = {
    "decisions": "待决定",
    "progress": "办理进展",
    "new_leads": "新的对接",
    "reminders": "期限提醒",
    "safety": "安全提醒",
}
"""All that a mail or a text may say of what the news is about."""


@dataclass(frozen=True)
class Notice:
    """`words` hold the parameters in braces; `texted`: also goes as a text, by the gateway's own number.

    `optional`: a site whose gateway has no number for it does without.
    """

    subject: str
    words: str
    texted: bool = False
    optional: bool = False

    @property
    def parameters(self) -> frozenset[str]:
        return frozenset(re.findall(r"{(\w+)}", self.words))


NOTICES = {
    "code": Notice("验证码", "验证码 {code}，10 分钟内有效。任何人向您要验证码，都不是我们。", texted=True),
    "news": Notice("您有新消息", "您有新消息，请登录查看。消息里从不写具体内容。", texted=True),
    "inbox": Notice(
        "您有新消息",
        "您有 {count} 条新消息（{groups}），请打开 {link} 查看。消息里从不写具体内容。",
        texted=True,
        optional=True,
    ),
    "agree": Notice(
        "请确认一条需求",
        "您的园区或协会替您填了一条融资需求。看过、同意提交，才把确认码 {code} 告诉经办人；"
        "10 分钟内有效，不同意就不用理会。",
        texted=True,
        optional=True,
    ),
    "invitation": Notice("邀请您开通账号", "有单位邀请您开通账号，请打开 {link} 。不是您要的，请不用理会。"),
}


def composed(name: str, parameters: dict[str, str]) -> str:
    """The words of a notice. Raises ValueError for other parameters than its own, and for free text."""
    notice = NOTICES[name]
    if set(parameters) != notice.parameters:
        raise ValueError(f"notice {name} takes {sorted(notice.parameters)}")
    if not all(_is_allowed(key, value) for key, value in parameters.items()):
        raise ValueError(
            f"notice {name}: a parameter is neither a code, a count, a group nor a link of this site"
        )
    return notice.words.format(**parameters)


def _is_allowed(key: str, value: str) -> bool:
    if key == "code":
        return CODE.fullmatch(value) is not None
    if key == "count":
        return COUNT.fullmatch(value) is not None
    if key == "groups":
        return set(value.split("、")) <= set(GROUPS.values())
    home = current_app.config["PUBLIC_URL"].rstrip("/")
    return bool(home) and value.startswith(f"{home}/") and not any(letter.isspace() for letter in value)


class NotSent(RuntimeError):
    """It did not go out; the message names what failed, never a number, an address or a code."""


class NoWay(NotSent):
    """This site has no gateway for it."""
