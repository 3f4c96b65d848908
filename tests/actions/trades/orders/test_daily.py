"""Both sides are told what is theirs to do: to confirm, to answer, to ship, to receive, to pay."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market, order_to_ship

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]


def kinds(answer: object) -> list[str]:
    items = answer.values["tasks"]["items"]  # type: ignore[attr-defined]
    return [one["name"] for one in items]


async def test_a_supplier_of_the_demo(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, "chengdu-silk").says("daily_tasks", "今天要做什么")
    assert answer.names == ["utter_daily_tasks"]
    assert kinds(answer) == ["todo.confirm", "todo.ship", "todo.make", "todo.quote"]
    shown = {card["title"]: card for card in answer.cards}
    assert {"ORD-100410", "ORD-100841"} <= set(shown)
    assert [button["intent"] for button in shown["ORD-100410"]["buttons"]] == ["confirm_order", "order_status"]
    assert "ship_order" in [button["intent"] for button in shown["ORD-100841"]["buttons"]]


async def test_what_is_owed_is_told_to_both_sides(server: httpx.AsyncClient) -> None:
    owed = await Chat(server, "xinjiang-tomato").says("daily_tasks", "今天要做什么")
    assert "todo.owed" in kinds(owed)
    due = await Chat(server, "lagos-home").says("daily_tasks", "what do I have to do today?")
    pay = next(one for one in due.values["tasks"]["items"] if one["name"] == "todo.pay")
    (line,) = [one for one in pay["values"]["orders"]["items"] if one["values"]["number"] == "ORD-100852"]
    assert line["values"]["due"]["items"][0]["name"] == "payment.line_due"


async def test_what_waits_for_an_answer_comes_first(server: httpx.AsyncClient) -> None:
    number = await order_to_ship()
    await (await market()).fulfilment.start_production(SUPPLIER, number, key())
    await (await market()).purchases.ask_to_cancel(BUYER, number, None, key())
    answer = await Chat(server, SUPPLIER).says("daily_tasks", "今天要做什么")
    assert kinds(answer)[0] == "todo.answer"
    (card,) = [card for card in answer.cards if card["title"] == number]
    agreed = await Chat(server, SUPPLIER).presses(card["buttons"][0])
    assert agreed.names == ["utter_cancel_agreed"]
    assert "todo.wait" not in kinds(await Chat(server, BUYER).says("daily_tasks", "what now?"))


async def test_a_visitor_signs_in_first(visitor: Chat) -> None:
    assert (await visitor.says("daily_tasks", "what do I have to do today?")).names == ["utter_sign_in"]
