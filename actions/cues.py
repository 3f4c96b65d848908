"""Recognises, by regular expressions, short words that contain neither an intent nor an entity: "more", "cheaper", "the
second one".

Such words mean something only after what was said before. "More", for example, is read only while search results are on
the screen.
"""

from __future__ import annotations

import re
from functools import lru_cache

from actions.marketplace.goods.search.records import Sort

_LONGEST = 60
"""The most characters of a follow-up. A longer text says by itself what is wanted, and "more" in it need not be a
follow-up."""

_MORE = re.compile(
    r"\b((?<!how much )(?<!how many )more|next|others?(?! one\b)|else|any ?more|another)\b|更多|还有|還有|下一页|下一頁|换一批|換一批|其他|其它|别的|別的|再来|再看",
    re.I,
)
_VERIFIED = re.compile(
    r"\b(verified|certified suppliers?|audited|trusted)\b|认证过的|通过了?(?:认证|認證|审核|審核|验厂|驗廠)|验证|驗證|核实|核實|已认证|认证供应商|靠谱",
    re.I,
)
_SELLERS = (
    r"(?:suppliers?|factor(?:y|ies)|manufacturers?|producers?|makers?|sellers?|vendors?|exporters?|compan(?:y|ies))"
)
_SEEKS = re.compile(
    rf"\b(?:need|want|find|looking for|look for|search(?:ing)? for|seek\w*|get|recommend|any)\b(?: [\w-]+){{0,3}} {_SELLERS}\b|[找求搵][个個]?.{{0,8}}(?:供应商|供應商|厂家|廠家|工厂|工廠)",
    re.I,
)
_BECOMES = re.compile(r"\b(?:becom\w+|be an?|being|as an?|register|join|sell|open a)\b|成为|入驻|注册|开店|加入", re.I)
_OF_SELLERS = re.compile(
    rf"\b{_SELLERS}\b|\b(?:rat\w+|reviews?|certif\w+|verified|licen[cs]e\w*|profile|who|they|them|their|old|founded|trust\w*)\b"
    r"|家|供应商|供應商|厂商|廠商|公司|工厂|工廠|评分|評分|评价|評價|资质|資質|证书|證書|认证|認證|靠谱|规模|規模|成立",
    re.I,
)
_VERIFIED_SELLERS = re.compile(
    rf"\b(?:verified|audited|vetted|trusted)\b(?: [\w-]+){{0,3}} {_SELLERS}\b"
    rf"|\b{_SELLERS},? (?:(?!not\b|[a-z]+n't\b)[a-z]+ ){{0,4}}(?:verified|audited|vetted)\b"
    r"|已(?:经|經)?(?:核实|核實|验证|驗證|认证|認證)|(?:核实|核實|验证|驗證)(?:过|過)的"
    r"|(?:核实|核實|验证|驗證)的?(?:供应商|供應商|厂家|廠家|工厂|工廠|商家|卖家|賣家|企业|企業)",
    re.I,
)
"""Matches words that ask for verified suppliers, in texts of any length."""
_FACTORIES = re.compile(
    r"\b(?:factor(?:y|ies)|manufacturers?|producers?|makers?)(?: direct)?(?: ones)? only(?=\s*(?:$|[,.;!?])|\s(?:please|pls|and|with|from|in|under)\b)"
    r"|\b(?:only|just) (?:\w+ ){0,2}(?:factor(?:y|ies)|manufacturers?|producers?)\b|\bdirect(?:ly)? (?:from )?(?:the )?(?:factor|manufactur)\w+"
    r"|\bno (?:trad(?:ers?|ing compan\w+)|middle ?m[ae]n|agents?)\b"
    r"|(?:只|仅|僅)[要看找限跟和与]?.{0,3}(?:工厂|工廠|厂家|廠家|生产商|生產商)|(?:工厂|工廠|厂家|廠家)直[销銷供]|源[头頭](?:工厂|工廠|厂家|廠家)"
    r"|(?:不要|不找|不跟)(?:贸易|貿易|中[间間])",
    re.I,
)
_STARS = r"[\s-]?(?:stars?|★|⭐)"
_RATING = re.compile(
    rf"\b(?:above|over|at least|min(?:imum)?|more than|better than|from)\s(?P<limit>[1-5](?:\.\d)?)\+?(?:{_STARS}|\srating)"
    rf"|(?<![\d.])(?P<stars>[1-5](?:\.\d)?)\+?{_STARS}\s?(?:(?:or|and|&)\s(?:more|above|up|higher|better|over)|\+)"
    rf"|(?<![\d.])(?P<plus>[1-5](?:\.\d)?)\s?\+{_STARS}"
    r"|\brat(?:ed|ings?)(?:\sof|\sis)?(?:\s(?:above|over|at least|higher than|more than|better than|from))?\s(?P<rated>[1-5](?:\.\d)?)"
    r"(?=\s?(?:\+|or\b|and\b|/|[,!?]|\.?$|stars?))"
    r"|(?:评分|評分|评价|評價)[^\d]{0,6}(?P<zh>[1-5](?:\.\d)?)(?![\d.])|(?<![\d.])(?P<fen>[1-5](?:\.\d)?)\s?(?:分|星)[级級]?[及或]?(?:以上|起)",
    re.I,
)
_LOWER_MOQ = re.compile(
    r"\b(low(er|est)?|small(er|est)?|less|min\w* smaller) (moq|minimum|min)\b|\b(moq|minimum)\b.{0,20}\b(low(er)?|small(er)?|less)\b"
    r"|\b(?:anyone|anybody|any|who|someone)\b.{0,24}\b(?:less|fewer|smaller|this small|so small|so few|this few)\b(?! expensive)"
    r"|起[订訂批]量?.{0,6}(低|(?<!多)少|小)|(低|少|小).{0,4}起[订訂批]|少一?[点些]也?(?:肯|可以|能|行|得)|(?:肯|能|愿意|接).{0,3}(?:小单|少量|小批量|散单)",
    re.I,
)
_SORTS: tuple[tuple[Sort, re.Pattern[str]], ...] = (
    ("moq", _LOWER_MOQ),
    (
        "price",
        re.compile(
            r"\b(cheap\w*|low(er|est)? (price|cost)\w*|less expensive|too expensive|best price|by price|budget|cost less)\b"
            r"|便宜|低价|低價|最低|太贵|太貴|价格低|按价格|实惠|平[啲點点]|抵啲|貴咗|贵咗",
            re.I,
        ),
    ),
    (
        "rating",
        re.compile(
            r"\b(best rated|better rat\w+|top rated|highest rat\w+|by rating|best review\w*|(?:more|most|very)? ?reliable|trustworthy)\b|评分|評分|评价最?好|口碑",
            re.I,
        ),
    ),
    (
        "lead_time",
        re.compile(
            r"\b(fast(er|est)?|quick(er|est|ly)?|soon(er|est)?|shorter|by lead time)\b|更快|最快|交期.{0,4}[短快]|[短快].{0,3}交期|按交期|快一点|快点",
            re.I,
        ),
    ),
)
_CERTIFIED = re.compile(
    r"\b(certified|with (a )?certificat\w+|have certificat\w+|certificat\w+ only)\b|(有|带|要)(认证|證書|证书|認證)",
    re.I,
)
_DAYS = re.compile(
    r"(?:\b(?:under|within|in|less than|below|max(?:imum)?|at most|up to|not more than|no more than|faster than|shorter than)\s|<\s?|≤\s?|不超过|少于|小于|最多|低于)"
    r"\s*(?P<before>\d{1,3})\s*-?(?P<unit>days?|weeks?|天|日|周|个?星期|个?礼拜)|(?P<after>\d{1,3}|[一两二三四五六七八九十]{1,3})(?P<zh>天|日|周|个?星期|个?礼拜)(?:以内|之内|以下|内|能)",
    re.I,
)
_LEAD_TIME = re.compile(
    r"\b(lead|production|making|made|delivery|ready|turnaround|(?:get|have|need) (?:it|them|these|those|one|some)? ?(?:with)?in)\b|交期|交货|生产|工期|货期|出货",
    re.I,
)
_ATTRIBUTE_FILLERS = re.compile(
    r"\b(only|just|it|please|pls|plz|ones?|the|a|an|in|with|for|any|some|do you have|have you got|i want|i need|show me|what about|how about|and|or"
    r"|(?:the )?same|but|as well|instead|rather|please|(?<=\s)(?:sizes?|styles?|types?|kinds?|versions?|models?))\b"
    r"|\bnot \S+\s*$|(?:不要|唔要)[^，,\s]{1,6}的?$"
    r"|只要|仅|想要|想|要|有没有|有冇|有|的|嘅|吗|嗎|呢|款|那|请|换成|換成|来点|看看|一样|一樣|同样|同樣|不过|不過|但是?|[?？!！.。,，]",
    re.I,
)
_LEADS_TO_ATTRIBUTE = re.compile(r"^(?:(?:and|or|but|so|ok|hmm)\b[\s,]*)*(?:what about|how about|what if)\b", re.I)
_ATTRIBUTE_WORDS = 3
_ATTRIBUTE_HAN = 6
_NOT_ATTRIBUTES = re.compile(
    r"\b(find|search|look\w*|suppl\w+|factor\w+|manufactur\w+|products?|goods|items?|orders?|quot\w+|prices?|person|agent|human|help|more|status"
    r"|how|when|where|who|which|until|that|this|these|those|they|them|you|your|we|us|our|my|me|is|are|was|does|did|can|will)\b"
    r"|找|供应商|供應商|工厂|厂家|产品|产地|货|订单|报价|询价|价|样品|发票|客服|人工|帮|你|您|我|他们|她们|谁|誰|怎|多少|几|幾|哪|多久|这|這"
    r"|^(yes|no|ok|okay|thanks?|thx|hi|hello|bye|cool|good|great|nice|sure|fine|hmm+|maybe|what|why|who|help|stop|cancel|back|first|last|best"
    r"|好|是|对|不|嗯|哦|谢谢|你好|再见|行|可以|什么|为什么|人工|客服)",
    re.I,
)
_ORDINALS: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"\b(first(?! (?:tell|show|let|i|we|you|of all|explain|answer|say|check|ask)\b)|1st|number (one|1)|no\.? ?1)\b|#1\b|第一|第1",
        re.I,
    ),
    re.compile(r"\b(second|2nd|number (two|2)|no\.? ?2)\b|#2\b|第二|第2", re.I),
    re.compile(r"\b(third|3rd|number (three|3)|no\.? ?3)\b|#3\b|第三|第3", re.I),
    re.compile(r"\b(fourth|4th|number (four|4)|no\.? ?4)\b|#4\b|第四|第4", re.I),
    re.compile(r"\b(fifth|5th|number (five|5)|no\.? ?5)\b|#5\b|第五|第5", re.I),
)
_LAST = re.compile(r"\b(last one|the last)\b|最后一|最後一", re.I)
_FIRST_FEW = re.compile(r"\b(?:first|top) (few|two|three|four|five|5|4|3|2)\b|[前頭头]([几幾两兩二三四五2-5])", re.I)
_MANDARIN = re.compile(r"chinese|mandarin|中文|汉语|漢語|华语|華語|国语|國語|普通话|普通話|\bzh\b|\bcn\b", re.I)
_ENGLISH = re.compile(r"english|英文|英语|英語|\ben\b|\beng\b", re.I)
_A_LANGUAGE = (
    r"(?:english|chinese|mandarin|cantonese|french|spanish|german|russian|arabic|portuguese|italian|japanese|korean|turkish|hindi|polish|dutch|vietnamese|thai"
    r"|indonesian|malay|persian|farsi|urdu|bengali|swahili|greek|hebrew|czech|romanian|swedish)"
)
_ASKS_LANGUAGE = re.compile(
    rf"\b(?:do|can|could|does) (?:you|u|it|the bot|anyone|somebody)(?: guys| also| even)? (?:speak|understand|know|talk|read)\b.{{0,16}}\b{_A_LANGUAGE}\b"
    rf"|\b(?:you|u) (?:speak|understand) (?:any )?{_A_LANGUAGE}\s*\?|\b(?:what|which) (?:other )?languages?\b.{{0,24}}\b(?:speak|know|understand|support|available|can)\b"
    rf"|\bis there an? {_A_LANGUAGE} version\b|^{_A_LANGUAGE} (?:possible|available|ok)\s*\?"
    r"|(?:你|您|你们|你哋)(?:会|能|識|识|懂|會)(?:不会|不能|唔識)?(?:说|讲|講|听|用|看)?[\u4e00-\u9fff]{1,3}[语語文话話](?:吗|嗎|不|么|㗎|没|咩)?\s*[?？]?$"
    r"|(?:支持|会|會|有)(?:说|讲|講)?(?:什么|哪些|几种|幾種|乜嘢)[语語]言",
    re.I,
)
_NOT_READABLE = re.compile(
    r"(can'?t|cannot|dont|don'?t|not?) (read|understand|speak|use|know)[^,.，。]*|看不懂[^,，。]*|不懂[^,，。]*|听不懂[^,，。]*|别[^,，。]*"
    r"|instead of \w+",
    re.I,
)
_CORRECTS = re.compile(
    r"^\s*(no+|nope|nah|sorry|wait|oops)\b[\s,.!…-]+(i (meant?|said|asked|want|need)|not\b|it'?s\b|\d|to \w+,? not\b)"
    r"|\bi (meant|was asking|asked (about|for))\b|\bi mean,?\s+\w|\b(that'?s|it'?s|that is) not what i\b"
    r"|\byou (misunderstood|got (me|it|that) wrong)\b|^[^,.!?]{1,30},? not \S+\s*$"
    r"|^\s*(不是|唔係|唔系)([，,。\s]|.{1,12}[，,\s]*(而?是|係))|^\s*(不对|不對|错了|錯了|搞错|搞錯|弄错|弄錯)"
    r"|我(的意思)?是[说說]|我[说說]的是|我[问問]的是|我係[话話]|理解[错錯]|你没(听|看)懂|你沒(聽|看)懂",
    re.I,
)
_COMPLAINS = re.compile(
    r"\b(useless|stupid|dumb|idiot|moron|crap|rubbish|not help(ing|ful)|(don'?t|do not|doesn'?t|not) understand(ing)?( me| a)?\b|wrong answer|not what i)"
    r"|听不懂|聽不懂|看不懂我|没用|沒用|答非所问|答非所問|智障|笨|蠢|傻|废物|廢物|有病|垃圾|不明白我",
    re.I,
)
_NEGATION = re.compile(
    r"(\b(not|isn'?t|instead of|rather than|no longer|without|except|excluding|nothing|none|no more|nobody|anywhere but)"
    r"( the| for| to| in| from| of| anything from| anyone from){0,3}"
    r"|(不是|不要|而非|并非|唔係|唔系|唔要|除了|除咗|除了?去|除开|排除|剔除|去掉|不考虑|别给我|别列)(发到|發到|发往|寄到|送到|运到|到|去|要)?)\s*$",
    re.I,
)
_NEGATES = re.compile(
    r"\b(?:not|isn|instead|rather|no|without|except|excluding|nothing|none|nobody|anywhere|out|too)\b|n'?t\b"
    r"|太低|不|非|唔|除|排|剔|去掉|别|別",
    re.I,
)
_RULED_OUT_AFTER = re.compile(
    r"\s{0,3}(?:的|那边的|那邊的|地区的?|地區的?)?(?:都|就)?(?:不要|唔要|唔好|除外|不考虑|不考慮|排除|别要|別要|不行|做不了|做唔到|不做|太低|不够)"
    r"|,? (?:is|are)(?: ruled)? out\b|,? (?:is|are) (?:not enough|(?:much |far )?too (?:low|little))\b|,? (?:won'?t|will not|can'?t|cannot|doesn'?t) (?:do|work)\b",
    re.I,
)

