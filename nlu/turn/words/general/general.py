"""Finds the questions on trade and on the marketplace in general that a message asks, such as "can you arrange the
freight?". general.yml lists the questions, and the names that the words for each bear. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from foundation.yaml_text import read_yaml
from nlu.understanding.cues.words import Words

_FILE = Path(__file__).resolve().parent / "general.yml"
_SENTENCE = re.compile(r"[^.!?;\n。！？；]+(?:\.(?=\w)[^.!?;\n。！？；]+)*[.!?;。！？；]*")
_ASKS, _WITHOUT_ASKING, _WITHOUT, _AFTER = "asks", "!", "-", "@"
_LONGEST, _OF_HAN = 160, 2.5
"""Limits for texts that are read: the most characters of a sentence, the most characters of a message whose sentences
are also read as one, and how many characters a Chinese one counts for. The words of longer texts have little to do with
each other."""
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Wording:
    """Describes a wording of a question by the names that its words bear: `these` must all be there, and `none` must
    not. If `after` is not empty, the wording only counts after an answer about that."""

    question: str
    these: frozenset[str]
    none: frozenset[str]
    after: str
    asks: bool

    def fits(self, names: frozenset[str], *, asks: bool) -> bool:
        return self.these <= names and not self.none & names and (asks or not self.asks)


def find_general(plain: str) -> list[str]:
    """Returns the names of the questions that a folded text asks, in its order. One that only counts if the answer
    before was about something is returned as "<question>@<what>"."""
    words, wordings = _read()
    spans = [found[0] for found in _SENTENCE.finditer(plain)]
    asks = any(_ASKS in words.find_kinds(span) for span in spans if _is_short(span))
    spans = [*spans, plain] if len(spans) > 1 and _is_short(plain) else spans
    found: dict[str, None] = {}
    for span in spans:
        if not _is_short(span):
            continue
        names = frozenset(words.find_kinds(span))
        for wording in wordings:
            if wording.fits(names, asks=asks):
                found.setdefault(f"{wording.question}@{wording.after}" if wording.after else wording.question)
    return list(found)


def _is_short(text: str) -> bool:
    return len(text) + (_OF_HAN - 1) * len(_HAN.findall(text)) <= _LONGEST


@lru_cache(maxsize=1)
def _read() -> tuple[Words, tuple[Wording, ...]]:
    table = read_yaml(_FILE)
    return Words(table["words"]), tuple(_read_wordings(table["questions"]))


def _read_wordings(questions: dict[str, Any]) -> Iterator[Wording]:
    for question, wordings in questions.items():
        for wording in wordings:
            names = str(wording).split()
            yield Wording(
                question,
                frozenset(name for name in names if name[0].isalpha()),
                frozenset(name[1:] for name in names if name.startswith(_WITHOUT)),
                next((name[1:] for name in names if name.startswith(_AFTER)), ""),
                _WITHOUT_ASKING not in names,
            )
