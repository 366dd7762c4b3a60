"""Checks that the desk's forms share."""

import re

from wtforms import HiddenField
from wtforms.validators import ValidationError

from portal.core.forms import Form

PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
ICP = re.compile(rf"[{PROVINCE}]ICP[备证]\d{{5,12}}号(-\d{{1,4}})?")
POLICE = re.compile(rf"[{PROVINCE}]公网安备\d{{14}}号")


def words_only(form, field) -> None:
    """Nothing that looks like markup: it would stand on the page as it is."""
    if field.data and set("<>{}") & set(field.data):
        raise ValidationError("只写文字，不能有尖括号、花括号，也不能放链接代码")


def close(text: str | None) -> str | None:
    """Without any blanks, as numbers of filings are written."""
    return re.sub(r"\s+", "", text) if text else text


class Written:
    """The whole text follows a pattern; empty is for others to judge."""

    def __init__(self, pattern: re.Pattern, message: str) -> None:
        self.pattern, self.message = pattern, message

    def __call__(self, form, field) -> None:
        if field.data and not self.pattern.fullmatch(field.data):
            raise ValidationError(self.message)


class SettingForm(Form):
    """`based_on` is the newest version its reader has seen."""

    based_on = HiddenField()

    @property
    def asked(self) -> list:
        """The fields to fill in, in order."""
        return [field for field in self if field.name not in {"key", "based_on", "csrf_token"}]

    @property
    def base(self) -> int:
        """What was sent there is ours unless somebody wrote it by hand: then no version fits."""
        sent = self.based_on.data or ""
        return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else -1

    def values(self) -> dict:
        return {field.name: field.data for field in self.asked}
