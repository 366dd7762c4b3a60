"""Forms of membership: codes that a clerk invites, and the park that an owner chooses."""

from wtforms import SelectChoice, SelectField
from wtforms.validators import DataRequired

from portal.core.forms import Form
from portal.core.pasted_codes import MOST, CodesField
from portal.organisations.models import Organisation


class MembersForm(Form):
    codes = CodesField(
        nothing_done="都没有邀请。",
        description=f"每行一个，一次最多 {MOST} 个；从表格里连名称一起复制也可以，名称不会保存。",
    )


class ParkForm(Form):
    park = SelectField(
        "哪个园区、市场或协会？",
        [DataRequired("请选一个")],
        description="这里列的是管您所在区县、在本平台有经办人的。没有您那一家，请他们联系平台开通。",
    )

    def __init__(self, offered: list[Organisation], **options) -> None:
        super().__init__(**options)
        self.park.choices = [
            SelectChoice("", "请选择"),
            *(SelectChoice(row.public_id, row.name) for row in offered),
        ]
