"""Lists of own things by a property: the first or the largest, those for which something is true, and all of them sorted."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Answer, Chat, at_hand
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.6)}
NORDMARKT, LAGOS, HUAXIA, SILK, TOMATO = "nordmarkt", "lagos-home", "huaxia-trade", "chengdu-silk", "xinjiang-tomato"


def listed(chat: Chat) -> list[str]:
    """Returns the numbers of what was listed last, in their order."""
    return [str(number) for number in chat.record["lists"][0]["ids"]]


async def ask(chat: Chat, words: str, intent: str = "out_of_scope") -> Answer:
    return await chat.says(intent, words, acts=ASKS)


@pytest.mark.parametrize(
    ("account", "words", "response", "first"),
    [
        (SILK, "哪单最急", "utter_own_ranked_first", "ORD-100841"),
        (SILK, "which order goes out last", "utter_own_ranked_last", "ORD-100410"),
        (SILK, "最大的一单是哪个", "utter_own_ranked_most", "ORD-100410"),
        (LAGOS, "which order is the smallest in money", "utter_own_ranked_least", "ORD-100817"),
        (HUAXIA, "我哪单先到", "utter_own_ranked_first", "ORD-100725"),
        (NORDMARKT, "which of my requests closes first", "utter_own_ranked_first", "RFQ-10023"),
        (NORDMARKT, "which request got the most quotes", "utter_own_ranked_most", "RFQ-10023"),
        (TOMATO, "求购哪个先到期", "utter_own_ranked_first", "RFQ-10028"),
        (NORDMARKT, "rank my orders by value", "utter_own_sorted", "ORD-100234"),
        (NORDMARKT, "list my orders by delivery date", "utter_own_sorted", "ORD-100234"),
    ],
)
async def test_the_first_by_a_property_is_said_with_the_others_after_it(
    server: httpx.AsyncClient, account: str, words: str, response: str, first: str
) -> None:
    chat = Chat(server, account)
    answer = await ask(chat, words)
    assert answer.names == [response]
    assert listed(chat)[0] == first


@pytest.mark.parametrize(
    ("account", "words", "numbers"),
    [
        (NORDMARKT, "what's unpaid", ["ORD-100420", "ORD-100555"]),
        (LAGOS, "which order is late", ["ORD-100852"]),
        (LAGOS, "what ships in december", ["ORD-100817", "ORD-100852", "ORD-100410"]),
        (SILK, "还有几单没确认", ["ORD-100410"]),
        (SILK, "anything shipping after the 15th of december?", ["ORD-100712", "ORD-100410"]),
        (SILK, "这周要发哪几单", ["ORD-100841"]),
        (NORDMARKT, "which request has no quotes yet", ["RFQ-10032"]),
    ],
)
async def test_those_for_which_something_is_true_are_counted_and_listed(
    server: httpx.AsyncClient, account: str, words: str, numbers: list[str]
) -> None:
    chat = Chat(server, account)
    answer = await ask(chat, words)
    assert answer.names == ["utter_own_found"]
    assert answer.values["count"] == len(numbers)
    assert listed(chat) == numbers


@pytest.mark.parametrize(
    ("account", "words", "number"),
    [(NORDMARKT, "the biggest order, which vessel", "ORD-100234"), (HUAXIA, "最贵的订单，什么时候发货", "ORD-100725")],
)
async def test_a_superlative_may_only_name_what_is_asked_about(
    server: httpx.AsyncClient, account: str, words: str, number: str
) -> None:
    answer = await ask(Chat(server, account), words)
    assert not answer.names[0].startswith("utter_own_ranked")
    assert number in str(answer.replies[0]["values"])


@pytest.mark.parametrize("words", ["do you have all now, or do I still owe you something?", "都齐了吗，我还欠什么没付"])
async def test_a_question_about_a_draft_lists_no_orders(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, NORDMARKT)
    await chat.says("request_quote", "ask for quotes for 220 bar stools", product="bar stools", quantity="220 pieces")
    assert "utter_own_found" not in (await chat.says("payment_status", words, acts=ASKS)).names


@pytest.mark.parametrize("words", ["you said same last week!!!", "你上周也这么说"])
async def test_a_time_that_only_occurs_names_no_order(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, NORDMARKT)
    chat.record = at_hand("ORD-100301")
    answer = await chat.says("report_problem", words, acts={"report_problem": ("wish", 0.5)})
    assert "ORD-100555" not in str(answer.replies)


async def test_what_comes_next_is_said_where_nothing_is_late(server: httpx.AsyncClient) -> None:
    answer = await ask(Chat(server, NORDMARKT), "anything overdue?")
    assert answer.names == ["utter_own_found_none_next"]
    assert "ORD-100841" in str(answer.values["thing"])


async def test_a_bare_superlative_is_about_what_was_listed(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    await ask(chat, "手上几个单")
    assert (await ask(chat, "哪个最大", "compare_suppliers")).names == ["utter_own_ranked_most"]
    assert listed(chat)[0] == "ORD-100234"


@pytest.mark.parametrize(
    ("account", "number", "words", "response"),
    [
        (TOMATO, "ORD-100852", "852定金没到，能先发吗", "utter_may_ship_late"),
        ("shenzhen-lumen", "ORD-100817", "can i ship anyway?", "utter_may_ship_before_paid"),
        (SILK, "ORD-100555", "can i ship anyway?", "utter_may_ship_due"),
        (SILK, "ORD-100841", "can we ship it now?", "utter_may_ship_paid"),
        (SILK, "ORD-100410", "能开工吗", "utter_may_ship_unconfirmed"),
    ],
)
async def test_whether_to_ship_is_answered_by_what_is_paid(
    server: httpx.AsyncClient, account: str, number: str, words: str, response: str
) -> None:
    chat = Chat(server, account)
    chat.record = at_hand(number)
    answer = await ask(chat, words, "order_status")
    assert answer.names[-1] == response


@pytest.mark.parametrize("words", ["pay info for 555", "what about 555"])
async def test_a_thing_is_named_by_the_end_of_its_number(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, NORDMARKT).says("ask_price", words)
    assert "ORD-100555" in str(answer.replies[0]["values"])
