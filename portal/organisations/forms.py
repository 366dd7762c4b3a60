"""Registering, deciding on claims, and making institutions and their people."""

from wtforms import PasswordField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.core import regions
from portal.core.fields import Contact, NewPassword
from portal.core.forms import Form, Text, strip
from portal.core.identity import AccountFields, OrganisationFields
from portal.core.permissions import ROLE_NAMES, Role
from portal.core.pickers import IndustryField, RegionField
from portal.core.pictures import Chosen, PictureField
from portal.organisations.models import OrganisationKind, VouchState
from portal.organisations.service import ROLES
from portal.organisations.vouching import RELATIONS
from portal.products.code_fields import NamesField
from portal.products.code_names import region_code, region_text
from search import taxonomy


class PlaceFields:
    region_code = RegionField(
        "在哪里经营？", [DataRequired("请选择经营所在的区县")], description="写几个字再点查找，例如 拱墅。"
    )
    industry_code = IndustryField(
        "做什么的？",
        [DataRequired("请选择做什么的")],
        description="用平常的话写，再点查找，例如 奶茶店、汽车修理、种蘑菇。",
    )


class FirmForm(OrganisationFields, PlaceFields, Form):
    """Another firm of somebody who has an account, or a refused one corrected."""

    LAST = ("region_code", "industry_code", "street", "person_name", "mobile", "email", "password")

    def __init__(self, **options) -> None:
        super().__init__(**options)
        for name in self.LAST:  # as the page asks, so that the summary of errors reads in its order
            if name in self:
                self._fields[name] = self._fields.pop(name)

    def details(self) -> dict[str, str | None]:
        """What `organisations.service.register` and `resubmit` take."""
        place = {"region_code": self.region_code.data, "industry_code": self.industry_code.data}
        return {**self.organisation(), **place}


class RegisterForm(FirmForm, AccountFields):
    """A firm and who acts for it; `is_known`: the mobile has an account, the page offers to sign in."""

    is_known = False


class LicenceForm(Form):
    """A picture handed in after the claim was filed, or in place of one that was hard to read."""

    picture = PictureField(
        "选一张照片",
        [Chosen("请先选一张照片，JPG 或 PNG")],
        description="字要看得清，JPG 或 PNG，10 MB 以内。没有执照的不用传。",
    )


class VouchAskForm(Form):
    """Who can say that they know this firm; `offered` are organisations."""

    voucher = SelectField("谁认识您？", [DataRequired("请选一家认识您的园区、市场、协会或部门")])

    def __init__(self, offered, **options) -> None:
        super().__init__(**options)
        some = [SelectChoice(row.public_id, row.name) for row in offered]
        self.voucher.choices = [SelectChoice("", "请选择"), *some]


class VouchForm(Form):
    """A voucher's word on somebody's firm."""

    known = RadioField(
        "认识他们吗？",
        [DataRequired("请选一项：认识、不认识，还是认不出")],
        choices=[
            SelectChoice("known", "认识，情况属实"),
            SelectChoice("unknown", "不认识，或者情况不对"),
            SelectChoice("unsure", "凭这些认不出"),
        ],
    )
    relation = SelectField(
        "怎么认识的？（认识的才选）",
        choices=[SelectChoice("", "请选择"), *(SelectChoice(*one) for one in RELATIONS.items())],
        default="",
    )

    def validate_relation(self, field) -> None:
        if self.known.data == VouchState.KNOWN and not field.data:
            raise ValidationError("请选怎么认识的")

    def said(self) -> tuple[VouchState, str | None]:
        """What `vouching.answer` takes."""
        state = VouchState(self.known.data)
        return state, self.relation.data if state is VouchState.KNOWN else None


class RefuseForm(Form):
    reason = TextAreaField(
        "为什么不通过？",
        [DataRequired("请写明哪里不对、怎么改"), Length(max=300, message="最多 300 个字")],
        filters=[strip],
        description="对方会读到这段话。写清哪一项不对、该怎么改，不要写别人的信息。",
    )


