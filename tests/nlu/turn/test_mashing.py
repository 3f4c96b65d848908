"""Texts that consist of keys pressed at random are told from words."""

from __future__ import annotations

import pytest

from nlu.turn.words.mashing import is_mash


@pytest.mark.parametrize("text", ["asdf 。。。", "qweqwe", "lkjhg", "asdf asdf", "。。；；", "zxcvb!!"])
def test_keys_at_random_are_no_words(text: str) -> None:
    assert is_mash(text)


@pytest.mark.parametrize(
    "text",
    ["", "ok", "were", "pop", "red dates", "哈哈", "???", "？", "was", "great", "we", "asdf 500 pcs", "dad", "110"],
)
def test_words_and_questions_are_no_mash(text: str) -> None:
    assert not is_mash(text)
