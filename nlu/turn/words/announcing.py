"""Finds messages that only announce what their writer does later ("photos later", 上次坏了几个的事我另外说), or that leave
something as it is for the moment (先留着). Imports nothing of Rasa."""

from __future__ import annotations

import re

_FIRST = r"(?:(?:ok|okay|fine|good|great|thanks|thx|and|the|my|our|some|more|then|so|but|well|alright)[\s,.]{1,3}){0,5}"
_THING = r"(?:photos?|pictures?|pics?|images?|videos?|papers?|documents?|docs?|details?|tracking(?: (?:number|no))?|number|address|proof|scans?|slip|certificates?|measurements?|sizes?|colou?rs?|artwork|logo)"
_LATER = r"(?:later(?: on)?|tomorrow|tonight|soon|separately|afterwards?|another (?:time|day)|this (?:afternoon|evening)|in the (?:afternoon|evening|morning)|in a (?:bit|while|minute)|next week|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_GIVES = r"(?:come back|get back|send|give|bring|upload|post|explain|tell you|let you know|write)"
_WHEN = r"(?:after|once|when|as soon as)"
_GOODS = r"\b(?:goods|order|rest|cartons?|pieces|pcs|shipment|units|sets|lot|batch|buyer|supplier|them)\b"
_TIME_ZH = r"(?:下午|晚上|今晚|晚点|晚些|明天|明早|后天|回头|待会儿?|等会儿?|等下|稍后|一会儿?|过两天|过几天|下周|另外|改天|之后|以后|單獨|单独|遲啲|聽日|听日|下晝)"
_THING_ZH = r"(?:照片|图片?|相片|圖片|相|视频|視頻|单号|單號|运单|资料|資料|文件|水单|凭证|回单|地址|明细|清单|尺寸|证书|事情?|问题|問題)"
_DOES_ZH = r"(?:传|傳|发|發|给|給|补|補|说|說|讲|講|拍|报|報|填|提供|上传|找|处理|處理|弄|谈|談|聊)"
_ANNOUNCES = (
    re.compile(rf"{_FIRST}{_THING}(?:\s(?:will|are|is|to|comes?|come|follows?|following)){{0,3}}\s{_LATER}[\s.!]*"),
    re.compile(rf"{_FIRST}{_THING}\s(?:will\s|to\s)?follow[\s.!]*"),
    re.compile(rf"{_FIRST}{_WHEN}\s[^,?]{{3,40}}?,?\s(?:i|we)(?:'ll| will)?\s{_GIVES}\b(?![^?]*{_GOODS})[^?]{{0,50}}"),
    re.compile(rf"{_FIRST}(?:i|we)(?:'ll| will| can)?\s{_GIVES}\b(?![^?]*{_GOODS})[^?\d]{{0,40}}?\s(?:{_LATER}|{_WHEN}\s[^?\d]{{3,40}})[\s.!]*"),
    re.compile(rf"[^，,。？?\d]{{0,10}}{_THING_ZH}[^，,。？?\d]{{0,4}}?(?:我们?|咱们?|这边)?(?:这边|先|就|会|再|得)*{_TIME_ZH}(?:再|就|给你|跟你|同你|单独)*{_DOES_ZH}[^，,？?\d]{{0,6}}"),
    re.compile(rf"(?:好的?|行|嗯|那|[\s,，])*(?:我们?|咱们?|这边)(?:这边|先|就|会|再|得)*{_TIME_ZH}(?:再|就|给你|跟你|单独)*{_DOES_ZH}[^，,？?\d]{{0,4}}{_THING_ZH}[^，,？?\d]{{0,4}}"),
)  # fmt: skip
_OTHER = r"(?:it|that|this|them|the other(?: ones?| quotes?| quotations?| offers?)?|that one|this one|both)"
_LEAVES = (
    re.compile(rf"{_FIRST}(?:(?:i|we|just|let's|lets|can|will|i'll|we'll|please)\s){{0,3}}(?:leave|keep|hold|park)\s{_OTHER}(?:\s(?:open|alone|as (?:it|they) (?:is|are)|there|unanswered|for now|for the moment|for today|a bit|until \w+|till \w+)){{1,3}}(?:,?\s(?:right|ok|yes|correct))?[\s.!?]*"),
    re.compile(r"(?:(?:那|就|好的?|行|嗯|哦)[\s,，]*)*(?:另外?一?[家个份]|那[家个份]|这[家个份]|其他的?|别的|剩下的|报价|它)?(?:的报价|报价)?(?:我|我们)?(?:就|都|也)?先(?:放着|留着|搁着|放一放|保留|不动|不用[管回动]|不[管回])(?:吧|就行|不用[回管动]?|好了|着)*[\s，,]*(?:对吧|是吧|可以吧|没问题吧)?[。？?！!\s]*"),
)  # fmt: skip
_OWES_ANSWER = (
    re.compile(r"(?:(?:do|must|should) (?:i|we) (?:have to |need to )?|need to )(?:answer|reply to|respond to|decline|tell) the other(?: one| supplier| quote| quotation)?[\s?]*"),
    re.compile(r"(?:那)?(?:另外?一?[家个份]|其他的?|别的)(?:要不要|用不用|需不需要|需要|要|不用)(?:给)?(?:他们?)?回(?:个[话信]|复|一下|应|覆)?(?:吗|么|嗎)?[\s?？]*"),
)  # fmt: skip
"""Match the question whether the other one of two suppliers has to be answered."""
_SLANG = re.compile(
    r"(?:(?:safe|bless|bless up|nice one|sound|legend|respect|big up)(?: (?:mate|bro|bruv|man|fam|then|one))?|多谢晒)[\s.!]*"
)
_ORDER = r"(?:(?:the|that|this|our|an?)\s)?(?:[\w-]+\s){0,4}?(?:order|one|job|po)"
_DECLINES = (
    re.compile(
        rf"(?:(?:hi|hello|sorry|unfortunately|no|ok|well|about|so)[\s,.]+)*(?:{_ORDER}[\s,.:-]+)?(?:(?:sorry|unfortunately)[\s,]+)?(?:we|i)\s(?:really\s)?(?:can'?t|can not|cannot|won'?t|will not|don'?t|do not|are not able to|have to|must|need to|want to)"
        rf"\s(?:do|make|take|accept|confirm|deliver|fulfil+|decline|refuse|reject|want)\s(?:it|this|that|{_ORDER})(?:,?\s(?:sorry|unfortunately|anymore|any more))?[\s.!]*"
    ),
    re.compile(
        r"(?:[^，,。;；？?\s]{0,10}?(?:那单|这单|订单|那个单|这个单|那张单|单子))?[，,\s]*(?:不好意思|抱歉|对不起)?[，,\s]*(?:我们|咱们|我)?(?:这边)?(?:实在)?(?:做|接|供|生产)?(?:不接|做不了|接不了|供不了|不做|拒)(?:这单|那单|单)?(?:了|啦)?[\s。！!]*"
    ),
)
"""Match words that only decline an order and give no reason: "the monitor order, we can't do it", 杯子那单接不了."""
_LONGEST = 90


def announces(plain: str) -> bool:
    """Returns whether a folded text only announces what its writer will do or say later."""
    return len(plain) <= _LONGEST and any(each.fullmatch(plain.strip()) for each in _ANNOUNCES)


def only_declines(plain: str) -> bool:
    """Returns whether a folded text only says that its writer does not take an order, and gives no reason."""
    return len(plain) <= _LONGEST and any(each.fullmatch(plain.strip()) for each in _DECLINES)


def leaves_open(plain: str) -> bool:
    """Returns whether a folded text only leaves something as it is for the moment, or asks whether it may."""
    return len(plain) <= _LONGEST and any(each.fullmatch(plain.strip()) for each in (*_LEAVES, *_OWES_ANSWER))


def thanks_in_slang(plain: str) -> bool:
    """Returns whether a folded text is nothing but thanks in slang, whose words have another meaning: "safe"."""
    return _SLANG.fullmatch(plain.strip()) is not None
