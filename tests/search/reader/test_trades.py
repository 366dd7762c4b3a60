"""The trade of the borrower from everyday words: a deed and a good, or a calling; his own, of today."""

from pathlib import Path

import pytest

from search.language.reader import trades, understand
from search.language.reader.draft import Question, Span
from search.language.reader.passage import passage_of


def codes(text: str) -> list[str]:
    return [found.value for found in trades.read(passage_of(text)) if isinstance(found, Span)]


def first(text: str) -> str:
    return next(iter(codes(text)), "")


# text | accepted beginnings of the first code
SOLD = """
在小学门口卖文具的，想借两万 | 5241
我是卖窗帘的 个体 | 5289
卖点自家做的衣服 | 5232 18
开了个玩具店 想进货 | 5249
卖锅碗瓢盆的，店里周转3万 | 5235
灯饰门店两间，缺货款 | 5282
眼镜店 想换验光设备 | 5236
卖猪肉的，摊位在农贸市场里 | 5224
镇上卖种子化肥的 | 5299
开药房 医保没回款 | 5251
卖金银首饰的小店 | 5245
卖二手车的 想收几台车 | 5262
专卖童装 门店租金要交 | 5232
开了家烟酒店 | 5226 5227
卖瓷砖的，压了一仓库货 | 5287
村里小卖部 | 5213
卖手机配件，柜台要续租 | 5274
花店备货 | 5239
开宠物用品店 | 5297
卖茶叶的 门店在古城 | 5226
卖鸡蛋 三轮车拉着卖 | 5291 5224
夜市摆摊卖袜子 | 5291
赶集卖鞋 | 5291
地摊卖玩具的 | 5291
"""
ONLINE = """
淘宝上卖女装 双十一备货 | 5292
直播卖翡翠 | 5292
在拼多多卖土特产 | 5292
亚马逊卖家居用品的 | 5292 5193
快手直播带货 卖自家苹果 | 5292
开网店卖零食 | 5292
跨境电商 主要卖假发 | 5292 5193
"""
IN_BULK = """
做水果批发的 | 5123
钢材贸易公司 | 5164
冻品批发 冷库要交租 | 5124
代理白酒的，给饭店供货 | 5127
服装档口 在四季青 | 5132
经销农机的公司 | 5171
收大蒜的，等着卖给出口商 | 5123
布料批发 压了货 | 5131
化妆品代理商 | 5134
收废品的 | 5191
五金机电商行 | 5174
"""
MADE = """
家具加工厂 二十个工人 | 21
做鞋底的小厂 | 195 292 291
开塑料袋厂 | 292
弹簧厂想换设备 | 3483
生产水泵的企业 | 344
加工不锈钢件 给主机厂配套 | 33
轴承加工户 | 345
做酱油的作坊 | 1462
酿酒的 自己有窖 | 1512
做灯具的 车间在工业园 | 387
注塑加工 十台机 | 292
线束加工 订单多 | 383
代工童装 | 18
印刷厂，纸价涨 | 231
数控机加 买五轴 | 3484
做纸箱的，三条线 | 2231
床垫厂 | 21
化妆品厂 有生产许可 | 2682
茶叶公司，收青要钱 | 1530
豆腐坊老板 | 1392
粉条加工，冬天用钱 | 1391
羊毛衫厂 | 182
做木门的 | 203
丝网厂 | 334
传感器公司 | 3983
做芯片的 | 397 652
生产饲料 | 132
做口罩的厂 | 277
石材加工 切机要换 | 303
牙刷厂 | 4111
做锂电池的 | 3841 384
"""
GROWN = """
种了60亩大棚西红柿 | 0141
种猕猴桃 冷库存着果 | 0159
养了三百只湖羊 | 0314
俺家养猪 存栏200头 | 0313
40亩草莓，要换膜 | 0159
务葡萄的 | 0152
承包山地种核桃 | 0161
养蜂 一百多箱 | 0392
鱼塘承包 想清塘 | 0412
养海参 两个圈 | 0411
奶牛场想买青贮 | 0311
种香菇 一万棒 | 0142
花农，大棚玫瑰 | 0143
育苗木的合作社 | 0212
养蛋鸭 | 0322
种中药材 主要是黄芪 | 0171
养小龙虾 稻田里 | 0412
养夏洛莱 八十来头 | 0311
种烟叶 今年扩到30亩 | 0134
茶园八十亩 | 0164
出海打鱼的 | 0421
蔬菜合作社 社员四十户 | 0141
养鹌鹑 卖蛋 | 0329
种柠檬 | 0153
"""
SERVED = """
开面馆的 | 629 62
奶茶加盟店 想再开一家 | 6239
卖肉夹馍的小摊 | 629
摆摊卖烤冷面 | 629 5291
推车卖冰粉 | 6239 629 5291
饭馆 装修 | 621
夜市烤串 没执照 | 621 629
早点铺 卖豆浆油条 | 629
咖啡馆 想换机器 | 6232
做盒饭的 送工地 | 622
火锅店两家 | 621
开炸鸡店 | 622 629
团餐公司 | 6241
卖煎饼果子 | 629
小酒馆 | 6233
"""
SERVICES = """
剃头铺 三十年了 | 8040
美甲店 | 8040
开健身房的 会员费收不上来 | 893
修车铺 想买举升机 | 8111
打印店 彩印机坏了 | 7293
月嫂公司 | 8010
牙科门诊 | 842
婚庆公司 | 8070
剧本杀店 | 9019
做软件的 | 65
代账公司 | 7241
洗衣店 | 8030
足疗店 | 8052
装修公司 垫资 | 501
旅行社 | 7291
快递驿站 | 6020
跑网约车 想换电车 | 5413
跑大车的 | 543
拉货的 面包车 | 543
搬家公司 | 5438
给超市做冷链配送 三台车 | 543
拳馆 | 8930
幼儿园 民办 | 8310
驾校 买教练车 | 8391
宠物医院 | 8222
开挖机的 | 502
修手机的 | 8122
做绿化的 接了工程 | 4891 784
水电安装 接工程垫钱 | 49
保洁公司 | 821
"""
CASES = [
    pytest.param(words.strip(), tuple(accepted.split()), id=words.strip())
    for block in (SOLD, ONLINE, IN_BULK, MADE, GROWN, SERVED, SERVICES)
    for words, accepted in (line.split("|") for line in block.strip().splitlines())
]


