"""Words that say how somebody can be reached are told from other numbers."""

from __future__ import annotations

import pytest

from nlu.turn.words.cues.reaching import FINDERS


@pytest.mark.parametrize(
    "text",
    [
        "Ms. Petersen, reachable under 040 555 0192 until 4 pm German time",
        "call me at +49 40 5550192",
        "my whatsapp is +234 803 555 0117",
        "ask for Tunde, 0803 555 0117",
        "mail me: j.petersen@nordmarkt.example",
        "call my colleague after 3",
        "13800138000 找王小姐",
        "我嘅電話 9123 4567 陳生",
        "下午打我手机",
    ],
)
def test_contact_details(text: str) -> None:
    assert FINDERS["gives_contact"](text)


@pytest.mark.parametrize(
    "text",
    [
        "ORD-100234",
        "2,000 pieces at 4.90",
        "300 phone cases",
        "we pay 14,602.00 on 9 Nov 2026",
        "500 600 or 700 pieces",
        "COSU6389214570",
        "30x20 cm",
        "手机壳300个",
        "12/11/2026",
        "when will it arrive?",
    ],
)
def test_other_numbers(text: str) -> None:
    assert not FINDERS["gives_contact"](text)
