"""Where the business is run, from plain words; and what only looks like a place, or is somebody else's."""

import random
import time

import pytest

from search.language.reader import places
from search.language.reader.draft import Question, Span
from search.language.reader.passage import MOST_CHARACTERS, passage_of


def found(text):
    return list(places.read(passage_of(text)))


def code(text):
    return next((one.value for one in found(text) if isinstance(one, Span)), None)


def asked(text):
    return " ".join(one.ask for one in found(text) if isinstance(one, Question))


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("绍兴上虞 做雨伞 缺8万", "330604"),
        ("江苏睢宁，种大蒜", "320324"),
        ("俺是陕西洛川的 苹果要套袋", "610629"),
        ("魔都开咖啡店", "310000"),
        ("鹏城做手机壳", "440300"),
        ("在沪经营餐饮", "310000"),
        ("苏北养鸡的", "320000"),
        ("成都，春熙路卖奶茶", "510104"),
        ("青岛市北开面馆", "370203"),
        ("在济南市中心开面馆", "370100"),
        ("石岛 打鱼", "371082"),
        ("在华强北修手机", "440304"),
        ("青岛四方的理发店", "370203"),
        ("渝北修车", "500157"),
        ("四川郫县 豆瓣厂", "510117"),
        ("萧山市 羽绒", "330109"),
        ("石家庄桥东区 饭店", "130100"),
        ("四川省成都市温江区涌泉街道，花木", "510115"),
        ("苏州园区 检测仪器", "320500"),
        ("西安高新做软件", "610100"),
        ("湘潭经开区 汽配", "430300"),
        ("東莞厚街 鞋材", "441900"),
        ("黔东南凯里酸汤鱼店", "522601"),
        ("凉山州西昌市 葡萄", "513401"),
        ("吉林 卖人参的摊子", "220000"),
        ("大同开洗车行", "140200"),
        ("浙江 小超市", "330000"),
        ("侬好，上海闵行七宝开馄饨店", "310112"),
        ("俺是驻马店西平嘞，想买收割机", "411721"),
        ("我哋喺广州番禺开茶餐厅", "440113"),
        ("额是西安雁塔的，卖肉夹馍", "610113"),
        ("我在hangzhou做电商", "330100"),
        ("shenzhen南山 跨境电商", "440305"),
        ("内蒙古通辽科左后旗养牛", "150522"),
        ("山西吉县 种苹果", "141028"),
        ("陕西乾县 锅盔铺子", "610424"),
        ("合肥滨湖开餐厅", "340100"),
        ("成都锦江的老板儿，开火锅店", "510104"),
        ("北京亦庄、国贸都没有店，店在望京", "110105"),
        ("榕城那边做茶叶", None),
        ("荷泽曹县木材加工", "371721"),
        ("扬洲高邮养鸭", "321084"),
        ("湖南株州芦淞服装", "430203"),
        ("📍杭州拱墅 开奶茶店", "330105"),
    ],
)
def test_a_place_is_read_as_exactly_as_the_words_say(text, region):
    assert code(text) == region


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("东莞寮步 五金加工", "441900"),
        ("佛山北滘 小家电", "440606"),
        ("荣成俚岛 养海带", "371082"),
        ("昆山花桥镇开物流", "320583"),
        ("虎门镇做女装", "441900"),
        ("太平镇养鱼", None),
        ("太平镇养鱼，四川眉山东坡区", "511402"),
        ("地址：长沙市岳麓区望城坡街道", "430104"),
        ("吉林铁东街道开药店", None),
        ("山西古县乡的，养猪", "141033"),
        ("朝阳镇的，养猪", None),
        ("古城里开客栈，十间房", None),
        ("大沥 铝材加工", "440605"),
        ("在店口做管件", "330681"),
    ],
)
def test_townships_say_which_county(text, region):
    assert code(text) == region


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("我是河南人，在杭州卖烩面", "330100"),
        ("山东人在新疆库尔勒种棉花", "652801"),
        ("从义乌进货，在商丘睢县摆摊", "411422"),
        ("发往广州的货压着款，我在常熟做服装", "320581"),
        ("客户都在深圳，厂在东莞厚街", "441900"),
        ("去广州拿货，在湖南耒阳开服装店", "430481"),
        ("浙江台州的客户欠款，我们在湖州德清", "330521"),
        ("成都到拉萨专线，缺油钱", "510100"),
        ("从太原往北京拉煤", "140100"),
        ("跑北京的大货车，家在张家口怀来", "130730"),
        ("以前在深圳打工，现在回南康做家具", "360703"),
        ("不在杭州，在绍兴柯桥做面料", "330603"),
        ("从温州搬到义乌开厂", "330782"),
        ("我从深圳回来，在邵阳隆回养鱼", "430524"),
        ("有个工地在贵阳，公司在长沙雨花", "430111"),
        ("想在成都开分店，现在德阳旌阳有一家", "510603"),
        ("老家信阳，现在在苏州吴中开饭店", "320506"),
        ("女儿在上海上学，我在启东种菜", "320681"),
        ("杭州余杭、临平都有店", "330100"),
        ("我爸在老家湖南邵东做打火机，我在深圳上班，帮他问问", "430582"),
        ("从广东进货到贵州毕节七星关卖", "520502"),
        ("给客户发货到成都，我们在绵阳涪城", "510703"),
        ("供货给上海超市，种菜的，江苏启东", "320681"),
        ("云南西双版纳勐海普洱茶厂", "532822"),
        ("注册地在上海，实际经营在苏州昆山", "320583"),
        ("我们金乡产的大蒜卖到上海，缺收购款", "370828"),
        ("兰州牛肉面，开在南京建邺", "320105"),
        ("新疆烧烤，人在江苏常州天宁", "320402"),
        ("宁波银行说流水不够，台州椒江做塑料", "331002"),
        ("南京路开店，青岛市南", "370202"),
        ("跑川藏线的货车司机，家住四川雅安雨城", "511802"),
    ],
)
def test_of_several_places_the_one_where_the_business_is_run(text, region):
    assert code(text) == region


