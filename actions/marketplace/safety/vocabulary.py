"""Lists the words that make a text suspicious or innocent, grouped by what they point to. The patterns are for texts in
small letters and simplified Chinese characters, after `disguises.revealed`."""

from __future__ import annotations

import re


def words(english: str, chinese: str = "") -> re.Pattern[str]:
    """Returns one pattern that matches any of several patterns, which spaces separate in the text. In a pattern, `_`
    stands for an optional space or hyphen. English patterns match whole words only, Chinese ones match anywhere."""
    latin = "|".join(part.replace("_", r"[\s\-]?") for part in english.split())
    han = "|".join(chinese.split())
    whole = rf"(?<![a-z0-9])(?:{latin})(?![a-z0-9])"
    return re.compile(f"{whole}|{han}" if han else whole)


# These words lead money to another account.
ACCOUNT = words(
    r"account(?:_(?:no|number|num|nr|name))? accounts? accnt acct?s?(?:_(?:no|number|num|nr))? a/c(?:_no)? ac_(?:no|num|number) ac: bank_acc(?:ount)? a_/_c iban sort_code sort routing(?:_number)? ifsc clabe bsb beneficiary",
    r"账号 账户 帐号 帐户 卡号 户头 这张卡 这个卡 户名 开户 银行卡号 账号是 我的卡 这卡 卡[:：]",
)
BANK = words(
    r"bank banks banking card cards icbc ccb boc cmb hsbc citic citibank barclays bocom psbc spdb jpmorgan chase kasikorn gtbank zenith ecobank equity_bank standard_chartered dbs ocbc uob anz wells_fargo santander bbva deutsche_bank commerzbank",
    r"银行 工行 建行 农行 中行 招行 交行 邮储 农商行 信用社 浦发 民生 兴业 中信 汇丰 渣打 恒生 平安 光大 广发 打这张 卡里 卡上",
)
PAY_TO = re.compile(
    r"(?<![a-z])(?:pay|paid|payments?|transfer|remit|wire|deposit|balance|money|send|settle|refund)\b(?:[^.?!\n]{0,40}?\b(?:to|into|at|on|via)(?![a-z])|\s?(?:→|->|=>|=|:))"
    r"|(?:打|转|汇|付|存|充)(?:款|钱|账|帐)?(?:到|至|给|入|进)|收款|汇款|打款|转账|请汇|请转|请打|余款|尾款|货款|定金|收款卡|(?:打|转|汇)(?:到|给)?(?:这|此)|(?:打|转|汇)(?=\s?\d)"
)
SENDS_MONEY = words(
    r"pay paid payment payments paying transfer transfers remit send sends sent wire deposit balance money settle settled advance fee invoice fund funds use accept accepted accepts take takes prefer faster best only address network wallet discount cheaper",
    r"付 打款 打到 打给 转账 转我 转给 转到 转 汇 收款 款 钱 结算 充值 返 打折 折扣 便宜 优惠 免 地址 钱包 收 抹零 走",
)
WALLET = re.compile(
    r"(?<![a-z0-9])(?:pay\s?pal|ali\s?pay|we\s?chat\s?(?:pay|wallet|transfer)|wx\s?pay|zhi\s?fu\s?bao|zfb|western\s?union|money\s?gram|payoneer|zelle|venmo|cash\s?app|revolut"
    r"|skrill|neteller|wise|transferwise|upi|g\s?pay|google\s?pay|phone\s?pe|paytm|bhim|pix|pay\s?now|pay\s?lah|promptpay|m\s?-?\s?pesa|lipa\s+na\s+mpesa|paybill|momo|mobile\s?money|airtel\s?money"
    r"|orange\s?money|wave|ecocash|opay|palmpay|gcash|maya|bkash|nagad|easypaisa|jazzcash|interac|e-?transfer|bizum|swish|mobilepay|vipps|blik|twint|tikkie|satispay|qiwi|yoomoney|sberpay"
    r"|kakao\s?pay|line\s?pay|pay\s?pay|grab\s?pay|touch\s?n\s?go|zalo\s?pay|dana|ovo|gopay|mercado\s?pago|nequi|oxxo|pay\s?id|osko|apple\s?pay|pay\s?me|alipay\s?hk|boost|remitly|worldremit|xoom|ria|sendwave|taptap\s?send|chipper(?:\s?cash)?|kuda|moniepoint|flutterwave|wero|giropay|perfect\s?money|webmoney|truemoney|dragonpay|binance(?:\s?pay)?|faster\s?pay(?:ment)?)(?![a-z0-9])"
    r"|支付宝|支付保|付宝|微信(?:支付|转账|收款|付款|红包|钱包)|财付通|币安|西联|速汇金|云闪付|翼支付|转数快|数字人民币|收款码|付款码|收钱码|二维码收款|街口支付|红包"
)
WEAK_WALLETS = frozenset(["wise", "wave", "swish", "momo", "dana", "ovo", "maya", "boost", "ria", "wero", "红包"])
"""Names of payment apps that also have other meanings. These names count only with further signs, such as a number
beside them."""
WALLET_ONLY_MINE = re.compile(
    r"(?<![a-z])(?:send|pay|transfer|deposit)\b[^.?\n]{0,20}\b(?:via|by|on|with|through)\s+wechat\b(?=[^?\n]*(?:\bqr\b|\bi\s+will|i'll|and\s+i))|(?:收款|付款|收钱)码发|账号(?:问我|私|找我)|(?:您|你)扫码付|扫码付(?:定金|货款|款给|钱)|微信(?:转我|转给我|转一下|转就|收|付给)|[微vw](?:信|x)\s?转(?:账|我|给)|付我(?:个人)?微信|支付宝(?:转|打|给|付给|收)(?:我|就|款|一下)|扫我(?:的)?(?:码|收款)|(?:发|给)(?:您|你|我)?(?:个|一个)?(?:收款|付款)?(?:二维)?码[^，。]{0,6}(?:付|转|收)|收款(?:二维)?码发"
    r"|发(?:个)?(?:微信)?红包|friends\s?(?:and|&)\s?family|paypal\.me|cash\.app|(?<![a-z])\$[a-z]{4,}|加我发收款|(?<![a-z])(?:chave\s+pix|pix\s+(?:para|key|to|no)|(?:por|via|by)\s+pix)(?![a-z])"
)
CRYPTO = words(
    r"usdt usdc trc_?20 erc_?20 bep_?20 bitcoin btc crypto(?:currency)? tether ethereum",
    r"泰达币 虚拟货币 比特币 以太(?!网) 虚拟币 加密货币 以太坊 数字货币 收\s?u(?![a-z型形盘]) (?<![a-z])u付款 (?<![a-z])u\s?结算 走\s?u(?![a-z型]) (?<![a-z])u付 用\s?u\s?付 付\s?u(?![a-z])",
)
CASH = re.compile(
    r"现金交易|不走账|走现金|(?:付|给|收|用)?现金(?:给|付给|交给)|(?:付|给)(?:现金|现钱)|给(?:业务员|司机|我弟|我朋友|老板)现金|现金给我|到付现金给|货到(?:后)?现金给"
    r"|(?<![a-z])cash\s+to\s+(?:my|our|the|mr|mrs)|(?:in\s+)cash\s+(?:to\s+(?:my|our|the|mr)|when\b[^.\n]{0,40}(?:arriv|without|comes?))|give\s+(?:the\s+)?cash|pay\s+(?:the\s+)?[^.\n]{0,20}in\s+cash\s+to"
)
OTHER_ACCOUNT = re.compile(
    r"(?<![a-z])(?:personal|private|another|different|new|changed?|other|overseas|offshore|agent'?s|my\s+\w+'?s|his|her|their|director'?s?|boss'?s?|manager'?s|nephew'?s?|brother'?s?)\s+(?:bank\s+)?(?:account|accounts|acct?|bank)(?![a-z])(?!\s+(?:with|at|on|for|here)\s+(?!our|my))"
    r"|(?:bank\s+(?:details?|account|information|info|data)|beneficiary|account\s+details)\s*(?::|(?:has|have|had|was|were|is|are)\s+(?:been\s+)?(?:changed|updated|new|different|blocked|frozen|closed|another))"
    r"|(?:we|have|has)\s+(?:have\s+)?changed\s+(?:our\s+)?banks?|update\s+(?:our|the)\s+bank|new\s+(?:bank\s+details|beneficiary)"
    r"|(?:old|company|caravan)\s+account\s+is\s+(?:under|closed|blocked|frozen)|account\s+is\s+(?:under\s+audit|frozen|blocked)|my\s+personal\s+one"
    r"|(?:do\s+not|don'?t)\s+(?:pay|transfer|use|send)\b[^.\n]{0,30}(?:caravan|platform|old|company)\b[^.\n]{0,12}(?:account|bank)?"
    r"|(?:pay|transfer|remit|deposit|money|balance|settle|tooling|take\s+the\s+money)\b[^.\n]{0,40}(?:\bmy\s+(?:wife|husband|brother|cousin|nephew|friend|sister|son|daughter|partner|boss|driver)|sister\s+compan(?:y|ies)|in\s+the\s+name\s+of\s+m(?:r|rs|s)|(?:first\s+)?to\s+m(?:r|rs|s)\.?\s|not\s+the\s+company)"
    r"|(?:friend|brother|wife|cousin|driver|agent)\b[^.\n]{0,20}(?:can|will|could)\s+(?:take|receive|collect)\s+(?:the\s+)?(?:money|cash|payment)"
    r"|(?:our|the|my)\s+bank\s+(?:has\s+)?changed|changed\s+(?:the|our|my)\s+bank|new\s+payee|(?:use|take)\s+(?:the|this|our|my)\s+(?:\w+\s+){0,2}(?:account|acct)\s+(?:instead|this\s+time|from\s+now|for\s+this)|(?:hk|hong\s+kong|dubai|singapore|savings)\s+account|money\s+in\s+an?\s+envelope|(?:account|card)\b[^.\n]{0,12}\bend(?:s|ing)?\s+(?:in|with)\s+\d{3,4}|(?:wire|transfer|remit|pay)\s+(?:\w+\s+){0,3}?(?:direct(?:ly)?\s+)?to\s+(?:us|me|my\s+\w+|our\s+(?:parent|sister|mother|other|holding)\s+\w+)(?![a-z])|(?:pay|transfer\s+to|wire\s+to)\s+(?:my|our)\s+(?:partner|parent|agent|friend|wife|brother|daughter|son)|pay\s+(?:me|us)\s+direct(?:ly)?|(?:parent|mother|sister|holding)\s+company,?\s+not|ignore\s+the\s+(?:bank|account|beneficiary)|(?:bank\s+)?transfer\s+(?:straight|direct(?:ly)?)\s+to\s+(?:us|me)|pay\s+us\s+outside"
    r"|尾号\s?\d{4}|\d{4,6}开头(?:的|那张)?[^，。]{0,3}卡|(?:付|打|转|汇)(?:款)?(?:给|到|至)(?:我们?)?(?:的)?(?:母公司|子公司|关联公司|合伙人|兄弟)|(?:户头|账户|账号)(?:被)?(?:关|封|冻)|私账|私户|私卡|公司户|走我的(?!货)|对公太|账户信息(?:有|已)?(?:变|更新)|(?:打|汇|转)新户|换(?:个|了)?收款(?:方|人|账|卡)|(?:另外|别的|其他|另一)(?:一个|个|家)?公司(?:收|的账)|对私|个人卡|私人卡|个人账[户号]|私人账[户号]|(?:法人|老板娘?|厂长|财务|会计|老婆|侄子|外甥|爱人|弟弟|朋友|我妈|我爸|司机|业务员)(?:的)?(?:个人)?(?:卡|账户|账号|私户|私人卡)"
    r"|(?:账户|账号|收款账户|收款信息|收款人|开户行|银行信息)(?:已经?|有|已|要|都)?(?:变更|更换|更改|更新|换了|改了|改成|变动|变了|停用|冻结|被冻|被查)|换(?:了)?(?:开户行|银行|账[户号])(?:了)?|旧账[户号](?:停用|作废|不用)"
    r"|(?:新的?|另一个|别的|其他|其它|香港|离岸|境外|海外)(?:公司)?(?:的)?(?:银行)?(?:账户|账号|卡)(?!经理)|(?:打|汇|转|付|走)(?:到|至|给|款到)?(?:香港|离岸|境外)公司|(?:别|不要|勿|莫)(?:打|付|汇|转)(?:到|款到|给)?(?:平台|原来|旧|以前|公司)"
    r"|(?:转|打|付|给|汇)(?:款)?(?:给|到|我)?(?:我)?(?:老婆|爱人|弟弟|朋友|哥|姐|老公|儿子|女儿|亲戚|表弟|小舅子|财务小|们?老板娘|侄子|外甥|叔|舅|姑|妹|女朋友|男朋友|嫂|业务员|个人)|(?:刷|用)我[^，。]{0,4}的卡|(?:打|转|付|汇)(?:款)?给?(?:工厂|厂里|我们)[^，。]{0,6}不(?:走|用|经)平台|(?:打|付|转)我们?对公|别付平台|开户行[:：]|户名[:：]"
)
RECEIVER = words(
    r"qr ok okay works fine also receiver receivers beneficiary recipient tell_me_the_mtcn mtcn in_favou?r_of friends_and_family personal wallet_address address",
    r"收款人 收款 收 名字 户名 钱包 地址 账号 号就是 号是 也行 也可以 二维码",
)

