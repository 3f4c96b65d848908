"""Wishes for several papers are found, each with the words that say of which goods."""

from __future__ import annotations

import pytest

from nlu.turn.words.papers import find_paper_wishes


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("send me the proforma for the lights and for the tomato.", [["proforma"], ["proforma"]]),
        ("the packing list for the mugs, and the bill for the lamps", [["packing"], ["invoice"]]),
        ("proforma is fine. and the invoice for the speakers", [["proforma"], ["invoice"]]),
        ("核桃的发票开一份 还有瓷器那单也要", [["invoice"], ["invoice"]]),
        ("发票装箱单给我各来一份", [["invoice", "packing"]]),
        ("the commercial invoice please", []),
        ("请开增值税发票", []),
        ("where is my order, and what does it cost?", []),
    ],
)
def test_papers_are_found_with_their_goods(text: str, papers: list[list[str]]) -> None:
    assert [each["papers"] for each in find_paper_wishes(text)] == papers
