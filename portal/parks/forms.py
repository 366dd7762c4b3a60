"""Forms of the clerk: the owner's code, the signed slip, and who takes part in a batch."""

from wtforms import RadioField, SelectChoice
from wtforms.validators import DataRequired, ValidationError

from portal.core.forms import Form, Text
from portal.core.pictures import Chosen, PictureField
from portal.leads.models import Lead
from portal.needs.fields import Tiles


class AgreeForm(Form):
    code = Text(
        "本人收到的确认码",
        [DataRequired("请填写本人手机收到的 6 位数字")],
        description="6 位数字，10 分钟内有效。请本人看过内容、同意了再告诉你。",
    )


class SlipForm(Form):
    picture = PictureField(
        "签好字的确认单照片",
        [Chosen("请先选一张照片，JPG 或 PNG")],
        description="内容和签名都要看得清，JPG 或 PNG，10 MB 以内。只有本人看得到，你们传完就看不到了。",
    )


class SpreadForm(Form):
    lead = RadioField("和哪家机构谈好的？", [DataRequired("请选一家机构")])
    members = Tiles("哪些会员参加？", [DataRequired("请至少勾一家会员")], choices=[])

    def __init__(
        self, leads: list[Lead], members: list[dict], away: dict[str, dict[str, str]], **options
    ) -> None:
        """`away`: by talk the members, with their names, that its institution has nobody for."""
        super().__init__(**options)
        self.away = away
        self.lead.choices = [SelectChoice(one.public_id, one.institution.name) for one in leads]
        if len(leads) == 1 and self.lead.data is None:
            self.lead.data = leads[0].public_id
        self.members.choices = [
            SelectChoice(row["public_id"], f"{row['name']}（{row['region']}）") for row in members
        ]

    def validate_members(self, field) -> None:
        away = self.away.get(self.lead.data, {})
        if names := [away[key] for key in field.data if key in away]:
            raise ValidationError(f"这家机构现在没有人管{'、'.join(names)}所在的区县，请先去掉")
