"""Tells how long a message is, and whether it asks: what any other cue depends on."""

from __future__ import annotations

import re

_LONGEST = 60
"""The most characters of a follow-up. A longer text says by itself what is wanted, and "more" in it need not be a
follow-up."""
_QUESTION = re.compile(
    r"[?？]$|^(?:(?:and|so|but|ok|or),? )?(when|where|what|why|how|who|which|has|have|is|are|was|were|did|does|do(?!\s+(?:it|that|this|so|them|both|all)\b)|can|could)\b"
    r"|(吗|嗎|呢|么|没有?|了没|㗎|咩)$|有冇|係咪|系咪|得唔得|边[个間间]|邊[個間]|乜嘢|點樣|幾多|幾耐|什么|什麼|怎么|怎麼|哪[里裡儿]|几时|幾時|几号|幾號|哪[天日]|哪一天|啥时候|何时|邊日|谁(?!都)|多久|多少|为什么",
    re.I,
)
_ALIKE = re.compile(r"^(?:and|what about|how about|and what about)\b[^?]{0,30}\?$|^[^，,。？?]{1,8}呢[?？]?$", re.I)
_WHICH = re.compile(r"\b(?:which|who|whose|whats?|what'?s|what is) |哪[个個家款种種間间]|边间|邊間|邊個|谁家", re.I)


def asks_alike(text: str) -> bool:
    """Returns whether the words ask the same about something else: "and for suppliers?", 那供应商呢."""
    return _ALIKE.search(text.strip()) is not None


def asks_which(text: str) -> bool:
    """Returns whether the words ask which of several things is meant or is best: "which one is faster?", 哪家便宜."""
    return _WHICH.search(text) is not None


def is_brief(text: str, words: int, han: int) -> bool:
    """Returns whether the text has at most so many words between spaces, and at most so many Chinese characters."""
    characters = sum("\u3400" <= character <= "\u9fff" for character in text)
    return characters <= han and len(text.split()) <= words


def is_question(text: str) -> bool:
    return _QUESTION.search(text.strip()) is not None


def is_short(text: str) -> bool:
    return 0 < len(text.strip()) <= _LONGEST