_OWN_PLACE = re.compile(
    r"\b(?:we|i)(?:['’](?:re|m|ve)| are| am| have| had| live| run| own| work| sit| opened| started)\b"
    r"(?![^.,;!?]{0,44}\b(?:look|search|need|want|seek|interested|buy|sourc|find|after)\w*)[^.,;!?]{0,44}\b(?:in|at|from|near) $"
    r"|(?:我|我们|我們|我哋|咱们?|俺|本店|本公司)(?![^，。！？,;；\s]{0,14}(?:找|买|買|要|采购|採購|搵))[^，。！？,;；\s]{0,14}[在喺]$",
    re.I,
)
_CLAUSE_END = re.compile(r"[,.;!?，。；！？\n]")
_WE = re.compile(r"\b(?:we|i)(?:['’](?:re|m|ve))?\b|我们|我們|我哋|咱们?|我|本店|本公司", re.I)
_WANTS = re.compile(
    r"\b(?:need|want|look|looking|search\w*|buy|buying|order|seek\w*|find|sourc\w*)\b|找|要|想|买|買|订|訂|搵|求购|采购|採購",
    re.I,
)
_SHOP_WORDS = (
    r"(?:stores?|shops?|boutiques?|retailers?|importers?|distributors?|wholesalers?|dealers?|compan(?:y|ies)|business|brands?|chains?|studios?"
    r"|showrooms?|supermarkets?|markets?)\b"
)
_SHOP = re.compile(
    rf"\s(?:online )?{_SHOP_WORDS}|(?:专卖|專賣|连锁|連鎖|批发|批發|零售)?(?:店|铺|鋪|行|商行|超市|商城|公司|品牌|基地|工作室)",
    re.I,
)
_SHOP_ITSELF = re.compile(rf"\b{_SHOP_WORDS}$|(?:店|铺|鋪|超市|商城|基地|工作室)$", re.I)
_DEALS_IN = re.compile(r"(?:是|专门|專門|主要|一直)?(?:做|卖|賣|搞|经营|經營)$")
_LONGEST_OWN_PLACE = 64
_BEFORE_OWN_PLACE = (" in ", " at ", "from ", "near ", "在", "喺")
"""The words that may end a match of `_OWN_PLACE`. They are checked first, which is fast and rules out most places."""
_LONGEST_NEGATION = 32
"""How many characters before a value are searched for a negation that rules it out."""

