"""What a message makes its wish depend on is set apart from it; what somebody asks or rules out is not."""

from __future__ import annotations

import pytest

from nlu.turn.words.conditions.stipulating import set_apart
from nlu.understanding.text.writing import folded


@pytest.mark.parametrize(
    ("text", "main", "provisos"),
    [
        (
            "CIF, but only if the freight stays under 400 dollars",
            "CIF",
            ["only if the freight stays under 400 dollars"],
        ),
        ("340, and only if they keep the price", "340", ["only if they keep the price"]),
        ("ok if they pay the freight", "ok", ["if they pay the freight"]),
        ("yes, make it 300 if the price stays", "yes", ["make it 300 if the price stays"]),
        ("if they give 30 days we could take 2500", "", ["if they give 30 days we could take 2500"]),
        ("send it, unless they need a deposit", "send it", ["unless they need a deposit"]),
        ("500 pieces, but they have to pack it on pallets", "500 pieces", ["they have to pack it on pallets"]),
        ("账期30天行的话我们可以加到2500个", "", ["账期30天行的话我们可以加到2500个"]),
        ("可以，不过运费他们出", "可以", ["运费他们出"]),
        ("如果他们包运费，我们就要500个", "", ["如果他们包运费，我们就要500个"]),
        ("好，前提是他们先付定金", "好", ["前提是他们先付定金"]),
    ],
)
def test_a_condition_is_set_apart(text: str, main: str, provisos: list[str]) -> None:
    found = set_apart(text, folded(text))
    assert found is not None
    assert (found.main, list(found.provisos)) == (main, provisos)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "blue if possible",
            "let me know if they accept",
            "what if they refuse?",
            "ask them if they can do blue",
            "yes but 900",
        ),
        *("可以，不过改成海运", "价格的话 18块以内", "方便的话月底前到", "如果他们不同意怎么办"),
    ],
)
def test_what_depends_on_nothing_stays_whole(text: str) -> None:
    assert set_apart(text, folded(text)) is None


def test_a_demand_with_a_value_gives_it() -> None:
    text = "500 pieces, but they must deliver to Hamburg"
    assert set_apart(text, folded(text)) is not None
    assert set_apart(text, folded(text), [(text.index("Hamburg"), len(text))]) is None
