"""What the page of one sentence answers besides products: loans overdue, policies, insurance, itself.

Each answer says what the portal is and has, and where to go or whom to ask. It knows no policy and no debt.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from portal.core import settings
from portal.products import queries as products
from portal.products.catalogue import Catalogue, Choice
from portal.products.models import Product, ProductKind
from search.language.reader.topics import topics_of

RENEWAL, SUBSIDISED, BY_POLICY = {"feature": "F03"}, {"feature": "F11"}, {"type": "P08"}
INSURANCE, GUARANTEE = {"kind": str(ProductKind.INSURANCE)}, {"kind": str(ProductKind.GUARANTEE)}


@dataclass(frozen=True, slots=True)
class Way:
    """A link, or without an address a line to read; `count` products stand behind it, None: no list."""

    label: str
    href: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of a topic, and what can be done."""

    topic: str
    title: str
    text: str
    ways: tuple[Way, ...]


def answers(words: str) -> list[Answer]:
    """An answer a topic; [] for a plain need, which asks the database nothing."""
    topics = topics_of(words)
    rows = products.catalogue() if {"overdue", "policy", "insurance", "guarantee"} & set(topics) else ()
    return [ANSWERS[topic](rows) for topic in topics]


def elsewhere() -> Answer:
    """For who says something that is no need and none of the topics."""
    text = "这里只听要借多少、做什么用。问别的，可以看这些："
    return Answer("else", "问的是别的事", text, (_how(), _phones(), _all(), *_contact()))


def _overdue(rows: Iterable[Product]) -> Answer:
    text = (
        "已经逾期的，怎么还、能不能展期，只有放款的那家机构能定，请先找它。平台不放贷，看不到也改不了征信。"
        "有的产品写明要“无逾期、征信良好”，产品页上看得到。"
    )
    ways = (
        _phones(),
        _list(rows, RENEWAL, "还没逾期、快到期的：无还本续贷的产品"),
        _list(rows, GUARANTEE, "担保机构的产品"),
        Way("有人收钱说能消除逾期，或以平台名义收费：举报", url_for("reports.file")),
        *_contact(),
    )
    return Answer("overdue", "逾期的贷款", text, _real(ways))


def _policy(rows: Iterable[Product]) -> Answer:
    text = (
        "平台不收录政策文件，也不替您申报；有什么政策、够不够条件，以主管部门公布的为准。"
        "产品写明的，这里查得到。"
    )
    ways = (
        _list(rows, SUBSIDISED, "写明有财政贴息的产品"),
        _list(rows, BY_POLICY, "政策性贷款的产品"),
        Way("主管部门在平台上做什么", url_for("public.how", _anchor="departments")),
        *_contact(),
    )
    return Answer("policy", "政策和补贴", text, _real(ways))


def _insurance(rows: Iterable[Product]) -> Answer:
    listed = _list(rows, INSURANCE, "保险产品")
    text = "保什么、收多少、赔多少，写在每款产品里；能不能保、赔不赔，由保险机构答复。"
    if not listed.count:
        text = "平台上现在没有展示中的保险产品。"
    return Answer("insurance", "保险", text, _real((listed, _phones(), *_contact())))


def _guarantee(rows: Iterable[Product]) -> Answer:
    listed = _list(rows, GUARANTEE, "担保机构的产品")
    text = "担保机构替您向银行担保，自己不放款；收多少、要什么反担保，写在每款产品里。"
    if not listed.count:
        text = "平台上现在没有展示中的担保产品。"
    return Answer("guarantee", "找担保", text, _real((listed, _phones(), *_contact())))


def _about(_rows: Iterable[Product]) -> Answer:
    text = "平台不放贷、不收任何费用、不做信用评分，也不出售数据。申请分四步，前两步不用登录。"
    return Answer("how", "怎么用、收不收费", text, (_how(), _check(), *_contact()))


def _report(_rows: Iterable[Product]) -> Answer:
    text = "有人以本平台名义收费、要密码或验证码，都是骗子。先核实对方是谁，再决定理不理他。"
    ways = (Way("投诉或举报", url_for("reports.file")), _check(), _phones(), *_contact())
    return Answer("report", "怕是骗子", text, ways)


def _person(_rows: Iterable[Product]) -> Answer:
    text = "园区、市场、协会的经办人可以当面帮您填；产品的事问那家机构，平台的事问平台运营。"
    ways = (Way("谁能当面帮忙", url_for("public.how", _anchor="parks")), _phones(), *_contact())
    return Answer("person", "想找人问", text, ways)


def _list(rows: Iterable[Product], filters: dict[str, str], label: str) -> Way:
    """A narrowed catalogue; without a product behind it no way at all."""
    count = len(Catalogue(rows, Choice.of(MultiDict(filters))).found())
    return Way(label, f"{url_for('products.catalogue')}?{urlencode(filters)}", count)


def _real(ways: Iterable[Way]) -> tuple[Way, ...]:
    return tuple(way for way in ways if way.count != 0)


def _phones() -> Way:
    return Way("各机构公开电话", url_for("verifying.phones"))


def _how() -> Way:
    return Way("怎么用，收不收费", url_for("public.how"))


def _check() -> Way:
    return Way("核验客户经理", url_for("verifying.check"))


def _all() -> Way:
    return Way("看全部产品", url_for("products.catalogue"))


def _contact() -> tuple[Way, ...]:
    """Whom to ask about the site, where its operator has said so."""
    contact = settings.site_contact()
    return (Way(f"联系平台运营：{contact}"),) if contact else ()


ANSWERS: dict[str, Callable[[Iterable[Product]], Answer]] = {
    "overdue": _overdue,
    "policy": _policy,
    "insurance": _insurance,
    "guarantee": _guarantee,
    "how": _about,
    "report": _report,
    "person": _person,
}
