"""Orders are called by a figure, by their age or by their state instead of by their number."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat, at_hand
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()


@pytest.mark.parametrize(
    ("account", "words", "called"),
    [
        ("nordmarkt", "ok then cancel the 800 ones", {"the 800 ones": "ORD-100555"}),
        ("nordmarkt", "now the 1200: can they fly?", {"the 1200": "ORD-100841"}),
        ("nordmarkt", "I need also the invoice for the 20.860 one", {"the 20.860 one": "ORD-100234"}),
        (
            "nordmarkt",
            "we want to change the scarf order. the one not yet in production",
            {"the one not yet in production": "ORD-100555"},
        ),
        (
            "nordmarkt",
            "and the scarfs, the ones which are ready, when do they go?",
            {"the ones which are ready": "ORD-100841"},
        ),
        ("huaxia-trade", "600套的那单到哪了", {"600套的那单": "ORD-100846"}),
        ("nordmarkt", "18 of the 120 speakers are dead", {}),
        ("nordmarkt", "make it the 750", {}),
        ("lagos-home", "cancel the 500 ones", {}),
    ],
)
async def test_the_words_mean_one_order(
    server: httpx.AsyncClient, account: str, words: str, called: dict[str, str]
) -> None:
    assert await Chat(server, account).hears(words) == called


async def test_the_newer_of_two_alike(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt", record=at_hand("ORD-100841"))
    assert await chat.hears("no sorry, I mean the newer one") == {"the newer one": "ORD-100555"}
    assert await chat.hears("the older one") == {"the older one": "ORD-100841"}


async def test_which_of_two_is_cancelled_is_asked(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    told = await chat.says("cancel_order", "I need to cancel the scarves", product="scarves")
    assert told.names == ["utter_which_order"]
    assert [each["entities"]["order_number"] for each in told.buttons] == ["ORD-100555", "ORD-100841"]


async def test_an_introduction_names_no_order(server: httpx.AsyncClient) -> None:
    told = await Chat(server, "nordmarkt").says(
        "request_refund",
        "accounting of Nordmarkt, Petersen. I miss a refund of 3.018,00 USD",
        company="Nordmarkt, Petersen",
    )
    assert told.names == ["utter_refund_pending"]
