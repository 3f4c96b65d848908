"""How words that are being written are changed."""

from __future__ import annotations

import pytest

from actions.dialogue.dictation import exchange_alike


@pytest.mark.parametrize(
    ("said", "new", "then"),
    [
        ("仓库周六不收货", "周六周日都不收", "仓库周六周日都不收货"),
        ("包装改成无纺布袋", "牛津布袋", "包装改成牛津布袋"),
        ("we need it before friday, please", "before thursday", "we need it before thursday, please"),
        ("the cups are blue", "hello there", None),
    ],
)
def test_words_take_the_place_of_those_like_them(said: str, new: str, then: str | None) -> None:
    assert exchange_alike([said], new) == (None if then is None else [then])
