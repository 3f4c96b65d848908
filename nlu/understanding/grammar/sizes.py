"""Finds the sizes, strengths and capacities of goods that a text names: "350ml", "38x42 cm", "400 W", 四人. A size
describes the goods that are wanted; it is not their quantity. A size that the text excludes ("8oz, not 12oz") is left
out."""

from __future__ import annotations

import re

from nlu.understanding.grammar.numerals import as_json, value_of
from nlu.understanding.text.writing import folded

_NUMBER = r"\d{1,4}(?:\.\d{1,2})?"
_UNIT = r"(?:(?:ml|cl|dl|oz|cm|mm|inch(?:es)?|watts?|gsm|mah|volts?|lumens?|momme)(?![a-z])|[\"”″]|毫升|厘米|公分|毫米|英寸|寸|瓦|盎司|毫安|克重|姆米)"
_WATTS = (
    r"w(?![a-z0-9])(?!\s?(?:pcs|pieces|sets|units|pairs|个|件|只|条|套|块|美|元|片|箱|双|[\u4e00-\u9fff]{0,2}左右))"
)
"""Matches "w" for watts. Before something that is counted, "w" means 万 (ten thousand), and the pattern does not
match."""
_LENGTH = r"(?<![a-z\d.,#-])1?\d(?:\.\d)?\s?(?:(?:m|met(?:er|re)s?|lit(?:er|re)s?|l)(?![a-z0-9²³])|米|公升|升)(?![^\s，,]{0,2}(?:布|油|酒))"
_PACK = r"(?<![a-z\d.,#-])\d{1,3}\s?(?:g|克)(?=\s?(?:一?[袋包罐盒瓶]|装|bags?(?![a-z])|packs?(?![a-z])|tins?(?![a-z])|jars?(?![a-z])))"
"""Matches the weight of one pack, such as "50g bags". The pattern `_LENGTH` matches less than 20 metres or litres.
Nobody orders so little of anything, so it is the size of one piece."""
_SIZE = re.compile(
    rf"{_LENGTH}|{_PACK}|(?P<han>(?<![一二两三四五六七八九十百千])[一二两三四五六七八九十百千]{{1,5}})(?P<unit>{_UNIT})|"
    rf"(?<![a-z\d.,#-]){_NUMBER}(?:\s?[x×*]\s?{_NUMBER}){{0,2}}\s?(?:{_UNIT}|{_WATTS})"
    r"|(?:(?<![\d一二两三四五六七八九十])[一二两三四五六七八九十\d]{1,2}[人座](?=[的款用份帐帳份坐\s,，。！!?？]|$))"
)
_RULED_OUT = re.compile(r"(?:(?<![a-z])(?:not|no|isn't|instead of|rather than)\s(?:the\s)?|不要|不是|别要|唔要)$")
_MOST = 3


def find_sizes(text: str) -> list[str]:
    """Returns the sizes that a raw text names, as they were written, in the order of the text. At most three are
    returned."""
    plain = folded(text)
    found = [each for each in _SIZE.finditer(plain) if not _RULED_OUT.search(plain[: each.start()])]
    return list(dict.fromkeys(_write(each, text) for each in found))[:_MOST]


def _write(size: re.Match[str], text: str) -> str:
    """Returns the size as it was written. A number in Chinese characters is written in digits, as it is in the
    catalogue."""
    number = value_of(size["han"]) if size["han"] else None
    return f"{as_json(number)}{size['unit']}" if number else text[size.start() : size.end()].strip()
