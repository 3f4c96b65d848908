"""Tells whether a report of a problem says what exactly is wrong with the goods. Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from foundation.yaml_text import read_yaml

_NAMES = frozenset(("product", "company", "order_number", "claim_number", "date"))
"""Entities that name the subject of the report, and not the fault."""
_INTRODUCTION = re.compile(r"\b(?:i'm|i am|this is|my name is|name's)\s[a-z]+\b")
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_LEAST_HAN = 2


def find_faults(plain: str, entities: Iterable[Mapping[str, Any]]) -> list[str]:
    """Returns the words of a folded text that say what exactly is wrong: ["charge"] for "14 of them don't charge",
    ["杯口", "缺口"] for 杯口有缺口. They may name the goods, too."""
    spans = [(each["start"], each["end"]) for each in entities if each.get("entity") in _NAMES and "start" in each]
    rest = "".join(" " if any(start <= at < end for start, end in spans) else sign for at, sign in enumerate(plain))
    rest = _INTRODUCTION.sub(" ", rest)
    words, phrases = _read_table()
    for phrase in phrases:
        rest = rest.replace(phrase, " ")
    han = [run for run in _HAN.findall(rest) if len(run) >= _LEAST_HAN]
    return [*(word for word in _WORD.findall(rest) if word.removesuffix("'s") not in words), *han]


@lru_cache(maxsize=1)
def _read_table() -> tuple[frozenset[str], tuple[str, ...]]:
    """Returns two lists of words that do not describe a fault: the English ones, and the Chinese ones, the longest
    first."""
    table = read_yaml(Path(__file__).with_name("faults.yml"))
    return frozenset(table["words"]), tuple(sorted(table["characters"], key=len, reverse=True))
