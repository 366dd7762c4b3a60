"""The accounts that visitors may be: who they are, and under which name the site remembers them.

Texts say what somebody does; what awaits them is counted from rows when it is shown.
"""

from dataclasses import dataclass

from portal.core.permissions import Role

PASSWORD = "shili-rongqiao-2022"  # noqa: S105  printed for everybody; production refuses these accounts
CITY = "330100"  # where their story is set
FACT = "demo_account:"  # keys of site facts: which membership an account is


@dataclass(frozen=True)
class Account:
    """`mobile` is a number that nobody has; `name` is shown as it stands, with 示例 in it."""

    key: str
    name: str
    what: str
    mobile: str
    role: Role


ACCOUNTS = (
    Account("tea", "示例谷雨茶铺", "个体工商户", "10000000001", Role.APPLICANT),
    Account("bearings", "杭州示例恒转轴承有限公司", "小微企业", "10000000002", Role.APPLICANT),
    Account("stall", "示例早起餐车", "未登记经营者", "10000000003", Role.APPLICANT),
    Account("listed", "杭州示例圆心轴承配件有限公司", "名单上的小微企业", "10000000004", Role.APPLICANT),
    Account("manager", "青岚示例银行 示例·周岚", "客户经理，负责杭州", "10000000005", Role.BANK_MANAGER),
    Account("rival", "湖澜示例农商银行 示例·顾川", "客户经理，负责杭州", "10000000006", Role.BANK_MANAGER),
    Account("admin", "青岚示例银行 示例·许宁", "机构管理员", "10000000007", Role.BANK_ADMIN),
    Account(
        "guarantor",
        "杭州示例融资担保有限公司 示例·叶澄",
        "担保经理，陪银行一起谈",
        "10000000015",
        Role.BANK_MANAGER,
    ),
    Account("officer", "萧山区示例经信局 示例·何清", "主管部门，管制造业", "10000000008", Role.OFFICER),
    Account("wonton", "示例南门馄饨店", "手机号还没验证", "10000000010", Role.APPLICANT),
    Account(
        "clerk", "拱墅示例早市 示例·方萍", "市场管理方：会员、代填和批量需求、作证", "10000000011", Role.CLERK
    ),
    Account("operator", "示例平台运营 示例·林安", "平台运营", "10000000009", Role.OPERATOR),
    Account("frozen", "示例晴川快修铺", "被平台冻结，正在核实", "10000000013", Role.APPLICANT),
    Account("approver", "示例平台运营 示例·沈奕", "平台运营，批准新单位", "10000000012", Role.OPERATOR),
    Account("monitor", "示例市金融监测处 示例·苏和", "监测员，看没有人接的需求", "10000000016", Role.MONITOR),
    Account("auditor", "示例平台运营 示例·陆衡", "审计，查台账", "10000000014", Role.AUDITOR),
)
BY_KEY = {account.key: account for account in ACCOUNTS}


def person_of(key: str) -> str:
    """示例·周岚, of an account that names its organisation first."""
    return BY_KEY[key].name.rpartition(" ")[2]


def accounts_text() -> str:
    """The accounts as `dev.py run` and `flask demo-accounts` print them."""
    lines = [f"  {account.mobile}  {account.name}（{account.what}）" for account in ACCOUNTS]
    return "\n".join([f"Demo accounts　演示账号，password 密码 {PASSWORD}", *lines])