_CONFIRMS = re.compile(
    r"\b(confirm(ed)?|accept(ed)?)\b|确认|確認|接受|接单|接單|接咗|接[了下]吧|单接了|單接|(?:个|批|笔|都|就)接[了下](?=[\s,，。！!]|$)",
    re.I,
)
_CONFIRMS_NOT = re.compile(
    r"\b(?:do not|don'?t|not|never|won'?t|without)\s(?:\w+\s){0,2}?(?:confirm|accept)\w*"
    r"|(?:别|別|不要|先不|先别|唔好|暂不|暫不|暂时不|还不|不想|不能)(?:急着|忙着|忙|先|要)?(?:确认|確認|接[单單受])",
    re.I,
)
_OF_LISTING = {
    "price": re.compile(r"\bprices?\b|价", re.I),
    "moq": re.compile(r"\bmoq\b|\bminimum\b|起[订訂批]", re.I),
    "stock": re.compile(r"\b(?:stock|inventory)\b|库存|庫存|存货", re.I),
    "lead_time": re.compile(r"\blead time\b|交期|工期|货期", re.I),
    "sample": re.compile(r"\bsamples?\b|样品|樣品", re.I),
}
_TRANSLATES = re.compile(
    r"\btranslat\w+|\b(?:write|send|say|tell|put)\b[^:,.;]{0,24}?\b(?:in|into) (?:english|chinese|mandarin|german|french|spanish|arabic)\b(?!\s*:)"
    r"|(?:用|以|拿)(?:英文|英语|英語|中文|汉语|漢語|德语|德文|法语|西班牙语|阿拉伯语)(?:给[他她它]们?)?(?:写|寫|发|發|说|說|讲|講|告诉)(?!.{0,2}我)|翻译?成|译成|譯成",
    re.I,
)
_SWAPS_TWO = re.compile(
    r"\b(?:other way (?:a?round)|vice versa|reversed|swapped|mixed (?:them |it )?up)\b|[说写弄搞]?反了|对调|對調|调过来|調過來|调换|弄混|搞混",
    re.I,
)
_CANNOT = re.compile(
    r"\b(?:can'?t|cannot|can not|unable to|not able to|not possible|impossible)\b|[做接赶交]不[了成出下到]|没法[做接]|不接",
    re.I,
)
_TRADES = re.compile(
    r"\b(?:claims?|rfqs?|quotations?|my quote|counter|orders?|tell (?:them|him|her|the)|message (?:to|the|for))\b|\bQUO-?\d"
    r"|索赔|赔[他她付]|补发|求购|询盘|报价|还价|订单|[那这]单|说一声|留言|捎|带句话|发(?:个|条)?(?:消息|信息)|告诉|转告",
    re.I,
)
_LEAVING = re.compile(
    r"\b(?:ship|shipp\w+|ships|leav(?:e|es|ing)|left|sent|dispatch\w*|deliver\w*|depart\w*|load(?:ed|ing|s)?|sail\w*|collect\w*|pick(?:ed)?[- ]?up|handed over"
    r"|go(?:es)?|going|ready|late|later|delay\w*|postpone\w*|earlier|lead time|eta)\b"
    r"|\bsends?\b(?! (?:the |a |your |him |her |them )?(?:buyer|customer|client|message|msg|word|note|mail))"
    r"|发[货貨走出船运運往]|(?<!开)发(?=[\s，,。！]|$|得|掉|完)|能发|可以发|再发|先发|發|出[货貨厂运]|寄|运走|交[货貨付期]|工期|货期|走(?=[\s，,。！了]|$)|装[柜箱船车]|提货|自提|送货|到货|备好|好货"
    r"|\b(?:mov(?:e|es|ed|ing)|chang(?:e|es|ed)|push(?:es|ed)?) (?:it |them |that )?(?:back )?to\b|改[到成为為]|延期|延[后後迟]|推[迟后後]|往后|提前|晚|迟|遲",
    re.I,
)
_PROGRESS = re.compile(
    r"(?:进度|進度|进展|做|生产|完成|赶|干)[^，。,;；]{0,8}?(?:\d{1,3}\s?%|百分之|[一二三四五六七八九]成|一半|大半)"
    r"|\b\d{1,3}\s?(?:%|percent|pct)\s(?:\w+\s){0,3}?(?:done|finished|made|assembled|complete\w*|produced|through)\b"
    r"|\b(?:progress|done|finished|complete\w*|produced|made|assembled)\b[^.;]{0,20}?\b\d{1,3}\s?(?:%|percent|pct)"
    r"|\b\d+ (?:out )?of (?:the )?\d+\b[^.;]{0,20}?\b(?:done|finished|made|assembled|complete\w*|produced|packed|sewn|printed)\b"
    r"|\bhalf (?:(?:of )?(?:it|them|the \w+) )?(?:is |are )?(?:done|finished|made|through)\b",
    re.I,
)
_QUESTION = re.compile(
    r"[?？]$|^(?:(?:and|so|but|ok|or),? )?(when|where|what|why|how|who|which|has|have|is|are|was|were|did|does|do(?!\s+(?:it|that|this|so|them|both|all)\b)|can|could)\b"
    r"|(吗|嗎|呢|么|没有?|了没|㗎|咩)$|有冇|係咪|系咪|得唔得|边[个間间]|邊[個間]|乜嘢|點樣|幾多|幾耐|什么|什麼|怎么|怎麼|哪[里裡儿]|几时|幾時|几号|幾號|哪[天日]|哪一天|啥时候|何时|邊日|是谁|多久|多少|为什么",
    re.I,
)
_ALIKE = re.compile(r"^(?:and|what about|how about|and what about)\b[^?]{0,30}\?$|^[^，,。？?]{1,8}呢[?？]?$", re.I)
_ALTERNATIVES = re.compile(r"\b(?:or|either|any of)\b|或|任一|任意一|之一|择一|擇一|都行|都可以", re.I)
_WHICH = re.compile(r"\b(?:which|who|whose|whats?|what'?s|what is) |哪[个個家款种種間间]|边间|邊間|邊個|谁家", re.I)
_OWN = re.compile(r"\b(our|ours|my|mine|we|us)\b|我们|我們|咱们|我家|本厂|我厂|我司|自己|我的", re.I)
_SAMPLE = re.compile(r"\bsamples?\b|样品|樣品|样板|打样|样布", re.I)
_PRICE = re.compile(
    r"\b(how much|costs?|price\w*|charges?|fees?|free)\b|多少钱|多少錢|幾錢|几钱|价格|價格|收费|收費|要钱|免费|怎么算",
    re.I,
)
_AMOUNT = re.compile(r"\s*([1-9]\d{0,2}(?:[,，\s]?\d{3}){0,2}|[1-9]\d{1,8})\s*[.。!！]?\s*")
_STOPS = re.compile(
    r"(please )?(cancel|stop|quit|exit|abort|never ?mind|forget it|leave it|back)( (it|this|that|please))?[.!]*|取消(吧|掉|了)?|算了吧?|不(用|要|弄|填|发)了|停|停止|退出|返回|放弃",
    re.I,
)
_ACKNOWLEDGES = re.compile(
    r"(ok|okay|okey|k|fine|alright|all right|got it|i see|understood|noted|good|great|cool|right|哦|噢|嗯+|好|好的|好吧|好滴|行|知道了|了解|明白了?|收到|没问题|可以)"
    r"[\s,，]*(thanks?|thank you|thx|谢谢|多谢)?[.!。！~👍]*",
    re.I,
)
_SENDS = re.compile(
    r"(?:(?:yes|ok|okay|sure|please|pls)[\s,]+)*(?:send|submit|go ahead)(?: (?:it|them|this|that|the (?:request|quotation|quote|rfq|offer)))?"
    r"(?: (?:now|please|pls|off|out|am))*[啦吧了咯]?[.!]*|(?:好的?|好了|行了?|可以了?|是的?|对|對|嗯|确认)?[\s,，]*(?:请|就这样|就|可以)?(?:发送|提交|发出去?|发过去|发|發送|發出去?|發)(?:报价|询价|請求|请求)?[吧了啦咯呗]?[.。!！]*",
    re.I,
)
_ARRIVES = re.compile(
    r"\b(?:when|how (?:soon|long)|eta|what (?:day|date|time))\b.*\b(?:reach|arriv|get (?:to|here|there)|come|deliver|land)\w*"
    r"|(?:什么时候|什麼時候|啥时候|几时|幾時|何时|哪天|多久|几号|预计).*(?:到|送达|抵)",
    re.I,
)
_OWN_PROFILE = re.compile(
    r"\b(?:rat(?:ing|ed)|reviews?|profile|score|on[- ]time)\b|评分|評分|评价|評價|口碑|准时率|企业资料|公司资料", re.I
)
_BARE_NUMBER = re.compile(r"\s*(?:#|no\.?\s?|number\s)?([1-9１-９一二三四五])\s*[.)、。号號]?\s*", re.I)
_BEGINS_AGAIN = re.compile(
    r"[,.;…-]\s*(i mean\b|i meant\b|no wait|wait no|sorry,?\s|rather\s|correction\b)|[,，。…\s](不对|不對|哦不|啊不|我是[说說]|应该是|應該是)",
    re.I,
)


