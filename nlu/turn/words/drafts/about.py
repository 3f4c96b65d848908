"""Tells whether words only say how a message that is being written is to be sent. Imports nothing of Rasa."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from foundation.yaml_text import read_yaml

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_SPEAKS = re.compile(
    r"(?<![a-z])(?:messages?|msg|questions?|text|mail|e-?mail|sentence|paragraph|together|one|single|separate(?:ly)?)(?![a-z])|消息|信息|问题|一条|一封|一起|一块|一并|合|分开"
)
"""Matches words such as "message" and "together"; a text about a message has at least one of them."""
_OTHER = re.compile(r"[\d\u4e00-\u9fff]")


def speaks_of_draft(plain: str) -> bool:
    """Returns whether a folded text only says how a message is to be put together: "both questions one message please",
    两个问题一起问."""
    if not _SPEAKS.search(plain):
        return False
    words, phrases = _read_table()
    rest = plain
    for phrase in phrases:
        rest = rest.replace(phrase, " ")
    return not _OTHER.search(rest) and all(word in words for word in _WORD.findall(rest))


@lru_cache(maxsize=1)
def _read_table() -> tuple[frozenset[str], tuple[str, ...]]:
    """Returns two lists from about.yml of words that people use about a message: the English ones, and the Chinese
    ones, the longest first."""
    table = read_yaml(Path(__file__).with_name("about.yml"))
    return frozenset(map(str, table["words"])), tuple(sorted(table["characters"], key=len, reverse=True))
