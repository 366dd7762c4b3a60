"""What the component page shows: one value of every shape a macro takes. All names are invented."""

from wtforms import (
    BooleanField, DecimalField, Form, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget


class SampleForm(Form):
    """One field of each kind the `field` macro knows."""

    key = HiddenField(default="k")
    name = StringField("怎么称呼您")
    phone = StringField("手机号", [Length(min=11, message="手机号少了 1 位，应是 11 位数字")],
                        description="只有您同意的机构才看得到，每次查看都告诉您。")
    amount = DecimalField("需要多少资金？", [InputRequired("请填写需要的金额，例如 30")])
    when = RadioField("什么时候方便接电话？", choices=[("am", "上午"), ("pm", "下午"), ("", "不确定")])
    mode = RadioField("选机构", choices=[("auto", "自动匹配"), ("hand", "我来指定")])
    purpose = SelectField("用途", choices=[("a", "流动资金"), ("b", "设备购置")])
    types = SelectMultipleField("想要哪些产品？", [InputRequired("请选择，或选“不确定”")], choices=[("a", "信用贷款"), ("b", "抵押贷款")],
                                widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    words = TextAreaField("补充说明（给企业看，可不填）")
    agreed = BooleanField("我同意平台把去掉姓名电话的需求给合适的机构看", [InputRequired("请勾选同意，或选择只存草稿")])


def _clock(cells: str, words: str, date: str | None, tone: str, extra: str = "") -> dict:
    kinds = {"f": "full", "h": "half", "e": "empty", "p": "paused"}
    return {"cells": [kinds[cell] for cell in cells], "words": words, "date": date, "tone": tone, "extra": extra}


def _moment(state: str, title: str, time: str | None, text: str | None, **more) -> dict:
    return {"state": state, "title": title, "time": time, "text": text, **more}


CLOCKS = [
    _clock("he", "还有 1 个工作日", "11月24日 周二", "plain"),
    _clock("fh", "今天截止", None, "warn", "首次答复"),
    _clock("ff", "超时 1 个工作日", None, "bad", "已通知机构管理员"),
    _clock("fffffhpppp", "待补材料，暂停计时", None, "plain"),
    _clock("fffffheeee", "还有 4 个工作日", "授信决定 · 11月27日 周五", "plain"),
    _clock("", "当天答复", None, "ok"),
]
VERDICTS = [
    {"mark": "met", "rule": "金额", "text": "1–30 万元，您要 20 万元", "link": None},
    {"mark": "not_met", "rule": "担保", "text": "要抵押，您没有。", "link": None, "fix": "提供住宅或商铺抵押即可"},
    {"mark": "met", "rule": "地区", "text": "服务示例区，您在示例区", "link": None},
    {"mark": "met", "rule": "主体", "text": "接受个体工商户", "link": None},
    {"mark": "unknown", "rule": "开业年限", "text": "要求满 1 年，", "link": {"href": "#", "label": "您还没填"}},
]
STATES = {
    "need": ["draft", "awaiting_owner", "awaiting_verification", "open", "engaged", "funded", "closed", "withdrawn",
             "expired"],
    "lead": ["pushed", "interested", "accepted", "contacted", "due_diligence", "waiting_materials", "approved", "taken",
             "disbursed", "bank_declined", "firm_declined", "lapsed", "ended"],
    "product": ["draft", "in_review", "published", "due", "suspended", "expired"],
    "claim": ["pending", "approved", "refused"],
    "listed": ["awaiting", "confirmed", "declined"],
    "referral": ["waiting", "pushed", "not_pushed"],
}
STEPS = ["推送", "有意向", "企业同意", "已联系", "尽调中", "已授信", "企业接受", "已放款"]


def steps(at: int, state: str) -> list[dict]:
    """The eight steps of a lead that stands at number `at`."""
    named = lambda place: "done" if place < at else state if place == at else "later"  # noqa: E731
    return [{"label": label, "date": f"11-{9 + place:02}" if place <= at else None, "state": named(place)}
            for place, label in enumerate(STEPS)]


def context() -> dict:
    """All that the component page and its frame read."""
    return {
        **_frame(), **_lists(),
        "clocks": CLOCKS, "verdicts": VERDICTS, "states": STATES, "steps": steps(4, "current"), "ended": steps(4, "ended"),
        "numbers": [
            {"label": "按时答复", "value": "91.8", "unit": "%", "fraction": ["1,204 ÷ 1,312", "未到期 87"]},
            {"label": "按时答复", "value": None, "unit": "", "fraction": ["3 次，满 5 次后显示"]},
        ],
        "disclosed": [
            {"what": "名称、信用代码", "before": "看不到", "after": "全文"},
            {"what": "手机、地址", "before": "看不到", "after": "逐次查看"},
            {"what": "金额、期限", "before": "区间", "after": "全文"},
        ],
        "needs": [{"label": "金额", "value": "20 万元"}, {"label": "开业多久", "value": "", "link": {"href": "#", "label": "补填"}}],
        "checks": [{"label": "金额", "value": "20 万元", "note": "来自 1 “20万”", "link": {"href": "#", "label": "更改"}}],
        "moments": [
            _moment("done", "需求提交，开始对接", "11月20日 周五 14:20", "您选了“推送给合适的机构”"),
            _moment("done", "青岚示例银行：有意向", "11-13 10:05", None, recorded="10:22"),
            _moment("now", "等 2 家答复，等您决定 2 家", "今天", "到点不答，我们先催客户经理，再报他的机构。您不用做什么。",
                    clocks=CLOCKS[:2]),
            _moment("todo", "您同意后，机构 1 个工作日内联系您", None, None),
        ],
        "misses": [{"product": "示例商户贷", "href": "#", "institution": "远舟示例银行", "text": "上限 15 万元，您要 20 万元",
                    "fix": "金额降到 15 万元以内即可", "link": {"href": "#", "label": "改成 15 万元看看"}}],
    }


def _frame() -> dict:
    groups = ["企业与经营者", "合作入口", "公开与监督"]
    return {
        "nav": [{"label": "需求大厅", "href": "#", "current": True, "badge": 4},
                {"label": "我的对接", "href": "#", "current": False, "badge": 120},
                {"label": "金融产品", "href": "#", "current": False, "badge": 0}],
        "me": {"name": "示例·周", "role": "客户经理", "organisation": "青岚示例银行 示例支行"},
        "site_name": "示例市银企融资对接", "home_href": "/", "sign_in_href": "/sign-in", "sign_out_href": "/sign-out",
        "footer_links": [{"title": title, "links": [{"label": "说一句话找资金", "href": "#"}, {"label": "金融产品", "href": "#"}]}
                         for title in groups],
        "demo": True,
    }


def _lists() -> dict:
    return {
        "tab_views": [{"label": "推给我行", "href": "#", "count": 38, "current": True},
                      {"label": "我的对接", "href": "#", "count": None, "current": False}],
        "groups": [{"name": "industry", "label": "行业大类", "options": [
            {"value": "34", "label": "34 通用设备制造业", "count": 11, "checked": True},
            {"value": "35", "label": "35 专用设备制造业", "count": 6, "checked": False}]}],
        "more": [{"name": "subject", "label": "主体", "single": True, "options": [
            {"value": "1", "label": "小微企业", "count": 12, "checked": False}]}],
        "chosen": [{"label": "通用设备", "href": "#"}, {"label": "专用设备", "href": "#"}],
        "orders": [{"value": "due", "label": "时限紧的在前", "selected": True}, {"value": "fit", "label": "最合适的在前", "selected": False}],
        "ways": [{"label": "去掉“500 万元以上”", "href": "#", "count": 5}, {"label": "看全部", "href": "#", "count": None}],
        "heads": [{"label": "匹配"}, {"label": "需求（未同意前不显示名称）"}, {"label": "金额 · 期限", "unit": "万元", "href": "#"},
                  {"label": "最合适的本行产品"}, {"label": "答复时限", "href": "#", "order": "ascending"}, {"label": ""}],
        "rows": [{"score": 88, "title": "设备购置 · 通用设备 · 示例区", "about": ["小微企业", "示例区", "轴承、齿轮和传动部件制造", "5–10年"],
                  "clock": clock} for clock in CLOCKS[:3]],
    }