def names_alternatives(text: str) -> bool:
    """Returns whether one of several things that the words name is enough: "EN 71 or ASTM, either will do"."""
    return _ALTERNATIVES.search(text) is not None


def asks_alike(text: str) -> bool:
    """Returns whether the words ask the same about something else: "and for suppliers?", 那供应商呢."""
    return _ALIKE.search(text.strip()) is not None


def asks_which(text: str) -> bool:
    """Returns whether the words ask which of several things is meant or is best: "which one is faster?", 哪家便宜."""
    return _WHICH.search(text) is not None


def is_brief(text: str, words: int, han: int) -> bool:
    """Returns whether the text has at most so many words between spaces, and at most so many Chinese characters."""
    characters = sum("\u3400" <= character <= "\u9fff" for character in text)
    return characters <= han and len(text.split()) <= words


def is_question(text: str) -> bool:
    return _QUESTION.search(text.strip()) is not None


def asks_of_own(text: str) -> bool:
    """Returns whether the words speak of the contact's own company: "our prices", 我们的样品."""
    return _OWN.search(text) is not None


def names_sample(text: str) -> bool:
    return _SAMPLE.search(text) is not None


def asks_price(text: str) -> bool:
    return _PRICE.search(text) is not None


def stops(text: str) -> bool:
    """Returns whether the whole text only says "stop" or "cancel". Such words do not ask to cancel an order."""
    return _STOPS.fullmatch(text.strip()) is not None


