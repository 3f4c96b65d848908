"""What is asked about an order, a request or a parcel does not depend on its number."""

from __future__ import annotations

import asyncio
import random
import string
from collections.abc import Callable
from typing import Any

import pytest

from nlu.understanding.found import Found, without_digits

NUMBERS = 50


def _parcel(chance: random.Random) -> str:
    letters = "".join(chance.choice(string.ascii_uppercase + string.digits) for _ in range(6))
    return f"1Z{letters}{chance.randrange(10**9, 10**10)}"


CODES: dict[str, Callable[[random.Random], str]] = {
    "{order}": lambda chance: f"ORD-{chance.randrange(10**6):06}",
    "{rfq}": lambda chance: f"RFQ-{chance.randrange(10**5):05}",
    "{parcel}": _parcel,
}
SENTENCES = [
    "where is {order}",
    "has {order} been shipped yet?",
    "please cancel {order}, we ordered twice",
    "I want my money back for {order}",
    "{order} arrived broken",
    "confirm {order}",
    "any quotes for {rfq}?",
    "can you make it cheaper on {rfq}",
    "{rfq}",
    "I shipped {order} with UPS, number {parcel}",
    "{order}到哪了",
    "{order}发货了吗？",
    "帮我取消{order}",
    "{order}我要退款",
    "{order}收到的货坏了",
    "确认{order}",
    "{rfq}有人报价吗",
    "{rfq}能便宜点吗",
    "{order}",
    "{order}已经发UPS，单号{parcel}",
]


def test_digits_of_codes_are_zeros_and_nothing_moves() -> None:
    text = "ORD-100234 to 12 Main St, 1Z99AB34, 500 pcs"
    finds = [
        Found("order_number", 0, 10, "ORD-100234"),
        Found("tracking_number", 26, 34, "1Z99AB34"),
        Found("quantity", 36, 43, {"value": 500, "unit": "piece"}),
    ]
    assert without_digits(text, finds) == "ORD-000000 to 12 Main St, 0Z000000, 500 pcs"


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_ranking_does_not_depend_on_the_number(sentence: str, agent: Any, loop: asyncio.AbstractEventLoop) -> None:
    chance = random.Random(sentence)

    def ranking() -> list[tuple[str, float]]:
        text = sentence
        for place, code in CODES.items():
            text = text.replace(place, code(chance))
        parsed = loop.run_until_complete(agent.parse_message(text))
        return [(candidate["name"], round(candidate["confidence"], 4)) for candidate in parsed["intent_ranking"]]

    assert len({tuple(ranking()) for _ in range(NUMBERS)}) == 1