MINE = words(r"me my mine us", r"我 咱")

# These words lead the conversation to another place.
MESSENGER = re.compile(
    r"(?<![a-z0-9])(?:(?:[wv]+h?)[a@4o]{1,3}t{1,2}'?[sz]{0,2}\s?[\-_.']?\s?[a@4]{1,3}[p]+s?(?!t)|w\.?/?app|wsapp|wha?ts?\s?ap+|wa[sz]{1,2}[au]p+|whats(?=\W{0,3}(?:me\b|\+?\d))|(?:w|vv)[e3]{1,2}\s?-?\s?ch?[a@4e]{1,2}t{1,2}(?!\s+(?:with|about)\s)|we1chat|wchat|wei\s?xin|[vw]ei\s?xin|weixing|wechaat"
    r"|t[e3]?[l1]?[e3]?\s?gra?m{1,2}(?!\s+(?:style|post))|teleg|te1egram|s[\W_]{0,2}k[\W_]{0,2}y[\W_]{0,2}p[\W_]{0,2}e|w[\W_]{0,2}h[\W_]{0,2}a[\W_]{0,2}t[\W_]{0,2}s[\W_]{0,2}a[\W_]{0,2}p[\W_]{0,2}p|t[\W_]{0,2}e[\W_]{0,2}l[\W_]{0,2}e[\W_]{0,2}g[\W_]{0,2}r[\W_]{0,2}a[\W_]{0,2}m(?!\s+style)|w[\W_]{0,2}e[\W_]{0,2}i[\W_]{0,2}x[\W_]{0,2}i[\W_]{0,2}n|v\s?-?\s?chat|l!ne|viber|kakao(?:\s?talk)?|zalo|whatsap+|messenger|instagram|facebook|linkedin|snapchat|discord)(?![a-z])(?:\s?(?:id|no|number))?"
    r"|(?<![a-z0-9])(?:wa\s?\.\s?me|t\s?\.\s?me\s?/|m\.me|line\.me|vk\.com)"
    r"|(?<!表情)[微薇威葳溦徽维围唯蔚嶶癓](?:信|心|芯|❤|x)(?!息|念|灵|态|区|博|度|芯片|仰|号码表|支付|转账|收款|付款|红包|钱包)|wei信|(?<![a-z0-9])[vw]\s?[信心芯]|(?<![a-z0-9])v号|[微薇威]我(?![国们厂])|微聊|(?<![a-z0-9])v我|加[扣抠]|q扣|[有留给]个?[薇威v](?=吗|么|没|$)|卫信|微星号|[+加]\s?卫星(?!天线|锅|电视|支架)|威xin|微xin|(?<![a-z0-9\-])(?:vx|wx|v\s?x|w\s?x)(?![a-z0-9])(?!-\d)"
    r"|加个?我?[微薇威v卫q](?![a-z孔领型米量型])(?=[:：聊我\s\d，,。]|$|细|谈|详|信|加|号|吧|好|发)|加心?微(?=$|[\s:：，,聊])|[+加]我?\s?[vq]\s?(?=[:：\s\da-z])(?!领)|(?<![a-z0-9])\+\s?[微薇vw](?![a-z领])"
    r"|钉钉|飞书|脸书|领英|瓦[次茨]|沃茨|扣\s?扣(?=[\s:：号\d二三四五六七八九]|聊|加|$)(?!\d+毫米)|叩叩|球球(?=[\s:：号\d])|[q](?:号)?(?=[:：]\s?\d{5})|q号|q\s?q(?![a-z糖\-])(?!\s?表情)|绿泡泡(?!浴)|绿色(?:聊天)?软件|小绿(?=[\s:：]?[a-z0-9])|(?:扣|抠抠|叩叩|绿标)(?=[\s:：]?\d{5})|瓦特萨普?|钉一下|电报(?!机|挂号|纸|码)|小?纸?飞机(?=[:：号@]|\s?@|\s[a-z]+\d|搜|加我|聊|联系)|卫\s?星(?:号|:|：|\s)|企鹅(?=[\s:：号\d])|(?:威|薇|微|徽)(?=[:：]\s?[a-z0-9]|\s[a-z0-9_]{4,})"
    r"|green\s+app"
)
WEAK_MESSENGER = re.compile(
    r"(?<![a-z0-9\-])(?:tg|wa|line|signal|imo|insta|ins|ig|fb|line[\s\-]id|dm|pm|zap|kik|zoom|threads|tiktok|whats|what'?s\s?up(?!\s+with)|ws|tele)(?![a-z0-9\-])(?!-)|(?<![a-z0-9])v(?=[:：])|抖音|小红书|微博|快手|私信|tg群|(?<![a-z])q(?=\s\d{6,})"
)
TOKEN = re.compile(r"(?<![a-z0-9_.\-@/])(?:@\s?)?[a-z][a-z0-9_.\-#]*")