def sends(text: str) -> bool:
    """Returns whether the words say "send it", which is a "yes" after "Shall I send it?"."""
    return _SENDS.fullmatch(text.strip()) is not None


def asks_arrival(text: str) -> bool:
    """Returns whether the words ask when something arrives somewhere."""
    return _short(text) and _ARRIVES.search(text) is not None


def asks_of_own_profile(text: str) -> bool:
    """Returns whether a company asks how others see it: "what's my rating", 我们的评价."""
    return _short(text) and asks_of_own(text) and _OWN_PROFILE.search(text) is not None


def acknowledges(text: str) -> bool:
    """Returns whether the words only acknowledge what the bot said: "ok", 好的."""
    return _ACKNOWLEDGES.fullmatch(text.strip()) is not None


def confirms(text: str) -> bool:
    """Returns whether the words are short and say that something is confirmed or accepted."""
    return len(text.strip()) <= 25 and _CONFIRMS.search(text) is not None and not refuses_to_confirm(text)


def refuses_to_confirm(text: str) -> bool:
    """Returns whether the words say that something is not to be confirmed: "don't confirm yet", 先别确认."""
    return _CONFIRMS_NOT.search(text) is not None


def names_of_listing(text: str) -> frozenset[str]:
    """Returns which values of a listing the words name: the price, the minimum order, the stock, the lead time, the sample."""
    return frozenset(name for name, pattern in _OF_LISTING.items() if pattern.search(text))


