"""Tells which language a contact writes: by the share of Han characters, sticky, deaf to codes and short words."""

from __future__ import annotations

import re

from bot.contacts.other_language import is_other_language, without_codes
from bot.rendering.catalogues import LANGUAGES

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")

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


def heard_language(text: str) -> str | None:
    """`"en"`, `"zh"`, or None when the words decide nothing ("ok", digits, codes, a lone name).

    Chinese needs two Han characters that outweigh the Latin words; English three words of its own and next to no Han. A
    sentence in a third language is neither.
    """
    if is_other_language(text):
        return None
    words = [word for word in _LATIN_WORD.findall(without_codes(text, _RUN)) if word.lower() not in _NEUTRAL]
    han = len(_HAN.findall(text))
    if han >= 2 and han >= len(words):
        return "zh"
    if len(words) >= _ENGLISH_WORDS and han <= len(words) // 3:
        return "en"
    return None


def guessed_language(hint: str | None) -> str | None:
    """From a client's own language code, such as `zh-hans` or `en-GB`."""
    code = (hint or "").lower().replace("_", "-").partition("-")[0]
    return code if code in LANGUAGES else None


_RUN = re.compile(r"\S+")
