"""What an owner agrees to: one constant makes the sentence, the disclosure table and the recorded event."""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from portal.core import clock, settings, wording
from portal.core.visibility import BAND, FULL, GROUP, NOTHING, Persona, grade

AT_MOST = timedelta(days=180)
AFTER_END = timedelta(days=30)


@dataclass(frozen=True)
class Category:
    """`fields` are those of the visibility table; `each_time` data is opened one look at a time."""

    code: str
    words: str
    fields: tuple[str, ...]
    each_time: bool = False


CATEGORIES = (
    Category("identity", "名称、信用代码", ("name", "credit_code")),
    Category("representative", "负责人", ("representative",)),
    Category("figures", "完整的金额和期限", ("amount", "term")),
    Category("business", "经营情况", ("years", "employees", "revenue")),
    Category("loans", "已有贷款", ("loans",)),
    Category("words", "您写的原话", ("words",)),
    Category("contact", "手机号、邮箱和地址", ("mobile", "email", "street"), each_time=True),
)
BESIDE = Category("beside", "一起谈的另一家是谁、谈到哪一步", ("beside",))
"""What two institutions see of each other where the owner asked both to talk together."""
OPEN_TO_BANKS = (
    Category("open", "区县、行业（中类）、用途、担保", ("county", "industry_middle", "purpose", "security")),
    Category("summary", "去掉姓名电话的摘要", ("summary",)),
)
CODES = tuple(category.code for category in CATEGORIES)
JOINT_CODES = (*CODES, BESIDE.code)

LEAD = "点“同意”意味着："
DAY_FOLLOWS = "@"
AFTER_CONTACT = "机构已依法留存在自己系统里的资料，本平台收不回。"


def _sentence(whom: str = "这一家机构（负责的客户经理和机构管理员）", more: str = "") -> str:
    seen = [category.words for category in CATEGORIES if not category.each_time]
    opened = "、".join(category.words for category in CATEGORIES if category.each_time)
    return (
        f"{whom}、只为这一个需求，可以看到您的{'、'.join(seen[:-1])}和{seen[-1]}；"
        f"{opened}要逐次点开，每次点开都会告诉您。{more}"
        f"谈完 {AFTER_END.days} 天后自动失效，最长 {AT_MOST.days} 天，可随时收回。这不是征信查询授权。"
    )


SENTENCE = _sentence()
JOINT_SENTENCE = _sentence(
    "这两家机构（各自负责的客户经理和机构管理员）",
    "两家还看得到对方是谁、谈到哪一步；各自的备注、报价和不受理的原因，对方看不到。",
)


def sentence(*, joint: bool = False) -> str:
    """What an owner agrees to on this site now: the fixed part, then what the site has added.

    `joint`: to two institutions at once, which the page names.
    """
    return with_addition(settings.current(settings.Topic.CONSENT).values.get("addition", ""), joint=joint)


def with_addition(addition: str, *, joint: bool = False) -> str:
    return (JOINT_SENTENCE if joint else SENTENCE) + addition


def digest(words: str | None = None) -> str:
    """Which wording it is: a form carries that of what it showed."""
    return sha256((words or sentence()).encode()).hexdigest()[:16]


def shown(*, joint: bool = False) -> dict:
    """What a page says before somebody agrees: `{lead, sentence, until, terms}`.

    `until`: the latest day in words; `terms`: what the form sends along, so that wording and day that were
    read are those that count.
    """
    words, day = sentence(joint=joint), clock.local(clock.now() + AT_MOST).date()
    return {
        "lead": LEAD,
        "sentence": words,
        "until": f"谈完再过 {AFTER_END.days} 天失效，最晚到 {wording.day_in_sentence(day)}。",
        "terms": f"{digest(words)}{DAY_FOLLOWS}{day.isoformat()}",
    }


def read(seen: str) -> tuple[str, date | None]:
    """The digest of a wording and the latest day, as a form of `shown` says they were read; None: no day."""
    words, _, day = seen.partition(DAY_FOLLOWS)
    try:
        return words, date.fromisoformat(day) if day else None
    except ValueError:
        return "", None


def seers(institution: str, manager: str = "") -> str:
    """Who of an institution reads what is agreed to: its assigned manager by name, and its admin."""
    if not manager:
        return f"{institution}负责的客户经理（安排好会写在这里）和机构管理员"
    return f"{institution}的客户经理{manager}（现在负责，换了人会写在这里）和机构管理员"


def disclosure_rows(*, joint: bool = False) -> list[dict]:
    """`[{what, before, after}]`, the words following the visibility table itself; `joint`: of two at once."""
    rows = [
        {
            "what": category.words.removeprefix("您写的"),
            "before": _sight(category, Persona.BROWSING),
            "after": "逐次查看" if category.each_time else _sight(category, Persona.ACCEPTED),
        }
        for category in (*CATEGORIES, *((BESIDE,) if joint else ()), *OPEN_TO_BANKS)
    ]
    return [*rows, {"what": "其他机构的答复和报价", "before": "看不到", "after": "看不到"}]


def _sight(category: Category, persona: Persona) -> str:
    grades = {grade(name, persona) for name in category.fields}
    if len(grades) != 1:
        raise RuntimeError(f"the fields of {category.code} are not seen alike")
    return {NOTHING: "看不到", BAND: "区间", GROUP: "类别", FULL: "全文"}[grades.pop()]