def is_handle(token: str) -> bool:
    """Returns True if `token` looks like a user name, with a digit, an underscore, a dot or an "@"."""
    name = token.lstrip("@ ").rstrip(".-_#")
    if token.startswith("@"):
        return len(name) >= 4
    if "_" in name or re.fullmatch(r"[a-z]+#\d{3,}", name):
        return True
    return len(name) >= 5 and (any(c.isdigit() for c in name) or bool(re.fullmatch(r"[a-z]{2,}\.[a-z]{2,}", name)))


INVITE = words(
    r"contact add text ping message msg chat talk speak discuss continue call write find hit scan move switch connect reach share buzz dm pm id ids same number username official please pls me drop note channel profile zap ring use using have prefer faster easier better request sent preferred prefers ok",
    r"加 联系 聊 找我 发我 扫 沟通 详谈 谈 转到 我的 号 细说 搜 添加 同号 同手机 拉个 私信 好友 备注 发你 发您 交流 有 用 方便",
)
PERSON = words(r"me my mine us our", r"我 咱 俺")
CALLS = words(
    r"tel ph(?=[\s.:]) phone telephone mob mobil mobile handy my_nr my_no nummer numero cell_phone (?:my|our)_cell cell(?=\s?(?::|no)) cellphone call calls dial(?!\s(?:gauge|indicator|caliper)) text sms (?:ring|buzz)_(?:me|us) hotline whatsapp landline ext reach_me reach_us my_num my_number num",
    r"电话 手机 座机 致电 来电 热线 拨打 打给 打我 打这个 联系 手机号 号码 电联 呼我 ☎",
)
ASKS_CONTACT = re.compile(
    r"(?:give|send|tell|share|leave|drop|pass|let\s+me\s+have|get|have|need|what(?:'s|\s+is|\s+are)?|pls|please)\b[^.?!\n]{0,30}\b(?:your|ur)\s+(?:(?:personal|private|direct|own|mobile|phone|cell|telephone|company|office)\s+){0,2}(?:phone(?:\s?number)?|number|cell|mobile(?:\s+number)?|whats\s?app|wechat|telegram|contacts?(?:\s+(?:details|info|number))?|e-?mail(?:\s+address)?|line\s+id)(?=\s*(?:[?.!,]|$|so|and|where|to|i\b|we\b|for))(?!\s+(?:person|of|at|for)\b)"
    r"|(?:your|a)\s+(?:phone\s+)?number\s+where|(?:another|other|different)\s+way\s+to\s+(?:reach|contact)|not\s+(?:in|on)\s+this\s+chat|what\s+number\s*\?|by\s+telephone,|\bwhat\s+is\s+your\s+contact"
    r"|(?:share|give)\b[^.\n]{0,20}\bdirect\s+contact|contact\s+details\s+(?:are|is)\s+(?:on|in)|name\s+card|business\s+card\s+(?:is|in)|(?:it\s+is|is)\s+my\s+contact|i\s+send\s+photos\s+there"
    r"|(?:留|给|发|报|问|要)(?:下|一下|个|您|你|我)*(?:的)?(?:电话|手机号?|联系方式|微信|号码|邮箱|whatsapp)|把(?:您|你)(?:的)?(?:电话|手机|微信|号码|联系方式)|(?:您|你)的?(?:联系方式|电话|微信|手机号?)(?:是|发|给|多少|呢|吗|留|方便)"
    r"|(?:别的|其他|其它|有没有)联系方式|给个联系方式|怎么(?:能)?联系(?:上)?(?:您|你)|名片(?:放|塞|夹)|(?:收到|收货)(?:后)?(?:联系|加)我|(?:箱子|箱|包裹)(?:上|里)的?(?:二维码|电话|名片)|加一?下?(?:呗|好友|吧)|互加|加(?:个)?好友|让业务员联系|电话联系我|网?上?有电话|方便留个"
)
ELSEWHERE_SHOP = re.compile(
    r"(?:google|search|look|find)\b[^.\n]{0,30}\b(?:on|in)\s+(?:alibaba|1688|taobao|made-in-china|ebay|amazon|tiktok|google)|google\s+\"|(?:alibaba|1688|taobao|made-in-china)\b[^.\n]{0,20}\b(?:same\s+name|cheaper|our\s+(?:shop|store))"
    r"|(?:check|see|visit|look|order|buy|find)\b[^.\n]{0,20}\b(?:taobao|alibaba|1688|amazon|ebay|tmall)\s+(?:shop|store)|(?:order|buy|pay|book)\s+(?:\w+\s+){0,2}(?:through|from|on|via|at|in)\s+(?:my|our)\s+(?:own\s+)?(?:website|site|shop|store|page|web)|(?:官网|淘宝|网店|天猫|微店)[^，。\n]{0,4}(?:搜|有我们|下单|买)|百度\s?[“\"「]|(?:website|web\s?site|homepage|shop)\s+is\s+(?:\w+\s){1,3}(?:com|net|org|cn|shop)(?![a-z])|(?:淘宝|1688|拼多多|阿里巴巴|闲鱼|京东|抖音|快手|小红书|百度|微博)\s?(?:上)?(?:店铺|搜|找|私信)|百度一下|私信我"
)
EMAIL_WORD = re.compile(
    r"(?:move|switch|go|change|continue)\s+(?:\w+\s+)?(?:to|by|via|over\s+to)\s+e-?mail|(?:走|用|换|转)(?:到)?(?:邮件|邮箱)(?!袋|图)|(?:send|write|drop|shoot|mail)\s+(?:it\s+|them\s+|me\s+|us\s+)?(?:[\w,]+\s+){0,4}(?:to|at|on|by)\s+(?:my|our)\s+(?:private\s+|personal\s+|own\s+)?(?:e-?mail|g?mail|gmail|hotmail|outlook|mailbox)"
    r"|(?:my|our)\s+e-?mail\s+(?:is|address|:)|(?:my|our)\s+mail\s+(?:is|:)|your\s+e-?mail\b[^.\n]{0,6}(?:so|and|i\b|please|pls)|(?:continue|order|talk|contact|reach|write)\b[^.\n]{0,20}\bby\s+e?-?mail|(?:on|at|to)\s+(?:my\s+)?(?:gmail|hotmail|qq\s?mail|outlook|yahoo)|\((?:gmail|hotmail|outlook|yahoo|163|qq)\)"
    r"|(?<![a-z])e-?mail\s+(?:me|us)(?![a-z])|send\s+(?:me|us)\s+an?\s+e?-?mail|[a-z0-9._]{2,40}at(?:gmail|outlook|hotmail|qq|yahoo|163|126)dot(?:com|cn|net)|✉\s?[a-z0-9]|details\s+by\s+e?-?mail|the\s+(?:new\s+)?(?:account|details)\s+(?:by|in\s+the)\s+e?-?mail"
    r"|发(?:到|我|至)?(?:我的?)?邮箱|邮箱(?:联系|聊|[:：])|私人邮箱|邮箱\s?[:：是]?\s?[a-z0-9]|email给我|邮件里的?新账|发(?:个)?邮件给我|加我邮箱|邮件(?:联系|聊|给我)"
)
OFF_PLATFORM = re.compile(
    r"(?<![a-z])(?:off|outside(?:\s+of)?|out\s+of|leave|bypass(?:ing)?|avoid(?:ing)?|skip(?:ping)?|without|around|not\s+(?:through|via|on|over|use|using|go\s+through)|instead\s+of|no\s+need\s+(?:for|of)|do\s+not\s+need|no|beyond|does\s+not\s+go\s+through|do\s+not\s+use)\s+(?:of\s+)?(?:the\s+|this\s+|your\s+|a\s+)?"
    r"(?:platform(?!\s+(?:scale|trolley|lift|sandal|shoe|bed|truck))|caravan|marketplace|website|web\s+site|site|this\s+app|app\s+fee|commission(?!\s+(?:for|on))|middle\s?-?m[ae]n|here(?!\s+to)|platform'?s?\s+fees?)(?![a-z])"
    r"|(?<![a-z])(?:deal|trade|settle|order|buy|contract|business)\s+(?:\w+\s+){0,4}?(?:direct(?:ly)?\s+(?:with|from)\s+(?:us|me)|with\s+us\s+direct(?:ly)?|from\s+us\s+direct(?:ly)?|privately|offline|off-line|outside)(?![a-z])"
    r"|(?:come|go|return)\s+(?:back\s+)?to\s+us\s+direct(?:ly)?|(?:buy|order)\s+(?:straight|direct(?:ly)?)\s+from\s+(?:us|me|the\s+factory)\b(?=[^.\n]*(?:without|no\s|platform|website|us\b|cheaper|next\s+time))|we\s+deal\s+directly|deal\s+(?:with\s+(?:us|me)\s+)?direct(?:ly)?\b(?=[^.\n]*(?:cheaper|platform|without|both))"
    r"|(?:talk|chat|speak|discuss|continue|go)\s+(?:\w+\s+){0,3}?(?:privately|offline|off-line|in\s+private|somewhere\s+(?:private|else)|outside)"
    r"|(?:conversation|talk|chat|discussion)\s+(?:to\s+)?(?:somewhere|elsewhere|off)|deal\s+(?:\w+\s+){0,3}outside|pay\s+us\s+outside|(?:stop|cancel)\s+(?:the\s+order\s+)?here\b[^.\n]{0,30}(?:and|,)\s+(?:we\s+|re)?(?:order|send|buy|contract|deal)"
    r"|between\s+(?:us|you\s+and\s+me|the\s+two\s+of\s+us)\s*(?:only|,|\.|$|and\s+(?:skip|leave|not|forget))|platform\s+does\s+not\s+need\s+to\s+know|off\s+the\s+record|no\s+caravan\b|(?:caravan|platform|this\s+app|site)\s+(?:takes|charges|wants|keeps|cuts)|(?:pay(?:ing)?|save|share|avoid)\s+(?:the\s+|this\s+|that\s+)?(?:caravan(?:'s)?\s+|platform(?:'s)?\s+)?(?:commission|platform\s+fees?)"
    r"|order\s+at\s+the\s+factory\s+next|no\s+fees\s+then|with\s+you\s+outside|(?:through|via|on)\s+the\s+site\b(?=[^.\n]{0,20}(?:expensive|fee|cost))|paying\s+through\s+(?:caravan|the\s+platform)|without\s+this\s+(?:website|app|platform|site)|keep\s+(?:caravan|the\s+platform|this\s+site)\s+out|(?:caravan|the\s+platform)\s+(?:should|must|will|does)\s+not\s+(?:know|see|hear)|private\s+deal|under\s+the\s+table|cut(?:ting)?\s+out\s+the\s+middle|work(?:ing)?\s+around\s+(?:the|this)\s+(?:platform|site)|(?:save|avoid|skip|split)\s+(?:the|that|their|its)\s+(?:\d+\s?%|\w+\s+percent|fees?|commission|cut)|contract\s+(?:\w+\s+){0,3}(?:between\s+our\s+companies\s+only|ourselves|outside)|settle\s+(?:it\s+|this\s+)?privately|(?:find|look\s+up|google)\s+(?:us|me|our\s+(?:company|factory|shop))\b|nobody\s+(?:at|from)\s+caravan|you\s+know\s+(?:how|where)\s+to\s+find|check\s+your\s+(?:whatsapp|wechat|mail|e-?mail|phone|sms)|friend\s+request"
    r"|(?:线下|私下|场外|平台外|平台以外|平台之外|站外)(?:交易|付款|联系|聊|谈|走|打款|合作|支付|沟通|成交|下单|签|结算|单|给)|(?:走|签|做)线下|绕(?:过|开|一下)(?:平台|网站|中间|，?别让)?(?=[，,。平网中别\s]|$)|不(?:走|用|通过|经过|上|在)平台(?!秤)|[别莫](?:走|在|上|让|通过|用)平台(?!联系)|私聊|单聊|私底下|私下(?:给|里|聊|说|谈)|跳[过开]平台|跳单|甩开平台|避开(?:平台|佣金)|不用经过|不走平台"
    r"|省(?:掉|下|去)?(?:平台)?(?:手续费|佣金|平台费)|平台(?:要|会|还)?(?:抽成|抽佣|扣点|收费|太贵|价贵)|平台抽成|平台上不(?:方便|好)说|(?:换个|去别的?|到别的?)(?:地方|软件|平台|地儿)(?:聊|谈|说)?|(?:这里|这儿|此处)不(?:方便|好说)|出去(?:说|聊|谈)|外面(?:谈|聊|说)(?!判)|(?:咱们?|我们?|咱俩)(?:直接|自己)(?:对接|签|谈|交易|合作|聊)|直接(?:找我|找厂里|找我们|跟我们厂|跟厂里|和工厂|跟工厂|联系我|对接)|(?:直接)?跟我们厂里?下单|我返你|单独给(?:您|你)报|取消订单[，,\s]*走|先取消订单|(?:返单|下次)(?:直接)?(?:找我|找厂)|(?:价格|底价)私|资料私发|后面私发|地址私发|私发|瞒着平台|别让平台知道|不告诉平台|自己签(?:合同|个)|跟平台没关系|当面(?:交易|付)|见面(?:交易|付款)|私单|飞单|转?私域|场外|(?:省|免)(?:了|掉)?平台|不用平台|脱离平台|离开平台|去平台化|平台之?外|不要通过平台"
)

