"""Finds words that choose from a list or point at one thing of it, and numbers that are the whole of a text: "the second one", "the
first three", "2". Imports nothing of Rasa."""

from __future__ import annotations

import re

from nlu.turn.words.cues.finder import Finder, has, is_short

_ORDINALS: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"\b(first(?! (?:tell|show|let|i|we|you|of all|explain|answer|say|check|ask)\b)|1st|number (one|1)|no\.? ?1)\b|#1\b|第一|第1",
        re.I,
    ),
    re.compile(r"\b(second|2nd|number (two|2)|no\.? ?2)\b|#2\b|第二|第2", re.I),
    re.compile(r"\b(third|3rd|number (three|3)|no\.? ?3)\b|#3\b|第三|第3", re.I),
    re.compile(r"\b(fourth|4th|number (four|4)|no\.? ?4)\b|#4\b|第四|第4", re.I),
    re.compile(r"\b(fifth|5th|number (five|5)|no\.? ?5)\b|#5\b|第五|第5", re.I),
)
_LAST = re.compile(r"\b(last one|the last)\b|最后一|最後一", re.I)
_FIRST_FEW = re.compile(r"\b(?:first|top) (few|two|three|four|five|5|4|3|2)\b|[前頭头]([几幾两兩二三四五2-5])", re.I)
_AMOUNT = re.compile(r"\s*([1-9]\d{0,2}(?:[,，\s]?\d{3}){0,2}|[1-9]\d{1,8})\s*[.。!！]?\s*")
_PLACE = re.compile(r"\s*(?:#|no\.?\s?|number\s)?([1-9１-９一二三四五])\s*[.)、。号號]?\s*", re.I)
_NUMBER = re.compile(r"\s*(\d[\d,]*(?:\.\d+)?)\s*")
_FEW = {
    2: ("two", "2", "两", "兩", "二"),
    3: ("three", "3", "三"),
    4: ("four", "4", "四"),
    5: ("five", "5", "五"),
}


def find_ordinals(text: str) -> list[int]:
    """Returns the places, from 1, that ordinals such as "the second one" name in a list; [-1] for the last one."""
    if not is_short(text) or _FIRST_FEW.search(text):
        return []
    places = [place for place, pattern in enumerate(_ORDINALS, 1) if pattern.search(text)]
    return [*places, -1] if _LAST.search(text) else places


def find_place(text: str) -> int | None:
    """Returns the place in a list that the whole text is: "2", 二."""
    found = _PLACE.fullmatch(text)
    return "一二三四五".find(found[1]) + 1 or int(found[1]) if found else None


def find_amount(text: str) -> int | None:
    """Returns the quantity of goods if the whole text is a number."""
    found = _AMOUNT.fullmatch(text)
    return int(re.sub(r"[,，\s]", "", found[1])) if found else None


def find_number(text: str) -> str | None:
    """Returns the number if the whole text is one, such as "850" or "3.20"."""
    found = _NUMBER.fullmatch(text)
    return found[1].replace(",", "") if found else None


def find_few(text: str) -> int | None:
    """Returns 2 for "the first two" and up to 5 for "the first five", in either language."""
    found = _FIRST_FEW.search(text)
    said = found and (found[1] or found[2]).casefold()
    return next((count for count, words in _FEW.items() if said in words), None)


FINDERS: dict[str, Finder] = {
    "ordinals": find_ordinals,
    "place": find_place,
    "amount": find_amount,
    "number": find_number,
    "few": find_few,
    # The words speak of the one thing that is talked about: "is that one …", 这家.
    "points_at_one": has(
        r"\b(?:that|this) (?:one|supplier|seller|factory|company|shop)\b|\b(?:is|are) (?:it|they|he|these|those|the (?:first|second|third|supplier|seller|factory|cheaper|cheapest))\b"
        r"|[这那這嗰呢][家个個间間]|它|他们|佢|第[一二三四五]"
    ),
}
