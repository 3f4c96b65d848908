"""The words in which a supplier speaks of its own prices (nlu/turn/words/cues/trades/prices/pricing.py)."""

from __future__ import annotations

import pytest

from nlu.turn.words.cues.trades.prices.pricing import FINDERS, find_called, find_kept_steps, find_whole_price
from nlu.turn.words.figures.figures import find_figures


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("总价凑整 20800", "20800"),
        ("make it 20800 in total", "20800"),
        ("总价两万", "20000"),
        ("20800 usd all in", "20800"),
        ("总价多少", None),
        ("total 2000 pcs", None),
    ],
)
def test_the_price_of_a_whole_lot(text: str, price: str | None) -> None:
    assert find_whole_price(text) == price


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("whats my list price at 20t, drums", True),
        ("桶装 挂的20吨什么价", True),
        ("what do we list the drums at", True),
        ("把挂的价改成5", False),
        ("看下我挂的枕套", False),
        ("他们目标价多少", False),
    ],
)
def test_the_question_for_a_price_in_the_own_shop(text: str, asks: bool) -> None:
    assert bool(FINDERS["asks_list_price"](text)) is asks


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("6000以上那档别动", ["6000"]),
        ("除了6000那档都涨5%", ["6000"]),
        ("leave the 3000 tier", ["3000"]),
        ("最后一档不动", ["last"]),
        ("500公斤那档价格还在不在", []),
        ("keep 6000 pcs", []),
    ],
)
def test_the_price_steps_that_stay(text: str, kept: list[str]) -> None:
    assert find_kept_steps(text) == kept


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("60w up 5% all tiers", ["60"]),
        ("22的都涨5%", ["22"]),
        ("绿的 美金0.1", ["绿"]),
        ("说错 是特级", ["特级"]),
        ("现在的库存", []),
        ("stock 5000", []),
    ],
)
def test_the_words_that_choose_one_of_several_listings(text: str, called: list[str]) -> None:
    assert find_called(text) == called


@pytest.mark.parametrize("text", ["quote the 36w, 9.45 dap, 20 days", "按白头路报 4750 cif迪拜 15天"])
def test_a_price_beside_an_incoterm_counts_nothing(text: str) -> None:
    bare = [each["value"] for each in find_figures(text, []) if each["kind"] == "bare"]
    assert bare in (["9.45"], ["4750"])