# These words help to recognise innocent sentences and numbers.
GOODS = words(
    r"logos? stickers? print printed prints printing mascot plush toys? cups? mugs? icons? cases? stands? signs? decals? cover covers engraved embroider(?:ed)? labels? labell?ed hang_tags? swing_tags? tags keyrings? keychains? hoodies? cushions? pillows? magnets? badges? balloons? cakes? socks? caps? hats? lamps? neon blankets? wallpapers? packaging tape ribbons? umbrellas? notebooks? film buttons? colou?r shaped shape theme themed design coins souvenir plated frames? style pigeons pins pens bags? t-?shirts? shirts? licensed? licence acrylic pantone envelopes? boxes figures certified headsets? vouchers? terminals? pcs pieces sets sheets decks units cartons",
    r"公仔 贴纸 图案 印(?!度|尼|象) 玩偶 表情包 小程序 公众号 手机壳 抱枕 马克杯 立牌 图标 形状 造型 吊牌 刻字 雕刻 上刻 刻着 字样 标贴 贴在 绣 这款 那款 新款 款式 同款 爆款 抱枕 徽章 气球 蛋糕 袜子 帽子 灯牌 霓虹 胸针 纪念币 外壳 音箱 支架 收纳 主题 配色 颜色 毫升 亚克力 牌子 吊饰 钥匙扣 冰箱贴 摆件 模型 玩具 纸箱 包装 浴球 加湿器 包裹袋 \d\s?[个件套张台只箱架副本万]",
)
QUESTION = re.compile(
    r"[?？吗么]\s*$|^\s*(?:do|does|can|is|are|may|could|which|what)(?![a-z])|可以[^，。]{0,12}(?:吗|么)|支持[^，。]{0,12}(?:吗|么)|能不能|能用"
)
CODE = words(
    r"(?:tracking|waybill|awb|b/l|bl|container|booking|vessel|voyage|invoice|inv|hs|barcode|ean|gtin|isbn|upc|fnsku|code|model|type|item|items|article|art|part|p/n|pn|sku|drawing|dwg|ref|reference|order|orders|po|batch|lot|serial|serials|certificate|cert|report|file|vat|eori|tax|iso|din|ral|pantone|ul|etl|ce|lfgb|color|colours?|colors?|sizes?|size|qty|quantity|moq|prices?|target|dates?|version|pallet|seal|rev|numbers?_on|gate|dock|hall|booth)(?:[\s\-]?(?:no|number|numbers|num|nr|code|file|is))?\.?",
    r"型号 货号 料号 物料 图号 图纸 零件号 零件 编号 编码 条码 条形码 批号 批次 序列号 单号 运单 快递 提单 柜号 箱号 订舱 发票 合同号 采购单 订单 税号 证书 报告 海关 色号 颜色 尺寸 尺码 规格 数量 型材 轴承 书号 国际书号 参考号 车牌 日期 重量",
)
UNIT_AFTER = re.compile(
    r"\s?(?:pcs|pieces?|sets?|pairs?|units?|cartons?|ctns?|boxes|bags|sheets|packs?|rolls?|kg|g|t|tonnes?|tons?|mm|cm|m|m2|ml|l|v|w|kw|a|hz|mah|usd|eur|rmb|cny|%|days|pages|cbm|each|decks|in\s+total)(?![a-z])|\s?(?:台(?!新|湾|州))|\s?[个件套张只箱架副本桶吨元万双条米块支瓶包袋把卷页克升伏瓦毫美欧片]"
)
PRINTS = words(
    r"laser print printed prints label labels tag tags logo engraved embroidered domain stickers? bags? shirts? mugs? cups? pens? woven sewn stitched pressed debossed embossed stamped back mark marks sleeve carton",
    r"印 刻 绣 压印 里面压 烙 吊牌 标签 贴 箱唛 字样 后背 两面 笔杆 瓶底 底部 激光 丝印 背标 领标 水洗标 水洗唛 洗水唛 洗标 烫金 烫印 喷码 铭牌 说明书 包装盒 logo 下面加",
)
GOES = words(r"visit see order contact find buy prices? catalogue shop:", r"看 搜 联系 下单 访问 官网")
FILES = words(r"files? artwork attach(?:ed|ment)?", r"文件 稿 附件 图")

