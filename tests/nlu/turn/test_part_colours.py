"""The colour that a part of the goods is to have."""

import pytest

from nlu.turn.words.goods.described.colours import find_part_colour


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        *(("half of them please in dark blue", "dark blue"), ("no, just 300 blue. the others stay", "blue")),
        *(("一半要深蓝色", "深蓝色"), ("只要300件蓝色的，其他不变", "蓝色")),
        *(("300 in blue with printed logo", None), ("half of them in red and blue", None), ("100 less", None)),
    ],
)
def test_a_colour_is_found_where_nothing_else_is_said(text: str, colour: str | None) -> None:
    assert find_part_colour(text) == colour
