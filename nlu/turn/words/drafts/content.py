"""Finds in a message the words for somebody else, without the words around them that only say what to do with them:
whom to tell, that they are a reason or a remark, or that they are to be sent then. Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.understanding.text.writing import folded

_CODE = r"(?:(?:ord|rfq|quo|smp|clm)-?\d+|\d{5,6})"
_SIDE = r"(?:suppliers?|factory|factories|sellers?|makers?|manufacturers?|vendors?|buyers?|customers?|clients?|company|other side)"
_WHOM = rf"(?:them|him|her|everyone|(?:the|that) (?:[a-z]+ ){{0,2}}one|(?:the |our |my |this |that |your )?(?:{_CODE}(?:'s)? )?{_SIDE}(?: (?:of|for|from|behind|on) (?:the |my |our )?(?:order |request )?{_CODE})?)"
_POLITE = (
    r"(?:(?:and|also|then|so|but|plus|ok|okay|no|yes|oh|hi|hello|hmm+|sorry|wait|actually|just|maybe|better|rather|please|pls|plz|kindly"
    r"|can you|could you|would you|will you|i(?:'d| would)? (?:want|need|like) (?:you )?to|we (?:want|need) (?:you )?to|you (?:can|may|should)|do|i have to)[\s,.]{1,3}){0,8}"
)
_TELLS = re.compile(
    rf"{_POLITE}(?:(?:tell|inform|remind|advise|notify)\s{_WHOM}(?:\s(?:that|this:?|please|about the fact that))?[\s:,]+"
    rf"|let\s{_WHOM}\s(?:please\s)?know(?:\sthat)?[\s:,]+|make sure (?:that )?(?:{_WHOM}|they|he|she) (?:knows?|understands?)(?:\sthat)?\s"
    rf"|(?:ask|check with)\s{_WHOM}(?:\sto)?[\s:,]+"
    r"|(?:mention|note|add|state|write|say|specify|point out|stress|put|make (?:it )?clear)(?:\s(?:there|in|too|also|instead|down))?(?:\sthat\s|\s?:\s*)"
    r"|(?:say|mention)\s(?=(?:we|our|it|they|i|the|there|capacity|that)\b))(?=\S)"
)
_WHOM_ZH = rf"(?:{_CODE}(?:那单|这单|单)?的?)?(?:他们|她们|他|她|佢哋?|对方|厂家|工厂|供应商|供货商|卖家|卖方|买家|买方|客户|客人|厂里|厂方|老外)"
_POLITE_ZH = r"(?:[\s,，]|请|麻烦|劳烦|帮我|帮忙|替我|能不能|可不可以|可以|那|咁|噉|唔该|唔該|就|再|另外|还有|顺便|对了|不对|不是|不|好的?|嗯|也|我想|想|要|你|先|直接|改|还是){0,8}"
_TELLS_ZH = re.compile(
    rf"{_POLITE_ZH}(?:(?:唔该|帮我){{0,2}}问(?:一?下|声)?{_WHOM_ZH}(?:啲|一?下|一声)?|(?:跟|和|给|同|向|对){_WHOM_ZH}(?:那边)?(?:说|讲|回|答|提)(?:一?[下声]|清楚)?"
    rf"|(?:告诉|通知|转告|知会|告知|提醒){_WHOM_ZH}(?:一?[下声])?|(?:问问?|询问)(?:一?下)?{_WHOM_ZH}(?:一?下)?"
    r"|备注(?:里|上|一下)?(?:写|注明|加)?(?:上|明)?|注明|写明|说明一下)(?:说|讲)?[\s:：,，]*(?=\S)"
)
_REASONS = re.compile(
    rf"{_POLITE}(?:(?:the\s|my\s|our\s)?(?:real\s)?reason(?:\s(?:is|was|being)|\s?:)(?:\sthat|\sbecause(?: of)?)?\s*|(?:it'?s\s|this is\s)?(?:because(?: of)?|due to|owing to)\s)(?=\S)"
    rf"|{_POLITE_ZH}(?:因为|由于|(?:原因|理由)(?:也|就|要|请)?(?:是|为|写|改成|改为|换成|填)?成?[:：，,\s]?)\s*(?=\S)"
)
_JOINS = re.compile(
    r"(?:(?:ok|okay|yes|yeah|fine|alright|well|oh)[\s,]+)*(?:and|but|also|plus)[\s,]+(?:(?:also|please|pls|let (?:it|them|that) be)\s)*(?=\S.{3})"
    r"|(?:(?:好的?|行|可以|嗯)[\s,，]*)*(?:不过|但是?|还有|另外|以及|并且|而且)[\s,，:：]*(?=\S{2})"
)
"""Matches words that only join what follows to what was said before: "ok but not before 10 February"."""
_SENDS = re.compile(
    r"(?:[\s,.;]+(?:and|then|so)(?:\sthen)?\s(?:please\s|just\s)?|[,.;]\s*(?:please\s|then\s)?)(?:send|submit|forward|post)(?:\s(?:it|this|that|them|off|out|over|now|away|please|the (?:request|message|offer|quotation|claim)|to (?:them|him|her)))*[\s.!]*$"
    r"|[\s,，。;；]*(?:然后|之后|再|就)(?:直接|帮我|给我)?(?:发送?|提交|发出去?|发过去|发给(?:他们?|对方|厂家|客户|买家|供应商))(?:吧|了|就行|就可以了?|即可)*[\s。！!]*$"
    r"|[,，。;；]\s*(?:直接|帮我)?(?:发送|提交|发出去|发过去)(?:吧|了)*[\s。！!]*$"
)
"""Matches the wish "… and send it" after the words that are to be written."""
_IS_TO_BE_NOTED = re.compile(
    r"[\s,，。;；]+(?:也|请|麻烦|帮我|给我|替我|你|都|要)*(?:写上|写进去|写清楚|备注上?|备注一下|注明一?下?|记上|标上)(?:去|吧|哈|啊|了)*[\s。！!]*$"
)
"""Matches the wish to have the words before it noted: 砧板要能激光刻字 写上."""
_CLAUSE_START = re.compile(r"[,.;，。；]\s*")
_INSTEAD = (
    re.compile(r"^(?:(?:no|sorry|actually|it'?s|it is|that'?s|that is|the reason is|reason is)[\s,]+)*not (?:because(?: of)? )?(?P<old>[^,;.]{2,60}?)(?:[,;.]?\s(?:but|rather)|[,;.]\s*(?:but|it'?s|it is|rather|because(?: of)?)?)\s(?:because(?: of)? )?(?P<new>[^\s].{1,120})$"),
    re.compile(r"^(?P<new>.{2,120}?)[,;]?\s(?:and not|not|instead of|rather than) (?:because(?: of)? )?(?P<old>[^,;.]{2,60})[\s.!]*$"),
    re.compile(r"^(?:[\s,，]|不对|其实|原因)*(?:并?不是|不係|唔系|并非)(?:因为)?(?P<old>[^,，。;；是]{1,30}?)(?:[,，。;；\s]+(?:而?是|系|因为)?(?:因为)?|而?是(?:因为)?)(?P<new>.{1,80})$"),
    re.compile(r"^(?P<new>[^,，。;；]{1,60}?)[,，\s]*(?:而)?不是(?P<old>[^,，。;；]{1,30}?)[\s。！!]*$"),
)  # fmt: skip
"""Match words that replace one thing by another: "not X but Y", 不是X，是Y."""
PERSON_AFTER_ALL = (
    r"(?:(?:(?:then|so|ok|okay|fine|well|yes|yeah|no|hmm+)[\s,.]+)*(?:a\s|the\s|real\s)*(?:human|real person|person|agent|colleague)(?:\s(?:then|yes|after all|please|pls))+"
    r"|(?:(?:then|fine|well|so)[\s,.]+)+(?:a\s|the\s|real\s)*(?:human|real person|person|agent|colleague)"
    r"|(?:那就?|还是|好吧?|行吧?|算了|嗯|[\s，,])*(?:转|找|叫)?(?:人工|真人|客服)(?:吧|好了|啦|呗)*)"
)
"""Matches the wish for a person as a clause of its own: "then person yes", 那还是人工吧."""
_DAY_ZH = r"(?:今天|明天|后天|大后天|(?:下|这|本)?(?:周|星期|礼拜)[一二三四五六日天末]|(?:\d{1,2}月)?\d{1,2}[号日])"
_PART_ZH = r"(?:一?早上|上午|中午|下午|傍晚|晚上)?"
_DAY_EN = r"(?:today|tomorrow|(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:the )?\d{1,2}(?:st|nd|rd|th))"
_PART_EN = r"(?: (?:morning|afternoon|evening|noon))?"
_NOT_THEN = (
    re.compile(
        rf"^[^，,。;；\d]{{0,8}}?(?P<old>{_DAY_ZH}){_PART_ZH}[^，,。;；\d]{{0,4}}?(?:没空|没时间|不得空|没车|不行|不方便|不在|有事|来不了|去不了|到不了|送不了|走不开|排不开|排不上)(?:了|啊|哈)?[\s,，。;；]+(?:只能|要不|就|那|得|换|改|改成|改到|换成)*(?P<new>{_DAY_ZH}{_PART_ZH})(?:[去来送到发]?(?:吧|可以|行|好了|哈)*)[\s。！!]*$"
    ),
    re.compile(
        rf"^[^,;.\d]{{0,24}}?\b(?P<old>{_DAY_EN}){_PART_EN}[^,;.\d]{{0,10}}?\b(?:busy|not free|no time|not available|unavailable|not possible|impossible|won'?t work|doesn'?t work|does not work|is bad|is out|is full)[\s,;.]+(?:so |but |only |make it |let'?s (?:do|say) |then |on |rather |better )*(?P<new>{_DAY_EN}{_PART_EN})(?: instead| then| please| is (?:ok|fine|possible))*[\s.!]*$"
    ),
    re.compile(
        rf"^[^,;.\d]{{0,24}}?\b(?:busy|not free|no time|not available|unavailable|can'?t|cannot|not possible)(?: (?:do|come|make it|deliver))?(?: on)? (?P<old>{_DAY_EN}){_PART_EN}[\s,;.]+(?:so |but |only |make it |let'?s (?:do|say) |then |on |rather |better )*(?P<new>{_DAY_EN}{_PART_EN})(?: instead| then| please| is (?:ok|fine|possible))*[\s.!]*$"
    ),
)
"""Match words which say that one day is not possible, and name another: 司机周四没空 周五上午."""
_TO_BOT = re.compile(
    rf"{PERSON_AFTER_ALL}|"
    r"(?:(?:ok|okay|fine|alright|yes|yeah|no|well|so|good|hmm+)[\s,]+)*(?:leave|forget|drop|skip)(?: about)? (?:it|that|this|the other|that one|this one)(?: then| for now| now| please)?"
    r"|(?:(?:ok|okay|fine|well|no)[\s,]+)*never ?mind(?: that| it| then)?|(?:那|那就|好|嗯|哦|行)*(?:(?:算了|不管(?:它|这个|那个)?|(?:这个|那个)?先(?:放着|放一放|不管))[吧了]?){1,2}"
)
"""Matches a clause that only gives up what was talked about, or wants a person."""
_ONLY_ASKS = re.compile(
    rf"{_POLITE}(?:ask|tell|write to|message)\s{_WHOM}(?:\s(?:that|this|it|so|please|pls|then|first))*\s*[.!;]\s+(?=\S.{{5}})"
    r"|(?:好的?|行|嗯|可以|那|就|请|麻烦|[\s,，]){0,8}(?:帮我|你)?(?:问|问问|问一?下)(?:他们?|她们?|厂家|供应商|对方|一?[下声])?(?:吧|呗)?[。.！!；;，,\s]+(?=\S{4})"
)
"""Matches the wish to have something asked, before a sentence that adds to it: "ok ask them. I need it before xmas"."""
_SIMPLER = str.maketrans(
    "傳訊說説講問給發對們個後寫幫聲話條轉廠點該麼還", "传讯说说讲问给发对们个后写帮声话条转厂点该么还"
)
_LONGEST = 240


def simplify(plain: str) -> str:
    """Returns the text with the traditional characters of words that introduce messages in their simplified form. Each
    character keeps its place."""
    return plain.translate(_SIMPLER)


def find_words_behind_wish(text: str, plain: str) -> str:
    """Returns the words of the raw text behind a sentence that only wishes to have something asked; "" if it begins
    with no such sentence."""
    found = _ONLY_ASKS.match(simplify(plain))
    return text[found.end() :].strip() if found and len(plain) == len(text) else ""


def skip_giving_up(text: str, plain: str) -> str:
    """Returns the raw text without a first sentence that only gives up what was talked about, if words for somebody
    else follow: "Ok leave that one. Ask them whether …"."""
    first = re.search(r"[.;!。；！\n]\s*|[,，]\s*", plain)
    if first is None or len(plain) != len(text) or not _TO_BOT.fullmatch(plain[: first.start()].strip()):
        return text
    leads = any(lead.match(simplify(plain), first.end()) for lead in (_TELLS, _TELLS_ZH))
    return text[first.end() :] if leads else text


def find_content(text: str) -> str:
    """Returns the raw text without the words that introduce its content as a message, a remark or a reason, and without
    the wish to send it."""
    return _strip(text, (_REASONS, _TELLS, _TELLS_ZH, _JOINS))


def find_told(text: str) -> str:
    """Returns the raw text as `find_content` does, but keeps words that introduce a reason."""
    told = _strip(text, (_TELLS, _TELLS_ZH))
    return told if " " in told or not told.isascii() else text  # "ask them something" says nothing yet


def _strip(text: str, leads: tuple[re.Pattern[str], ...]) -> str:
    plain = simplify(folded(text).replace("’", "'"))
    if len(plain) != len(text):
        return text
    found = (_SENDS.search(plain) or _IS_TO_BE_NOTED.search(plain)) if len(plain) <= _LONGEST else None
    end = found.start() if found and found.start() else len(text)
    starts = [0, *(each.end() for each in _CLAUSE_START.finditer(plain, 0, end))]
    cuts: list[tuple[int, int]] = []
    for start in starts:
        of_start = leads if start == 0 else (_TELLS, _TELLS_ZH)
        stop = next(
            (lead.end() for each in of_start if (lead := each.match(plain, start, end)) and lead.end() > start), 0
        )
        if stop and not any(begin <= start < over for begin, over in cuts):
            cuts.append((start, stop))
    kept, at = [], 0
    for start, stop in cuts:
        kept.append(text[at:start])
        at = stop
    said = "".join([*kept, text[at:end]]).strip()
    return said or text.strip()


def find_replaced(text: str) -> list[str]:
    """Returns two statements of the raw text: one that it calls wrong, and one that it gives instead; [] if it has no
    such pair."""
    plain = folded(text).replace("’", "'")
    if len(plain) != len(text) or len(plain) > _LONGEST:
        return []
    found = next((each for pattern in (*_NOT_THEN, *_INSTEAD) if (each := pattern.match(plain))), None)
    return [text[slice(*found.span(name))].strip(" ,，。.!！") for name in ("old", "new")] if found else []
