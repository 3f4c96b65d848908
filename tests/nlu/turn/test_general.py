"""Questions on trade and on the marketplace in general are found by their words, and trade talk asks none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from foundation.yaml_text import read_yaml
from nlu.turn.words.general import general
from nlu.turn.words.general.general import find_general
from nlu.understanding.text.writing import folded

DATA: dict[str, Any] = read_yaml(Path(__file__).parent / "data" / "general_questions.yml")
TABLE: dict[str, Any] = read_yaml(Path(general.__file__).parent / "general.yml")
LEAST = 0.95


def _find(text: str) -> list[str]:
    return find_general(folded(text).replace("’", "'"))


def test_the_words_of_questions_have_a_list() -> None:
    named = {name.lstrip("-") for wordings in TABLE["questions"].values() for each in wordings for name in each.split()}
    assert not {name for name in named if name[0].isalpha()} - set(TABLE["words"])


def test_questions_are_found() -> None:
    missed = [(name, text) for name, texts in DATA["asked"].items() for text in texts if name not in _find(text)]
    assert len(missed) <= (1 - LEAST) * sum(map(len, DATA["asked"].values())), missed


def test_trade_talk_asks_no_such_question() -> None:
    assert not [(text, found) for text in DATA["none"] if (found := [each for each in _find(text) if "@" not in each])]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("do i need pay for this? and company papers?", ["registration_cost@register", "registration_papers@register"]),
        ("they want me to pay by western union, is that ok?", []),  # a warning answers this
        ("he sent us the slip on whatsapp", []),
    ],
)
def test_what_went_before_and_who_asks_count(text: str, found: list[str]) -> None:
    assert _find(text) == found