TOLD = (Path(__file__).parent / "trades.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", [line for line in TOLD if not line.startswith("#")])
def test_trade_of_one_line(line):
    text, _, accepted = (part.strip() for part in line.partition("|"))
    assert first(text).startswith(tuple(accepted.split())) if accepted else not codes(text), codes(text)


@pytest.mark.parametrize(("text", "accepted"), CASES)
def test_trade(text, accepted):
    assert first(text).startswith(accepted), codes(text)


NOT_HIS = """
以前开网吧，现在卖早点 | 629
原来开服装厂的，后来改做直播带货 | 5292
老公跑货运，我自己开美容店 | 8040
隔壁开药店的介绍我来，我是修鞋的 | 8192
给饭店送菜的 | 512
不是卖鞋的，是修鞋的 | 8192
房东开超市的催租，我卖水果 | 5223
学校旁边的文具店 | 5241
超市账期两个月，我们做豆干的 | 1392
给学校食堂供豆腐的作坊 | 1392
客户都是酒店，做布草洗涤 | 8030
在鞋厂打过工，现在开理发店 | 8040
茶几厂 | 21
鱼饲料经销 | 5113
奶茶原料批发 | 5129 51
服装厂倒闭了，转行跑滴滴 | 5413
物业帮12家商户问，都是餐饮店 | 62
买了台豆腐机，做面条的 | 1431
想买辆货车，卖建材的 | 5289 52
收菜籽榨油 | 1331
自己种的茶叶在抖音卖 | 5292 0164
美容店旁边卖花的 | 5239
"""
NOTHING = """
做买卖的，要点周转
小厂，年营业额两百万
开店的，缺点周转
在银行上班，想贷20万
给汽车买保险，差两千
想买一台烤箱
买冷藏车30万
以前开饭馆，关了
怎么修改密码
商会想了解一下政策
我老婆在服装厂上班
女儿上幼儿园要交学费
孩子住院门诊费花了八千
我在奶茶店对面
装修费还差5万
冲击力很大，车间要扩
信用卡欠款，想贷款还网贷
"""


@pytest.mark.parametrize(
    ("text", "accepted"),
    [(a.strip(), tuple(b.split())) for a, b in (line.split("|") for line in NOT_HIS.strip().splitlines())],
)
def test_the_trade_is_his_own_and_of_today(text, accepted):
    assert first(text).startswith(accepted), codes(text)


@pytest.mark.parametrize("text", NOTHING.strip().splitlines())
def test_no_trade_is_better_than_a_wrong_one(text):
    assert codes(text) == []


def test_a_good_alone_is_asked_about():
    (question,) = trades.read(passage_of("童装 常熟 想借五万"))
    assert isinstance(question, Question)
    assert "童装" in question.ask
    assert list(trades.read(passage_of("想借五万"))) == []


def test_the_main_trade_comes_first_and_there_are_three_at_most():
    assert codes("开书店的，也卖咖啡")[0].startswith("5243")
    assert len(codes("卖菜，卖鱼，卖花，卖鞋，开面馆，跑滴滴，种西瓜")) == 3


def test_words_of_the_trade_are_quoted():
    (span,) = trades.read(passage_of("想借两万,俺是卖布鞋的"))
    assert (span.key, span.value, "想借两万,俺是卖布鞋的"[span.start : span.end]) == (
        "industry_codes",
        "5233",
        "卖布鞋",
    )


def test_every_trade_named_in_a_text():
    words = "面向餐饮、零售、养殖户和五金批发商，支持家具厂"
    assert {t.words for t in trades.named(words)} >= {"餐饮", "养殖户", "五金批发", "家具厂"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "🎉🎉🎉",
        "，。！？" * 50,
        "<b>卖鞋</b>",
        "卖" * 10_000,
        "卖鞋的" * 3_000,
        "一二三四五六七八九十" * 1_000,
        "\ud800卖鞋",
        "\0",
    ],
)
def test_anything_can_be_read(text):
    assert len(codes(text)) <= 3
    trades.named(text)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("开茶馆，带茶园参观，贷10万", ["6231"]),
        ("民宿，搞了稻田观光，想贷20万", ["6130"]),
        ("养蜂的，请人来蜂场体验，12万", ["0392"]),  # nothing else is his trade
        ("辣椒地采摘要人工，借3万", ["0141"]),  # a harvest, and no outing
        ("搞采摘的，想贷10万修路", ["9030"]),
        ("牧民，开了个小超市，借5万进货", ["5213"]),
        ("农民，养鸭，借5万", ["0322"]),
        ("家庭农场，养鹅三千只，贷20万", ["0323"]),
        ("农业公司，种红薯，贷80万", ["0123"]),
        ("毛巾厂订单排到年后，差30万", ["1772"]),
        ("接了毛巾厂订单，做吊牌的，差3万", ["2319"]),
    ],
)
def test_what_guests_look_at_is_nobodys_farm(text, codes):
    assert understand(text).get("industry_codes") == codes
