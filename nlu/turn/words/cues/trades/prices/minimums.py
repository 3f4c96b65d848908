"""Finds the smallest quantity for which a supplier quotes: "from 500 pieces", 起订500, 500件起. Imports nothing of Rasa."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from nlu.understanding.text.writing import folded

_COUNT = r"(?<![\d.,])(\d+(?:,\d{3})*(?:\.\d+)?)\s?(k\b|thousand\b|千|万|萬)?"
_UNIT_EN = r"(?:pcs?|pieces?|units?|sets?|pairs?|dozens?|cartons?|ctns?|boxes|kgs?|kilos?|tons?|tonnes?|met(?:er|re)s?|rolls?)\b"
_UNIT_ZH = r"[个個件条條只隻套吨噸箱双雙台臺盒米支把张張卷公打]"
_LEAST_EN = r"\b(?:moq|min(?:imum)? (?:order|qty|quantity)(?: qty| quantity)?|minimum order quantity)\b"
_NO_MONEY = r"(?!\d|[.,]\d|\s?(?:%|usd|eur|rmb|dollars?|days?|weeks?|[$€¥]|元|块|塊|美|天|日|周|号|號))"
_MINIMUM = re.compile(
    rf"{_LEAST_EN}\s?(?:is |of |would be |at |from |[:=])?\s?{_COUNT}{_NO_MONEY}(?:\s?{_UNIT_EN})?"
    rf"|\b(?:min(?:imum)?|at least)\s?(?:is |of |:)?\s?{_COUNT}\s?{_UNIT_EN}"
    rf"|(?<!down )\bfrom {_COUNT}\s?(?:{_UNIT_EN}(?! to \d)|(?:up(?:wards)?|onwards?)\b)"
    rf"|{_COUNT}\s?(?:{_UNIT_EN}\s?)?(?:(?:and|or) (?:up|more|above|over)|upwards)\b"
    rf"|{_COUNT}\s?{_UNIT_EN}\s?(?:minimum|moq)\b(?! ?(?:order|is|of|[:=])? ?\d)"
    rf"|(?:最低|最少|最小)?起[订訂批定做]量?\s?[是为為:：]?\s?{_COUNT}{_NO_MONEY}(?:\s?{_UNIT_ZH})?"
    rf"|(?:最低|最少|最小|至少)\s?{_COUNT}\s?{_UNIT_ZH}"
    rf"|{_COUNT}\s?{_UNIT_ZH}?斤?\s?起[订訂批定做卖賣]"
    rf"|{_COUNT}\s?{_UNIT_ZH}起(?![来來草码碼])",
    re.I,
)
_AFTER = re.compile(rf"{_COUNT}\s?{_UNIT_ZH}?斤?\s?起[订訂批定做卖賣]")
"""Matches 500个起订, where the number comes first: the number after the word is another one."""
_NONE = re.compile(
    r"\b(?:no|without(?: an?)?) (?:moq|minimum(?: order)?)\b|(?:无|無|没有|沒有|不限|不设|不設)(?:最[低小少])?起[订訂批]"
)
_TIMES = {"k": 1000, "thousand": 1000, "千": 1000, "万": 10_000, "萬": 10_000}


def find_minimum(text: str) -> dict[str, Any]:
    """Returns the smallest quantity that the raw text names, as the cue `minimum`, and the words that say it, as
    `minimum_words`. 0 means that there is none. Returns {} if the text names none."""
    plain = folded(text)
    if _NONE.search(plain):
        return {"minimum": ["0"]}
    found = _find(plain)
    if found is None:
        return {}
    pairs = zip(found.groups()[::2], found.groups()[1::2], strict=True)
    count, times = next((count, times) for count, times in pairs if count)
    value = Decimal(count.replace(",", "")) * _TIMES.get(times or "", 1)
    return {"minimum": [f"{value:f}"], "minimum_words": text[found.start() : found.end()].strip()}


def without_minimum(plain: str) -> str:
    """Returns the folded text, as long as before, with spaces in place of the words that name a smallest quantity."""
    found = _find(plain)
    return f"{plain[: found.start()]}{' ' * len(found[0])}{plain[found.end() :]}" if found else plain


def says_only_minimum(words: str) -> bool:
    """Returns whether these words of a message say a smallest quantity and nothing else."""
    plain = folded(words)
    found = _find(plain)
    return found is not None and not without_minimum(plain).strip(" ,，.。")


def _find(plain: str) -> re.Match[str] | None:
    return _AFTER.search(plain) or _MINIMUM.search(plain)
