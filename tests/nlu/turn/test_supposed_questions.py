"""A question under a condition stays one question, and its numbers are no values."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.turn.dividing.parts import find_question_behind_value
from nlu.turn.dividing.sequence import Piece, find_first_end
from nlu.turn.words.conditions.stipulating import set_apart
from nlu.understanding.situation.situation import Situation
from nlu.understanding.text.writing import folded

QUESTIONS = (
    "And if I later take 200, what is the price each",
    "if we order 5000 afterwards, how long does it take",
    "以后要是拿500个，一个多少钱",
    "如果要5000个，交期几天",
)


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_condition_of_a_question_is_no_condition_of_a_wish(text: str) -> None:
    assert set_apart(text, folded(text)) is None
    assert find_question_behind_value(text) == []


def parse(words: str, **more: Any) -> dict[str, Any]:
    return {"text": words, "intent": {"name": "inform", "confidence": 0.8}, "entities": [], **more}


@pytest.mark.parametrize("text", QUESTIONS[::2])
def test_the_condition_is_no_part_of_its_own(text: str) -> None:
    at = max(text.find(", "), text.find("，")) + 1
    asks = {"asked_of_goods": [{"kinds": ["how_much"], "things": ["price"]}]}
    acts = [{"act": "inform", "kind": "value", "confidence": 0.9}]
    question = parse(text[at:], **asks) | {"intent": {"name": "ask_price", "confidence": 0.9}}
    cut = [Piece(0, text[:at], parse(text[:at], acts=acts)), Piece(at, text[at:], question)]
    assert find_first_end(cut, Situation(task="sample", asked="place")) is None
