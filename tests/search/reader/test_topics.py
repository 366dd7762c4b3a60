"""Besides needs: who is overdue, who asks for a policy or insurance, who asks about the portal."""

import time

import pytest

from search.language.reader import understand
from search.language.reader.topics import topics_of

SAID = {
    "overdue": (
        *("我的贷款逾期了怎么办", "上个月房贷没还上", "信用卡逾期两个月", "欠着信用社的钱还不上"),
        *("银行天天催收", "征信花了还能借吗", "我是黑户", "贷款到期了还不上", "想申请展期"),
        *("怎样才能展期", "征信上有逾期，想借5万", "网贷还不起了"),
    ),
    "policy": (
        *("有什么贴息政策", "小微企业扶持政策有哪些", "创业补贴怎么申请", "大学生创业有没有补贴"),
        *("政策咨询", "开网店能不能享受贴息", "惠农政策", "想了解一下补助", "创业担保贷款政策怎么申请"),
    ),
    "insurance": (
        *("想买农业保险", "给果园买个保险", "有没有做信用保险的", "大棚保险", "养猪的想投保"),
        *("保险怎么理赔", "货运险", "哪家保险好", "想给店里上个财产险的保险", "雇主责任险"),
    ),
    "guarantee": (*("想找担保公司", "哪家担保公司肯担保", "怎么找担保人", "担保费多少"),),
    "how": (
        *("你们是干什么的", "你们收费吗", "怎么申请", "这个平台靠谱吗", "要手续费吗？手续费多少"),
        *("贷款流程",),
    ),
    "report": (*("被骗了怎么办", "我要投诉", "有人冒充银行", "让我先交保证金", "怎么举报"),),
    "person": (*("有没有人工客服", "联系谁", "电话是多少", "我不会填", "能不能找人问问 人工"),),
}
NOT_SAID = {
    "overdue": (
        *("征信良好，从未逾期", "没有逾期", "近两年无逾期", "客户拖欠货款，想借20万", "货款逾期没收回来"),
        *("没逾期过", "贷款快到期了，想续贷50万"),
    ),
    "policy": (
        *("找政策性银行", "补贴款还没到账，想借10万周转", "等补贴下来就还", "享受过贴息，想再贷50万"),
        *("想借20万买化肥",),
    ),
    "insurance": (
        *("做保险代理的，想借10万", "交了社保", "养老保险交了五年", "果园投了保险，想借10万"),
        *("卖保险柜的", "已投保", "有保单质押", "买保险箱的厂，要20万"),
        *("跑货运的，车险要交1万2，想借2万",),
    ),
    "guarantee": (*("不用担保", "有人担保", "可以找人担保贷20万", "没有担保"),),
    "how": (*("贷款逾期了怎么办", "想借10万买设备", "做收费软件的，想借20万"),),
    "report": (*("开奶茶店的，想借20万周转",),),
    "person": (*("做客户服务外包的，想借20万", "工厂要招人，想借50万"),),
}


@pytest.mark.parametrize(
    ("topic", "text"), [(topic, text) for topic, texts in SAID.items() for text in texts]
)
def test_what_is_spoken_of(topic, text):
    assert topic in topics_of(text)


@pytest.mark.parametrize(
    ("topic", "text"), [(topic, text) for topic, texts in NOT_SAID.items() for text in texts]
)
def test_twin_what_only_sounds_like_it(topic, text):
    assert topic not in topics_of(text)


@pytest.mark.parametrize(
    "text", ["", "🙂", "逾期" * 5000, "怎么" * 5000, "想要保险、" * 2000, "贷款银行" * 2500]
)
def test_any_text_is_looked_through_in_time(text):
    topics_of("")
    start = time.process_time()
    assert len(topics_of(text)) <= 7
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        *((text, True) for text in ("贷款逾期了，想再借10万", "征信花了想借5万", "黑户想借2万周转")),
        *(
            (text, False)
            for text in ("之前有过逾期，都还清了，想借10万", "逾期会怎样，想借3万", "没有逾期，想借3万")
        ),
        *((text, False) for text in ("货款逾期没收回来，想借20万", "想申请展期", "开奶茶店，想借20万")),
    ],
)
def test_who_is_overdue_now_lacks_a_clean_record(text, lacks):
    assert ("no_overdue" in (understand(text).get("lacks") or ())) == lacks
