"""Prices that a message names for its writer alone are taken out of it, whatever else it says."""

from __future__ import annotations

import pytest

from nlu.turn.words.private import find_private, only_private, with_private
from tests.fakes.private_words import NOT_PRIVATE, PRIVATE_WORDS

BESIDE = {"en": ("offer 9.10", "quote 9.10 usd, 20 days"), "zh": ("报9.10", "每件9.10美元，20天")}


@pytest.mark.parametrize(
    ("language", "words"), [(code, each) for code, texts in PRIVATE_WORDS.items() for each in texts]
)
def test_a_private_price_is_taken_out(language: str, words: str) -> None:
    said = words.format(price="7.77")
    alone = find_private(said)
    assert alone is not None
    assert "7.77" not in alone.main
    assert [float(value) for value, _ in alone.bounds] == [7.77]
    for beside in BESIDE[language]:
        sign = ". " if language == "en" else "，"
        for text in (f"{beside}{sign}{said}", f"{said}{sign}{beside}"):
            found = find_private(text)
            assert found is not None, text
            assert "7.77" not in found.main, text
            assert found.main.rstrip(".").endswith(beside) or found.main.startswith(beside), (text, found.main)


@pytest.mark.parametrize("words", NOT_PRIVATE)
def test_other_prices_stay(words: str) -> None:
    assert find_private(words) is None


def test_the_parse_holds_the_price_apart() -> None:
    found = find_private("最低8.5美元，别告诉买家")
    assert found is not None
    parsed = with_private(only_private(), found)
    assert parsed["private"] == {"amount": "8.5", "currency": "USD"}
    assert parsed["is_private"]
    assert parsed["text"] == ""
    assert not parsed["entities"]


def test_where_it_stood_is_told() -> None:
    found = find_private("where is ORD-100234? max 7 usd for RFQ-10036, not for them")
    assert found is not None
    assert found.main == "where is ORD-100234? for RFQ-10036"
    assert "where" in found.main[: found.at]
