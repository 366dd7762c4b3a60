"""The component page: every macro once, over invented values, without an application behind it."""

import json
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DecimalField,
    Form,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

ROOT = Path(__file__).resolve().parents[2]
VALUES = Path(__file__).with_name("samples.json")
TYPED = {"key": "k", "name": "示例·林", "phone": "100 0000", "when": "pm", "mode": "auto", "amount": "二十"}


def _choices(**words: str) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in words.items()]


class SampleForm(Form):
    """One field of each kind the `field` macro knows."""

    key = HiddenField()
    name = StringField("怎么称呼您")
    phone = StringField(
        "手机号",
        [Length(min=11, message="手机号少了 4 位，应是 11 位数字")],
        description="只有您同意的机构才看得到，每次查看都告诉您。",
    )
    amount = DecimalField("需要多少资金？", [InputRequired("请填写需要的金额，例如 30")])
    when = RadioField("什么时候方便接电话？", choices=_choices(am="上午", pm="下午", unsure="不确定"))
    mode = RadioField("选机构", choices=_choices(auto="自动匹配", hand="我来指定"))
    purpose = SelectField("用途", choices=_choices(a="流动资金", b="设备购置"), validate_choice=False)
    types = SelectMultipleField(
        "想要哪些产品？",
        [InputRequired("请选择，或选“不确定”")],
        choices=_choices(a="信用贷款", b="抵押贷款"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    words = TextAreaField("补充说明（给企业看，可不填）")
    agreed = BooleanField(
        "我同意平台把去掉姓名电话的需求给合适的机构看", [InputRequired("请勾选同意，或选择只存草稿")]
    )


def environment() -> Environment:
    """Jinja as the application sets it up, with stand-ins for what Flask and its extensions add."""
    env = Environment(
        loader=FileSystemLoader([ROOT / "templates", ROOT / "tests" / "pages"]),
        undefined=StrictUndefined,
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(lambda words: words, lambda one, many, n: one, newstyle=True)
    env.globals.update(
        csrf_token=lambda: "token",
        url_for=lambda endpoint, filename: f"/{endpoint}/{filename}",
        get_flashed_messages=lambda with_categories: [("warning", "明天到期。")],
    )
    return env


def styleguide(env: Environment, **more: object) -> str:
    form = SampleForm(MultiDict(TYPED))
    form.validate()
    values = json.loads(VALUES.read_text(encoding="utf-8"))
    return env.get_template("styleguide.html").render(**values, form=form, sample=form, **more)
