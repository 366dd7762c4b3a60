"""Who you are: the fields by which a firm and the person who acts for it introduce themselves.

Mixed into the forms that need them (registering, the last step of filing a need).
"""

from wtforms import SelectChoice, SelectField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.core import passwords
from portal.core.fields import CreditCode, Email, Mobile, NewPassword
from portal.core.forms import Text
from portal.core.pictures import PictureField
from search import taxonomy

NOT_BORROWERS = frozenset({"T14"})  # an account kind would fit, but they are not served here
OFTEN = ("T01", "T06", "T07", "T11", "T08")


def borrowers() -> list:
    """The kinds of borrower that may register, the frequent ones first."""
    entries = [
        s
        for s in taxonomy.subjects.all()
        if s.organisation_kind != "intermediary" and s.code not in NOT_BORROWERS
    ]
    return sorted(entries, key=lambda s: (OFTEN.index(s.code) if s.code in OFTEN else len(OFTEN), s.code))


def subject_choices() -> list[SelectChoice]:
    return [SelectChoice("", "请选择"), *(SelectChoice(kind.code, kind.name) for kind in borrowers())]


class OrganisationFields:
    """The firm, farm or stall, as far as the operator verifies it."""

    subject_code = SelectField(
        "您是哪一类？",
        [DataRequired("请选择您是哪一类")],
        choices=subject_choices,
        description="没有执照也能登记。",
    )
    organisation_name = Text(
        "名称",
        [
            DataRequired("请填写名称；没有执照就写摊位名或您的姓名"),
            Length(max=60, message="名称最多 60 个字"),
        ],
        description="和营业执照一致；没有执照就写摊位名或您的姓名。",
    )
    credit_code = CreditCode("统一社会信用代码", description="营业执照上的 18 位代码；没有执照的不用填。")
    representative = Text(
        "法定代表人、经营者或负责人",
        [Length(max=30, message="姓名最多 30 个字")],
        description="和营业执照一致；没有执照就写您的姓名。",
    )
    picture = PictureField(
        "营业执照照片（可不传）",
        description="有执照的拍一张，字要看得清，JPG 或 PNG，10 MB 以内。只给核验的人看，核验完就销毁。",
    )
    street = Text(
        "详细地址（可不填）",
        [Length(max=100, message="地址最多 100 个字")],
        description="街道、门牌号。只有您同意的机构逐次查看时才看得到。",
    )

    def validate_credit_code(self, field) -> None:
        subject = taxonomy.subjects.get(self.subject_code.data or "")
        if field.data and subject and not subject.credit_code_prefix:
            raise ValidationError(f"“{subject.name}”没有这个代码；有执照的，请在上面改选有执照的一类")
        if not field.data and subject and subject.needs_credit_code:
            raise ValidationError("请填写 18 位统一社会信用代码；还没有执照，请在上面选“未登记个体经营者”")

    def validate_representative(self, field) -> None:
        subject = taxonomy.subjects.get(self.subject_code.data or "")
        if not field.data and subject and subject.needs_credit_code:
            raise ValidationError("请填写执照上的法定代表人、经营者或负责人")

    def organisation(self) -> dict:
        """What `organisations.service.register` takes beside person, region and industry."""
        return {
            "subject_code": self.subject_code.data,
            "name": self.organisation_name.data,
            "credit_code": self.credit_code.data or None,
            "representative": self.representative.data or None,
            "street": self.street.data or None,
        }


class AccountFields:
    """The person: how to address, how to reach, how to sign in."""

    person_name = Text(
        "怎么称呼您",
        [DataRequired("请填写怎么称呼您，例如 林女士"), Length(max=30, message="称呼最多 30 个字")],
    )
    mobile = Mobile(
        "手机号",
        [DataRequired("请填写手机号，11 位数字")],
        description="用它登录。只有您同意的机构才看得到，每次查看都告诉您。",
    )
    email = Email("邮箱（可不填）")
    password = NewPassword(
        "设一个密码",
        [DataRequired("请设一个密码，至少 10 个字符")],
        description="至少 10 个字符，下次登录用。",
    )

    def account(self) -> dict:
        """What `accounts.service.create_person` takes; call it before the transaction begins (it hashes)."""
        return {
            "name": self.person_name.data,
            "mobile": self.mobile.data,
            "email": self.email.data or None,
            "password": passwords.hashed(self.password.data),
        }


class IdentityFields(OrganisationFields, AccountFields):
    """Both together, in the order they are asked."""
