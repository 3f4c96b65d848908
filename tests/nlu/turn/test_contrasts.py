"""What a message sets against what it wants."""

from __future__ import annotations

import pytest

from nlu.turn.words.goods.described.contrasts import find_denied


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("I'd rather have natural process than washed", ["washed"]),
        ("QHD instead of full hd", ["full hd"]),
        ("charcoal roasted rather than aged", ["aged"]),
        ("40 cm, not 60", ["60"]),
        ("don't care about S3, S1P is ok", ["S3"]),
        ("绿豆的不要，豌豆的多少钱", ["绿豆"]),
        ("没有5.5的话6.0也行", ["5.5"]),
        ("要日晒的，不要水洗的", ["水洗"]),
        ("how much is the washed one", []),
        ("多少钱", []),
    ],
)
def test_what_is_not_wanted_is_found(text: str, denied: list[str]) -> None:
    assert find_denied(text) == denied