def asks_to_translate(text: str) -> bool:
    """Returns whether the words ask that a message be put into another language, and say no more: "tell them in English",
    用英文写."""
    return _short(text) and _TRANSLATES.search(text) is not None


def swaps_two(text: str) -> bool:
    """Returns whether the words say that two values belong in each other's place: "the other way round", 反了."""
    return _SWAPS_TWO.search(text) is not None


def cannot_be_done(text: str) -> bool:
    """Returns whether the words say that somebody cannot do something: "we can't make it", 做不了."""
    return _CANNOT.search(text) is not None


def speaks_of_trades(text: str) -> bool:
    """Returns whether the words speak of a claim, a quotation, an order or of somebody who is to be told something."""
    return _TRADES.search(text) is not None


def speaks_of_leaving(text: str) -> bool:
    """Returns whether the words speak of goods that leave, are ready to, or come later. A day in other words is none on
    which they leave: "the rest is assembled by Wednesday", 下周上釉."""
    return _LEAVING.search(text) is not None


def tells_progress(text: str) -> bool:
    """Returns whether the words say how much of an order is made: 进度到60%了, "320 of 500 are assembled"."""
    return _PROGRESS.search(text) is not None


def find_chosen(text: str, count: int) -> list[int]:
    """Returns the indexes, from 0, of the things that the words choose from a list of `count`: by an ordinal, as
    `ordinals` reads it, or by a bare number ("2", "二")."""
    if bare := _BARE_NUMBER.fullmatch(text):
        number = "一二三四五".find(bare[1]) + 1 or int(bare[1])
        return [number - 1] if number <= count else []
    return ordinals(text, count)


def corrects(text: str) -> bool:
    """Returns whether the words correct how the last message was read: "no, 600 not 500", 不是，我是说…."""
    return _short(text) and _CORRECTS.search(text) is not None


def complains(text: str) -> bool:
    """Returns whether the words complain that the bot does not understand."""
    return _COMPLAINS.search(text) is not None


def is_denied(text: str, start: int, end: int = 0) -> bool:
    """Returns whether the text rules out what stands from `start` to `end`, as it does the 500 in "600 not 500" and in "500, I
    mean 600"."""
    if not _has_negations(text):
        return start <= _find_last_beginning(text)
    if end > start and _RULED_OUT_AFTER.match(text, end):
        return True
    negated = _NEGATION.search(text, max(start - _LONGEST_NEGATION, 0), start) is not None
    return negated or start <= _find_last_beginning(text)


def is_own_place(text: str, start: int) -> bool:
    """Returns whether the place that begins at `start` is where the writer is, and not where goods come from: "we have
    a small shop in Dali", 我们在大理开了个民宿."""
    if not text[max(start - 5, 0) : start].lower().endswith(_BEFORE_OWN_PLACE):
        return False
    return _OWN_PLACE.search(text, max(start - _LONGEST_OWN_PLACE, 0), start) is not None


def is_own_business(text: str, start: int, end: int) -> bool:
    """Returns whether the goods from `start` to `end` say what kind of company the writer has, as in "we run a furniture store"
    or 我们是做家具的, and are not what is wanted."""
    clause = max((found.end() for found in _CLAUSE_END.finditer(text, 0, start)), default=0)
    beginning = max((found.end() for found in _WE.finditer(text, clause, start)), default=-1)
    if beginning < 0 or _WANTS.search(text, beginning, start):
        return False
    is_shop = _SHOP.match(text, end) or _SHOP_ITSELF.search(text, start, end)
    return bool(is_shop) or (_DEALS_IN.search(text, beginning, start) is not None and text[end : end + 1] == "的")


@lru_cache(maxsize=64)
def _has_negations(text: str) -> bool:
    """Returns whether the text contains any word that can rule something out. The result is cached, because the
    function is called for every value in a text."""
    return _NEGATES.search(text) is not None


@lru_cache(maxsize=64)
def _find_last_beginning(text: str) -> int:
    """Returns the position of the last words with which the writer corrects themselves, such as ", I mean"; -1 if there
    are none."""
    return max((found.start() for found in _BEGINS_AGAIN.finditer(text)), default=-1)


def wants_more(text: str) -> bool:
    return _short(text) and _MORE.search(text) is not None


def wants_verified(text: str) -> bool:
    return _short(text) and _VERIFIED.search(text) is not None


def wants_certified(text: str) -> bool:
    """Returns whether the words ask for certified goods in general. A certificate that is named is an entity and is
    read elsewhere."""
    return _short(text) and _CERTIFIED.search(text) is not None


def wanted_days(text: str) -> int | None:
    """Returns the longest lead time, in days, that the words allow: "lead time under 25 days", 交期20天以内."""
    found = _DAYS.search(text) if _short(text) and _LEAD_TIME.search(text) else None
    if found is None:
        return None
    said, unit = found["before"] or found["after"], found["unit"] or found["zh"]
    number = int(said) if said.isdecimal() else _han_number(said)
    return number * (1 if unit[0] in "dD天日" else 7) or None


