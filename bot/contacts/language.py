"""Recognises the language that a contact writes by the share of Han characters. Codes and short
words do not count."""

from __future__ import annotations

import re

from bot.contacts.other_language import is_other_language, without_codes
from foundation.languages import LANGUAGES

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
OTHER = "other"
"""A language that the bot does not speak."""
_ENGLISH_WORDS = 3
_NEUTRAL = frozenset(
    [
        "ok",
        "okay",
        "yes",
        "no",
        "hi",
        "hello",
        "thanks",
        "thx",
        "pls",
        "bye",
        "ce",
        "iso",
        "fob",
        "cif",
        "ddp",
        "exw",
        "moq",
        "rfq",
        "oem",
        "odm",
        "usd",
        "eur",
        "cny",
        "rmb",
        "dhl",
        "ups",
    ]
)


def hear_language(text: str) -> str | None:
    """Returns `"en"`, `"zh"`, `OTHER`, or None when the words decide nothing ("ok", digits, codes,
    a lone name).

    Chinese needs at least two Han characters, and at least as many as Latin words. English needs
    three words of its own, and next to no Han characters.
    """
    if is_other_language(text):
        return OTHER
    words = [word for word in _LATIN_WORD.findall(without_codes(text, _RUN)) if word.lower() not in _NEUTRAL]
    han = len(_HAN.findall(text))
    if han >= 2 and han >= len(words):
        return "zh"
    if len(words) >= _ENGLISH_WORDS and han <= len(words) // 3:
        return "en"
    return None


def guess_language(text: str, hint: str | None) -> str | None:
    """Returns the language of a new contact, if it is one of ours: the language of the words, or
    that of the client's own language code, such as `zh-hans` or `en-GB`. Returns None when neither
    decides."""
    heard = hear_language(text)
    if heard in LANGUAGES:
        return heard
    code = (hint or "").lower().replace("_", "-").partition("-")[0]
    return code if code in LANGUAGES else None


_RUN = re.compile(r"\S+")
