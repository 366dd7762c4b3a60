"""What the frame of every page shows: who I am, where to go, what this site is.

Addresses of pages that this installation does not have are left out. A page shown because the database is
away (`g.plain`) gets only what needs no database.
"""

from flask import current_app, g, session, url_for
from flask_login import current_user

from portal.core import settings
from portal.core.permissions import Role

START = {
    Role.APPLICANT: "needs.index",
    Role.BANK_MANAGER: "leads.browse",
    Role.BANK_ADMIN: "leads.browse",
    Role.OFFICER: "referrals.index",
    Role.CLERK: "organisations.members",
    Role.OPERATOR: "desk.index",
    Role.MONITOR: "monitor.board",
    Role.AUDITOR: "auditing.index",
}
"""Where somebody's work begins."""

FOOTER = (
    (
        "企业与经营者",
        (
            ("说一句话，看谁能贷", "needs.say"),
            ("测一测，谁能贷", "needs.estimate"),
            ("填一条需求", "needs.start"),
            ("登记主体", "organisations.register"),
            ("核验客户经理", "verifying.check"),
        ),
    ),
    (
        "金融产品",
        (
            ("看全部产品", "products.catalogue"),
            ("各机构公开电话", "verifying.phones"),
            ("排序规则", "public.ranking"),
        ),
    ),
    (
        "说明",
        (
            ("怎么用，收不收费", "public.how"),
            ("个人信息怎么处理", "public.privacy"),
            ("无障碍说明", "public.accessibility"),
            ("投诉或举报", "reports.file"),
            ("我的投诉", "reports.mine"),
            ("我的账号", "accounts.mine"),
            ("换密码", "accounts.password"),
        ),
    ),
)
REGISTERS = {"icp": "https://beian.miit.gov.cn/", "police": "https://beian.mps.gov.cn/"}
"""Where a number of a filing can be looked up; both ministries want the link."""
DEMO_SWITCH, DEMO_ACCOUNTS = "demo/_switch.html", "demo/_accounts.html"


def frame() -> dict:
    """The context that `base.html` names."""
    plain = {
        "site_name": current_app.config["SITE_NAME"],
        "site_contact": current_app.config["SITE_CONTACT"],
        "home_href": url_for("public.home"),
        "demo": current_app.config["DEMO"],
        "first_step_href": href("needs.start", None) or url_for("public.home"),
        "footer_links": footer_links(None),
    }
    if g.get("plain"):
        return plain
    signed_in = current_user.is_authenticated
    role = current_user.role if signed_in else None
    return (
        plain
        | _run_by()
        | {
            "me": _me() if signed_in else None,
            "sign_in_href": url_for("accounts.sign_in"),
            "sign_out_href": url_for("accounts.sign_out"),
            "footer_links": footer_links(role),
            "start_href": start_of(role) if signed_in else None,
            "demo_switch": _demo_part(DEMO_SWITCH) if signed_in else None,
            "demo_accounts": _demo_part(DEMO_ACCOUNTS),
        }
    )


def _run_by() -> dict:
    """What the operator has written for the foot of every page."""
    said = settings.current(settings.Topic.FOOTER).values
    filings = [{"label": said[name], "href": href} for name, href in REGISTERS.items() if said.get(name)]
    return {
        "site_contact": settings.site_contact(),
        "site_operator": said.get("operator", ""),
        "site_filings": filings,
    }


def start_of(role: Role) -> str | None:
    """The page on which work begins."""
    return href(START[role], role)


def href(endpoint: str, role: Role | None) -> str | None:
    """The address of a page, None when there is no such page here or it is not for this role."""
    view = current_app.view_functions.get(endpoint)
    return url_for(endpoint) if role in getattr(view, "may_use", ()) else None


def footer_links(role: Role | None) -> list[dict]:
    """`[{title, links: [{label, href}]}]`, pages that this role may open."""
    shown = [{"title": title, "links": _links(links, role)} for title, links in FOOTER]
    return [group for group in shown if group["links"]]


def _links(links, role: Role | None) -> list[dict]:
    return [{"label": label, "href": there} for label, endpoint in links if (there := href(endpoint, role))]


def _me() -> dict:
    return {
        "name": current_user.person_name,
        "role": current_user.role_name,
        "organisation": current_user.organisation_name,
        "switch_href": url_for("accounts.choose") if session.get("several") else None,
    }


def _demo_part(template: str) -> str | None:
    """A part of the demonstration, on demonstration sites that have it."""
    if not current_app.config["DEMO"]:
        return None
    return template if template in _templates() else None


def _templates() -> frozenset[str]:
    known = current_app.extensions.get("known_templates")
    if known is None:
        known = current_app.extensions["known_templates"] = frozenset(current_app.jinja_env.list_templates())
    return known
