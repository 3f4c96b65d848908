"""Finds words right behind the name of goods that specify these: the A5 of "2000 notebooks A5 and 5000 pens". Imports
nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_DETAIL = re.compile(
    r"\s(?P<x>(?=[a-z.x×/-]{0,6}\d)[a-z\d][a-z\d.x×/%-]{0,11})(?=\s*(?:$|[,;.!?，。；]|\s(?:and|with|to|for|in|from|at)\b))",
    re.I,
)
"""Matches a short word with a figure in it, as codes, grades and sizes are, at the end of a clause."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def find_specified(entities: Sequence[Mapping[str, Any]], text: str) -> list[str]:
    """Returns the words right behind goods that specify them. Words that belong to another entity do not count, nor does
    a bare number: it counts the goods."""
    taken = [int(each["start"]) for each in entities if "start" in each]
    goods = [each for each in entities if each.get("entity") == "product" and "end" in each]
    found = [detail for each in goods if (detail := _DETAIL.match(text, int(each["end"])))]
    own = [each for each in found if not any(each.start("x") <= start < each.end("x") for start in taken)]
    words = [each["x"] for each in own if not _NUMBER.fullmatch(each["x"])]
    return list(dict.fromkeys(words))
