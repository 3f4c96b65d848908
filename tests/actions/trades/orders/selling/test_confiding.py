"""What a supplier tells Caravan is no message to the buyer: troubles become the report of a delay, a thought goes nowhere,
and what is only supposed is reckoned from the record."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat, at_hand

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
CERAMICS, SILK, LUMEN = "jingdezhen-ceramics", "chengdu-silk", "shenzhen-lumen"
TELLS = {"answer": ("value", 0.6)}
IN_PRODUCTION, WAITING, READY = "ORD-100846", "ORD-100410", "ORD-100841"


@pytest.mark.parametrize(
    ("account", "number", "words", "reason"),
    [
        (CERAMICS, IN_PRODUCTION, "600套的那个金边 烧坏了一窑", "烧坏了一窑"),
        (LUMEN, "ORD-100817", "bad news for ORD-100817", None),
    ],
)
async def test_trouble_becomes_the_report_of_a_delay(
    server: httpx.AsyncClient, account: str, number: str, words: str, reason: str | None
) -> None:
    chat = Chat(server, account, record=at_hand(number))
    answer = await chat.says("contact_supplier", words, confidence=0.4, acts=TELLS)
    assert answer.names[0] == "utter_trouble_heard"
    assert (chat.task, chat.values.get("reason")) == ("production", reason)


async def test_the_reason_grows_and_is_put_otherwise(server: httpx.AsyncClient) -> None:
    chat = Chat(server, CERAMICS, record=at_hand(IN_PRODUCTION))
    await chat.says("inform", "烧坏了一窑", acts=TELLS)
    await chat.says("inform", "坏的大概200 要重烧", acts=TELLS)
    assert chat.values["reason"] == "烧坏了一窑; 坏的大概200 要重烧"
    await chat.says("inform", "先别说烧坏了 就说产能紧张", acts=TELLS)
    assert chat.values["reason"] == "产能紧张"


@pytest.mark.parametrize("words", ["等于发货后一天才付清 嗯…… 算了老客户了", "hmm... they are an old customer"])
async def test_a_thought_is_no_message(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, SILK, record=at_hand(WAITING))
    answer = await chat.says("inform", words, confidence=0.4, acts=TELLS)
    assert (answer.names, chat.task) == (["utter_heard_for_yourself"], None)


@pytest.mark.parametrize("words", ["他们问我会不会赶在圣诞前 我咋回", "they ask me for the date, what should i answer"])
async def test_what_can_be_answered_is_said(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, SILK, record=at_hand(READY))
    answer = await chat.says("contact_supplier", words, confidence=0.4, acts=TELLS)
    assert (answer.names, chat.task) == (["utter_what_to_answer"], None)


@pytest.mark.parametrize(
    ("number", "words", "day", "said"),
    [
        (READY, "要是周五快递不来 拖到下周一呢", "2026-11-30", ["utter_supposed_late"]),
        (READY, "剩下得周五发 是不是也不算晚", "2026-11-27", ["utter_supposed_in_time"]),
        (READY, "if it goes monday, is that late?", "2026-11-30", ["utter_supposed_late"]),
        (WAITING, "25天的活 算下来赶得上不", None, ["utter_reckoned_in_time", "utter_reckoned_from_deposit"]),
    ],
)
async def test_what_is_only_supposed_is_reckoned_and_changes_nothing(
    server: httpx.AsyncClient, number: str, words: str, day: str | None, said: list[str]
) -> None:
    chat = Chat(server, SILK, record=at_hand(number))
    answer = await chat.says("inform", words, acts=TELLS, **({"date": day} if day else {}))
    assert (answer.names, chat.task) == (said, None)


@pytest.mark.parametrize(
    ("words", "right", "number"),
    [
        ("first 700, DHL 单号 5523 1907 44", "哎 单号 typo, 最后是 46 not 44", "5523190746"),
        ("今天先发700 dhl 单号 5523190744", "最后是46不是44", "5523190746"),
    ],
)
async def test_a_mistyped_number_waits_for_its_ending(
    server: httpx.AsyncClient, words: str, right: str, number: str
) -> None:
    chat = Chat(server, SILK, record=at_hand(READY))
    said = {"carrier": "DHL", "quantity": {"value": 700, "unit": None}}
    answer = await chat.says("ship_order", words, order_number=READY, **said)
    assert answer.names[0] == "utter_ship_tracking_check"
    await chat.says("inform", right, acts=TELLS)
    assert (chat.values["tracking_number"], chat.values["part"]["value"]) == (number, "700")
