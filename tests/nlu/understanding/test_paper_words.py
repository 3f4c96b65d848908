"""The papers of an order are named in both languages, beside the conditions of a search."""

from __future__ import annotations

import pytest

from nlu.understanding.cues.cues import find_mentions


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("pls send PI", ["paper.proforma"]),
        ("please issue a pro-forma invoice", ["paper.proforma"]),
        ("PI发我", ["paper.proforma"]),
        ("清关要一张商业发票", ["paper.commercial"]),
        ("the commercial invoice and the packing list", ["paper.commercial", "paper.packing"]),
        ("装箱单有吗", ["paper.packing"]),
        ("把合同发给我", ["paper.terms"]),
        ("Could you issue a VAT invoice?", ["paper.fapiao"]),
        ("我要开增值税专用发票", ["paper.fapiao"]),
        ("invoice pls", []),
        ("能开发票吗", []),
        ("a pink pillow, special price", ["price"]),
    ],
)
def test_a_paper_is_named(text: str, named: list[str]) -> None:
    assert find_mentions(text) == named
