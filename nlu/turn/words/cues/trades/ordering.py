"""Finds words of buyers about the quantity of an order: at which quantities they ask for the price, that they want half of
it, or that they only want something changed without saying what. Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.turn.words.cues.finder import Finder, has
from nlu.understanding.grammar.numerals import BEFORE, NUMBER, value_of
from nlu.understanding.text.writing import folded

_SUPPOSES = re.compile(
    r"\bwhat (?:would|will|does|do) (?:it|that|they|this|the price|the total)(?: be| cost| come to)\b|\bwhat(?: is|'s) the (?:price|total)\b|\bhow much (?:is it |would it be |would that be |cheaper |dearer |more |less |more expensive )?(?:(?:per|each|a) ?\w* )?(?:at|for|if)\b|\bprice (?:at|for|if)\b|\bcheaper (?:at|from|if)\b"
    r"|(?:单价|價錢|价钱|价格|單價).{0,6}(?:降|多少|几|平|便宜|怎么|会)|(?:贵|便宜|降|平)(?:了)?(?:多少|几多|几)|有个?(?:什么)?价|多少钱|[什啥]么?价|(?:先|才)有平|(?:是不是|係咪|系咪|会不会|会)(?:要|就|能|更)?(?:便宜|平|优惠)|便宜(?:不少|很多|一?[点些])?[吗么嘛伐]"
)
_AMOUNT = re.compile(
    rf"(?<![加减])(?<!多了)(?<!少了)(?<!多要)(?<!少要)(?<!增加)(?<!减少)(?<!add )(?<!another )(?<!plus ){BEFORE}(?P<n>{NUMBER})(?P<hundred>\s?hundred\b)?(?!\s?(?:%|percent|days?|weeks?|months?|天|号|號|日|月|折|块|塊|元|刀|蚊|usd|dollars?|cents?))(?![\d.]*[$€£])"
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
_MOST = 6


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


def only_opens_a_change(text: str) -> bool:
    """Returns whether the words only say that an order shall be changed, and perhaps which one, but not how."""
    opens = _OPENS.match(folded(text).replace("’", "'").strip())
    return opens is not None and (not opens["rest"] or _CALLS.match(opens["rest"]) is not None)


FINDERS: dict[str, Finder] = {
    "asked_at": find_asked_at,
    "only_opens_change": only_opens_a_change,
    # The words want another quantity instead of what is proposed: "could we instead make it smaller, 300 or so".
    "resizes_instead": has(
        r"\b(?:instead|rather)\b.{0,30}\b(?:make|reduce|take|keep|change|only)\b|\b(?:make|reduce|take|keep|change)\b.{0,30}\binstead\b|\bmake it (?:smaller|less)\b|(?:要不|不如|干脆).{0,6}(?:减|改|少要|只要|留)"
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
