"""What stands around the names of persons: words that lead to a name, titles, what joins name and number."""

import re

from search.language.name_characters import HANZI, SURNAME, SURNAMES

ROLE = (
    "负责人|经营者|法人代表|法定代表人|法人|户主|店主|业主|车主|房东|监事|股东|合伙人|担保人|控制人|实控人|经办|会计|出纳|财务|店长"
    "|队长|董事长?|总经理|老总|经理|厂长|掌柜|老板娘?|主任|合伙"
    "|书记|支书|村长|社长|校长|院长|所长|理事长?|会长|秘书|助理|总监|师傅|司机|[业店]务?员|员工|客户|采购"
)
FAMILY = (
    "老公|老婆|爱人|妻子|丈夫|媳妇|对象|儿子|女儿|女婿|父亲|母亲|弟弟|哥哥|妹妹|姐姐|岳父|爸爸?|妈妈?|我[弟哥姐妹叔舅姨嫂]|[我俺]家|家[父母]|表[哥弟姐妹]|堂[哥弟]"
    "|朋友|同学"
)
CALLED = (
    "姓名|名字叫?|我叫|叫我|名叫|人叫|户名|账户|开户名|收款人|收[件货]人|开户人|持卡人|借款人|申请人|联系人|对接人|签[字约名]人|经办人|落款|署名|"
    "法人代表|经[手纪]人|介绍人|承包人|保证人|投资人|创始人|委托人"
    "|法定代表人|微信名|昵称"
)
SEEK = "联系|联络|找|问|加|打给|打到|转给|汇给|汇到|致电|咨询|认准"
LINK = r"(?:[\s:\"'“”‘’「『(\[【\-—=]|是|为|叫|的是|姓名|名字|我们|我司|下){0,3}"
CUE = re.compile(
    rf"(?P<sure>(?:{CALLED}){LINK})"
    rf"|(?P<family>(?:{FAMILY}){LINK})"
    rf"|(?:{ROLE}|{SEEK}){LINK}"
    rf"|(?:(?<![{HANZI}])|(?<=[您你家]好))(?P<self>我是|本人是?|我)"
    r"|(?P<faint>[由让跟和与给])"
)
ADDRESSED = rf"(?:(?<![{HANZI}])|(?<=[我们是叫找和与跟的给请让由及在、为]))"
TITLE = (
    "(?:先生|女士|小姐|太太|师傅|师父|总?经理|厂长|老板娘?|老师(?!傅)|店长|队长|书记|行长|村长|校长|院长|所长|社长|会长|总监|大[哥姐爷叔妈伯嫂婶]|阿姨|大厨|医生|大夫|律师|教授|掌柜|工程师|主任"
    "|主管)"
)
NOT_A_PERSON = (  # 总 goes on as another word
    "共|计|是|量|价|额|体|部|公|投|产|面|数|算|裁|结|和|包|想|觉|会|要|得|之|归|能|营|店|成|收|销|资|长|需|费|租|利|负|欠|贷"
    "|耗|行|社|队|装|重|建|承|代|经|支|金|授|仓|厂|站|说|不|在|算|人|户|亩|存|库|有|还|吨|则|工|表|线|件|目|分"
)
TITLED = re.compile(
    rf"{SURNAME}[{HANZI}]{{0,2}}?{TITLE}|{SURNAME}总(?!{NOT_A_PERSON})|{ADDRESSED}(?!钱){SURNAME}总(?=说|在)"
    rf"|{ADDRESSED}{SURNAME}[哥姐叔姨嫂婶伯](?![{HANZI}]?[店厂])"
    rf"|{ADDRESSED}{SURNAME}[工董](?![{HANZI}](?<![也都就说在的让]))"
)
NICKNAME = re.compile(rf"[老小][{SURNAMES}]|阿[{HANZI}]")
CHILD = re.compile(rf"小[{HANZI}]")
NICKNAMED_ALONE = re.compile(rf"(?<![{HANZI}])[老小][{SURNAMES}](?=介绍|[让叫]我|推荐)")
SURNAMED = re.compile(rf"(?:我|本人|免贵|老板|店主|负责人|法人|经营者)姓({SURNAME})")
AND = re.compile(r"\s?[、和与及跟/&]\s?")
DOT = re.compile(r"\s?[·•・]\s?")
DOTTED = re.compile(
    rf"[{HANZI}]{{2,6}}(?:\s?[·•・]\s?[{HANZI}]{{1,7}}?)+?(?=[^{HANZI}·•・]|$|[是的在做开养种卖先女老有])"
)
SPACED = re.compile(rf"{SURNAME}\s{{1,2}}[{HANZI}](?:\s{{1,2}}[{HANZI}])?(?=[^{HANZI}]|$|{TITLE})")
SPACED_ALONE = re.compile(
    rf"(?<![{HANZI}]){SURNAME}\s{{1,2}}[{HANZI}]\s{{1,2}}[{HANZI}](?=[^{HANZI}]|$|{TITLE})"
)
SUBJECT = re.compile(
    rf"(?:(?<![{HANZI}])|(?<=[是归]))({SURNAME}[{HANZI}]{{1,2}}?)(?=[是在和跟说管做开办负养种的也总])"
)

JOINT = r"[\s,、;:。()【】\[\]<>《》「」\-—–/|·~\"'“”‘’.+=_!*]"
NUMBER_WORD = (
    "(?:的?(?:联系)?(?:电话|手机|号码|微信|座机|热线|[Tt][Ee][Ll])号?码?(?:同?微信(?:同号)?)?[是为]?)?"
)
BRACKETED = rf"[(【\[](?:联系人|经办人|{ROLE}|{FAMILY}|本人)[)】\]]"
BEFORE_NUMBER = re.compile(rf"([{HANZI}·]{{2,14}})(?:{BRACKETED})?{JOINT}{{0,4}}{NUMBER_WORD}{JOINT}{{0,3}}$")
AFTER_NUMBER = re.compile(rf"({JOINT}{{0,4}})(?:(?:找|联系人?|我是|我叫|姓名){JOINT}{{0,2}})?")
SIGNED = re.compile(rf"(?<![{HANZI}])([{HANZI}]{{2,4}})(?=\s?(?:[敬谨拜]上|本人|{BRACKETED}))")
