"""Whether words are denied where they stand: 没有房产 · 不想押房子 · 没房没地 · 抵押物拿不出."""

import re

from search.language.reader.passage import Passage

WINDOW = 24  # characters looked at on either side
END = r",。;!?\n:()\s"
# 无纺布 and 无锡 deny nothing, 没钱进货 and 没多少流水 do not say that there is none, 不够 is no refusal.
LACKING = (
    r"(?:(?<!有)没(?:有|得)?(?!钱|生意|问题|事|法|办法|想到|资金|本钱|多久|几)"
    r"|冇|木有|莫得|无(?![锡为极棣纺人障菌线忧尘需])|未(?![来央])|缺少?(?!\d)|找不到|找不着|拿不出|开不出|开不了|开不起|办不下来?|办不出|办不了|弄不到|评不到|出不了|提供不了|凑不出"
    r"|(?<!是)不是|并非|算不上|够不上|评不上)"
)
UNPRACTISED = re.compile(r"(?<![能可行是要有用想会肯敢])不(?:做|搞|是|走|用|办|怎么|在|曾|肯|会|让|愿意?)?$")
REFUSING = (
    r"(?:不(?:同意|答应|乐意|情愿)|没(?:同意|答应)|舍不得|(?<![特级区个性类分])别(?![人墅家的处说致])|甭|拒绝|绝不"
    r"|(?<![能可行是要有用想会肯敢])不(?![够足到少多大错好住过起动得管论仅光只单紧锈同良停断如知懂清然料幸当对]))"
)
THING = rf"(?:(?!每[年月天]|年年|月月|天天|一直|正常|按时)[^{END}有想要能可就但])"
BEFORE_LACKING = re.compile(rf"{LACKING}\s?(?:{THING}{{1,6}}[、和或跟]){{0,3}}{THING}{{0,5}}$")
BEFORE_REFUSED = re.compile(rf"{REFUSING}[^{END}]{{0,8}}$")
BEFORE_DEED = re.compile(
    rf"(?:(?:{REFUSING}|不是|并非)[^{END}]{{0,5}}|(?<!有)没(?:有|想|打算)?(?:拿|用|去|过)?(?:来|去)?|从未|从没有?|未)$"
)
ALL = (
    r"^(?:都|也|又|就|我|一个|一样|什么|啥|全|还|暂时|目前|现在|证|确实|真的?"
    rf"|[、和或跟][^{END}有]{{1,6}}){{0,4}}"
)
BEHIND_LACKING = re.compile(
    rf"{ALL}(?:没有|没得|冇|木有|莫得|没(?=$|[,。;!?\s办签拿下批评申交开注认弄搞做买投考领参报装])|拿不出|出不了|办不了|找不到|找不着|不够格|不符合|没戏|批不下)"
)
BEHIND_REFUSED = re.compile(rf"{ALL}(?:不想|不愿|不打算|不准备|不考虑|不拿|不用来)")


def denied(passage: Passage, start: int, end: int) -> bool:
    """Whether the thing that stands from `start` to `end` is said to be lacking or not wanted."""
    return lacking(passage, start, end) or unwanted(passage, start, end)


def lacking(passage: Passage, start: int, end: int) -> bool:
    """Whether it is said not to be there: 没有专利 · 房子车子都没有 · 不是高新技术企业."""
    return bool(
        BEFORE_LACKING.search(_before(passage, start)) or BEHIND_LACKING.search(_behind(passage, end))
    )


def unpractised(passage: Passage, start: int) -> bool:
    """Whether a habit is denied right in front of its word: 不开票 · 不做出口 · 不在园区."""
    return bool(UNPRACTISED.search(_before(passage, start)))


def unwanted(passage: Passage, start: int, end: int) -> bool:
    """Whether it is said not to be wanted or given: 不想押房子 · 别拿专利质押 · 房子不想动."""
    return bool(
        BEFORE_REFUSED.search(_before(passage, start)) or BEHIND_REFUSED.search(_behind(passage, end))
    )


def refused(passage: Passage, start: int) -> bool:
    """Whether the deed that begins at `start` is said not to be done: 不炒股 · 不是拿去买房."""
    return bool(BEFORE_DEED.search(_before(passage, start)))


def _before(passage: Passage, start: int) -> str:
    return passage.text[max(0, start - WINDOW) : start]


def _behind(passage: Passage, end: int) -> str:
    return passage.text[end : end + WINDOW]
