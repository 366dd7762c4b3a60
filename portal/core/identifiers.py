"""Mobiles, addresses, credit codes and passwords as people type them → as they are stored.

Each function returns the normal form or raises ValueError with a sentence that says what is wrong and what is
right.
"""

import unicodedata
from collections.abc import Iterable

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask import current_app
from stdnum.cn.uscc import calc_check_digit

from portal.core import passwords
from search import taxonomy

MOBILE_LENGTH, CODE_LENGTH = 11, 18
CODE_LENGTHS = frozenset({6, 12})  # of a one-time code
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LOOKALIKES = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"}
DEMO_MOBILES = "100000"  # 100 000x xxxx, numbers that nobody has
PASSWORD_MIN, PASSWORD_MAX = 10, 128
DIFFERENT = 5  # characters a password needs at least


def mobile(text: str) -> str:
    """Eleven digits of a mainland mobile; blanks, hyphens and +86 are taken away."""
    digits = _compact(text).removeprefix("+86").removeprefix("0086")
    if len(digits) == MOBILE_LENGTH + 2:
        digits = digits.removeprefix("86")
    if not digits.isascii() or not digits.isdigit():
        raise ValueError("手机号里有不是数字的字，应是 11 位数字")
    _right_length("手机号", digits, MOBILE_LENGTH, " 位数字")
    if digits.startswith(DEMO_MOBILES) and current_app.config["DEMO"]:
        return digits
    number = phonenumbers.PhoneNumber(country_code=86, national_number=int(digits))
    if phonenumbers.number_type(number) != phonenumbers.PhoneNumberType.MOBILE:
        raise ValueError("没有这样开头的手机号，请对照手机再看一遍前几位")
    return digits


def folded(contact: str) -> str:
    """As a mobile or an address is found and counted: whatever its case and the width of its letters."""
    return unicodedata.normalize("NFKC", contact).strip().casefold()


def email(text: str) -> str:
    """An address in its normal form; whether it can be reached is not asked."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if "@" not in typed:
        raise ValueError("邮箱地址里要有 @，例如 lin@example.com")
    try:
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise ValueError("这个邮箱地址写得不对，请检查 @ 前后") from error


def credit_code(text: str) -> str:
    """Eighteen characters: length, alphabet and check digit decide, the registering office never does."""
    code = _compact(text).upper()
    if len(code) == 15 and code.isdigit():
        raise ValueError("这是 15 位的旧注册号，请填执照上 18 位的统一社会信用代码")
    _right_length("统一社会信用代码", code, CODE_LENGTH, " 位")
    for place, letter in enumerate(code, 1):
        if letter not in CODE_ALPHABET:
            raise ValueError(_not_in_codes(place, letter))
    if calc_check_digit(code[:-1]) != code[-1]:
        raise ValueError("最后一位校验码对不上，前面可能看错或抄错了一位，请对照执照逐位核对")
    return code


def code_warning(subject_code: str | None, code: str | None) -> str | None:
    """What is odd about a code for this kind of borrower; it never stops anybody."""
    subject = taxonomy.subjects.get(subject_code or "")
    if not code or subject is None or not subject.credit_code_prefix:
        return None
    if code.startswith(subject.credit_code_prefix):
        return None
    usual = "或 ".join(subject.credit_code_prefix)
    return f"{subject.name}的代码一般以 {usual} 开头，这一个以 {code[:2]} 开头，请核对主体类型。"


def one_time_code(text: str) -> str:
    """The digits of a code that was sent (6) or printed (12)."""
    digits = _compact(text)
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in CODE_LENGTHS:
        raise ValueError("验证码是 6 位数字；纸质的是 12 位数字")
    return digits


def password(text: str, about: Iterable[str] = ()) -> str:
    """A password somebody may choose, as typed. `about`: what else they typed, which others know or guess."""
    if len(text) < PASSWORD_MIN:
        raise ValueError(f"密码至少 {PASSWORD_MIN} 个字符，现在只有 {len(text)} 个")
    if len(text) > PASSWORD_MAX:
        raise ValueError(f"密码最多 {PASSWORD_MAX} 个字符")
    if len(set(text)) < DIFFERENT:
        raise ValueError("密码太好猜，请多用几个不同的字符")
    if passwords.is_guessable(text, about):
        raise ValueError(
            "这个密码太常见，或者和您的手机号、名称太像，别人猜得到。请换一个，例如几个不相干的词连起来"
        )
    return text


def _compact(text: str) -> str:
    """Half-width, without blanks and hyphens."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in folded if not letter.isspace() and letter not in "-–—－()")


def _right_length(what: str, text: str, length: int, unit: str) -> None:
    if len(text) != length:
        verb, gap = ("少了", length - len(text)) if len(text) < length else ("多了", len(text) - length)
        raise ValueError(f"{what}{verb} {gap} 位，应是 {length}{unit}")


def _not_in_codes(place: int, letter: str) -> str:
    if letter in LOOKALIKES:
        return f"第 {place} 位的 {letter} 不会出现在代码里，可能是 {LOOKALIKES[letter]}"
    return f"第 {place} 位的“{letter}”不会出现在代码里，代码只用数字和大写字母"
