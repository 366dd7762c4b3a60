"""Forms of the officer: codes pasted into a list, and the push."""

from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import Length

from portal.core.forms import Form, Text, strip
from portal.core.pasted_codes import MOST, CodesField
from portal.referrals.service import LIST_NAME, REMARK


class CodesForm(Form):
    list_name = Text(
        "名单叫什么（可不填）",
        [Length(max=LIST_NAME, message=f"名单名称最多 {LIST_NAME} 个字")],
        description="企业会看到，例如“2026 年第三批专精特新”。不要写电话和姓名，写了会去掉。",
    )
    codes = CodesField(
        nothing_done="都没有列入名单。",
        description=f"每行一个，一次最多 {MOST} 个；从表格里连名称一起复制也可以，名称不会保存。",
    )


class PushForm(Form):
    """`at` only bears the message about the institutions: `choosing` reads them, also from an address."""

    at = SelectMultipleField("可以选的机构", choices=[], validate_choice=False)
    remark = TextAreaField(
        "给机构的话（不要写电话和姓名）",
        [Length(max=REMARK, message=f"最多 {REMARK} 个字")],
        filters=[strip],
        description="机构看到的是去掉电话、姓名和企业名称后的文字。",
    )
