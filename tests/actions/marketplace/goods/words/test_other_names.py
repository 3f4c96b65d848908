"""Names of goods from elsewhere, and the usual ones in their place."""

from __future__ import annotations

import pytest

from actions.marketplace.goods.words.other_names import usual_name


@pytest.mark.parametrize(
    ("said", "usual"),
    [
        ("lorry tyres", "truck tyre"),
        ("Tiffin", "lunch box"),
        ("two-wheelers", "motorcycle"),
        ("plain chappals", "plain slippers"),
        ("波鞋", "运动鞋"),
        ("藍芽喇叭", "蓝牙音箱"),
        ("儿童后背包", "儿童双肩包"),
        ("遮", "雨伞"),
    ],
)
def test_another_name_becomes_the_usual_one(said: str, usual: str) -> None:
    assert usual_name(said) == usual


@pytest.mark.parametrize(
    "said", ["porcelain tea set", "口罩", "遮阳布", "大红袍", "", "?!", "x" * 10_000, "水" * 10_000]
)
def test_other_words_stay_as_they_are(said: str) -> None:
    assert usual_name(said) is None
