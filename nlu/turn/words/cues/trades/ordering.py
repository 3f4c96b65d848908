"""Finds words of buyers about the quantity of an order: at which quantities they ask for the price, that they want half of
it, or that they only want something changed without saying what. Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.turn.words.cues.finder import Finder, has, is_all
from nlu.understanding.grammar.numerals import BEFORE, NUMBER, value_of
from nlu.understanding.text.writing import folded

_SUPPOSES = re.compile(
    r"\bwhat (?:would|will|does|do) (?:it|that|they|this|the price|the total)(?: be| cost| come to)\b|\bwhat(?: is|'s) the (?:price|total)\b|\bhow much (?:is it |would it be |would that be |cheaper |dearer |more |less |more expensive )?(?:(?:per|each|a) ?\w* )?(?:at|for|if)\b|\bprice (?:at|for|if)\b|\bcheaper (?:at|from|if)\b"
    r"|\b(?:how much|what) (?:would|will|do|does|are|is)(?: it be for| the)? (?=\d)|\bhow much (?:for )?(?=\d)|\bwhat if (?:i|we) (?:take|took|order|ordered|buy|bought|go for|make it)\b"
    r"|(?:单价|價錢|价钱|价格|單價).{0,6}(?:降|多少|几|平|便宜|怎么|会)|(?:贵|便宜|降|平)(?:了)?(?:多少|几多|几)|有个?(?:什么)?价|多少钱|[什啥]么?价|(?:先|才)有平|(?:是不是|係咪|系咪|会不会|会)(?:要|就|能|更)?(?:便宜|平|优惠)|便宜(?:不少|很多|一?[点些])?[吗么嘛伐]"
)
_AMOUNT = re.compile(
    rf"(?<![加减])(?<!多了)(?<!少了)(?<!多要)(?<!少要)(?<!增加)(?<!减少)(?<!add )(?<!another )(?<!plus ){BEFORE}(?P<n>{NUMBER})(?P<hundred>\s?hundred\b)?(?!\s?(?:%|percent|days?|weeks?|months?|天|号|號|日|月|折|块|塊|元|刀|蚊|usd|dollars?|cents?))(?![\d.]*[$€£])"
)
_STEPS = re.compile(
    r"\b(?:from|at|above|starting (?:at|from)) (?:how many|how much|(?:what|which) (?:quantity|number|amount|volume|qty))\b(?=.{0,40}\b(?:cheaper|price|discount|less|better|lower|keep|get|got|drop|go(?:es)? down|\d))"
    r"|\bwhen (?:does|do|will|would) (?:it|they|the price) (?:get|become|go) (?:cheaper|lower|down)\b|\b(?:price|quantity|volume) (?:breaks?|tiers?|steps?|discounts?|scale)\b|\b(?:next|other) (?:tier|step|price break)s?\b"
    r"|\bhow many (?:do|must|would|should) (?:i|we) (?:need|take|order|have)(?: to (?:take|order|buy))? (?:to get|for)(?: an?| the)? (?:better|lower|cheaper|discount|old|\d)"
    r"|(?:多少|几|幾)(?:个|件|套|条|吨|把|台|双)?(?:起|以上|开始|才|就|往上)[^，,。;；]{0,8}(?:便宜|优惠|降|打折|折扣|更低|保持|维持|还是|平|\d)"
    r"|(?:买|订|拿|下|要|做)(?:到|够|满)?多少(?:个|件|套|条|吨)?[^，,。;；]{0,6}(?:便宜|优惠|降价|打折|平)|阶梯价|价格阶梯|(?:价格|数量)档|下一档|上一档|分几档|哪几档"
)
_TOO_MUCH = (
    r"(?:(?:no|nah|hm+|oh|ok|okay|wow|ouch|well|so)[\s,.]+)*(?:(?:that'?s|that is|thats|it'?s|its|it is) )?(?:a bit |a little |way |far |just |still )*too (?:much|many|expensive|dear|pricey|steep)(?: for (?:me|us))?[\s.!]*"
    r"|(?:哎|唉|嗯|哦|那)?[，,\s]*(?:有点|有些|太|还是)?(?:太)?(?:多|贵|貴)(?:了|啦|咗)?(?:点|些)?(?:吧|啊)?[\s。.！!]*"
)
_THEY_CANCEL = (
    r"\b(?:can|could|may|might|will|would|are) (?:they|he|she|the (?:supplier|factory|seller)s?)(?: \w+){0,2} (?:cancel\w*|drop (?:it|us|the order)|call (?:it )?off|back out|pull out)\b"
    r"|(?:他们|他們|对方|對方|供应商|供應商|厂家|厂里|卖家|佢哋)(?:会不会|能不能|可不可以|有没有可能|是不是|可以|会|能)(?:就|直接|随便|单方面|自己|因此)*(?:取消|退单|撤单|毁约|不做了|不接了)"
)
_VALUE_TO_THEM = re.compile(
    rf"(?:^|[.!;。！；,，]\s*)(?:(?:so|then|ok|okay|and|well|right|yes|yeah|with|for|it'?s|make it|go with|let'?s say|就|那|那么|好|行|按)[\s,，]*)*(?:the\s)?{BEFORE}{NUMBER}\s?(?:pcs|pieces?|sets?|units?|pairs?|[个個件只套条台把双])?(?:吧)?"
    r"[\s,，.]+(?:(?:please|pls|you can|just|go|and|then|你|去|就|麻烦|帮我|先)[\s]*)*(?:ask|check with|tell|问问|問問|问|問|跟)\s?(?:them|him|her|the (?:supplier|factory|seller)|一下|下|他们|他們|他|对方|厂家|供应商)*(?:说|讲)?(?:[\s]*(?:please|pls|then|now|吧|问|下|一下))*[\s.!。！]*$"
)
_LEAST = 2
_OPENS_EN = (
    r"(?:(?:hi|hello|hey|good (?:morning|day|afternoon|evening)|dear team|please|pls|so|ok|okay|well)[\s,.!]*)*"
    r"(?:(?:we|i)(?:'d| would)?\s)?(?:(?:want|need|like|have|wish)\s(?:to\s)?|(?:can|could|may) (?:we|i) (?:please )?)?"
    r"(?:change|modify|adjust|amend|edit|update|alter)\s(?:something\s(?:in|on|with|about)\s)?(?:(?:the|my|our|that|this|an|one)\s)?[\w-]*(?:\s[\w-]+){0,2}?\s?orders?"
)
_OPENS_ZH = r"(?:你好|您好|请问|那个|麻烦)*[，,\s]*(?:我们?|咱们?)?(?:想|要|需要|得)?(?:改|修改|调整|变更|改动)(?:一下|下)?.{0,10}(?:订单|单子|那[单单批]|这[单批])(?:的内容)?"
_OPENS = re.compile(rf"^(?:{_OPENS_EN}|{_OPENS_ZH})[\s,.!?。，！？]*(?P<rest>.*)$")
_CALLS = re.compile(
    r"^(?:the|that) (?:ones?|order) (?:(?:which|that)(?:'s| is)? )?(?:still |not |already |yet )*(?:in production|ready|confirmed|accepted|started|shipped)?(?: yet)?[\s.!?]*$|^(?:还没|没)?(?:投产|生产|开始做)的?那[单批][\s。]*$"
)
_MOST, _LONGEST = 6, 120


def find_asked_at(text: str) -> list[str]:
    """Returns the quantities at which the words ask what goods would cost."""
    plain = folded(text)
    if len(plain) > 160 or not _SUPPOSES.search(plain):
        return []
    found = []
    for each in _AMOUNT.finditer(plain):
        number = value_of(each["n"])
        if number and number >= _LEAST and not number % 1:
            found.append(f"{number * 100 if each['hundred'] else number:f}")
    return found[:_MOST]


def puts_value_to_them(text: str) -> bool:
    """Returns whether the words end with nothing but a quantity and the wish to ask the other side for it."""
    return len(text) <= _LONGEST and _VALUE_TO_THEM.search(folded(text).strip()) is not None


def only_opens_a_change(text: str) -> bool:
    """Returns whether the words only say that an order shall be changed, and perhaps which one, but not how."""
    opens = _OPENS.match(folded(text).replace("’", "'").strip())
    return opens is not None and (not opens["rest"] or _CALLS.match(opens["rest"]) is not None)


FINDERS: dict[str, Finder] = {
    "asked_at": find_asked_at,
    "only_opens_change": only_opens_a_change,
    # The words ask from which quantity a price holds: "from how many is it cheaper", 多少起便宜.
    "asks_steps": lambda text: len(text) <= _LONGEST and _STEPS.search(folded(text)) is not None,
    # The words only find something too much: "too much.", 太贵了.
    "only_too_much": is_all(_TOO_MUCH),
    # The words ask whether the other side may cancel: "can they cancel on us?".
    "asks_if_they_cancel": has(_THEY_CANCEL),
    # The words name a quantity for which the other side shall be asked: "so the 600, ask them", 就600 问他们.
    "puts_value_to_them": puts_value_to_them,
    # The words want another quantity instead of what is proposed: "could we instead make it smaller, 300 or so".
    "resizes_instead": has(
        r"\b(?:take|have|order|want|need) (?:a bit |a little )?(?:less|fewer)\b|\b(?:instead|rather)\b.{0,30}\b(?:make|reduce|take|keep|change|only)\b|\b(?:make|reduce|take|keep|change)\b.{0,30}\binstead\b|\bmake it (?:smaller|less)\b|(?:要不|不如|干脆).{0,6}(?:减|改|少要|只要|留)"
    ),
    # The words scorn goods: 什么破杯子, "these rubbish cups".
    "scorns": has(
        r"\b(?:crap|crappy|rubbish|garbage|junk|trash|shitty|useless)\b|什么破|破(?:杯|碗|盘|东西|玩意|货)|垃圾|烂(?:货|东西|玩意)|什么(?:烂|鬼)(?:东西|玩意|货)?"
    ),
    # The words want half of some goods, and say no more of this half: "half the hand towels though", 毛巾减半.
    "halves_goods": has(
        r"^(?:(?:ok|okay|so|and|but|then|please|pls|no|actually|make it|only|just|we need|take|cut|halve)[\s,.]+)*(?:half(?:\sof)?\s|(?<=halve\s))(?:the\s|my\s|our\s)?(?!of\b)(?:(?!in\b|with\b|to\b|by\b|from\b|are\b|is\b|for\b|on\b)[a-z-]+\s?){1,5}[.!\s]*$"
        r"|^[^，,。；;\s]{1,12}?(?:就|也|都|先|再|的?数量)*(?:减半|砍半|砍一半|减一半|只要一半|要一半就行)(?:吧|了|好了)*[。！!\s]*$"
    ),
    # The words want half of the quantity.
    "halves": has(
        r"\b(?:halve (?:it|that|the)|cut (?:it |that |the order )?(?:in|by) half|make it half|only half|half of it|half the (?:quantity|order))\b|(?:砍|减|减掉|减少|只要|要|改成?)一半|减半|对半砍"
    ),
}
