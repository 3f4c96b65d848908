"""Splits messages: a long message, in which only one of many sentences may say what the contact wants, and a message
that asks for several things.

A wish is what the contact wants the bot to do, such as to quote a price or to track an order.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate, pairwise

# A message of at most this many characters is read as a whole.
SHORT = 200
_END = re.compile(r"(?<=[。！？!?；;\n])\s*|(?<=[.])\s+(?=[^\d\s])|(?<!\n)\n+")
_CLAUSE = re.compile(r"(?<=[,，、:：])\s*")
_LONGEST = 240
# If the sentences of a message have more characters than these two numbers together, only the sentences in the first
# `_FIRST` and in the last `_LAST` characters are searched for a wish.
_FIRST, _LAST = 1000, 480
_ASKS = (
    r"(?:what|how|when|where|which|who|why|can|could|do|does|did|is|are|will|would|please|pls|kindly|i (?:also )?(?:need|want|would)|i'?d|we need"
    r"|we want|tell|send|show|find|check|cancel|change)\b"
)
# Matches the places inside a sentence where a second wish may begin: ", and can I …", " also when …", "，另外…".
_NEXT_WISH = re.compile(
    rf"(?:(?<=[,，])\s*|(?<!\s)\s+)(?=(?:(?:and|also|plus)\s+){{1,2}}(?:also\s+|then\s+)?{_ASKS})|(?<=,)\s*(?={_ASKS})"
    r"|(?<=[,，])\s*(?=also\b|plus\b|另外|还有|還有|还想|還想|顺便|順便|同时|同時|再(?:帮|幫|问|問|给|給)|以及)|(?<!\s)\s+(?=另外|顺便|順便)",
    re.I,
)
# Matches the comma between two Chinese questions. Often, only a comma separates them: 起订量多少，能打样吗.
_NEXT_QUESTION = re.compile(
    r"(?<=[吗嗎么麼少多久耐里裡儿天])[,，]\s*(?=[^,，。！？!?；;\n]{2,16}(?:吗|嗎|呢|么|多少|多久|几天|幾天|怎么\w{1,4}|哪里|哪裡|哪儿)[?？。\s]*$)"
    r"|(?<=[吗嗎么麼少多久耐里裡儿天])[,，]\s*(?=(?:能不能|可不可以|可唔可以|可以|能|有没有|有冇|怎么|點樣|多久|多少|幾耐|幾多)[^,，。！？!?；;\n]{2,16}[?？]?$)"
)
# Matches the places inside a sentence where a condition or a new subject may begin: ", but only …", ", by the way …",
# "，对了…".
_NEXT_MATTER = re.compile(
    r"(?<=[,，])\s*(?=(?:btw|by the way|first|先|对了|對了|(?:and|but) (?:only|just|not|no|without|from)|只要|不要|唔要|净要)(?![a-z]))",
    re.I,
)
_SHORTEST_WISH = 4
_SHORTEST_PIECE = 2


def readings(text: str) -> list[str]:
    """Returns the texts in which to look for what the contact wants: a short message itself, or the sentences of a long
    message, without repeated ones."""
    if len(text) <= SHORT:
        return [text]
    sentences = list(dict.fromkeys(sentence for sentence in split(text) if len(sentence) > 1)) or [text[:_LONGEST]]
    return _ends(sentences)


def _ends(sentences: list[str]) -> list[str]:
    """Returns the sentences that lie in the first `_FIRST` or in the last `_LAST` characters of a text. Returns all
    sentences if they have no more characters than these two numbers together."""
    if sum(map(len, sentences)) <= _FIRST + _LAST:
        return sentences
    ends = list(accumulate(map(len, sentences)))
    first, last = bisect_right(ends, _FIRST), bisect_left(ends, ends[-1] - _LAST)
    return [*sentences[:first], *sentences[max(first, last + 1) :]]


def wishes(text: str) -> list[tuple[int, int]]:
    """Returns the spans of the parts of a message, each of which may ask for something. Returns [] if the message has
    only one part."""
    spans = _cut(text, _END, _NEXT_WISH, _NEXT_QUESTION)
    spans = [(start, end) for start, end in spans if len(text[start:end].strip()) >= _SHORTEST_WISH]
    return spans if len(spans) > 1 else []


def pieces(text: str) -> list[tuple[int, int]]:
    """Returns the spans of the pieces of a message, each of which could be sent as a message of its own: an answer, a
    polite phrase, a condition or a wish. Returns [] if the message has only one piece."""
    spans = _cut(text, _END, _NEXT_WISH, _NEXT_QUESTION, _NEXT_MATTER)
    spans = [(start, end) for start, end in spans if sum(map(str.isalnum, text[start:end])) >= _SHORTEST_PIECE]
    return spans if len(spans) > 1 else []


def _cut(text: str, *patterns: re.Pattern[str]) -> list[tuple[int, int]]:
    cuts = sorted({found.end() for pattern in patterns for found in pattern.finditer(text)})
    return list(pairwise([0, *(cut for cut in cuts if 0 < cut < len(text)), len(text)]))


def split(text: str) -> list[str]:
    """Returns the sentences of a text. A sentence of more than 240 characters is divided, at its commas and colons if
    it has any."""
    parts: list[str] = []
    for sentence in filter(None, (part.strip() for part in _END.split(text))):
        parts += [sentence] if len(sentence) <= _LONGEST else _divide(sentence)
    return parts


def _divide(sentence: str) -> list[str]:
    parts = [""]
    for clause in _CLAUSE.split(sentence):
        for start in range(0, max(len(clause), 1), _LONGEST):
            piece = clause[start : start + _LONGEST]
            if len(parts[-1]) + len(piece) > _LONGEST:
                parts.append("")
            parts[-1] = f"{parts[-1]} {piece}".strip() if parts[-1].isascii() else parts[-1] + piece
    return [part for part in parts if part]
