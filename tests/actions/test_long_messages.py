"""What the action server reads of a typed text of 4,096 characters costs little, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from actions.marketplace.goods.search.spelling import Spelling
from actions.marketplace.goods.words.words import phrase, words
from tests.fakes.long_texts import too_slow

SPELLING = Spelling(["tomato paste 番茄酱", "steel bottle 圆珠笔"])


READERS: dict[str, Callable[[str], Any]] = {
    "words of a search": words,
    "phrases of a search": phrase,
    "spelling": lambda text: list(SPELLING.corrections(text, lambda _word: False)),
}


@pytest.mark.parametrize("name", READERS)
def test_no_reader_is_held_up_by_a_long_message(name: str) -> None:
    assert too_slow(READERS[name]) == {}
