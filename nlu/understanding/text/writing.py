"""Brings text into a common form, so that different ways of writing the same words are read alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from opencc import OpenCC

_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d\u20e3\u2190-\u21ff\u2b00-\u2bff]+")
_REPEATED_LETTER = re.compile(r"([^\W\d_])\1{2,}")
_REPEATED_MARK = re.compile(r"([!?！？。，,.~～])\1+")
_SPACE = re.compile(r"\s+")
_HAN_LETTER = re.compile(r"[\u4e00-\u9fff]")
# Unicode normalisation (NFKC) would replace each of these two Arabic characters by a phrase of up to 18 characters.
_SENTENCE_SIGNS = re.compile("[\ufdfa\ufdfb]")
# "40HQ" is two tokens, "1.5" is one, and a word keeps its apostrophe.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+(?:['’][^\W\d_]+)?|[^\s]")

_traditional_phrases = OpenCC("tw2sp")
_traditional_characters = OpenCC("t2s")


@lru_cache(maxsize=16384)
def _fold_character(character: str) -> str:
    if character == "，":
        return character  # not folded to ",", since it never separates the thousands of a number
    if _SENTENCE_SIGNS.match(character):
        return " "
    compatible = unicodedata.normalize("NFKC", character)
    lowered = (compatible if len(compatible) == 1 else character).lower()
    lowered = lowered if len(lowered) == 1 else character
    simplified = _traditional_characters.convert(lowered) if _HAN_LETTER.match(lowered) else lowered
    return simplified if len(simplified) == 1 else lowered


@lru_cache(maxsize=32)
def folded(text: str) -> str:
    """Returns the text in lower case, in half-width characters and in simplified Chinese.

    Each character keeps its position, so that a span of the result is also a span of `text`. This function is called
    for the same message about fifty times, so the last results are cached.
    """
    return "".join(map(_fold_character, text))


def normalised(text: str) -> str:
    """Returns the text as the sentence encoder reads it.

    Characters become half-width, traditional Chinese becomes simplified, and words that are used in Taiwan become those
    of the mainland. If a letter is written more than twice in a row, two are kept. If a punctuation mark is written
    several times in a row, one is kept. Emoji are removed, so a text of nothing but emoji becomes empty.
    """
    text = unicodedata.normalize("NFKC", _SENTENCE_SIGNS.sub(" ", text))
    text = _EMOJI.sub(" ", text)
    if _HAN_LETTER.search(text):
        text = _traditional_phrases.convert(text)
    text = _REPEATED_LETTER.sub(r"\1\1", text)
    text = _REPEATED_MARK.sub(r"\1", text)
    return _SPACE.sub(" ", text).strip()


def tokens(text: str) -> list[tuple[int, int]]:
    """Returns the spans of the tokens of a text: words, numbers, single Chinese characters and single punctuation
    marks."""
    return [matched.span() for matched in _TOKEN.finditer(text)]
