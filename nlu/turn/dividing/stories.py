"""Reads a long first message, in which goods are named among other things, as one search: a problem of last year is
only told and is no complaint, and goods that the NLU finds only when it reads their sentence alone count as well.
Imports nothing of Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from nlu.turn.dividing.sequence import Piece
from nlu.understanding.situation.situation import Situation
from nlu.understanding.text.sentences import SHORT

MOST_PIECES_OF_A_STORY = 16
_TELLS = frozenset(("report_problem", "request_refund", "order_status"))
"""Wishes about orders. In a story by somebody without an account, such words only tell something."""
_WANTS = frozenset(("find_supplier", "request_quote", "ask_price", "ask_moq", "place_order"))
"""Wishes that are answered by a first search."""
_SEARCH = "find_supplier"
_SURE = 0.9
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ONE = re.compile(r"\b(?:a|an|my|his|her)\s$", re.I)
"""Matches the words before a single thing that somebody has and does not want to buy: "on the internet with a
coffee"."""
Parsed = Mapping[str, Any]


def may_be_story(text: str, situation: Situation, role: str | None) -> bool:
    """Returns whether the text is a visitor's long first message."""
    return role == "visitor" and situation.is_empty and len(text) + len(_HAN.findall(text)) > SHORT


def is_story(pieces: Sequence[Piece]) -> bool:
    """Returns whether the pieces of a long message name goods, and express a wish for some."""
    return any(_wants_goods(piece.parsed) for piece in pieces) and any(map(_find_goods, pieces))


def as_one_search(pieces: Sequence[Piece]) -> list[Piece]:
    """Returns the pieces of a story, with all pieces that speak of goods joined to one wish: a search."""
    return [
        Piece(each.start, each.text, _as_search(each.parsed) if _is_of_goods(each.parsed) else each.parsed)
        for each in pieces
    ]


def with_goods_of(parsed: Parsed, pieces: Sequence[Piece], end: int) -> dict[str, Any]:
    """Returns the parse of the text up to `end` as the parse of a search, with the goods that its pieces name."""
    entities = list(parsed["entities"])
    for piece in pieces:
        for each in _find_goods(piece):
            moved = {**each, "start": each["start"] + piece.start, "end": each["end"] + piece.start}
            if moved["end"] <= end and not any(_overlap(moved, known) for known in entities):
                entities.append(moved)
    entities.sort(key=lambda each: int(each.get("start", 0)))
    text = str(parsed.get("text") or "")
    goods = [each for each in entities if each["entity"] == "product"]
    owned = [each for each in goods if "start" in each and _ONE.search(text, 0, each["start"])]
    if len(owned) < len(goods):
        entities = [each for each in entities if each not in owned]
    return {**_as_search(parsed), "entities": entities}


def _wants_goods(parsed: Parsed) -> bool:
    return parsed["intent"]["name"] in _WANTS


def _is_of_goods(parsed: Parsed) -> bool:
    return parsed["intent"]["name"] in _WANTS | _TELLS


def _find_goods(piece: Piece) -> list[dict[str, Any]]:
    return [
        each for each in piece.parsed["entities"] if each["entity"] == "product" and "start" in each and "end" in each
    ]


def _as_search(parsed: Parsed) -> dict[str, Any]:
    intent = {**parsed["intent"], "name": _SEARCH, "confidence": _SURE}
    acts = [{"act": _SEARCH, "kind": "wish", "confidence": _SURE}]
    return {**parsed, "intent": intent, "intent_ranking": [intent], "acts": acts}


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["start"] < other.get("end", 0) and other.get("start", 0) < one["end"])
