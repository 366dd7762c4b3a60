"""How somebody came to be signed in, in words for the list of their sessions."""

import enum
from collections.abc import Mapping

NAME = "way_in"


class Way(enum.StrEnum):
    PASSWORD = "password"  # noqa: S105 - a word, not one that opens anything
    TEXT = "text"
    REGISTERED = "registered"
    INVITED = "invited"
    DEMO = "demo"


WORDS = {
    Way.PASSWORD: "密码登录",
    Way.TEXT: "短信验证码登录",
    Way.REGISTERED: "注册时登录",
    Way.INVITED: "接受邀请时登录",
    Way.DEMO: "演示身份，没有用密码",
}


def in_words(data: Mapping, person_id: int) -> str:
    """密码登录，过了两步验证; "" of a session from before this was kept."""
    way = WORDS.get(data.get(NAME), "")
    return f"{way}，过了两步验证" if way and data.get("second") == person_id else way