def _han_number(said: str) -> int:
    """Returns the number that a Chinese numeral from 一 to 九十九 means."""
    tens, ten, ones = said.replace("两", "二").rpartition("十")
    digits = "一二三四五六七八九"
    return (digits.find(tens) + 1 or 1 if ten else 0) * 10 + (digits.find(ones) + 1 if ones else 0)


def bare_amount(text: str) -> int | None:
    """Returns the quantity of goods if the whole text is a number; None for any other text."""
    found = _AMOUNT.fullmatch(text)
    return int(re.sub(r"[,，\s]", "", found[1])) if found else None


def attribute(text: str) -> str | None:
    """Returns the property of goods that a short text names, such as "220 gsm" for "220 gsm only"; None if the text
    says anything else."""
    text = _LEADS_TO_ATTRIBUTE.sub("", text.strip())
    said = " ".join(_ATTRIBUTE_FILLERS.sub(" ", text).split())
    if not _short(text) or _NOT_ATTRIBUTES.search(said):
        return None
    long = len(said) > _ATTRIBUTE_HAN if re.search(r"[\u3400-\u9fff]", said) else len(said.split()) > _ATTRIBUTE_WORDS
    return None if long or said.isdecimal() or (said.isascii() and len(said) < 2) else said or None


def names_verified_sellers(text: str) -> bool:
    """Returns whether the words ask for verified suppliers: "verified suppliers of tomato paste", 已核实的番茄酱供应商."""
    return _is_wanted(_VERIFIED_SELLERS, text)


def seeks_supplier(text: str) -> bool:
    """Returns whether the words look for a supplier, as "need supplier" does and "want to be a supplier" does not."""
    return _short(text) and _SEEKS.search(text) is not None and _BECOMES.search(text) is None


def speaks_of_sellers(text: str) -> bool:
    """Returns whether the words are about the sellers and not about their goods."""
    return _OF_SELLERS.search(text) is not None


def names_factories(text: str) -> bool:
    """Returns whether the words ask for factories instead of trading companies: "factories only", 只要工厂."""
    return _is_wanted(_FACTORIES, text)


def _is_wanted(condition: re.Pattern[str], text: str) -> bool:
    found = condition.search(text)
    return found is not None and not is_denied(text, found.start())


def wanted_rating(text: str) -> float | None:
    """Returns the lowest rating of a supplier, from 1 to 5, that the words allow: "above 4.5 stars", 评分4.5以上."""
    found = _RATING.search(text)
    return next(float(said) for said in found.groups() if said) if found else None


def names_supplier_condition(text: str) -> bool:
    """Returns whether the words set a condition on suppliers: verified, factories only, or a rating."""
    return names_verified_sellers(text) or names_factories(text) or wanted_rating(text) is not None


def wanted_sort(text: str) -> Sort | None:
    if not _short(text):
        return None
    found = ((sort, pattern.search(text)) for sort, pattern in _SORTS)
    return next((sort for sort, said in found if said and not is_denied(text, said.start())), None)


def ordinals(text: str, count: int) -> list[int]:
    """Returns the indexes, from 0, of the things that ordinals such as "the second one" mean in a list of `count`; [] without any."""
    if not _short(text) or _FIRST_FEW.search(text):
        return []
    chosen = [index for index, pattern in enumerate(_ORDINALS[:count]) if pattern.search(text)]
    if not chosen and count and _LAST.search(text):
        return [count - 1]
    return chosen


_FEW = {
    2: ("two", "2", "两", "兩", "二"),
    3: ("three", "3", "三"),
    4: ("four", "4", "四"),
    5: ("five", "5", "五"),
}


def first_few(text: str) -> int | None:
    """Returns 2 for "the first two" and up to 5 for "the first five", in either language; None when the words say neither."""
    found = _FIRST_FEW.search(text)
    said = found and (found[1] or found[2]).casefold()
    return next((count for count, words in _FEW.items() if said in words), None)


def wanted_language(text: str, current: str) -> str:
    """Returns the language that the words ask for.

    A language that the person says they cannot read does not count. If the words name no other, returns the language
    that is not `current`.
    """
    said = _NOT_READABLE.sub(" ", text)
    mandarin, english = _MANDARIN.search(said), _ENGLISH.search(said)
    if mandarin and english:
        return "zh" if mandarin.start() > english.start() else "en"
    if mandarin:
        return "zh"
    if english:
        return "en"
    return "en" if current == "zh" else "zh"


def asks_for_languages(text: str) -> bool:
    """Returns whether the words ask which languages the bot knows, without asking it to change to one: "do you speak French?",
    你会说英语不."""
    return _short(text) and _ASKS_LANGUAGE.search(text) is not None


_ASKS_PERSON = re.compile(
    r"\b(?:are|r) (?:you|u)\b(?: \w+){0,2}? (?:an? )?(?:real|actual|human|person|people|bot|robot|machine|computer|ai|program|alive|man|woman)\b"
    r"|\b(?:am i|is this) (?:\w+ )?(?:talking|speaking|chatting|writing) (?:to|with) (?:an? )?(?:real|human|person|bot|robot|machine|ai)\b"
    r"|(?:你|您)(?:到底|究竟)?(?:是|係)(?:不是|唔係)?(?:真人|机器人|機器人|机械人|機械人|人工|电脑|電腦|程序|活人|人还是|人定)",
    re.I,
)


def asks_if_person(text: str) -> bool:
    """Returns whether the words ask whether a person or a machine answers."""
    return _short(text) and _ASKS_PERSON.search(text) is not None