# These words propose a deal outside the marketplace (actions/marketplace/safety/outside.py).
STRAIGHT = words(r"direct directly straight", r"直接 直供")
ASIDE = re.compile(
    r"(?<![a-z])(?:privately(?!\s+owned)|in\s+private|private\s+(?:message|chat|talk|deal|channel)|elsewhere|somewhere\s+else|another\s+place|offline|off-line|aside|myself|ourselves|between\s+our\s+(?:two\s+)?(?:companies|firms)|face\s+to\s+face|quietly)(?![a-z])|私下|私底下|另外找|别处|另外聊|其他地方|别的地方"
)
BOUGHT_ELSEWHERE = re.compile(
    r"(?<![a-z])(?:found|bought|got|gets?|sourced|ordered|purchased|placed|cheaper|available|stock)(?![a-z])[^.\n]{0,40}(?:elsewhere|somewhere\s+else|another\s+place)(?![a-z])|(?:别处|其他地方|别的地方)(?:也)?(?:已经)?(?:买|订|找到|采购|更|有|便宜)"
)
"""Matches words that only mention purchases elsewhere, such as "found it cheaper elsewhere", and ask nobody to go
there."""
DEALS = words(
    r"deal deals dealing order orders buy pay paying contract contracts sign signing trade talk discuss arrange settle cooperate agree continue write contact come business invoice line message negotiate meet",
    r"合作 签 交易 下单 付款 打款 付 谈 聊 说 提货 拿货 对接 联系 结算 成交 发货给 开票 订货",
)
WITH_US = words(
    r"us me our_factory our_office ourselves both_of_us",
    r"找我 跟我(?!们) 跟我们(?:签|谈|做|合作|直接|下单|厂) 给我 厂里 我们厂 来找 过来 我这 咱 厂价",
)
SAVES = words(
    r"cheaper save saves saving savings fee fees commission commissions margin discount refund refunded percent \d%|\d+\s?% better_price lower_price",
    r"便宜 省 优惠 佣金 手续费 抽成 抽 扣点 服务费 平台费 费 返 让利 折 中间商 中间费 更低 底价",
)
LATER = words(
    r"next_time next_order repeat future later after_this from_now_on again", r"下次 返单 以后 后续 下回 今后 长期"
)
HERE = words(
    r"portal platform caravan marketplace website site this_app this_chat", r"平台 网站 caravan 系统 不走网 这个网"
)
COMPLAINS = words(
    r"why too eats eat takes take wants charges charge high expensive share instead between cut",
    r"太 高 狠 贵 要扣 要抽 白给 凭什么 何必 为啥 为什么 干嘛 没必要",
)
NOT_HERE = re.compile(
    r"(?:not|n't|never|no\s+need|stop|instead\s+of|rather\s+than|forget|skip|avoid|leave|without)\s+(?:\w+\s+){0,3}?(?:need|using|use|order|pay|go|talk|discuss|write|involve|tell|through|via|by|on|the|this|paying|ordering)?\s*(?:the\s+|this\s+)?(?:platform(?!\s+(?:scale|trolley|lift))|caravan|marketplace|website|site|app)(?![a-z])(?!\s+(?:yet|still|shows?))"
    r"|(?:别|不要|不用|勿|莫|甭|不想|不必|没必要|不需要)[^，。！？\n]{0,8}(?:平台|网站|caravan|系统)(?!上?(?:的)?(?:客服|联系))"
)
EVADES = re.compile(
    r"(?:make|sign)\s+(?:the|a)\s+contract\s+(?:there|outside|ourselves)|(?:half|rest|balance)\b[^.\n]{0,12}to\s+us\s+in\s+cash|(?:来|到)(?:展厅|工厂|公司|办公室)[^，。\n]{0,4}(?:签|付款|交易|谈价)|搜店名|[别不]走这(?!条|个颜)|(?<![a-z])(?:next\s+time|next\s+order|later|repeat\s+orders?)\b[^.\n]{0,30}\b(?:contact|come\s+to|write\s+to|call|find)\s+(?:\w+\s+){0,2}?(?:us|me|factory)(?![a-z])|take\s+(?:it|this|that)\s+(?:offline|off|outside|private)|ignore\s+(?:caravan|the\s+platform)|(?:avoid|save|skip)\s+(?:the\s+|that\s+)?(?:service\s+)?(?:charges?|fees?|cut)\b(?=[^.\n]*\b(?:me|us|contact|direct))|"
    r"(?<![a-z])(?:is\s+monitored|being\s+monitored|is\s+filtered|gets?\s+(?:blocked|filtered|deleted)|(?:the\s+)?(?:system|bot|filter|robot|caravan)\s+(?:does\s+not|doesn't|won't|will\s+not|can't|cannot|will|may|blocks|hides|deletes)\s+(?:see|notice|read|find|block|delete|hide|know|detect|it)|better\s+not\s+here|(?:not|don't|can't|cannot|dare\s+not)\s+(?:\w+\s+){0,3}?(?:discuss|talk|say|write|speak|type|send|post|give)\s+(?:\w+\s+){0,3}?here(?!\s+(?:is|are))"
    r"|come\s+(?:directly\s+)?to\s+our\s+(?:office|factory)\s+and\s+pay|come\s+directly\s+to\s+us|you\s+know\s+where\s+(?:we|i)|(?:go|talk|continue|chat|write|meet)\s+(?:somewhere\s+else|elsewhere)|lets?'?s?\s+go\s+elsewhere|with\s+spaces\s+so|you\s+know\s+what\s+i\s+mean)"
    r"|不在(?:这里|这儿|这边|平台上?)[^，。\n]{0,4}(?:下单|谈|聊|说|付|买)|绕开(?:它|他们|这里|$)|直接加(?:我|好友|微)|省[^，。\n]{0,4}(?:佣金|手续费)|一人一半|对半分|(?:平台|他们|系统)(?:就)?(?:看不到|看不见|不知道|查不到|管不着)|不想让(?:平台|他们)知道|屏蔽|敏感词|被监控|监控聊天|(?:这里|这儿|这边|此处)(?:说话|聊天|打字)?不(?:方便|好说|能说|让发|让说|能发)|你懂的|懂我意思|懂的都懂|绕过去|(?:另外|别处|别的地方|其他地方)(?:聊|谈|说)|厂里地址发(?:您|你)|不走网|(?:发不了|发不出)(?:号|电话|微信)"
)
CONTACT_CALLS = re.compile(
    r"(?<![a-z])(?:tell|order|talk|discuss|contact|explain|say|agree)\b[^.?!\n]{0,30}\b(?:by\s+(?:tele)?phone|on\s+(?:the|his|her|my)\s+(?:tele)?phone)(?!\s+(?:case|cover|holder|stand|screen|box))|电话(?:里|给我)(?:告诉|说|谈|聊|$|吧|[，,。])|打[^，。\n]{0,6}电话(?!机|线|亭)|换(?:个|种)方式(?:沟通|聊|联系)|(?<![a-z])(?:your|ur)\s+(?:(?:personal|private|direct|own)\s+)?(?:mobile|phone|cell|telephone|whats\s?app|wechat|telegram|e-?mail|number|contact)(?:\s+(?:number|no|id|address))?(?=\s*(?:[?.!,;]|$|please|pls|plz|so\s|and\s+i))|(?:how|where)\s+(?:can|to|do|could|should)\s+(?:i\s+|we\s+)?(?:contact|reach|call|find)\s+you|(?:business|name|visiting)\s+card\s+is"
    r"|(?<![a-z])(?:may|can|could)\s+i\s+(?:have|get)\s+your\s+(?:\w+\s+)?(?:number|phone|mobile|e-?mail|whatsapp|wechat|contacts?)|(?:your|ur)\s+(?:mobile|phone|cell|whatsapp)\s+(?:number|no)(?:\s+(?:for|please|pls|so))?|wants?\s+to\s+call\s+you|which\s+number|(?:a\s+|any\s+|other\s+)way\s+to\s+(?:contact|reach)\s+(?:you|us|me)|private\s+message|send\s+you\s+a\s+(?:dm|pm)"
    r"|电话(?:发我|多少|聊|沟通|说|谈|详)|打(?:个)?电话(?:说|聊|谈|给我|吧)|给我(?:打|来)(?:个)?电话|(?:手机|电话|微信)号?(?:是)?多少|通(?:个)?电话|号码?(?:是)?多少|怎么(?:才能)?(?:找|联系)(?:到)?(?:您|你)|电话发(?:您|你|我)|名片(?:在|放|塞|夹|里)|(?:您|你)(?:的)?(?:手机|电话|微信|号码)(?:号)?(?=[?？]|$|给|发|多少|呢)|方便(?:给|留)个?(?:手机|电话|微信|号|[薇微v])|[有留给]个?[薇微威v](?=吗|么|没|[?？]|$)|语音(?:聊|说)|把微信|微信给我"
)
