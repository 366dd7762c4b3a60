"""What a figure in a sentence is about: asked for, turnover, existing loans, or something else.

The word nearest before the figure in its own clause decides, then the nearest one behind it.
"""

import re

WINDOW = 40
CLAUSE_END = re.compile(r"[。;!?\n,、]|(?<=\D)\s+(?=\D)")

MONEY = {
    "loan": (
        "还欠|欠银行|欠着|欠|已有贷款|现有贷款|存量贷款|贷款余额|在贷|已贷|贷过|贷了|借过|借了|有一笔|有笔|按揭|房贷|车贷|网贷|未还|没还|"
        "没还清|还剩|剩余|剩|负债|之前贷|之前借|信用卡|民间借|借款余额|未结清|到期贷款|原贷款|外债|月供"
    ),
    "turnover": (
        "营业额|营收|营业收入|销售额|销售收入|销售|流水|年?产值|年产|收入|进账|开票额?|卖了?|走账|走|毛收入|GMV|成交额|交易额|年入|收款|"
        "业绩|生意额|做到|能做|营业|产出"
    ),
    "other": (
        "欠我们?|欠着我们?|客户欠|厂里欠|欠货款|欠款|房租|租金|月租|工资|人工费?|成本|报价|总价|投资|投入|投了|自有|自己有|自己出|自筹|凑了?|"
        "存款|首付|价格|单价|每[只斤吨头亩件台人]|一[只斤吨头亩件台套辆]|押金|保证金|补贴|补助|补|奖励|罚|注册资本|保费|利润|税|学费|票价|"
        "客单价|均价|应收|货款|货值|库存|价值|值|用了|估价|评估|合同额?|订单额?|中标|花了?|买了|付了|转让费|装修费|设备款|赔|还了|奖金|净赚|赚|"
        "拨款|保单|提供|赠|捐|纳税|缴税|交税|工程款|尾款|定金|订金|回款|退税|费|水电|薪|粉丝|关注|播放|浏览|阅读|利息"
    ),
    "asked": (
        "想借|借|贷款|贷|融资|申请|想要|需要|还需|急需|需|资金需求|需求|缺口|还缺|缺|还差|差|周转|额度|授信|筹|批|要|急用|用款|用|拿到?|求|"
        "解决|支持|资金"
    ),
}
MONEY_AFTER = {
    "loan": (
        "的?(?:贷款)?(?:还?没还|未还|没还清|未结清|快到期|月底到期|到期)|"
        "的?(?:房贷|车贷|网贷|按揭|旧贷|老贷款|存量贷款|外债)"
    ),
    "turnover": "的?(?:年?营业额|营收|营业收入|销售额|流水|产值|销量|收入|进账)",
    "other": (
        "[一每](?:只|斤|吨|头|亩|件|台|个月|天|年|平)|"
        "的?(?:房租|租金|工资|押金|利润|货款|订单|合同|存货|库存|设备|机器|应收)"
    ),
    "asked": (
        "的?(?:贷款|借款|资金|额度|授信|周转|融资|左右的?(?:贷款|资金|额度)|够|就够|用来|用于|买|进货|备货|采购|装修)"
    ),
}
TERM = {
    "asked": "想借|借|贷款|贷|期限|用|周转|分|借期|还款期|申请|要|时间|限期|续|拿",
    "other": (
        "开了?|干了?|做了?|经营了?|成立|卖了?|近|过去|头|第|每|这|去|前|养了?|种了?|租了?|租期|跑了?|从业|满|签了?|合同|缴|交了?|连续|"
        "了|有|营业|已经|创业|存|账期|工龄|质保|保修|生产|回本|工期|挂账|压|欠"
    ),
}
TERM_AFTER = {
    "asked": (
        "期|内?还|就能?还|就够|以内还|之内还|左右还|内?归还|内还清|还清|还完|后还|分期|的?(?:贷款|借款|期限|用款)"
    ),
    "other": "的?(?:经验|历史|老店|店|合同|租约|账期|前|来|多了?|营业额?|流水|卖|工期|质保)|[前来多]",
}


def _compiled(words: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {role: re.compile(pattern) for role, pattern in words.items()}


MONEY_BEFORE_PATTERNS, MONEY_AFTER_PATTERNS = _compiled(MONEY), _compiled(MONEY_AFTER)
TERM_BEFORE_PATTERNS, TERM_AFTER_PATTERNS = _compiled(TERM), _compiled(TERM_AFTER)


def clause(text: str, start: int, end: int) -> tuple[str, str]:
    """The words of the same clause before and behind a place, as far as they can matter."""
    before, after = text[max(0, start - WINDOW) : start], text[end : end + WINDOW]
    cuts = [found.end() for found in CLAUSE_END.finditer(before)]
    behind = CLAUSE_END.search(after)
    return before[cuts[-1] if cuts else 0 :], after[: behind.start()] if behind else after


def of_money(text: str, start: int, end: int) -> str | None:
    """asked, turnover, loan, other, or None where no word says it."""
    return _role(text, start, end, MONEY_BEFORE_PATTERNS, MONEY_AFTER_PATTERNS)


def of_term(text: str, start: int, end: int) -> str | None:
    """asked, other, or None where no word says it."""
    return _role(text, start, end, TERM_BEFORE_PATTERNS, TERM_AFTER_PATTERNS)


def _role(
    text: str,
    start: int,
    end: int,
    before_patterns: dict[str, re.Pattern[str]],
    after_patterns: dict[str, re.Pattern[str]],
) -> str | None:
    before, after = clause(text, start, end)
    for role, pattern in after_patterns.items():
        if pattern.match(after.lstrip()):
            return role
    nearest = max(
        (
            (found.end(), len(found[0]), role)
            for role, pattern in before_patterns.items()
            for found in pattern.finditer(before)
        ),
        default=None,
    )
    return nearest[2] if nearest else None
