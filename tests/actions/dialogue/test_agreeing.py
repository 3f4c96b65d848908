"""A yes is one whatever it names besides, if that is the deed itself or only stays as it is."""

from __future__ import annotations

import httpx
import pytest

from actions.marketplace.base.records import Quantity
from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER, SUPPLIER, listing, market, order

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
YES = {"answer_yes": ("yes", 0.8)}
UNSURE = {"answer_no": ("no", 0.3), "ask_about": ("ask", 0.25), "change_order": ("wish", 0.2)}


async def change(server: httpx.AsyncClient) -> tuple[Chat, str, Quantity]:
    """Returns a conversation in which the bot asks whether to change an order, its number and its quantity."""
    chat, number = Chat(server, BUYER), await order()
    held = (await (await market()).orders.access_order(BUYER, number)).lines[0].quantity
    more = {"value": int(held.value) + 50, "unit": held.unit}
    await chat.says("change_order", f"make it {more['value']}", order_number=number, quantity=more)
    assert (chat.task, chat.asked) == ("order_change", "confirmed")
    return chat, number, held


async def listing_change(server: httpx.AsyncClient, words: str) -> Chat:
    chat = Chat(server, SUPPLIER)
    first = (await (await market()).own_listings.list_own(SUPPLIER))[0]
    chat.record = {"version": 2, "focus": [["listing", first.product_id]]}
    await chat.says("change_listing", words)
    assert (chat.task, chat.asked) == ("listing_change", "confirmed")
    return chat


@pytest.mark.parametrize("words", ["yes sir", "ok boss, change it", "好的老板，就这么改", "没别的要求了，提交"])
async def test_a_yes_may_address_somebody_and_name_the_deed(server: httpx.AsyncClient, words: str) -> None:
    chat, number, held = await change(server)
    await chat.says("affirm", words, acts=YES)
    assert chat.task is None
    assert (await (await market()).orders.access_order(BUYER, number)).lines[0].quantity != held


@pytest.mark.parametrize("words", ["yes maybe", "yes, but blue", "ok, the quantity stays", "好，数量不变", "可能可以"])
async def test_in_doubt_nothing_is_changed(server: httpx.AsyncClient, words: str) -> None:
    chat, number, held = await change(server)
    await chat.says("affirm", words, acts=YES)
    assert (await (await market()).orders.access_order(BUYER, number)).lines[0].quantity == held


@pytest.mark.parametrize("words", ["no need, at the old price", "不用那么麻烦 就按原价"])
async def test_another_price_is_given_up_and_not_the_change(server: httpx.AsyncClient, words: str) -> None:
    chat, _, _ = await change(server)
    answer = await chat.says("deny", words, 0.7, acts={"drop": ("give_up", 0.5), "answer_no": ("no", 0.3)})
    assert (chat.task, chat.asked) == ("order_change", "confirmed")
    assert answer.names[-1].startswith("utter_change_confirm")


@pytest.mark.parametrize(
    ("words", "yes", "is_done"),
    [
        ("price up 5%", "all up. confirm", True),
        ("price up 5%", "all down. confirm", False),
        ("price up 5%", "yes cancel it", False),
        ("单价涨5%", "行 涨吧", True),
        ("take it offline for now", "yes pause", True),
        ("take it offline for now", "yes raise", False),
    ],
)
async def test_the_deed_that_is_named_has_to_be_the_one_that_was_asked_about(
    server: httpx.AsyncClient, words: str, yes: str, is_done: bool
) -> None:
    chat = await listing_change(server, words)
    await chat.says("confirm_order", yes, acts={"confirm_order": ("wish", 0.6), **YES})
    assert (chat.task is None) is is_done
    if chat.task is None and "pause" in yes:
        await chat.says("change_listing", "put it back online")
        assert (await chat.says("affirm", "yes resume", acts=YES)).names == ["utter_listing_resumed"]


@pytest.mark.parametrize("words", ["地址也不变。ok下单", "same address. ok order it"])
async def test_what_stays_as_it_is_is_no_other_wish(server: httpx.AsyncClient, words: str) -> None:
    product, chat = await listing(), Chat(server, BUYER)
    moq = (await (await market()).suppliers.access_listing(product)).moq
    amount, lagos = {"value": int(moq.value) * 2, "unit": moq.unit}, {"country": "NG", "city": "Lagos"}
    await chat.says("place_order", "I want to buy these", product_id=product, quantity=amount)
    await chat.says("inform", "to Lagos", country=lagos, acts=ANSWER)
    assert (chat.task, chat.asked) == ("new_order", "confirmed")
    placed = await chat.says("change_order", words, acts=UNSURE)
    assert placed.names == ["utter_order_placed"]


@pytest.mark.parametrize("words", ["yes. ship date stays", "好的，交期不变"])
async def test_an_order_is_confirmed_beside_what_stays(server: httpx.AsyncClient, words: str) -> None:
    supplier, number = Chat(server, SUPPLIER), await order()
    await supplier.says("confirm_order", "confirm it", order_number=number)
    done = await supplier.says("order_status", words, acts={"ask_about": ("ask", 0.4), "answer_yes": ("yes", 0.4)})
    assert done.names == ["utter_order_confirmed"]


async def test_a_yes_before_everything_is_said_gives_nothing_up(server: httpx.AsyncClient) -> None:
    first = (await (await market()).own_listings.list_own(SUPPLIER))[0]
    chat = Chat(server, BUYER)
    await chat.says("request_sample", "a sample please", product_id=first.product_id)
    asked = chat.asked
    assert asked is not None
    answer = await chat.says("affirm", "ok request it", acts={"drop": ("give_up", 0.65)})
    assert (chat.task, chat.asked) == ("sample", asked)
    assert "utter_task_dropped" not in answer.names
