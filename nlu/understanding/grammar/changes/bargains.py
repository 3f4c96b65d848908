"""Finds what a text says about a price besides the price itself.

This is a discount in percent ("5% off", 打九五折), the highest or lowest price that somebody would accept ("up to
3.20", 最多3.2), and whether the other side must not be told about it ("don't tell them").
"""

from __future__ import annotations

import re
from decimal import Decimal

from nlu.understanding.grammar.numerals import BEFORE, NUMBER, as_json, value_of
from nlu.understanding.text.writing import folded

_MOST_PERCENT = Decimal(90)
_NEAR = 24
_PERCENT = re.compile(
    rf"{BEFORE}(?P<number>{NUMBER}|half a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)\s?"
    r"(?:%|percent|per cent|pct|个点|個點)"
    r"|百分之(?P<han>[一二三四五六七八九十两]{1,3}|\d{1,2})"
    r"|(?P<tenths>[一二三四五六七八九两\d])成(?P<half>半)?(?!套|品|分|本|人|都)"
)
_WORDS = {
    word: Decimal(value)
    for word, value in {
        "half a": "0.5", "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
        "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20,
    }.items()
}  # fmt: skip
_LESS = re.compile(
    r"\b(?:off|discount|rebate|less|lower|cheaper|reduc\w+|cut|drop|knock|shave|decrease|down|come down|better)\b"
    r"|便宜|优惠|優惠|降|让|讓|少|折|减|減|下调|下調|返"
)
_NO_DISCOUNT = re.compile(
    r"\b(?:in advance|advance|deposit|upfront|up front|down ?payment|prepa\w+|before shipping|against|cotton|polyester|silk|wool"
    r"|more|increase|vat|tax|duty)\b|预付|預付|定金|订金|訂金|尾款|全款|涨|漲|税|稅|棉|涤|真丝|羊毛"
)
_FOLDS = re.compile(
    rf"(?:打\s?)?(?P<tens>[一二三四五六七八九]|\d)(?P<ones>[一二三四五六七八九]|\d)?\s?折|{BEFORE}(?P<plain>\d\.\d)\s?折"
)
_HAN = "零一二三四五六七八九"

_MARK = r"\s?(?:us\s?\$|[$€£¥]|usd|eur|rmb|cny)?\s?"
_FAR = (
    r"(?:up to|upto|as high as|as low as|at (?:the )?(?:most|least|lowest|highest)|worst case(?: is)?|no more than|not more than|no less than|not less than"
    r"|not (?:above|over|below|under)|nothing (?:above|over|below|under)|never (?:above|over|below|under|go (?:above|over|below|under))"
    r"|max(?:imum)?(?: (?:price|limit))?(?: (?:of|is))?|my limit(?: is|'s|:)?|our limit(?: is|'s|:)?|limit (?:is|of)|the limit is|ceiling(?: is| of)?"
    r"|budget (?:is|of|up to)|(?:my |our |the )?floor(?: is| of|:)?|(?:my |our |the )?bottom line(?: is|:)?|(?:my |our |the )?(?:lowest|minimum|min)(?: price)?(?: (?:is|of))?"
    r"|under|below|less than|lower than|cheaper than|within)"
)
_LIMIT_BEFORE = re.compile(
    rf"(?<![a-z]){_FAR}{_MARK}(?P<number>{NUMBER})(?![\d%])(?!\s?(?:%|percent|days?|weeks?|pcs|pieces?))"
)
_LIMIT_BEFORE_ZH = re.compile(
    rf"(?:最多|最高|上限|顶多|頂多|不超过|不超過|不能超过|不高于|底线|底線|底价|底價|心理价位?|最低|至少|不低于|不能低于|低于|预算|实在不行|万不得已)"
    rf"(?:也?(?:只能|可以|能|就|会|是|为|到|给|出|接受|做|卖|在)){{0,4}}\s?[:：]?{_MARK}(?P<number>{NUMBER})(?![\d%])(?!\.\d)(?!\s?(?:天|周|个|件|条|套|只|吨|月))"
)
_LIMIT_AFTER = re.compile(
    rf"{BEFORE}(?P<number>{NUMBER})\s?(?:us\s?dollars?|usd|dollars?|euros?|eur|yuan|rmb|[$€£¥]|美元|美金|元|块|刀)?(?: (?:each|a piece|per piece))?"
    r"(?:\s(?:max(?:imum)?|at (?:the )?(?:most|least|lowest|highest)|at a (?:push|pinch)|in the worst case|tops|or (?:less|below|under)|is (?:my|our) (?:limit|maximum|max|ceiling|floor|bottom line|lowest|minimum)|is the (?:most|least|max|limit|lowest))(?![a-z])"
    r"|\s?(?:以内|以下|之内|封顶|封頂|是(?:我|我们)?的?(?:底线|底線|底价|上限|最低|最高)|为上限|为底线))"
)
_PRIVATE = re.compile(
    r"\b(?:don'?t|do not|never) (?:tell|show|say|mention|let|share)\b|\bbetween (?:us|you and me)\b|\bkeep (?:it|that|this) (?:to yourself|private|secret|between)"
    r"|\b(?:privately|confidential(?:ly)?|off the record|for your (?:eyes|ears) only|just for you|without telling)\b"
    r"|\bthey (?:need not|needn'?t|must not|mustn'?t|shouldn'?t|should not) know\b"
    r"|别告诉|別告訴|不要告诉|不要告訴|别跟.{0,6}说|别让.{0,8}知道|不要让.{0,8}知道|私下|保密|心理价|只(?:跟|和|对|告诉)你|内部|别透露|不要透露|你知道就行"
)


