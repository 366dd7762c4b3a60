"""Naming a search, and how its owner wants to hear of new needs."""

from wtforms import RadioField, SelectChoice
from wtforms.validators import DataRequired, Length

from portal.core.forms import Form, Text
from portal.searches.models import Pace
from portal.searches.words import MOST_NAME, PACES


class SearchForm(Form):
    name = Text(
        "叫什么名字？",
        [
            DataRequired("请起个名字，例如“萧山餐饮”"),
            Length(max=MOST_NAME, message=f"最多 {MOST_NAME} 个字"),
        ],
        description="只有你自己看得到。",
    )
    pace = RadioField(
        "有新需求怎么提醒？",
        [DataRequired("请选怎么提醒")],
        choices=[SelectChoice(pace.value, words) for pace, words in PACES.items()],
        default=Pace.DAILY.value,
        description="短信或邮件里只说“有新消息”，不写需求的内容。",
    )
