"""Finds what a message says right behind the name of goods to specify them: the A5 of "2000 notebooks A5 and 5000 pens". Imports
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


def with_details(entities: Sequence[Mapping[str, Any]], text: str) -> list[dict[str, Any]]:
    """Returns the entities, where goods have what specifies them as `detail`. What another entity holds is none."""
    taken = [int(each["start"]) for each in entities if "start" in each]
    return [_with_detail(each, text, taken) for each in entities]


def _with_detail(entity: Mapping[str, Any], text: str, taken: Sequence[int]) -> dict[str, Any]:
    found = _DETAIL.match(text, int(entity["end"])) if entity.get("entity") == "product" and "end" in entity else None
    is_other = found is not None and any(found.start("x") <= start < found.end("x") for start in taken)
    return {**entity, "detail": found["x"]} if found and not is_other else dict(entity)
