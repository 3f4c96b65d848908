"""Finds words about orders, requests, listings and files: "when does it arrive?", "our prices", 进度到60%了. Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.turn.words.cues.finder import Finder, has, is_all, when_short

_PART = re.compile(r"(?:[^,，;；。!！?？\n.]|(?<=\d)[.,](?=\d))+")
_MADE = re.compile(
    r"(?<![a-z])(?:ready|finished|done|made|produced|completed|packed)(?![a-z])|[做烧织缝赶装打生产]{1,2}(?:好|完|出来)|完工|完成|下线|备好"
)
_LEAVES = re.compile(
    r"(?<![a-z])(?:ships?|shipped|sent|send|left|leave|leaves|leaving|go|goes|went|dispatch\w*)(?![a-z])|发|走|寄|出货"
)
_COUNT = re.compile(r"(?<![a-z0-9.-])\d[\d,]*(?:\.\d+)?")


def find_made(text: str) -> list[str]:
    """Returns the numbers that say how much of the goods is made, if other words say how much leaves: 400 in
    烧好了400套，先发200."""
    parts = [found[0] for found in _PART.finditer(text.casefold())]
    made = [part for part in parts if _MADE.search(part) and not _LEAVES.search(part)]
    leaves = any(_LEAVES.search(part) and _COUNT.search(part) for part in parts)
    return [number.replace(",", "") for part in made for number in _COUNT.findall(part)] if leaves else []


_MAKE_UP = re.compile(
    r"包装|颜色|材质|印刷|唛头|款式|\b(?:packing|packaging|packed|colou?rs?|material|finish|marking)\b", re.I
)


def find_make_up(text: str) -> str | None:
    """Returns the only word of a text for how goods are made, coloured or packed: 包装, "packing"."""
    found = {each[0].casefold().replace("packed", "packing") for each in _MAKE_UP.finditer(text)}
    return found.pop() if len(found) == 1 else None


FINDERS: dict[str, Finder] = {
    # The words may agree to something that is offered: "take it", 就定这家.
    "takes_up": has(
        r"\b(?:accept\w*|take|takes|taking|approve\w*|agree\w*|go (?:ahead|with|for)|goes? to|order|buy|book|confirm\w*|deal|yes|yep|ok|okay|sounds? good|choose|chose|pick|want|place|proceed|award|sign|close|finali[sz]e|lock|secure|happy with)\b"
        r"|接受|同意|要|定|订|下单|成交|就|选|拿下|可以|行|好|确认|買|买|ok|OK|签|敲定|给他们做|给他家|应承|落单"
    ),
    # The words ask to tell somebody a price, which offers it: "tell them 6.10 and we can talk", 还他6块2.
    "tells_price": has(
        r"\b(?:tell|offer|give|counter|bid|propose to|propose) (?:them|him|her|it|the (?:one|supplier|factory|guys)|[a-z]+)? ?(?:at |with |a )?(?:usd|cny|rmb|eur|us)? ?[$€£¥]?\d+[.,]\d{1,2}\b(?! ?(?:pcs|pieces|sets|days|weeks|tons|kg|%))"
        r"|(?:还|還|砍|压|壓|出)(?:他|她|它|佢|对方|价|價|到|成)?(?:价|價)? ?(?:[¥$]? ?\d+(?:\.\d+)?|[一二三四五六七八九十两]+)(?:块|塊|元|个|個|毛|蚊|刀|美)"
    ),
    # The numbers that say how much of the goods is made, if the words also say how much leaves.
    "made": find_made,
    # The words ask when something arrives somewhere.
    "asks_arrival": when_short(
        has(
            r"\b(?:when|how (?:soon|long)|eta|what (?:day|date|time))\b.*\b(?:reach|arriv|get (?:to|here|there)|come|deliver|land)\w*"
            r"|(?:什么时候|什麼時候|啥时候|几时|幾時|何时|哪天|多久|几号|预计).*(?:到|送达|抵)"
        )
    ),
    # The words say that two values have to be exchanged with each other: "the other way round", 反了.
    "swaps_two": has(
        r"\b(?:other way (?:a?round)|vice versa|reversed|swapped|mixed (?:them |it )?up)\b|[说写弄搞]?反了|对调|對調|调过来|調過來|调换|弄混|搞混"
    ),
    # The words speak of a claim, a quotation or an order, or ask to tell somebody something.
    "speaks_of_trades": has(
        r"\b(?:claims?|rfqs?|quotations?|my quote|counter|orders?|tell (?:them|him|her|the)|message (?:to|the|for))\b|\bQUO-?\d"
        r"|索赔|赔[他她付]|补发|求购|询盘|报价|还价|订单|[那这]单|说一声|留言|捎|带句话|发(?:个|条)?(?:消息|信息)|告诉|转告"
    ),
    # The words say that goods leave, are ready to leave, or come later. Without such words, a day is not the one on
    # which goods leave: "the rest is assembled by Wednesday", 下周上釉.
    "speaks_of_leaving": has(
        r"\b(?:ship|shipp\w+|ships|leav(?:e|es|ing)|left|sent|dispatch\w*|deliver\w*|depart\w*|load(?:ed|ing|s)?|sail\w*|collect\w*|pick(?:ed)?[- ]?up|handed over"
        r"|go(?:es)?|going|ready|late|later|delay\w*|postpone\w*|earlier|lead time|eta)\b"
        r"|\bsends?\b(?! (?:the |a |your |him |her |them )?(?:buyer|customer|client|message|msg|word|note|mail))"
        r"|发[货貨走出船运運往]|(?<!开)发(?=[\s，,。！]|$|得|掉|完)|能发|可以发|再发|先发|發|出[货貨厂运]|寄|运走|交[货貨付期]|工期|货期|走(?=[\s，,。！了]|$)|装[柜箱船车]|提货|自提|送货|到货|备好|好货"
        r"|\b(?:mov(?:e|es|ed|ing)|chang(?:e|es|ed)|push(?:es|ed)?) (?:it |them |that )?(?:back )?to\b|改[到成为為]|延期|延[后後迟]|推[迟后後]|往后|提前|晚|迟|遲"
    ),
    # The words say how much is needed: "we need 24 t", 我们要24吨.
    "needs": has(
        r"^(?:[a-z ]{0,16},\s?)?\b(?:we|i)(?:'d| would)? (?:actually |now |really |only |just |will |do )*(?:need|want|require|take)\s(?:only |just |about |around )?\d"
        r"|^(?:其实|现在|实际上?|我们?|咱们?|这边|还是|[\s,，])*(?:只|就)?(?:要|需要|得要)\s?\d"
    ),
    # The words say until when somebody shall answer: "I want the answers by Friday", 周五前要报价.
    "wishes_answers": has(
        r"\b(?:want|need|give me|get me|expect|require|like|have)\s(?:(?:the|your|their|all|to have|our)\s){0,2}(?:answers?|quotes?|quotations?|offers?|replies|bids)\b[^,.;]{0,16}\b(?:by|before|until|within|no later)\b"
        r"|\b(?:answers?|quotes?|quotations?|offers?|replies|bids)\s(?:have to be here |must be (?:in|here) |are due |due )?(?:by|before|until)\b"
        r"|前(?:要|必须|得)?(?:给|收到|有|报|拿到)[^，,。]{0,4}(?:报价|回复|价)|(?:报价|回复)[^，,。]{0,3}(?:前|截止)"
    ),
    # The words only wish for something, which is not done yet: 想先发400套, "could we send 400 first?".
    "wishes_to": has(
        r"\b(?:could|can|may|might) (?:we|i)\b|\b(?:we|i)(?:'d| would) (?:like|prefer)\b|\b(?:we|i) (?:want|plan|hope|wish|intend) to\b|\bis it ok(?:ay)? if\b"
        r"|想(?:先|分|把)|能不能|可不可以|可否|能否|打算|希望|建议"
    ),
    # The words ask how goods are to be made, coloured or packed, which requests often do not say: 买家要什么包装.
    "asks_make_up": has(
        r"(?:什么|啥|哪种|怎么|什麼)(?:样的?)?(?:包装|颜色|材质|印刷|唛头|款式)|(?:包装|颜色|材质|唛头|款式)[^，,。]{0,4}(?:呢|是什么|怎么|没写|没说|没有?说)"
        r"|\b(?:what|which|how) (?:kind of )?(?:packing|packaging|colou?rs?|material|finish|marking)\b|\bhow (?:is it|are they|should (?:it|they) be) packed\b"
    ),
    # The only word for how goods are made, coloured or packed.
    "make_up": find_make_up,
    # The words speak of the marketplace's own fees: "what is the commission on this?".
    "asks_commission": has(
        r"\bcommissions?\b|\b(?:platform|service|marketplace|listing|membership) fees?\b|佣金|抽成|平台费|服务费|扣点"
    ),
    # The words ask until when the writer is bound to something: "until when am I bound to that?".
    "asks_binding": has(
        r"\b(?:how long|until when|till when|when)\b.*\b(?:bound|binding|committed|tied)\b|(?:到什么时候|到哪天|多久).{0,6}(?:算数|约束|作数)|算数到|作数到"
    ),
    # The words ask how reliably somebody pays: "is nordmarkt a good payer?", 这家付款及时吗.
    "asks_how_they_pay": has(
        r"\b(?:good|bad|reliable|late|slow|prompt) payers?\b|\bpay(?:s|ing)? (?:on time|late|reliably|promptly)\b(?=.*\?|$)|付款(?:及时|准时|爽快|靠谱|信用|信誉)|(?:爱|会|老|总)拖款|拖欠货款吗"
    ),
    # The words insist on something that was refused: "come on, just this once", 就这一单 通融一下.
    "insists": has(
        r"\bcome on\b|\bjust (?:this once|once|for this|this one)\b|\bi(?:'m| am) the (?:boss|owner)\b|\b(?:make|as) an exception\b|就这一[次单回]|通融|破(?:个|一次)?例|我(?:是|就是)老板|我说了算"
    ),
    # The words ask to add an apology to a message: 说声抱歉, "and apologise to them".
    "apologises": has(
        r"(?:说|道|带)(?:一?[声个下])?(?:抱歉|对不起|歉)|致歉|赔个?不是|\bapologi[sz]e\b|\bsay (?:that )?(?:we(?:'re| are) )?sorry\b|\bour apologies\b"
    ),
    # The words ask for the other orders of a company: 他们除了这单还有啥.
    "asks_other_orders": has(
        r"除了(?:这|那)(?:一)?[单个].{0,8}还有|(?:他们?|她们?|这家|对方)还有(?:别的|其他|什么|啥|哪些)(?:的)?[单订]|\b(?:what else|anything else|other orders?) (?:do (?:they|we) have|have they|from (?:them|him|her|this (?:buyer|customer))|with (?:them|him|her))\b"
    ),
    # The words ask for the weight or the cartons of a shipment: 箱单毛重你知道吗.
    "asks_weight": has(
        r"(?:毛重|净重|总重|箱数|件数|体积)[^\d]{0,10}(?:吗|多少|知道|几)|\b(?:gross|net) weight\b(?=[^\d]*\?)|\bwhat(?:'s| is) the (?:gross|net|total) weight\b|\bhow many (?:cartons?|ctns?|boxes|pallets|kilos?|kgs?)\b|\bwhat(?:'s| is)? the weight\b|几箱|多少箱|多少公斤|多重"
    ),
    # The words ask to take a listing out of the shop: "take it off", 下架.
    "takes_off": has(
        r"\b(?:take|pull) (?:it|them|that|this|that one|this one) (?:off|down|offline)\b|\b(?:delist|unlist)\b|下架|撤下来"
    ),
    # The words take all things out of the shop: 都停, "stop all of them".
    "pauses_all": is_all(
        r"(?:那|就|先|把|全部?|都|统统|一起|三款|两款|这些|几款|它们|\s|,|，)*(?:都|全部?|统统|一起)(?:先|给我)?(?:停|下架?|撤|关)(?:了|掉|售|卖|一下|吧|啊|下)*[。！!\s]*"
        r"|(?:please |just |then |ok |yes )*(?:stop|pause|close|hide|take (?:down|off)) (?:them all|all(?: (?:of (?:them|these|those)|three|two|four|these|those))?|both(?: of them)?|everything)(?: please| pls)?[.!\s]*"
        r"|(?:all|both)(?: of (?:them|these))?,? (?:stop|pause|off|down)[.!\s]*"
    ),
    # The words ask whether a paused listing comes back by itself: 什么时候能再上 自动的吗.
    "asks_if_back": when_short(
        has(
            r"自动(?:的?(?:吗|么|嘛|不|？|\?)|[^，,。]{0,4}(?:上架|恢复|上线|再上))|(?:什么时候|啥时候|几时|何时|多久)[^，,。]{0,4}(?:再上(?!班)|重新上|恢复上|上回架|再上架)"
            r"|\b(?:comes?|go(?:es)?|be|put|get) back (?:on(?:line| sale)? )?(?:by itself|automatically|alone|on its own)\b|\b(?:back|resume[sd]?|online again|reactivated?) (?:\w+ ){0,2}automatic\w*|\bautomatic\w* (?:back|resume[sd]?|relisted|online)\b|\bwhen (?:does|do|will|can) (?:it|they|that one|those) (?:come|go|be) (?:back|online|on sale)(?: (?:on|again|online))?\b"
        )
    ),
    # The words ask how punctual the writer's company is, or how that is counted: 准时率呢, "why is the on time so
    # low?".
    "asks_punctuality": has(
        r"\bon[- ]?time (?:rate|score|figure|share|delivery|percentage|number)\b|\b(?:my|our|the) on[- ]?time\b|准时率|准点率|按时率|按期率|及时率"
    ),
    # The words ask for a better rating: 给我涨到5分呗.
    "wants_better_rating": has(
        r"\b(?:raise|increase|improve|lift|bump|boost|change|set|make) (?:my|our|the) (?:rating|score|stars)\b|\bgive (?:me|us) (?:5|five|more|better) (?:stars?|points?)\b"
        r"|(?:涨|升|提|改|刷|加|调)(?:到|成|个|高|点|一?下)?[^，,。\d]{0,3}(?:[45五四满](?:\.\d)?[分星]|评分|星级)"
    ),
    # The words ask how many of the writer's quotations were accepted: 报价成交率, "how many of our quotes won?".
    "asks_success": has(
        r"\b(?:success|win|hit|conversion|acceptance) rate\b|\bhow many (?:of (?:my|our) )?(?:quotes|quotations) (?:were |got |did |have )?(?:we |i |been )?(?:won?|win|accepted|successful)\b"
        r"|成交率|中标率|成单率|转化率|报价(?:的)?成功率"
    ),
    # The words say that an order is not ready in time: "will not be finished in time", 赶不上交期.
    "not_in_time": has(
        r"\b(?:not|n['’]?t|never) (?:be |get |make it |manage |have (?:it|them) )?(?:\w+ )?(?:in|on) time\b|\bmiss(?:es|ed)? the (?:date|deadline|day|\d{1,2}(?:st|nd|rd|th))\b"
        r"|(?:can(?:not| not|['’]?t)|won['’]?t|will not|unable to|not able to|could(?: not|n['’]?t)) (?:make|meet|keep|hold|reach) (?:it(?= (?:by|until|before|for|on|till)\b|$|[,.])|the (?:date|deadline|day|ship(?:ping)? (?:date|day))|(?:the )?\d{1,2}(?:st|nd|rd|th)?\b(?! ?(?:pcs|pieces|sets|units)))"
        r"|\b\d{1,2}(?:st|nd|rd|th) (?:is |will be )?(?:not possible|impossible|not realistic|no chance)\b|\d[号號][^，,。]{0,6}(?:没戏|不行|不可能|发不了|发不出|悬)"
        r"|(?:赶|来|做)不(?:上|及|完|出来)|交不(?:了|上)货|误(?:了)?交期"
    ),
    # The words ask to list a product that is not listed yet: "can I add a new product?", 上新.
    "new_listing": has(
        r"\b(?:add|list|upload|publish|put (?:up|in)|create) (?:an?|another|our|my|some|one more) (?:new )?(?:product|item|listing|article|model)s?\b"
        r"|上(?:架)?(?:个|一个|一款|款)?新(?:品|产品|款)|上新(?!加坡)|(?:加|新增|增加|添加)(?:个|一个|一款|款)?(?:新)?(?:产品|商品|新品)"
    ),
    # The words propose something else instead: "what if we offer 27 inch?", 要不换成27寸行不行.
    "proposes": has(
        r"\b(?:what|how) (?:if|about) (?:we|i)\b|\b(?:could|can|may|shall) (?:we|i) (?:offer|propose|suggest|send|give|deliver)\b|\b(?:we|i) (?:could|can) (?:offer|propose)\b"
        r"|(?:要不|要么|不然|能不能|可不可以|可以)(?:就|给|先|用)?[^，,。]{0,6}(?:换|改|用|给|提供)|(?:换|改)(?:成|用|做)[^，,。]{1,20}(?:行不行|可以吗|行吗|好不好|怎么样|可不可以)"
    ),
    # The words ask whether the writer may decline or cancel: 我能拒单吗, "may I decline?".
    "asks_to_be_allowed_to_decline": has(
        r"\b(?:can|may|could|am i allowed to|are we allowed to) (?:i|we)?\s?(?:still )?(?:decline|refuse|reject|cancel|turn (?:it|this) down|back out)\b"
        r"|(?:能不能|可不可以|能|可以)(?:再|还|就)?(?:拒绝?|取消|不接|退掉?)(?:这|那|此)?(?:个|张)?(?:单|订单)?(?:子)?(?:吗|嘛|么|不|没|？|\?)"
    ),
    # The words ask whether the writer can still quote: 还能报吗, "can we still quote?".
    "asks_to_quote_still": has(
        r"\bcan (?:i|we) (?:still|yet) (?:quote|bid|offer)\b|\bstill (?:time|possible) to (?:quote|bid)\b|\btoo late to (?:quote|bid)\b|还(?:能|可以|来得及)(?:再|重新)?报价?(?:吗|嘛|么|不)|还能不能报"
    ),
    # The words say when a ship, a train or a lorry departs: 26号开船, "it sails on the 26th".
    "departs": has(
        r"\b(?:etd|sail(?:s|ed|ing)?|depart(?:s|ed|ing|ure)?|vessel leaves|leaves port)\b|开船|開船|开航|启航|離港|离港|船期|起飞|发车"
    ),
    # The words speak of goods that leave in several shipments: "in two parts", 分批发.
    "splits": has(
        r"\b(?:in|as|with|into) (?:two|three|2|3|several|some|separate|partial) (?:parts?|lots?|batch(?:es)?|shipments?|goes|times|steps|deliveries)\b|\bin (?:parts|batches|lots)\b|\bpart(?:ial)?(?:ly)? (?:ship\w*|deliver\w*)\b"
        r"|\bsplit (?:up )?(?:it\b|into\b|(?:[\w-]+ ){0,4}(?:shipments?|order|delivery|goods)\b)|\bship (?:just |only )?(?:a )?part\b"
        r"|分(?:[两二三几多]?批|[两二三几多]次)(?!付)(?:发|出|走|交|运|送|装)?|分(?:开|拆)(?:发|出[货运]|走|交货|运)|拆(?:开|成|分)[^，,。]{0,3}(?:发|批|出)|先[发走出运][^，,。]{0,3}(?:一?部分|一?半|一批|一些)|部分(?:发货|出货)"
    ),
    # The words say that a number is not there yet and comes later: "forwarder gives it in the afternoon", 单号等货代给.
    "number_later": has(
        r"\b(?:don['’]?t|do not|haven['’]?t|have not|didn['’]?t) (?:have|got?|get|know|received?) (?:it|the number|one|that|any|a number|that number)?\s?(?:yet|now|so far|here)?|\b(?:no|without) (?:tracking )?number (?:yet|so far|now)\b|\bnumber (?:comes|follows|is coming|will (?:come|follow)|later|to follow|not (?:yet|there))"
        r"|\b(?:forwarder|carrier|courier|agent|they|he|she|warehouse|colleague) (?:will )?(?:gives?|sends?|tells?|has|issues?)\b|\b(?:get|give|send|have|tell)s? (?:it|you|the number|you the number) (?:later|tomorrow|tonight|soon|in the (?:afternoon|evening|morning)|this (?:afternoon|evening)|on \w+day)\b|\bleave (?:it|that|the number) (?:open|empty|blank|out)\b|\bfill (?:it|that) in later\b|\bwait(?:ing)? for (?:it|the number|the (?:awb|b/?l|waybill))\b"
        r"|(?:单号|运单|提单|号码?|号)[^，,。]{0,4}(?:还没|没出|没有|未出|等|晚点|稍后|回头|待会|后面|明天|下午|我找|找找|不知道)|等[^，,。]{0,6}(?:给|出来|发我|拿到|通知)|(?:晚点|稍后|回头|待会儿?|等下|等会儿?|过会儿?|明天|下午|晚上)(?:再)?(?:给|发|补|填|报|说|告诉)|先(?:不填|空着|不写|留空)|(?:后|再)补(?!发)|找找(?!看有)|还没(?:有|出来?|给|拿到|下来)"
    ),
    # The words ask whether the other side learns of something: 买家会收到通知吧, "has the buyer been told?".
    "asks_whether_told": when_short(
        has(
            r"\b(?:will|does|do|did|is|are|has|have|can) (?:the |our )?(?:buyer|customer|client|they|he|she|other side)s? (?:already |now |also |then )?(?:been |be |get |got |gets )?(?:told|informed|notified|know|see (?:it|this|that)|a (?:notice|message|notification))"
            r"|(?:买家|客户|对方|他们?|她们?)(?:那边|那里|那儿)?(?:现在|已经|会|能|都)*(?:收(?:得)?到(?:通知|消息|信息)|知道|通知到|看(?:得)?到)(?:了|的)*[吧吗嘛没不？?]"
        )
    ),
    # The words ask what the other side sees of something: 买家那边能看到啥, "what can the customer see?".
    "asks_what_they_see": has(
        r"\bwhat (?:exactly )?(?:can|does|do|will|would|could) (?:the |my |our )?(?:customer|buyer|client|they|he|she|other side)s? (?:now )?see\b"
        r"|(?:买家|客户|对方|他们?|她们?)(?:那边|那里|那儿)?(?:现在|目前|会|能|可以)*(?:看得?到|看见|看到)(?:的是?)?(?:什么|啥|哪些)"
    ),
    # The words say how much of an order is made: 进度到60%了, "320 of 500 are assembled".
    "tells_progress": has(
        r"(?:进度|進度|进展|做|生产|完成|赶|干)[^，。,;；]{0,8}?(?:\d{1,3}\s?%|百分之|[一二三四五六七八九]成|一半|大半)"
        r"|\b\d{1,3}\s?(?:%|percent|pct)\s(?:\w+\s){0,3}?(?:done|finished|made|assembled|complete\w*|produced|through)\b"
        r"|\b(?:progress|done|finished|complete\w*|produced|made|assembled)\b[^.;]{0,20}?\b\d{1,3}\s?(?:%|percent|pct)"
        r"|\b\d+ (?:out )?of (?:the )?\d+\b[^.;]{0,20}?\b(?:done|finished|made|assembled|complete\w*|produced|packed|sewn|printed)\b"
        r"|\bhalf (?:(?:of )?(?:it|them|the \w+) )?(?:is |are )?(?:done|finished|made|through)\b"
    ),
    # The words speak of a photo or another file as if it were attached.
    "says_attached": has(
        r"\b(?:here(?:'s|’s| is| are| you (?:have|go))|(?:i|we)(?: am|'m|’m| are|'re|’re| have|'ve|’ve)? (?:just )?(?:send(?:ing)?|sent|attach(?:ed|ing)?|upload(?:ed|ing)?)"
        r"|(?:please )?(?:see|find|check|look at) (?:the |my |our |this |these )?(?:attached )?)\s?(?:you )?(?:the |a |some |my |our |two |three |\d+ )?"
        r"(?:photos?|pictures?|pics?|images?|screenshots?|attachments?|attached|files?|pdfs?|spreadsheets?|drawings?)\b"
        r"|\bas attached\b|\bin the attachment\b|\b(?:photos?|pictures?|files?|documents?|lists?|pdfs?) (?:is |are )?attached\b"
        r"|(?:这是|這是|请看|請看|见|見|附上|发了|發了|传了|傳了|上传了|上傳了|发给你|發給你|发您|發您).{0,6}(?:照片|图片|圖片|截图|截圖|附件|文件|图纸|圖紙)"
        r"|(?:见|見|看)附件|如[图圖](?:所示)?|(?:见|見|看)[图圖](?!书|書|案)|附件(?:里|裡|中)?(?:是|有)"
    ),
    # The words ask to get a price from somebody: 攞報價, 帮我问他们报个价.
    "wants_quotation": has(
        r"(?:攞|拎|俾|畀|要|问|問|请|請|让|讓|帮我|幫我)[^，,。]{0,12}(?:报[个個下]?价|報[個下]?價)"
    ),
}