class OrganisationForm(Form):
    """What every kind of staffed organisation has."""

    name = Text("名称", [DataRequired("请填写名称"), Length(max=60, message="名称最多 60 个字")])
    areas = NamesField(
        "服务区域",
        [DataRequired("请填写服务区域，一行一个，例如 浙江省杭州市")],
        read=region_code,
        write=region_text,
        description="一行一个，可以写省、市、区县或全国。写了上级就包含下级。",
    )

    def values(self) -> dict:
        """What `service.create_organisation` takes beside the kind."""
        return {"name": self.name.data, "areas": self.areas.data}


class InstitutionForm(OrganisationForm):
    type_code = SelectField(
        "机构类型",
        [DataRequired("请选择机构类型")],
        choices=lambda: _choices(taxonomy.institution_types.all()),
    )

    def values(self) -> dict:
        return {**super().values(), "type_code": self.type_code.data}


class IntermediaryForm(OrganisationForm):
    type_code = SelectField(
        "类型", [DataRequired("请选择类型")], choices=lambda: _choices(taxonomy.intermediary_types.all())
    )

    def values(self) -> dict:
        return {**super().values(), "type_code": self.type_code.data}


class DepartmentForm(OrganisationForm):
    sector_code = SelectField("主管领域", choices=lambda: _choices(taxonomy.sectors.all(), first="不分领域"))

    def values(self) -> dict:
        return {**super().values(), "sector_code": self.sector_code.data or None}


FORMS: dict[OrganisationKind, type[OrganisationForm]] = {
    OrganisationKind.INSTITUTION: InstitutionForm,
    OrganisationKind.DEPARTMENT: DepartmentForm,
    OrganisationKind.INTERMEDIARY: IntermediaryForm,
    OrganisationKind.MONITOR: OrganisationForm,
}


class InviteForm(Form):
    """Somebody is to work for an organisation; `kind` and `areas` of the organisation decide what fits."""

    contact = Contact(
        "对方的手机号或邮箱",
        [DataRequired("请填写手机号（11 位数字）或邮箱")],
        description="只有知道这个号码或邮箱的人才能接受邀请，以后也用它登录。",
    )
    role = RadioField("岗位", [DataRequired("请选择岗位")])
    regions = NamesField(
        "负责区域（客户经理必填）",
        read=region_code,
        write=region_text,
        description="一行一个，要在机构的服务区域以内。客户经理只看得到这些地方的需求。",
    )

    def __init__(self, kind: OrganisationKind, areas: tuple[str, ...], **options) -> None:
        super().__init__(**options)
        self.areas = areas
        self.role.choices = [SelectChoice(role.value, ROLE_NAMES[role]) for role in ROLES[kind]]
        if len(ROLES[kind]) == 1 and self.role.data is None:
            self.role.data = ROLES[kind][0].value
        if Role.BANK_MANAGER not in ROLES[kind]:
            del self.regions

    def validate_regions(self, field) -> None:
        if self.role.data != Role.BANK_MANAGER:
            field.data = ()
        elif not field.data:
            raise ValidationError("请填写负责区域，一行一个")
        outside = [code for code in field.data if not regions.covers(self.areas, code)]
        if outside:
            raise ValidationError(f"“{region_text(outside[0])}”不在机构的服务区域以内")

    def wanted_regions(self) -> tuple[str, ...]:
        return self.regions.data if "regions" in self else ()


def _choices(entries, first: str = "请选择") -> list[SelectChoice]:
    return [SelectChoice("", first), *(SelectChoice(entry.code, entry.name) for entry in entries)]


class ContactForm(Form):
    """The first thing asked of somebody with a link."""

    contact = Contact(
        "你的手机号或邮箱",
        [DataRequired("请填写手机号（11 位数字）或邮箱")],
        description="填对方邀请你时用的那一个。填错 5 次，邀请就作废。",
    )


class JoinForm(Form):
    person_name = Text("姓名", [DataRequired("请填写姓名"), Length(max=30, message="姓名最多 30 个字")])
    password = NewPassword(
        "设一个密码", [DataRequired("请填写密码，至少 10 个字符")], description="至少 10 个字符。"
    )
    password_again = PasswordField("再输一次密码", [DataRequired("请再输一次密码")])

    def validate_password_again(self, field) -> None:
        if field.data and field.data != self.password.data:
            raise ValidationError("两次输入的密码不一样，请再输一次")


class KnownForm(Form):
    """The account that has the invited mobile or e-mail already."""

    password = PasswordField("密码", [DataRequired("请填写密码")], description="你原来登录本站用的密码。")
