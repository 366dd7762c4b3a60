"""What nobody should type: values for every field, with a mark by which unescaped output is known."""

from datetime import date, timedelta

MARK = "zq"  # in no canary, class or word of the site
COMPUTED = 7919 * 104729  # what a template would make of {{7919*104729}}

HOSTILE = [
    # long
    "长" * 3001,
    "a" * 6000,
    "好，" * 9000,
    "9" * 5000,  # beyond what int() reads
    " " * 4000 + "x",
    "词 " * 1500,
    # numbers, and what looks like one
    *("9" * 30, "9223372036854775808", "2147483648", "-9223372036854775809", "-1", "-0", "0", "0.0000001"),
    *("1e999999", "1e99999999999", "999999999999天"),
    *("NaN", "inf", "-Infinity", "1e309", "1e-9", "0x10", "1_000", "1.5.5", "1,000,000", "+5", "5%"),
    *("１２３", "٣٤٥", "²", "Ⅷ", "①", "½", "万", "负三万", "3000000000000万"),
    *("１００万－５０万", "零", "二十万又二十万"),
    # writing that upsets layouts and comparisons
    *("😀👩‍🌾🇨🇳", "\u202e骗\u202c", "\u200b\u200d\ufeff", "e\u0301" * 800, "ﷺ" * 200, "İıſK"),
    *("\u2028\u2029", "\x7f\x85", "\ue000"),
    *("　", "\t", "\r\n", "\n" * 500, "字\r\nSet-Cookie: zq=1", "\U0010fffd"),
    # markup and code
    f'"><{MARK}tag {MARK}attr="1">',
    f"' {MARK}attr='1",
    f"</textarea></title></script><{MARK}tag>",
    f"<script>{MARK}run()</script>",
    f"<img src=x onerror={MARK}run()>",
    f"javascript:{MARK}run()",
    f"&lt;{MARK}tag&gt; &amp;amp; &#60;{MARK}tag&#62;",
    *("{{7919*104729}}", "${7919*104729}", "#{7919*104729}"),
    *("{% include 'base.html' %}", "%s%n%(x)d{0}{x.__class__}"),
    *("'; DROP TABLE person; --", "' OR '1'='1", "a%' ESCAPE '\\", "_%_%", "\\", '"', "'", "`id`", "$(id)"),
    *("*", "?*", "(((", "a AND OR NOT", "text:*~2^9", "[a TO", "../../../../etc/passwd", "//evil.example/x"),
    # other types
    *("null", "None", "true", "[]", "{}", '{"a": [1]}', "undefined", "on", "", "-", "."),
    # dates
    *("2026-13-45", "0000-00-00", "9999-12-31", "0001-01-01", "2026-02-30T25:61", "２０２６－１１－２４"),
    # codes that nobody has, and such as mean something elsewhere
    *("U99", "P9999", "BE99", "R00", "000000", "999999", "91330105MA2H000000", "z" * 20, "new", "T14"),
]  # fmt: skip

NAMES = ["zzz", "", "__class__", "a[b]", "名字", "csrf_token", "key", "n" * 3000, "page", "q", "find", "then"]
"""Fields that no form has, or that mean something to every form."""

JUNK = [b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xe4\xb8", b"\0", b"ok\0ok", b"\x1b[31m", b"\x07"]

TYPICAL = {
    "amount": "20万",
    "least": "10万",
    "term": "12个月",
    "purpose": "U01",
    "needed_on": str(date(2026, 11, 24) + timedelta(days=400)),
    "industry": "6239",
    "industry_code": "6239",
    "region": "330105",
    "region_code": "330105",
    "words": "开奶茶店的，想借20万周转",
    "established_year": "2021",
    "person_name": "示例·钱",
    "mobile": "13900139000",
    "password": "a long enough 1",
    "old_password": "a long enough 1",
    "organisation_name": "示例摊",
    "subject_code": "T07",
    "amount_min": "1",
    "amount_max": "30",
    "term_min": "3",
    "term_max": "24",
    "rate_low": "4.35",
    "rate_high": "5.6",
    "name": "示例贷",
    "sentence": "可以谈",
    "remark": "请优先",
    "reason": "名称和执照不一致",
    "codes": "91000000MA0000001R",
    "max_talks": "3",
}
"""What would be accepted, so that a single hostile field gets past the others' checks."""
