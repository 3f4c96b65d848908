"""Orders and requests that the contact names by what it knows of them: goods, quantity, the digits of a number, the other side."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import market

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.9)}


@pytest.mark.parametrize(
    ("account", "words", "product", "wish", "number"),
    [
        ("lagos-home", "teacups from October, 40 of them chipped", "teacups", "report_problem", "ORD-100859"),
        ("nordmarkt", "speakers dont pair with anything", "speakers", "report_problem", "ORD-100188"),
        ("huaxia-trade", "餐具做到哪步了", "餐具", "order_status", "ORD-100846"),
    ],
)
async def test_goods_that_were_ordered_are_not_searched_for(
    server: httpx.AsyncClient, account: str, words: str, product: str, wish: str, number: str
) -> None:
    chat = Chat(server, account)
    ranking = {"find_supplier": 0.57, wish: 0.33}
    await chat.says("find_supplier", words, ranking=ranking, product=product)
    assert chat.about("order") == number


async def test_goods_that_are_wanted_are_searched_for(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    ranking = {"find_supplier": 0.95, "order_status": 0.02}
    found = await chat.says(
        "find_supplier", "looking for 24 inch monitors", ranking=ranking, product="24 inch monitors"
    )
    assert found.names[0].startswith("utter_offer")


@pytest.mark.parametrize("words", ["the deposit for the 12 tons", "account of the tomato supplier, for the deposit"])
async def test_an_order_is_known_by_its_quantity_or_its_first_word(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "lagos-home")
    amount = {"quantity": {"value": 12, "unit": "tonne"}} if "12" in words else {}
    await chat.says("request_invoice", words, **amount)
    assert chat.about("order") == "ORD-100852"


async def test_a_request_is_known_by_its_digits(server: httpx.AsyncClient) -> None:
    numbers = (await market()).own_numbers
    assert await numbers.find_requests("lagos-home", "hi, 10031 please") == {"10031": "RFQ-10031"}
    assert await numbers.find_requests("lagos-home", "10031 pcs") == {}
    assert await numbers.find_requests("lagos-home", "10031条") == {}
    assert await numbers.find_requests("huaxia-trade", "10031") == {}


@pytest.mark.parametrize(
    ("intent", "words", "quantities", "becomes"),
    [
        ("change_order", "we need 950 instead of 800", (950,), "950"),
        ("change_order", "change the 800 scarves to 750", (), "750"),
        ("place_order", "scarves order ORD-100555, was 800 pieces, please 1000 now", (800, 1000), "1000"),
        ("inform", "ORD-100555: not 800 but 640", (640,), "640"),
    ],
)
async def test_the_other_of_two_numbers_is_the_new_quantity(
    server: httpx.AsyncClient, intent: str, words: str, quantities: tuple[int, ...], becomes: str
) -> None:
    chat = Chat(server, "nordmarkt")
    amounts = [{"value": number, "unit": None} for number in quantities]
    await chat.says(intent, words, order_number="ORD-100555", **({"quantity": amounts} if amounts else {}))
    assert chat.values["change"]["quantity"]["value"] == becomes


@pytest.mark.parametrize("words", ["swap 300 of the 800 scarves for blue ones", "can the 1200 leave in 2 lots"])
async def test_a_part_of_the_goods_is_no_new_quantity(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, "nordmarkt")
    number = "ORD-100555" if "800" in words else "ORD-100841"
    await chat.says("change_order", words, order_number=number)
    assert "quantity" not in (chat.values.get("change") or {})


async def test_pieces_are_counted_anew_and_the_last_word_wins(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says(
        "report_problem", "9 out of 120 crackle badly", order_number="ORD-100188", quantity={"value": 120, "unit": None}
    )
    if chat.asked == "kind":
        await chat.says("inform", "quality", acts={"answer": ("value", 0.9)})
    assert chat.values["affected"] == "9"
    await chat.says(
        "inform", "counted again, 17", acts={"answer": ("value", 0.9)}, quantity={"value": 17, "unit": "piece"}
    )
    assert chat.values["affected"] == "17"


async def test_a_question_between_two_ways_out_chooses_neither(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("report_problem", "12 of the speakers came damaged", order_number="ORD-100188")
    if chat.asked == "affected":
        await chat.says("inform", "12", acts={"answer": ("value", 0.9)})
    await chat.says("request_refund", "refund or replacement, which is quicker", acts=ASKS)
    assert chat.values.get("wish") is None
