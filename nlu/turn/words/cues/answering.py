"""Finds words that answer the bot or speak about it: "ok", "stop", "send it", "useless", "are you a person?". Imports nothing of
Rasa."""

from __future__ import annotations

import re

from nlu.turn.words.cues.finder import Finder, has, is_all, when_short

_MANDARIN = re.compile(r"chinese|mandarin|中文|汉语|漢語|华语|華語|国语|國語|普通话|普通話|\bzh\b|\bcn\b", re.I)
_ENGLISH = re.compile(r"english|英文|英语|英語|\ben\b|\beng\b", re.I)
_A_LANGUAGE = (
    r"(?:english|chinese|mandarin|cantonese|french|spanish|german|russian|arabic|portuguese|italian|japanese|korean|turkish|hindi|polish|dutch|vietnamese|thai"
    r"|indonesian|malay|persian|farsi|urdu|bengali|swahili|greek|hebrew|czech|romanian|swedish)"
)
_NOT_READABLE = re.compile(
    r"(can'?t|cannot|dont|don'?t|not?) (read|understand|speak|use|know)[^,.，。]*|看不懂[^,，。]*|不懂[^,，。]*|(?:不会|不會|唔识|唔識|没学过|沒學過)(?:说|說|讲|講|写|寫)?[^,，。]*|听不懂[^,，。]*|别[^,，。]*"
    r"|instead of \w+",
    re.I,
)
_MOST_CONFIRMED = 25
"""The most characters of words that confirm something."""
_confirms = has(
    r"\b(confirm(ed)?|accept(ed)?)\b|^\W*(?:(?:i|we|i'll|we'll|ok|yes)\s+)*take\s+(?:the|that|this)\b.{0,30}\border\b|确认|確認|接受|接单|接單|接咗|接[了下]吧|单接了|單接|(?:个|批|笔|都|就)接[了下](?=[\s,，。！!]|$)"
)
_refuses_to_confirm = has(
    r"\b(?:do not|don'?t|not|never|won'?t|without)\s(?:\w+\s){0,2}?(?:confirm|accept)\w*"
    r"|(?:别|別|不要|先不|先别|唔好|暂不|暫不|暂时不|还不|不想|不能)(?:急着|忙着|忙|先|要)?(?:确认|確認|接[单單受])"
)
_holds_goods_back = has(
    r"\b(?:do not|don'?t|dont|not|never|won'?t)\s(?:\w+\s){0,1}?(?:ship|send|dispatch|release)\b(?! (?:me|us|it to me|any|a|the (?:quote|offer|message|invoice)))"
    r"|\b(?:hold|keep) (?:back )?[\w -]{1,30}\b(?:back|from shipping)\b|\bhold (?:off )?(?:shipping|the shipment)\b"
    r"|(?:别|別|不要|先不|先别|唔好|暂不|暫不|暂时不|暂缓|缓一?下)(?:急着|忙着|忙|先|要)?(?:发(?![票布错给消信])|發(?![票佈])|出货|出貨|装船|走货)|(?:压|扣)[一]?[下着]再?发"
)
_acknowledges = is_all(
    r"(ok|okay|okey|k|fine|alright|all right|got it|i see|understood|noted|good|great|cool|right|哦|噢|嗯+|好|好的|好吧|好滴|行|知道了|了解|明白了?|收到|没问题|可以)"
    r"[\s,，]*(thanks?|thank you|thx|谢谢|多谢)?[.!。！~👍]*"
)
MEANINGS: dict[str, Finder] = {
    "moq": has(
        r"\bwhat(?:'s| is)? (?:an? )?(?:moq|minimum order quantity)\s*\??\s*$|\bwhat (?:does|do|did) .{0,12}\bmoq mean|\bmoq (?:stands? for|means?)\b|(?:moq|起订量)(?:是什么|是啥|什么意思|啥意思|係咩)"
    ),
    "factory_or_trader": has(
        r"\bdifferen\w+ between (?:a )?(?:factor\w+|manufactur\w+).{0,12}trad\w+|\bdifferen\w+ between (?:a )?trad\w+.{0,20}factor\w+"
        r"|(?:工厂|工廠|厂家).{0,4}(?:贸易公司|貿易公司|贸易商).{0,6}(?:区别|區別|分别|分別|不同|不一样)"
    ),
    "beginning": has(
        r"\bhow (?:does|do) (?:this|it|that|the whole thing|things) (?:all )?work\b|\bwhere (?:do|should|can) (?:i|we) (?:begin|start)\b"
        r"|\bhow (?:do|should|can) (?:i|we) (?:begin|start)\b|(?:从哪|從哪|怎么|怎麼|點樣|点样).{0,3}(?:开始|開始|入手|下手)|第一次.{0,6}(?:买|買|采购|採購|进货|進貨).{0,8}(?:怎么|点|點|流程)"
    ),
}


