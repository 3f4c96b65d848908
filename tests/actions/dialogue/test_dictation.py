"""How words that are being written are changed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from actions.dialogue.said.dictation import correct_figure, exchange_alike, find_meant
from nlu.turn.words.wording import complete_dictation
from nlu.understanding.grammar.dictation import find_dictation
from nlu.understanding.text.writing import folded


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


def _read(words: str) -> dict[str, Any]:
    dictation = complete_dictation(words, folded(words), find_dictation(words, date(2026, 11, 25)))
    return dict(dictation["figures"])


@pytest.mark.parametrize(
    ("said", "correction", "then"),
    [
        ("can they make it in 32 inch", "but just 70 of them", None),
        ("能不能做成32寸的", "只要70个", None),
        ("can they make it in 32 inch", "sorry, 30", "can they make it in 30 inch"),
        ("we pay 800 usd now", "no, in 12 days", None),
        ("we send 40 cartons", "no, 44 cartons", "we send 44 cartons"),
        ("先发40套", "不对，44套", "先发44套"),
    ],
)
def test_a_number_takes_the_place_of_one_that_counts_the_same(said: str, correction: str, then: str | None) -> None:
    assert correct_figure([said], _read(said), _read(correction)) == (None if then is None else [then])


@pytest.mark.parametrize(
    ("said", "name", "meant"),
    [
        ("我在绍兴有批袜子要验", "绍兴市里", "绍兴"),
        ("a lot in Shaoxing has to be inspected", "shaoxing city", "Shaoxing"),
        ("we pay the freight", "the red ones", None),
    ],
)
def test_a_place_is_meant_by_the_beginning_of_its_name(said: str, name: str, meant: str | None) -> None:
    assert find_meant([said], name, {}) == meant
