"""Which of an account's orders a message wants: states, days, companies, goods; in both languages, for both roles."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest

from nlu.turn.words.cues.trades.orders import find_states
from nlu.understanding.grammar.periods import Period, find_deadline, find_period
from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.marketplace import NOW

pytestmark = pytest.mark.asyncio(loop_scope="session")
TODAY = NOW.date()
OCTOBER = Period(dt.date(2026, 10, 1), dt.date(2026, 11, 1))


def numbers(answer: Answer) -> list[str]:
    return [card["title"] for card in answer.cards]


@pytest.mark.parametrize(
    ("account", "text", "expected"),
    [
        ("chengdu-silk", "待确认的订单有几个", ["ORD-100410"]),
        ("chengdu-silk", "华夏贸易的订单", ["ORD-100712"]),
        ("chengdu-silk", "拉各斯那边还没确认的单子", ["ORD-100410"]),
        ("chengdu-silk", "已接单的有哪些", ["ORD-100712", "ORD-100555"]),
        ("shenzhen-lumen", "which orders are in production", ["ORD-100817"]),
        ("shenzhen-lumen", "how many orders from nordmarkt", ["ORD-100420", "ORD-100188"]),
        ("nordmarkt", "what have I ordered that is still on the way", ["ORD-100234"]),
        ("nordmarkt", "orders not shipped yet", ["ORD-100420", "ORD-100555", "ORD-100841"]),
        ("nordmarkt", "orders from last month", ["ORD-100301", "ORD-100188", "ORD-100841"]),
        ("nordmarkt", "unpaid orders please", ["ORD-100420", "ORD-100555"]),
        ("huaxia-trade", "已送达的订单", ["ORD-100666"]),
        ("huaxia-trade", "未完成的订单", ["ORD-100712", "ORD-100846", "ORD-100725"]),
    ],
)
async def test_only_what_was_asked_for(server: httpx.AsyncClient, account: str, text: str, expected: list[str]) -> None:
    answer = await Chat(server, account).says("list_orders", text)
    assert numbers(answer) == expected
    assert answer.values["count"] == len(expected)
    assert answer.reply["response"].startswith("utter_orders_wanted")
    assert answer.values["conditions"]["items"]


async def test_goods_that_were_marked(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("list_orders", "my scarf orders", product="scarf")
    assert numbers(answer) == ["ORD-100555", "ORD-100841"]


async def test_a_company_taken_for_goods_is_a_company(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("list_orders", "any orders with chengdu silk?", product="chengdu silk")
    assert numbers(answer) == ["ORD-100555", "ORD-100841"]
    assert len(answer.values["conditions"]["items"]) == 1


async def test_nothing_fits_says_so_and_how_many_there_are(chengdu: Chat) -> None:
    answer = await chengdu.says("list_orders", "九月的订单")
    assert answer.names == ["utter_orders_wanted_none"]
    assert answer.values["count"] == 4
    assert (await chengdu.presses(answer.button("button.all_orders"))).values["count"] == 4


async def test_a_condition_after_a_list(nordmarkt: Chat, chengdu: Chat) -> None:
    await nordmarkt.says("list_orders", "my orders")
    answer = await nordmarkt.says("order_status", "and the delivered ones?", confidence=0.62)
    assert numbers(answer) == ["ORD-100188"]
    await chengdu.says("list_orders", "看看我的订单")
    assert numbers(await chengdu.says("nlu_fallback", "待确认的呢")) == ["ORD-100410"]


@pytest.mark.parametrize("words", ["skip the ones not confirmed yet", "还没确认的就不用列了"])
async def test_a_state_that_is_left_out_is_not_asked_for(nordmarkt: Chat, words: str) -> None:
    await nordmarkt.says("list_orders", "my orders")
    listed = numbers(await nordmarkt.says("faq_supplier_verification", words, confidence=0.5))
    assert "ORD-100555" in listed
    assert "ORD-100420" not in listed


async def test_an_unsure_wish_to_cancel_asks_before_it_shows_the_order(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "lagos-home")
    answer = await chat.says("cancel_order", "drop the tomato order", confidence=0.4, product="tomato")
    assert answer.names[0].startswith("utter_cancel_confirm")


async def test_more_of_what_was_asked_for(server: httpx.AsyncClient) -> None:
    """The button carries the conditions: the next page is of the same orders."""
    chat = Chat(server, "nordmarkt")
    pressed = {
        "intent": "list_orders",
        "label": {"name": "button.more_orders"},
        "entities": {"page": 1, "wanted": {"states": ["shipped"], "placed_from": "2026-01-01"}},
    }
    assert numbers(await chat.presses(pressed)) == ["ORD-100234"]


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("intent", "text", "product"),
    [
        ("nlu_fallback", "has the supplier confirmed the monitors?", "monitors"),
        ("out_of_scope", "what about the tomato paste order", "tomato paste"),
        ("place_order", "what about the tomato paste order", None),
        ("find_supplier", "track the monitors", "monitors"),
    ],
)
async def test_goods_name_an_order(nordmarkt: Chat, intent: str, text: str, product: str | None) -> None:
    answer = await nordmarkt.says(intent, text, confidence=0.33, **({"product": product} if product else {}))
    assert answer.replies[0]["values"]["number"] == ("ORD-100420" if "monitor" in text else "ORD-100301")


@pytest.mark.parametrize(
    ("intent", "text", "product"),
    [
        ("inform", "the tomato paste order", "tomato paste"),
        ("find_supplier", "番茄酱那单", "番茄酱"),
    ],
)
async def test_the_name_of_an_order_is_no_search(nordmarkt: Chat, intent: str, text: str, product: str) -> None:
    answer = await nordmarkt.says(intent, text, product=product)
    assert answer.replies[0]["values"]["number"] == "ORD-100301"
    assert (await nordmarkt.says("find_supplier", "the walnut order", product="walnut")).cards[0]["kind"] == "product"


async def test_goods_name_an_order_in_chinese(server: httpx.AsyncClient) -> None:
    huaxia = Chat(server, "huaxia-trade")
    answer = await huaxia.says("list_orders", "杯子的订单怎么样了", confidence=0.47, product="杯子")
    assert answer.values["number"] == "ORD-100666"
    missing = await huaxia.says("order_status", "我的茶具到哪了", product="茶具")
    assert missing.names == ["utter_no_order_of_that"]
    assert len(missing.buttons) == 4


async def test_goods_of_two_orders_are_a_choice(chengdu: Chat) -> None:
    answer = await chengdu.says("order_status", "蚕丝的货发了没", product="真丝")
    assert answer.names[0] in ("utter_which_order", "utter_which_own", "utter_no_order_of_that")


async def test_other_goods_are_not_taken_for_an_order(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("find_supplier", "find silk quilts", product="silk quilts")
    assert answer.reply["response"].startswith("utter_offer")
    lamps = await nordmarkt.says("out_of_scope", "track the lamps", product="lamps")
    assert lamps.names == ["utter_no_order_of_that"]


async def test_a_question_is_no_choice_of_an_order(server: httpx.AsyncClient) -> None:
    huaxia = Chat(server, "huaxia-trade")
    await huaxia.says("cancel_order", "取消", confidence=0.9)
    answer = await huaxia.says("out_of_scope", "什么时候发的核桃", product="核桃")
    assert answer.names == ["utter_own_shipped"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("待发货", ("ready_to_ship",)),
        ("还没收到的", ("shipped", "partly_shipped")),
        ("not delivered yet", ("shipped", "partly_shipped")),
        ("cancelled ones", ("cancelled",)),
        ("my orders", ()),
        ("我的订单", ()),
    ],
)
async def test_states_in_words(text: str, expected: tuple[str, ...]) -> None:
    assert find_states(text) == list(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("orders from last month", OCTOBER),
        ("10月的订单", OCTOBER),
        ("十月份下的单", OCTOBER),
        ("in October", OCTOBER),
        ("the last 10 days", Period(dt.date(2026, 11, 15), None)),
        ("最近三天的", Period(dt.date(2026, 11, 22), None)),
        ("上周", Period(dt.date(2026, 11, 16), dt.date(2026, 11, 23))),
        ("9月以来", Period(dt.date(2026, 9, 1), None)),
        ("my orders", None),
    ],
)
async def test_stretches_of_time(text: str, expected: Period | None) -> None:
    assert find_period(text, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before end of March", dt.date(2027, 3, 31)),
        ("三月底之前", dt.date(2027, 3, 31)),
        ("before March", dt.date(2027, 2, 28)),
        ("3月前要货", dt.date(2027, 2, 28)),
        ("月底前", dt.date(2026, 11, 30)),
        ("within 2 weeks", dt.date(2026, 12, 9)),
        ("两周内", dt.date(2026, 12, 9)),
        ("by the end of next month", dt.date(2026, 12, 31)),
        ("十二月中旬前", dt.date(2026, 12, 20)),
        ("may I ask something", None),
        ("by 15 March", None),
    ],
)
async def test_deadlines(text: str, expected: dt.date | None) -> None:
    assert find_deadline(text, TODAY) == expected