_TAKES_ORDER = when_short(
    has(
        r"\b(?:we|i)(?:['’]ll| will| can| do)? (?:take|accept|confirm) (?:it|that|this|the order|them)\b"
        r"|(?:^|[,;.]\s?|\b(?:ok|okay|yes|fine|then|so|just|please) )(?:accept|confirm|take)(?: (?:it|that|this|the order))?(?=\s?,|\s(?:but|and|with|for|on|only)\b)"
        r"|(?:^|[\s,，。;；吧])(?:那|就|先|可以|能|行|好)*(?:接(?:了|单|下)|收下|确认(?:了|吧|接单)?(?![收到书件人函]))|按[^，,。\s]{1,8}(?:确认|接)"
    )
)


def takes_order(text: str) -> bool:
    """Returns whether the words take an order, whatever else they say: "we take it but ship 22 dec", 接了 不过22号发."""
    return bool(_TAKES_ORDER(text)) and not _refuses_to_confirm(text)


def confirms(text: str) -> bool:
    """Returns whether the words are short and say that something is confirmed or accepted."""
    return len(text.strip()) <= _MOST_CONFIRMED and _confirms(text) and not _refuses_to_confirm(text)


def acknowledges_first(text: str) -> bool:
    """Returns whether the words first acknowledge what the bot said, and go on: "ok, I'll wait till Friday", 好
    那我等等."""
    first, _, rest = text.strip().replace("，", " ").replace(",", " ").partition(" ")
    return bool(rest) and _acknowledges(first)


def find_language(text: str) -> str | None:
    """Returns the language that the words ask for, `en` or `zh`; None if they name neither. If the words only name one
    that the writer cannot read, they ask for the other one: 不会英语咋整."""
    said = _NOT_READABLE.sub(" ", text)
    mandarin, english = _MANDARIN.search(said), _ENGLISH.search(said)
    if mandarin and english:
        return "zh" if mandarin.start() > english.start() else "en"
    if not mandarin and not english and bool(_MANDARIN.search(text)) != bool(_ENGLISH.search(text)):
        return "zh" if _ENGLISH.search(text) else "en"
    return "zh" if mandarin else "en" if english else None


def find_meaning(text: str) -> str | None:
    """Returns the beginner's question that the words ask: what an MOQ is (`moq`), how a factory differs from a trading
    company (`factory_or_trader`), or how to begin (`beginning`)."""
    return next((name for name, asks in MEANINGS.items() if asks(text)), None)


_sends = is_all(
    r"(?:(?:yes|ok|okay|sure|please|pls|just|now|then|so|and|good)[\s,]+)*(?:send|submit|file|go ahead)(?: (?:it|them|this|that|the (?:claim|request|quotation|quote|rfq|offer)))?"
    r"(?: like (?:this|that|it is)| as it is)?(?: (?:in|now|first|already|please|pls|off|out|am))*[啦吧了咯]?[.!]*"
    r"|(?:好的?|好了|行了?|可以了?|是的?|对|對|嗯|确认)?[\s,，]*(?:请|那|你|就|先|直接|这样|可以){0,4}(?:发送|提交|报上去|發送|发出去?|发过去|发|發出去?|發)(?:上去)?(?:报价|询价|請求|请求|索赔)?[吧了啦咯呗]{0,2}[.。!！]*"
)
"""Matches "send it", which is a "yes" after "Shall I send it?"."""
_SENDS_GOODS = re.compile(r"先[发發]出?[去吧了啦]?$")
"""Matches words that mean the sending of goods, if they stand alone."""
_stops = is_all(
    r"(?:(?:please|pls|ok|okay|no|oh|ah|well|then|so|just|actually)[\s,]+){0,3}(?:cancel|stop|quit|exit|abort|never ?mind|forget (?:about )?(?:it|that|this)|(?:leave|drop) (?:it|that|this)(?: one)?|scrap (?:it|that)|back)(?: (?:it|this|that|then|please))?[.!]*"
    r"|(?:那就|那|咁就|咁|噉|还是|就|哦|好吧|唉|哎)*(?:取消(?:吧|掉|了)?|算了吧?|算啦|作罢|不(?:用|要|弄|填|发|问)了|停|停止|退出|返回|放弃|(?:就)?当我没(?:说|问|提)过?|就當我[沒冇]講過?)"
)
_TAKES_BACK = re.compile(
    r"forget|never ?mind|leave (?:it|that|this)|drop (?:it|that|this)|scrap|算了|算啦|作罢|不.了|当我|當我"
)
"""Matches those words of `_stops` that give up a task or a plan, and not an order."""


_PIECES = re.compile(r"[.,;!?，。；！？\n]+\s*|(?<=[\u4e00-\u9fff])\s+")


def _divide(text: str) -> list[str]:
    """Returns the clauses of the text if there are several, else an empty list."""
    pieces = [piece for piece in _PIECES.split(text) if piece.strip()]
    return pieces if len(pieces) > 1 else []


def stops_among(text: str) -> bool:
    """Returns whether the first or the last of several clauses only says that a wish is given up: 那算了
    到上海我自己拉."""
    pieces = [piece.strip() for piece in _divide(text)]
    return any(_stops(each) and _TAKES_BACK.search(each) for each in (*pieces[:1], *pieces[-1:]))


