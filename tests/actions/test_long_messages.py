"""What the action server reads of a typed text of 4,096 characters costs little, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.marketplace.search.spelling import Spelling
from actions.marketplace.words.words import phrase, words
from actions.reading import cues, order_words, periods
from tests.fakes.long_texts import too_slow

SPELLING = Spelling(["tomato paste 番茄酱", "steel bottle 圆珠笔"])
READERS: dict[str, Callable[[str], Any]] = {
    "words of a search": words,
    "phrases of a search": phrase,
    "spelling": lambda text: list(SPELLING.corrections(text, lambda _word: False)),
    "periods": periods.read_duration,
    "states of orders": order_words.read_states,
    "verified": cues.names_verified_sellers,
    "rating": cues.wanted_rating,
    "corrections": cues.corrects,
    "denials": lambda text: cues.is_denied(text, len(text) // 2),
}


@pytest.mark.parametrize("name", READERS)
def test_no_reader_is_held_up_by_a_long_message(name: str) -> None:
    assert too_slow(READERS[name]) == {}