@pytest.mark.parametrize(
    "text",
    [
        "卖沙县小吃的，缺3万",
        "武汉热干面店，想借5万",
        "开了家兰州拉面",
        "进了一批新疆干果",
        "老北京布鞋批发",
        "卖海盐的",
        "南京银行拒了我",
        "杭州联合银行不批",
        "海上海鲜大排档",
        "大连锁店加盟",
        "大同小异的生意",
        "夫妻同心协力开店",
        "通过平安银行贷了10万",
        "北京现代4S店",
        "广东客户欠我们30万",
        "早上做三明治卖",
        "经营口碑好的小店",
        "凤凰单丛茶叶批发",
        "健康乐园装修",
        "找洪武进货",
        "越南的货",
        "香港公司要贷款",
        "我是湖南人，开粉店",
        "在杭州和苏州都有门店",
        "老板王建平，做门窗",
        "我叫陈永康，开货车的",
        "中山装定制",
        "中山路开小吃店",
        "北京同仁堂加盟药店",
        "大丰收农家乐",
        "古城里开客栈，十间房",
        "运河边上的小酒馆",
        "石狮子雕刻作坊",
        "在城区开了个理发店",
        "高新区的企业能不能申请",
    ],
)
def test_dishes_goods_banks_and_others_are_no_address(text):
    assert code(text) is None


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("兰州城关区 卖羊肉", "620102"),
        ("卖羊肉的，在城关，兰州", "620102"),
        ("沧州新华区 卖烟酒", "130902"),
        ("北京的，在朝阳开洗衣店", "110105"),
        ("南通的，通州开五金店", "320612"),
        ("福州 鼓楼 奶茶", "350102"),
        ("乌鲁木齐新市区 修车", "650104"),
        ("晋城城区 小超市", "140502"),
        ("我在同心县种枸杞", "640324"),
        ("我们村在凤凰县，想养鸡", "433123"),
    ],
)
def test_a_shared_or_ordinary_name_is_told_apart_by_what_stands_beside_it(text, region):
    assert code(text) == region


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("城关区 卖羊肉", "甘肃省兰州市城关区"),
        ("通州开五金店", "江苏省南通市通州区"),
        ("新华区 卖烟酒", "河北省沧州市新华区"),
        ("在江北区修车", "浙江省宁波市江北区"),
        ("武汉热干面店，想借5万", "武汉"),
        ("我是湖南人，开粉店", "湖南"),
        ("在杭州和苏州都有门店", "苏州"),
    ],
)
def test_what_is_not_clear_is_asked_about_by_name(text, named):
    assert named in asked(text)
    assert code(text) is None


def test_a_text_without_a_place_is_left_to_the_common_question():
    assert found("想贷款，做生意的") == []


def test_the_span_quotes_the_words_as_written():
    text = "煤气改电，青岛市四方区那边的小饭馆"
    span = found(text)[0]
    assert text[span.start : span.end] == "青岛市四方区"


def test_nothing_raises_and_long_texts_are_read_quickly():
    draw = random.Random(7)
    signs = "在从到卖杭州市区县朝阳城关、，。 的人🎉<>{{}}\n\t0aZ江北浙义乌银行路"
    texts = ["", "🎉", "，。；", "镇" * 50, "乡镇街道" * 40, "\ud800", "在" * 200]
    texts += ["".join(draw.choices(signs, k=80)) for _ in range(60)]
    for text in texts:
        found(text)
    for long in (
        "杭州、" * 3334,
        "在" * MOST_CHARACTERS,
        "镇" * MOST_CHARACTERS,
        " ".join("朝阳" for _ in range(3333)),
    ):
        start = time.perf_counter()
        found(long)
        assert time.perf_counter() - start < 0.5
