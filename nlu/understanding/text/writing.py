"""One way of writing for what people type in many."""

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
# "40HQ" is two tokens and "1.5" one; a word keeps its apostrophe.
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+(?:['’][^\W\d_]+)?|[^\s]")

_traditional_phrases = OpenCC("tw2sp")
_traditional_characters = OpenCC("t2s")


@lru_cache(maxsize=16384)
def _folded_character(character: str) -> str:
    if character == "，":
        return character  # parts clauses, never the thousands of a number
    compatible = unicodedata.normalize("NFKC", character)
    lowered = (compatible if len(compatible) == 1 else character).lower()
    lowered = lowered if len(lowered) == 1 else character
    simplified = _traditional_characters.convert(lowered) if _HAN_LETTER.match(lowered) else lowered
    return simplified if len(simplified) == 1 else lowered


def folded(text: str) -> str:
    """Lower case, half width, simplified characters, each in its place: spans of the result are spans of `text`."""
    return "".join(map(_folded_character, text))


def normalised(text: str) -> str:
    """The text as the sentence vectors read it: half width, simplified with the mainland's words for Taiwan's, repeated
    letters and marks once or twice, no emoji. A text of emoji alone becomes empty."""
    text = unicodedata.normalize("NFKC", text)
    text = _EMOJI.sub(" ", text)
    if _HAN_LETTER.search(text):
        text = _traditional_phrases.convert(text)
    text = _REPEATED_LETTER.sub(r"\1\1", text)
    text = _REPEATED_MARK.sub(r"\1", text)
    return _SPACE.sub(" ", text).strip()


def tokens(text: str) -> list[tuple[int, int]]:
    """Spans of the words and numbers of Latin script, of each Chinese character and of each mark."""
    return [matched.span() for matched in _TOKEN.finditer(text)]
