"""Forms of the officer: codes pasted into a list, and the push."""

from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.core.forms import Form, Text, strip
from portal.referrals.codes import MOST, Pasted, read
from portal.referrals.service import LIST_NAME, REMARK


class CodesForm(Form):
    """What was typed stays as it was typed; `pasted` holds what was read."""

    list_name = Text(
        "名单叫什么（可不填）",
        [Length(max=LIST_NAME, message=f"名单名称最多 {LIST_NAME} 个字")],
        description="企业会看到，例如“2026 年第三批专精特新”。不要写电话和姓名，写了会去掉。",
    )
    codes = TextAreaField(
        "统一社会信用代码",
        [
            DataRequired("请粘贴至少一个 18 位的统一社会信用代码"),
            Length(max=20_000, message="一次粘贴的太长，请分几次"),
        ],
        description=f"每行一个，一次最多 {MOST} 个；从表格里连名称一起复制也可以，名称不会保存。",
    )

    pasted: Pasted | None = None

    def validate_codes(self, field) -> None:
        self.pasted = read(field.data)
        if self.pasted.problems:
            raise ValidationError(
                f"有 {len(self.pasted.problems)} 行要改，下面逐行写明了原因。都没有列入名单。"
            )
        if not self.pasted.codes:
            raise ValidationError("请粘贴至少一个 18 位的统一社会信用代码")
        if len(self.pasted.codes) > MOST:
            raise ValidationError(f"一次最多 {MOST} 个，这里有 {len(self.pasted.codes)} 个，请分几次。")


class PushForm(Form):
    """`at` only bears the message about the institutions: `choosing` reads them, also from an address."""

    at = SelectMultipleField("可以选的机构", choices=[], validate_choice=False)
    remark = TextAreaField(
        "给机构的话（不要写电话和姓名）",
        [Length(max=REMARK, message=f"最多 {REMARK} 个字")],
        filters=[strip],
        description="机构看到的是去掉电话、姓名和企业名称后的文字。",
    )
