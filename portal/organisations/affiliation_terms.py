"""What a park reads of its members: said before a firm agrees, from the table that decides it."""

from portal.core.visibility import BAND, FULL, MASKED, NOTHING, Persona, grade

FIELDS = (
    ("名称、信用代码", ("name", "credit_code")),
    ("负责人", ("representative",)),
    ("经营地、行业", ("county", "industry")),
    ("需求的用途、担保和状态", ("purpose", "security", "need_state")),
    ("给机构看的摘要", ("summary",)),
    ("金额、期限、已有贷款", ("amount", "term", "loans")),
    ("员工、营业收入、年限", ("employees", "revenue", "years")),
    ("您写的原话", ("words",)),
    ("手机号、邮箱、详细地址", ("mobile", "email", "street")),
)
SIGHTS = {FULL: "全文", MASKED: "只看到姓", BAND: "大致区间", NOTHING: "看不到"}


def rows() -> list[dict]:
    """`[{what, sight}]`; which institutions ask and what they offer is nobody's but the owner's."""
    found = [{"what": what, "sight": _sight(fields)} for what, fields in FIELDS]
    return [*found, {"what": "哪家机构在谈、报价和答复", "sight": SIGHTS[NOTHING]}]


def _sight(fields: tuple[str, ...]) -> str:
    grades = {grade(name, Persona.CLERK) for name in fields}
    if len(grades) != 1:
        raise RuntimeError(f"{fields} are not seen alike")
    return SIGHTS[grades.pop()]