def find_percents(text: str) -> list[int | float]:
    """Returns by how many percent the raw text lowers a price, in the order of the text: "5% off" is 5, 打九五折 is 5.

    Percentages of a payment ("100% in advance") or of a material ("100% cotton") are left out, because they lower no
    price.
    """
    plain, found = folded(text), []
    for matched in _PERCENT.finditer(plain):
        number = _read_percent(matched)
        around = _around(plain, matched)
        alone = not re.sub(r"[\s?!.,~。，！？]|吧|呢|ok|please|pls|maybe|about", "", plain.replace(matched[0], ""))
        after = plain[matched.end() :][:14]
        lowers = alone or (_LESS.search(around) is not None and not _NO_DISCOUNT.search(after))
        if number is not None and 0 < number <= _MOST_PERCENT and lowers:
            found.append((matched.start(), as_json(number)))
    found += [(matched.start(), as_json(off)) for matched in _FOLDS.finditer(plain) if (off := _read_folds(matched))]
    return [percent for _, percent in sorted(found)]


def _around(plain: str, matched: re.Match[str]) -> str:
    return plain[max(matched.start() - _NEAR, 0) : matched.start()] + "|" + plain[matched.end() :][:_NEAR]


def find_limits(text: str) -> list[int | float]:
    """Returns the highest and lowest prices that somebody would accept according to the raw text, in the order of the
    text. They have no currency."""
    plain = folded(text).replace("’", "'")
    found = {}
    for pattern in (_LIMIT_BEFORE, _LIMIT_BEFORE_ZH, _LIMIT_AFTER):
        for matched in pattern.finditer(plain):
            number = value_of(matched["number"])
            if number:
                found[matched.start("number")] = as_json(number)
    return [found[start] for start in sorted(found)]


def asks_privacy(text: str) -> bool:
    """Returns whether the raw text says that the other side must not be told about something."""
    return _PRIVATE.search(folded(text).replace("’", "'")) is not None


def _read_percent(matched: re.Match[str]) -> Decimal | None:
    if matched["tenths"]:
        tenths = matched["tenths"].replace("两", "二")
        return Decimal(int(tenths) if tenths.isdecimal() else _HAN.find(tenths)) * 10 + (5 if matched["half"] else 0)
    if matched["han"]:
        said = matched["han"].replace("两", "二")
        if said.isdecimal():
            return Decimal(said)
        tens, ten, ones = said.rpartition("十")
        return Decimal((_HAN.find(tens) if tens else 1) * 10 * bool(ten) + (_HAN.find(ones) if ones else 0))
    return _WORDS.get(matched["number"]) or value_of(matched["number"])


def _read_folds(matched: re.Match[str]) -> Decimal | None:
    """Returns the discount in percent that an expression with 折 means: 5 for 九五折, 20 for 8折 and 5 for 9.5折.
    Returns None if it is no discount."""
    if matched["plain"]:
        return 100 - Decimal(matched["plain"]) * 10
    digits = [
        _HAN.find(digit) if digit in _HAN else int(digit) for digit in (matched["tens"], matched["ones"]) if digit
    ]
    left = digits[0] * 10 + (digits[1] if len(digits) > 1 else 0)
    return Decimal(100 - left) if 0 < left < 100 else None
