"""What the rest of a text tells of how a good is dealt in: on the street, by internet, in a works …"""

import functools
import re

ORDERED = re.compile(r"订单|单子|出口单|接[了到]?单|大单|赶货|备料|面料|辅料|工人|加工")
TENDERS = re.compile(r"政府采购|采购合同|中标|招标|投标|甲方|账期|进校|单位客户")
GATHERED = re.compile(
    r"(?<!烟草)公司[,，\s]?收(?![入款到益费据青支])"
    r"|(?:合作社|公司|基地)[^,，。;；\n签订]{0,3}(?:收购(?!合同|价|协议|商)|批发|贩运|购销(?!合同)|代办)"
)
ON_LINE = re.compile(
    r"(?:抖音|快手|淘宝|天猫|京东|拼多多|小红书|视频号|闲鱼|咸鱼(?=上)|唯品会|网店|网上|线上|直播间?|电商|微信|社群|朋友圈|微商|抖店|带货|旗舰店|亚马逊|速卖通|虾皮|独立站"
    r"|跨境|shopee|shein|temu|tiktok|lazada|ebay|amazon)"
    r"(?!上?(?:看到|看见|刷到|听说|申请|贷|查|问))"
)
ABROAD = re.compile(r"亚马逊|速卖通|虾皮|独立站|跨境|shopee|shein|temu|tiktok|lazada|ebay|amazon")
FOREIGN_TRADE = re.compile(r"外贸(?!厂|工厂)|贸易")
BUILDERS = re.compile(
    r"工程公司|工程队|施工队|建筑公司|建设公司|建筑企业|施工企业|包工头|承建|承接|垫资|垫钱|中标|总包|分包|甲方|政府项目|工程款|验收款"
)
STALLS = re.compile(
    r"摆[个着了]?(?:夜)?摊|走鬼|地摊|出摊|练摊|支[个了着]?摊|[支摆]个?摊|摊[位子主点车]|夜市|推车|流动|早市|赶集|赶场|赶大集|三轮车?(?:拉着|上|卖)|路边[摆卖]|街边[摆卖]"
    r"|天桥|后备箱|挑担|推着卖|推着车卖|蹬着|走街串巷|货摊|摊"
)
MARKET = re.compile(
    r"(?:菜市场|农贸市场|菜场|集贸市场|批发市场|市场里|市场内)(?!门口|外|边|旁|路边|门前|后门)"
)
WORKS = re.compile(
    r"车间|厂里|厂子|办厂|开厂|建厂|厂房|我们?厂|[俺咱]们?厂|生产|产线|流水线|工人|代工|贴牌|模具|开模|机台|产能|扩产|加工|原料|原材料|自主研发|专利|备料|交货期|车床|注塑机|收青|研发|小厂|工厂|作坊"
)
TRADES = re.compile(
    r"批发|档口|经销|总代|铺货|(?<![农城])商行|贸易|供货给|分销|下游|供应链|代理商|给[^,，。;；\n]{1,6}(?:供货|送货|供|配送)|门店供货|仓库发货|物流园"
)
OWN_SHOP = re.compile(r"老店|店里|门店|店面|铺子|铺面|门面|柜台|门市|[我俺咱本]们?家?店|小店")
FARM = re.compile(r"大棚|果园|地里|亩|化肥|套袋|春耕|合作社|种植|棚|果树|农户|苗|收成|采摘|地租|流转")
DEALS = re.compile(r"批发|档口|经销|总代|(?<![农城])商行|贸易|分销|代理(?!记账)|进口")
SHOP = re.compile(r"门店|店面|店租|店里|铺子|铺面|门面|货架|开店|小店|进货|门市|柜台|专卖|店铺|顾客|商铺|店")


@functools.lru_cache(maxsize=256)
def says(pattern: re.Pattern[str], text: str) -> bool:
    """Whether the whole text tells so; looked for once, however many goods it names."""
    return bool(pattern.search(text))
