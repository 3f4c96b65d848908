"""Wishes for several papers are found, each with the words that say of which goods."""

from __future__ import annotations

import pytest

from nlu.turn.words.papers import find_paper_wishes, find_receipt


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("send me the proforma for the lights and for the tomato.", [["proforma"], ["proforma"]]),
        ("the packing list for the mugs, and the bill for the lamps", [["packing"], ["invoice"]]),
        ("proforma is fine. and the invoice for the speakers", [["proforma"], ["invoice"]]),
        ("核桃的发票开一份 还有瓷器那单也要", [["invoice"], ["invoice"]]),
        ("发票装箱单给我各来一份", [["invoice", "packing"]]),
        ("the receipt and the packing list for the mugs", [["receipt"], ["packing"]]),
        ("the commercial invoice please", []),
        ("请开增值税发票", []),
        ("where is my order, and what does it cost?", []),
    ],
)
def test_papers_are_found_with_their_goods(text: str, papers: list[list[str]]) -> None:
    assert [each["papers"] for each in find_paper_wishes(text)] == papers


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("receipt for the deposit please", True),
        ("i need a receipt of payment", True),
        ("定金收据给我", True),
        ("麻烦开一张收款凭证", True),
        ("收据发我", True),
        ("please confirm receipt of our tt", False),
        ("we pay on receipt of the goods", False),
        ("here is the receipt number 88121", False),
        ("receipt paper, 300 rolls", False),
        ("how do i get a tax receipt", False),
        ("给张票，别给收据", False),
        ("收据我发你了", False),
    ],
)
def test_a_receipt_is_asked_for(text: str, asks: bool) -> None:
    assert bool(find_receipt(text)) is asks
