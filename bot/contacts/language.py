"""Recognises the language of a message by its share of Chinese (Han) characters. Codes and short
words do not count."""

from __future__ import annotations

import re

from bot.contacts.other_language import is_other_language, without_codes
from foundation.languages import LANGUAGES

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_CHINESE_SENTENCE = re.compile("[我你您咱的吗呢吧么要请想怎帮给谁哪多找买查发是有]")
"""Matches characters that are frequent in sentences and rare in names of goods and places."""
OTHER = "other"
"""Stands for any language that the bot does not speak."""
_ENGLISH_WORDS = 3
_WORDS_BESIDE_A_NAME = 2
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
    """Returns the language of a text: `"en"`, `"zh"` or `OTHER`. Returns None when the words do not show the language
    ("ok", digits, codes, a single name).

    A Chinese text has at least two Han characters, and at least as many of them as Latin words; with
    several Latin words it also has a character of sentences, because an English sentence may have the
    Chinese name of goods or a place in it ("need 500 kg 花椒 from 四川"). An English text has at least three words, and at most one Han character for three words.
    """
    if is_other_language(text):
        return OTHER
    words = [word for word in _LATIN_WORD.findall(without_codes(text, _RUN)) if word.lower() not in _NEUTRAL]
    han = len(_HAN.findall(text))
    if han >= 2 and han >= len(words):
        is_sentence = len(words) < _WORDS_BESIDE_A_NAME or _CHINESE_SENTENCE.search(text)
        return "zh" if is_sentence else None
    if len(words) >= _ENGLISH_WORDS and han <= len(words) // 3:
        return "en"
    return None


def guess_language(text: str, hint: str | None) -> str | None:
    """Returns the language of a new contact: that of their text, or else that of the client's
    language code `hint`, such as `zh-hans` or `en-GB`. Returns None if neither is a language that
    the bot speaks."""
    heard = hear_language(text)
    if heard in LANGUAGES:
        return heard
    code = (hint or "").lower().replace("_", "-").partition("-")[0]
    return code if code in LANGUAGES else None


_RUN = re.compile(r"\S+")