def sends(text: str) -> bool:
    """Returns whether the whole text says "send it"."""
    return _sends(text) and _SENDS_GOODS.search(text.strip()) is None


def names_sending(text: str) -> bool:
    """Returns whether the text, or one of its clauses, asks to send something, and does not only say "go ahead"."""
    return any(sends(piece) and "ahead" not in piece for piece in (text, *_divide(text)))


def sends_among(text: str) -> bool:
    """Returns whether one of several clauses says nothing but "send it": 照片等会儿传 先提交."""
    return any(sends(piece) for piece in _divide(text))


FINDERS: dict[str, Finder] = {
    # The words only say "stop" or "cancel", which does not ask to cancel an order.
    "stops": _stops,
    "stops_among": stops_among,
    # The words say "send it", which is a "yes" after "Shall I send it?".
    "sends": sends,
    "sends_among": sends_among,
    # The words only acknowledge what the bot said: "ok", 好的.
    "acknowledges": _acknowledges,
    "acknowledges_first": acknowledges_first,
    "confirms": confirms,
    "takes_order": takes_order,
    # The words say that something is not to be confirmed: "don't confirm yet", 先别确认.
    "refuses_to_confirm": _refuses_to_confirm,
    # The words say that goods are not to leave yet: "don't ship 555 yet", 先别发.
    "holds_goods_back": _holds_goods_back,
    # The words only ask to put a message into another language: "tell them in English", 用英文写.
    "asks_to_translate": when_short(
        has(
            r"\btranslat\w+|\b(?:write|send|say|tell|put)\b[^:,.;]{0,24}?\b(?:in|into) (?:english|chinese|mandarin|german|french|spanish|arabic)\b(?!\s*:)"
            r"|(?:用|以|拿)(?:英文|英语|英語|中文|汉语|漢語|德语|德文|法语|西班牙语|阿拉伯语)(?:给[他她它]们?)?(?:写|寫|发|發|说|說|讲|講|告诉)(?!.{0,2}我)|翻译?成|译成|譯成"
        )
    ),
    # The words say that somebody cannot do something: "we can't make it", 做不了.
    "cannot_be_done": has(
        r"\b(?:can'?t|cannot|can not|unable to|not able to|not possible|impossible)\b|[做接赶交]不[了成出下到]|没法[做接]|不接"
    ),
    # The words complain that the bot does not understand.
    "complains": has(
        r"\b(useless|stupid|dumb|idiot|moron|crap|rubbish|not help(ing|ful)|(don'?t|do not|doesn'?t|not) understand(ing)?( me| a)?\b|wrong answer|not what i)"
        r"|听不懂|聽不懂|看不懂我|没用|沒用|答非所问|答非所問|智障|笨|蠢|傻|废物|廢物|有病|垃圾|不明白我"
    ),
    "language": find_language,
    # The words ask which languages the bot knows, without asking it to change to one: "do you speak French?",
    # 你会说英语不.
    "asks_for_languages": when_short(
        has(
            rf"\b(?:do|can|could|does) (?:you|u|it|the bot|anyone|somebody)(?: guys| also| even)? (?:speak|understand|know|talk|read)\b.{{0,16}}\b{_A_LANGUAGE}\b"
            rf"|\b(?:you|u) (?:speak|understand) (?:any )?{_A_LANGUAGE}\s*\?|\b(?:what|which) (?:other )?languages?\b.{{0,24}}\b(?:speak|know|understand|support|available|can)\b"
            rf"|\bis there an? {_A_LANGUAGE} version\b|^{_A_LANGUAGE} (?:possible|available|ok)\s*\?"
            r"|(?:你|您|你们|你哋)(?:会|能|識|识|懂|會)(?:不会|不能|唔識)?(?:说|讲|講|听|用|看)?[\u4e00-\u9fff]{1,3}[语語文话話](?:吗|嗎|不|么|㗎|没|咩)?\s*[?？]?$"
            r"|(?:支持|会|會|有)(?:说|讲|講)?(?:什么|哪些|几种|幾種|乜嘢)[语語]言"
        )
    ),
    # The words ask whether a person or a machine answers.
    "asks_if_person": when_short(
        has(
            r"\b(?:are|r) (?:you|u)\b(?: \w+){0,2}? (?:an? )?(?:real|actual|human|person|people|bot|robot|machine|computer|ai|program|alive|man|woman)\b"
            r"|\b(?:am i|is this) (?:\w+ )?(?:talking|speaking|chatting|writing) (?:to|with) (?:an? )?(?:real|human|person|bot|robot|machine|ai)\b"
            r"|(?:你|您)(?:到底|究竟)?(?:是|係)(?:不是|唔係)?(?:真人|机器人|機器人|机械人|機械人|人工|电脑|電腦|程序|活人|人还是|人定)"
        )
    ),
    "meaning": find_meaning,
}
