"""A price that is odd is said to be so before the final question, to the side that is about to send it and to nobody else."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.trading import BUYER, SUPPLIER, quotation, request

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]


def doubts(answer: Answer) -> list[str]:
    """Returns the names of the doubts that are said before the question."""
    said = [reply for reply in answer.replies if reply["response"] == "utter_price_doubts"]
    return [
        doubt["name"].removeprefix("price_doubt.") for reply in said for doubt in reply["values"]["doubts"]["items"]
    ]


async def at_quotation(server: httpx.AsyncClient, account: str) -> tuple[Chat, str]:
    """Returns a chat about the only quotation for a new request, at 9.80 USD, and the number of the quotation."""
    rfq = await request()
    number = await quotation(rfq)
    chat = Chat(server, account)
    chat.record = {"version": 2, "focus": [["quotation", number], ["request", rfq]]}
    return chat, number


@pytest.mark.parametrize(
    ("price", "said"),
    [("9.50", []), ("10.50", ["above"]), ("98", ["far_above"]), ("0.95", ["far_below"])],
)
async def test_a_buyer_is_told_what_is_odd_about_its_offer(
    server: httpx.AsyncClient, price: str, said: list[str]
) -> None:
    chat, number = await at_quotation(server, BUYER)
    words = f"offer ${price}"
    answer = await chat.says("negotiate_price", words, quotation=number, price={"amount": price, "currency": "USD"})
    assert doubts(answer) == said
    assert answer.names[-1] == "utter_counter_confirm"


async def test_a_suppliers_own_limit_is_held_against_its_counter_offer(server: httpx.AsyncClient) -> None:
    chat, number = await at_quotation(server, BUYER)
    await chat.says("negotiate_price", "$9.00", quotation=number, price={"amount": "9.00", "currency": "USD"})
    await chat.says("affirm", "yes", acts={"answer_yes": ("yes", 0.9)})
    seller = Chat(server, SUPPLIER)
    first = await seller.says("negotiate_price", "counter 9.60, between us 9.50 is my lowest", quotation=number)
    assert doubts(first) == []
    await seller.says("affirm", "yes", acts={"answer_yes": ("yes", 0.9)})
    await chat.says("negotiate_price", "$9.20", quotation=number, price={"amount": "9.20", "currency": "USD"})
    await chat.says("affirm", "yes", acts={"answer_yes": ("yes", 0.9)})
    lower = await seller.says("negotiate_price", "9.10", quotation=number, price={"amount": "9.10", "currency": "USD"})
    assert doubts(lower) == ["below_offer", "below_limit"]
