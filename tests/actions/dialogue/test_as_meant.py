"""Messages that mean something else in the conversation than by themselves: payments, arrivals, "send it", "the first two"."""

from __future__ import annotations

import httpx
import pytest

from nlu.turn.words.cues.cues import find_cues
from nlu.understanding.grammar import codes
from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.marketplace import NOW

TODAY = NOW.date()

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.of_words]


def offered(answer: Answer) -> list[str]:
    return [button["entities"]["order_number"] for button in answer.reply["choices"]]


@pytest.mark.parametrize("text", ["is my payment arrived?", "have you received my deposit?", "你们收到货款了吗"])
async def test_a_payment_without_an_order_is_of_those_that_wait_for_one(nordmarkt: Chat, text: str) -> None:
    answer = await nordmarkt.says("payment_status", text)
    assert answer.names == ["utter_which_unpaid_order"]
    assert offered(answer) == ["ORD-100420", "ORD-100555"]
    assert (await nordmarkt.presses(answer.reply["choices"][1])).values["number"] == "ORD-100555"


async def test_the_goods_alone_choose_whatever_they_read_as(nordmarkt: Chat) -> None:
    await nordmarkt.says("payment_status", "is my payment arrived?")
    chosen = await nordmarkt.says("report_problem", "the monitors")
    assert (chosen.values["number"], "utter_payment" in chosen.names[0]) == ("ORD-100420", True)


async def test_a_wish_of_its_own_is_no_choice(nordmarkt: Chat) -> None:
    await nordmarkt.says("payment_status", "is my payment arrived?")
    cancelled = await nordmarkt.says("cancel_order", "cancel the monitors", product="monitors")
    assert cancelled.names == ["utter_cancel_confirm_unpaid"]


async def test_the_only_order_that_waits_for_payment(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, "xinjiang-tomato").says("payment_status", "定金到账没有")
    assert answer.values["number"] == "ORD-100852"


async def test_the_payment_of_the_order_at_hand(nordmarkt: Chat) -> None:
    await nordmarkt.says("order_status", order_number="ORD-100234")
    assert (await nordmarkt.says("payment_status", "is my payment arrived?")).values["number"] == "ORD-100234"


@pytest.mark.parametrize("text", ["what orders are waiting for payment", "待支付的订单有哪些"])
async def test_orders_that_wait_for_payment(nordmarkt: Chat, text: str) -> None:
    assert (await nordmarkt.says("list_orders", text)).values["count"] == 2


@pytest.mark.parametrize(
    ("intent", "text"), [("find_supplier", "什么时候能到上海"), ("inform", "when does it get to Shanghai?")]
)
async def test_when_the_order_at_hand_arrives(server: httpx.AsyncClient, intent: str, text: str) -> None:
    huaxia = Chat(server, "huaxia-trade")
    await huaxia.says("order_status", order_number="ORD-100725")
    answer = await huaxia.says(intent, text, region={"province": "CN-SH", "city": "Shanghai", "value": "Shanghai"})
    assert answer.names == ["utter_own_eta"]
    assert answer.values["number"] == "ORD-100725"


@pytest.mark.parametrize(("text", "number"), [("any offers for the bottles?", "RFQ-10023")])
async def test_quotations_for_goods_that_are_named(nordmarkt: Chat, text: str, number: str) -> None:
    await nordmarkt.says("check_quotes", rfq_number="RFQ-10032")
    assert (await nordmarkt.says("check_quotes", text)).values["number"] == number
    assert (await nordmarkt.says("check_quotes", "and now?")).values["number"] == number


async def test_a_supplier_confirms_an_order_by_its_goods(server: httpx.AsyncClient) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    answer = await lumen.says("inform", "confirm the monitors one", confidence=0.3)
    assert answer.names == ["utter_confirm_order"]
    asked = await lumen.says("order_status", "did I confirm the monitors?", confidence=0.3)
    assert asked.names == ["utter_own_to_confirm"]


@pytest.mark.parametrize(
    ("account", "text", "numbers"),
    [
        ("chengdu-silk", "早上好，有新订单吗", ["ORD-100410"]),
        ("shenzhen-lumen", "hello, any new orders for me?", ["ORD-100420"]),
    ],
)
async def test_a_greeting_before_a_question(
    server: httpx.AsyncClient, account: str, text: str, numbers: list[str]
) -> None:
    answer = await Chat(server, account).says("greet", text)
    assert [card["title"] for card in answer.cards] == numbers


@pytest.mark.parametrize(
    ("intent", "text"), [("out_of_scope", "what's my rating"), ("supplier_details", "我们的评分是多少")]
)
async def test_a_supplier_sees_its_own_profile(chengdu: Chat, intent: str, text: str) -> None:
    answer = await chengdu.says(intent, text)
    assert answer.replies[0]["values"]["supplier"]["zh"] == "成都丝路锦纺织有限公司"
    assert answer.names[1] in ("utter_own_better", "utter_own_good")


async def test_five_are_compared_in_a_table(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    answer = await visitor.says("compare_suppliers", "compare the first five")
    count = len(answer.replies[0]["cards"])
    assert count > 3
    (made,) = answer.replies[1]["files"]
    assert len(made["table"]["rows"]) == count
    assert {len(row) for row in made["table"]["rows"]} == {len(made["table"]["columns"])}


@pytest.mark.parametrize(("text", "count"), [("compare the first two", 2), ("前两家比一比", 2), ("compare them", 3)])
async def test_the_first_two_are_two(visitor: Chat, text: str, count: int) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    assert len((await visitor.says("compare_suppliers", text)).cards) == count


async def test_a_first_purchase_is_a_search(visitor: Chat) -> None:
    close = {"find_supplier": 0.41, "place_order": 0.4}
    text = "我想采购一批茶杯"
    assert (await visitor.says("find_supplier", text, ranking=close, product="茶杯")).cards
    ranking = {"find_supplier": 0.41, "request_sample": 0.4}
    undecided = await Chat(visitor.client).says("find_supplier", text, ranking=ranking, product="茶杯")
    assert undecided.names == ["utter_did_you_mean"]


@pytest.mark.parametrize(
    "text", ["send it", "yes, send", "please submit the request", "发送", "好的，发吧", "提交报价"]
)
async def test_send_it_is_a_yes_where_it_was_asked(nordmarkt: Chat, text: str) -> None:
    wish = {"product": "silk scarves", "quantity": {"value": 800, "unit": "piece"}, "country": {"country": "DE"}}
    await nordmarkt.says("request_quote", "quotes for 800 silk scarves to Germany", **wish)
    assert (await nordmarkt.says("ship_order", text)).names == ["utter_quote_sent"]


@pytest.mark.parametrize("text", ["send me a sample", "don't send", "不要发", "什么时候发货", "发货", "send what?"])
async def test_what_is_no_yes(text: str) -> None:
    assert "sends" not in find_cues(text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "取消100712",
        "100234 在哪",
        "where is 100234",
        "my 100234, please",
        "it is 100234.",
        "10 100234",
        "100000 pcs",
        "100200件",
        "102400 sets",
        "ref 7100234",
        "100234-5",
        "sf100234",
        "101.100234",
        "call 1002345678",
        "102300吨",
    ],
)
async def test_actions_and_grammar_know_the_same_order_numbers_without_prefix(text: str) -> None:
    grammar = {str(found.value) for found in codes.find(text) if found.entity == "order_number"}
    number = find_cues(text, TODAY).get("bare_order")
    assert ({number} if number else set()) == grammar
