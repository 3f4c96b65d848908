"""A size or a colour tells variants of the same goods apart."""

from __future__ import annotations

import pytest

from actions.marketplace.goods.words.words import is_another_variant


@pytest.mark.parametrize(
    ("said", "name", "expected"),
    [
        ("the cobalt blue wok 28 cm", "Wok, 20 cm, white", True),
        ("where are the woks", "Wok, 20 cm, white", False),
        ("make it 28 cm instead of 20 cm", "Wok, 20 cm, white", False),
        ("red scarves", "Silk scarf, 90 cm", False),
        ("茶巾 28厘米 黑色", "茶巾 20厘米 白色", True),
    ],
)
def test_a_size_or_a_colour_tells_variants_apart(said: str, name: str, expected: bool) -> None:
    assert is_another_variant(said, [name]) is expected
