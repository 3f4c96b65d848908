"""The words that choose one of a few values: the longest decide, in both languages."""

from __future__ import annotations

import pytest

from nlu.understanding.cues.cues import find_choices, read_choices


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("12 of the cups arrived broken", "claim_kind", "damaged"),
        ("杯子碎了12个", "claim_kind", "damaged"),
        ("this is not what we ordered", "claim_kind", "wrong"),
        ("货不对板", "claim_kind", "wrong"),
        ("two cartons are missing", "claim_kind", "missing"),
        ("少发了三箱", "claim_kind", "missing"),
        ("I want my money back", "claim_wish", "refund"),
        ("part of the money back would do", "claim_wish", "part_refund"),
        ("部分退款就行", "claim_wish", "part_refund"),
        ("请退款", "claim_wish", "refund"),
        ("please replace them", "claim_wish", "replacement"),
        ("we accept it", "claim_step", "accept"),
        ("we do not accept it", "claim_step", "refuse"),
        ("我们不接受", "claim_step", "refuse"),
        ("我们接受", "claim_step", "accept"),
        ("申请平台介入", "claim_step", "escalate"),
        ("the sample has arrived", "sample_step", "receive"),
        ("样品已寄出", "sample_step", "ship"),
    ],
)
def test_what_the_words_choose(text: str, name: str, value: str) -> None:
    assert find_choices(text)[name] == value


def test_a_latin_word_has_borders() -> None:
    assert find_choices("a shortbread tin") == {}


def test_no_word_stands_for_two_values_of_a_choice() -> None:
    for name, words in read_choices().items():
        assert len(words) == len(set(words)), name
        assert all(words), name
