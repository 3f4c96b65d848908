"""Of several listings, the one that is best in what is asked comes first; and a list that lies back can be gone back to."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.trading import BUYER

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
ASKS = {"ask_about": ("ask", 0.9)}
CRITERIA = {
    "the cheaper of them?": "price",
    "who of the two answers faster": "response",
    "which of these is more punctual": "on_time",
    "这两家哪家评分高": "rating",
}


@pytest.mark.of_words
@pytest.mark.parametrize(("words", "criterion"), CRITERIA.items())
async def test_the_figure_that_is_asked_for_comes_first(server: httpx.AsyncClient, words: str, criterion: str) -> None:
    chat = Chat(server, None)
    await chat.says("find_supplier", "porcelain tea sets", product="porcelain tea sets")
    await chat.says("compare_suppliers", "compare the first two", acts={"compare_suppliers": ("wish", 0.9)})
    answer = await chat.says("find_supplier", words, acts=ASKS)
    assert answer.names[0] in (f"utter_best_by_{criterion}", f"utter_best_same_{criterion}")
    compared = await chat.says("compare_suppliers", words, acts={"compare_suppliers": ("wish", 0.9)})
    assert compared.names[0] == answer.names[0]


async def test_a_list_that_lies_back_is_gone_back_to(server: httpx.AsyncClient) -> None:
    chat = Chat(server, None)
    first = await chat.says("find_supplier", "porcelain tea sets", product="porcelain tea sets")
    await chat.says("find_supplier", "silk scarves", product="silk scarves")
    answer = await chat.says(
        "ask_price", "back to the tea sets, the second one, how much?", acts=ASKS, product="tea sets"
    )
    assert answer.cards[0]["title"] == first.cards[1]["title"]


async def test_prices_of_two_of_the_list_are_asked_of_these_two(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    goods = {"product": "silk scarves", "quantity": {"value": 600, "unit": "piece"}}
    await chat.says("find_supplier", "600 silk scarves", **goods)
    await chat.says("compare_suppliers", "prices please from number 1 and number 2")
    assert chat.values["quantity"]["value"] == "600"
    assert 1 <= len(chat.values["suppliers"]) <= 2