_ATTACHED = re.compile(
    r"\b(?:here(?:'s|’s| is| are| you (?:have|go))|(?:i|we)(?: am|'m|’m| are|'re|’re| have|'ve|’ve)? (?:just )?(?:send(?:ing)?|sent|attach(?:ed|ing)?|upload(?:ed|ing)?)"
    r"|(?:please )?(?:see|find|check|look at) (?:the |my |our |this |these )?(?:attached )?)\s?(?:you )?(?:the |a |some |my |our |two |three |\d+ )?"
    r"(?:photos?|pictures?|pics?|images?|screenshots?|attachments?|attached|files?|pdfs?|spreadsheets?|drawings?)\b"
    r"|\bas attached\b|\bin the attachment\b|\b(?:photos?|pictures?|files?|documents?|lists?|pdfs?) (?:is |are )?attached\b"
    r"|(?:这是|這是|请看|請看|见|見|附上|发了|發了|传了|傳了|上传了|上傳了|发给你|發給你|发您|發您).{0,6}(?:照片|图片|圖片|截图|截圖|附件|文件|图纸|圖紙)"
    r"|(?:见|見|看)附件|如[图圖](?:所示)?|(?:见|見|看)[图圖](?!书|書|案)|附件(?:里|裡|中)?(?:是|有)",
    re.I,
)


_AS_TABLE = re.compile(
    r"\b(?:spreadsheets?|excel|xlsx?|csv|export(?:ed)?|as an? (?:table|file|sheet)|download(?:able)?)\b|表格|导出|導出|匯出|电子表|電子表|下载|下載",
    re.I,
)


def asks_for_table(text: str) -> bool:
    """Returns whether the words ask for a list as a file for a spreadsheet program."""
    return _AS_TABLE.search(text) is not None


def says_attached(text: str) -> bool:
    """Returns whether the words speak of a photo or another file as if it were attached."""
    return _ATTACHED.search(text) is not None


def _short(text: str) -> bool:
    return 0 < len(text.strip()) <= _LONGEST


_VARIANT = re.compile(
    r"\b(?:red|blue|green|yellow|black|white|gr[ae]y|brown|pink|purple|orange|beige|navy|gold(?:en)?|silver|transparent|colou?rs?|sizes?|"
    r"materials?|models?|versions?|patterns?|designs?)\b|[红蓝绿黄黑白灰棕粉紫橙金银]色|[紅藍綠黃]色|颜色|顏色|尺寸|尺码|款式|型号|材质|花色|图案",
    re.I,
)
_SWAP = re.compile(
    r"\b(?:swap|exchange|replace|substitute|switch)\b|\binstead of\b|\b(?:some|half|part|\d+) of (?:the|them)\b"
    r"|换成|換成|调换|調換|替换|改为.{0,6}色|改成.{0,6}色|其中",
    re.I,
)


_BUDGET = re.compile(
    r"\bbudget\b|\b(?:i|we)(?: only)? (?:have|got|can spend)(?: only)?(?: like| about| around)?\s[$€£]?\d|\bin total\b|\baltogether\b|预算|預算|总共|一共|手头|手頭",
    re.I,
)
_WANTS_QUOTATION = re.compile(
    r"(?:攞|拎|俾|畀|要|问|問|请|請|让|讓|帮我|幫我)[^，,。]{0,12}(?:报[个個下]?价|報[個下]?價)", re.I
)
_THAT_ONE = re.compile(
    r"\b(?:that|this) (?:one|supplier|seller|factory|company|shop)\b|\b(?:is|are) (?:it|they|he|these|those|the (?:first|second|third|supplier|seller|factory|cheaper|cheapest))\b"
    r"|[这那這嗰呢][家个個间間]|它|他们|佢|第[一二三四五]",
    re.I,
)


MEANINGS = {
    "moq": r"\bwhat(?:'s| is)? (?:an? )?(?:moq|minimum order quantity)\s*\??\s*$|\bwhat (?:does|do|did) .{0,12}\bmoq mean|\bmoq (?:stands? for|means?)\b|(?:moq|起订量)(?:是什么|是啥|什么意思|啥意思|係咩)",
    "factory_or_trader": r"\bdifferen\w+ between (?:a )?(?:factor\w+|manufactur\w+).{0,12}trad\w+|\bdifferen\w+ between (?:a )?trad\w+.{0,20}factor\w+"
    r"|(?:工厂|工廠|厂家).{0,4}(?:贸易公司|貿易公司|贸易商).{0,6}(?:区别|區別|分别|分別|不同|不一样)",
    "beginning": r"\bhow (?:does|do) (?:this|it|that|the whole thing|things) (?:all )?work\b|\bwhere (?:do|should|can) (?:i|we) (?:begin|start)\b"
    r"|\bhow (?:do|should|can) (?:i|we) (?:begin|start)\b|(?:从哪|從哪|怎么|怎麼|點樣|点样).{0,3}(?:开始|開始|入手|下手)|第一次.{0,6}(?:买|買|采购|採購|进货|進貨).{0,8}(?:怎么|点|點|流程)",
}


def asked_meaning(text: str) -> str | None:
    """Returns which of a beginner's questions the words ask: what a `moq` is, `factory_or_trader`, or how to begin
    (`beginning`)."""
    return next((name for name, pattern in MEANINGS.items() if re.search(pattern, text, re.I)), None)


def speaks_of_budget(text: str) -> bool:
    """Returns whether an amount of money in the words is what the contact can spend in all, and not a price of one piece."""
    return _BUDGET.search(text) is not None


def wants_quotation(text: str) -> bool:
    """Returns whether the words ask to get a price from somebody: 攞報價, 帮我问他们报个价."""
    return _WANTS_QUOTATION.search(text) is not None


def points_at_one(text: str) -> bool:
    """Returns whether the words speak of one thing at hand: "is that one …", 这家."""
    return _THAT_ONE.search(text) is not None


def names_variant(text: str) -> bool:
    """Returns whether the words name a variant of goods, such as a colour or a size."""
    return _VARIANT.search(text) is not None


def swaps_goods(text: str) -> bool:
    """Returns whether the words exchange goods, or a part of them, for others: "swap 50 of the red for blue". A number in
    such words is not the quantity of the whole."""
    return _SWAP.search(text) is not None
