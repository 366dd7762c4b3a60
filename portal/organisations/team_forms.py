"""An institution's branches, where its managers work, and where it lends."""

from wtforms import SelectChoice, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from portal.core import regions
from portal.core.forms import Form, Text
from portal.core.pickers import RegionField
from portal.organisations.models import Outlet
from portal.products.code_fields import NamesField
from portal.products.code_names import region_code, region_text
from portal.products.number_fields import WanField

MOST_LIMIT = 10**11
"""Fen: a branch that approves more than a billion yuan by itself has typed a wrong unit."""


class OutletForm(Form):
    """`areas` is where the institution lends: no branch lies beyond it."""

    name = Text("网点名称", [DataRequired("请填写网点名称"), Length(max=60, message="名称最多 60 个字")])
    region_code = RegionField(
        "在哪个区县？", [InputRequired("请选择网点所在的区县")], description="写几个字再点查找，例如 拱墅。"
    )
    limit_fen = WanField(
        "自己能批到多少？（都要报上级批就留空）",
        description="超过这个数的，企业和客户经理都会看到要报上级，可能久一些。",
    )

    def __init__(self, *args, areas: tuple[str, ...] = (), **options) -> None:
        super().__init__(*args, **options)
        self.areas = areas

    def validate_region_code(self, field) -> None:
        if field.data and not regions.covers(self.areas, field.data):
            raise ValidationError(f"“{region_text(field.data)}”不在机构的服务区域以内")

    def validate_limit_fen(self, field) -> None:
        if field.data is not None and field.data > MOST_LIMIT:
            raise ValidationError("超过了 10 亿元，请核对单位是不是万元")

    def values(self) -> dict:
        """What `outlets.open_outlet` and `change_outlet` take."""
        return {name: self[name].data for name in ("name", "region_code", "limit_fen")}


class WorkForm(Form):
    """Where a manager works. `outlets` are those that are open."""

    regions = NamesField(
        "负责区域",
        [DataRequired("请填写负责区域，一行一个")],
        read=region_code,
        write=region_text,
        description="一行一个，要在机构的服务区域以内。他只看得到这些地方的新需求；手上的对接不受影响。",
    )
    outlet = SelectField("网点", default="")

    def __init__(self, *args, areas: tuple[str, ...], outlets: list[Outlet], **options) -> None:
        super().__init__(*args, **options)
        self.areas = areas
        some = [SelectChoice(one.public_id, one.name) for one in outlets]
        self.outlet.choices = [SelectChoice("", "不分网点"), *some]

    def validate_regions(self, field) -> None:
        outside = [code for code in field.data or () if not regions.covers(self.areas, code)]
        if outside:
            raise ValidationError(f"“{region_text(outside[0])}”不在机构的服务区域以内")


class AreasForm(Form):
    areas = NamesField(
        "服务区域",
        [DataRequired("请填写服务区域，一行一个，例如 浙江省杭州市")],
        read=region_code,
        write=region_text,
        description="一行一个，可以写省、市、区县或全国。写了上级就包含下级。",
    )
