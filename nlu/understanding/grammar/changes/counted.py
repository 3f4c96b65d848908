"""Finds numbers and the things that they count, in the words of the text: "40 saunas", 再加50个桑拿房.

Unlike the entity tagger, this module does not know which nouns are goods, so it accepts any noun.
"""

from __future__ import annotations

import re

from nlu.understanding.grammar.numerals import BEFORE, NUMBER, as_json, value_of
from nlu.understanding.text.writing import folded

_NO_GOODS = (
    r"more|less|fewer|instead|not|please|pls|plz|of|in|to|for|from|by|per|each|only|then|now|too|also|and|or|at|on|is|are|was|if|but|as"
    r"|days?|weeks?|months?|hours?|years?|percent|pct|usd|dollars?|euros?|eur|bucks|rmb|yuan|cents?|cm|mm|kg|inch|gsm|am|pm|enough|ok|okay"
    r"|pieces?|pcs|pairs?|sets?|units?|cartons?|boxes|tons?|tonnes?|th|st|nd|rd|or|suppliers?|companies|factories|ones?|items?|things?"
    r"|jan\w*|feb\w*|mar|march|apr\w*|may|june?|july?|aug|august|sep\w*|oct\w*|nov\w*|dec|december|o'?clock|times?|colou?rs?|sizes?"
)
_EN = re.compile(
    rf"{BEFORE}(?P<number>(?>{NUMBER}))\s(?:(?:pcs|pieces|units|sets|pairs)\s(?:of\s)?)?(?!(?:{_NO_GOODS})(?![a-z]))"
    r"(?P<goods>[a-z][a-z' -]{2,30}?)(?=\s*(?:$|[,.;:!?\n]|(?:too|please|pls|as well|also|and|with|to|for|from|in|at|then|on top)(?![a-z])))"
)
_EN_LAST = re.compile(
    rf"(?<![a-z0-9])(?P<goods>[a-z][a-z' -]{{2,30}}?)\s?[:=]?\s(?:(?:to|now|at|are|is)\s)?(?P<number>(?>{NUMBER}))(?=\s*(?:$|[,.;!?\n]|(?:and|pcs|pieces|please|pls)(?![a-z])))"
)
_ZH_LAST = re.compile(
    rf"(?<![\u4e00-\u9fff])(?P<goods>[\u4e00-\u9fff]{{1,10}}?)\s?[:：]?(?:改成|改为|改到|加到|减到|换成|变成|要|改|变)?\s?(?P<number>(?>{NUMBER}))(?!\s?(?:成|个点|%|天|块钱|元|公分|厘米|寸|克|家|号))"
)
_ZH = re.compile(
    rf"(?P<number>(?>{NUMBER}))\s?[件个只条台张片把辆双套块箱瓶根支顶本册部间盏幅床]\s?(?P<goods>[\u4e00-\u9fff]{{2,10}}?)(?=$|[\s，,。；;！!？?、吧啦]|送到|发到|运到|也)"
)
_NO_GOODS_ZH = re.compile(r"^(?:左右|以上|以内|以下|备用|就够|够了|就行|起订|起批|可以|行不|吧|的话|工作日|月|星期)")


def find_counted(text: str) -> list[tuple[int | float, str]]:
    """Returns the numbers of the raw text that are greater than one, each with the words for what it counts, in the
    order of the text. These are the words after the number ("40 saunas") or, if none follow, those before it ("saunas
    40")."""
    plain, found = folded(text), []
    first = [each for pattern in (_EN, _ZH) for each in pattern.finditer(plain)]
    taken = {each.start("number") for each in first}
    last = [each for pattern in (_EN_LAST, _ZH_LAST) for each in pattern.finditer(plain)]
    for matched in sorted([*first, *(each for each in last if each.start("number") not in taken)], key=_get_start):
        number, (start, end) = value_of(matched["number"]), matched.span("goods")
        if number and number > 1 and not _NO_GOODS_ZH.match(matched["goods"]):
            found.append((as_json(number), text[start:end].strip()))
    return found


def _get_start(matched: re.Match[str]) -> int:
    return matched.start("number")
