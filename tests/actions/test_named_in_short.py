"""A clerk names an order in short, by its buyer, its goods or the end of its number: that order is meant, whatever was
talked about before, and whatever the words ask of it."""

from __future__ import annotations

import httpx
import pytest

from nlu.understanding.grammar.dictation import find_dictation
from tests.fakes.actions.chat import Chat
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import SUPPLIER, market, quotation, request

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
SILK, LUMEN = "chengdu-silk", "shenzhen-lumen"
HUAXIA, NORDMARKT = "ORD-100712", "ORD-100555"


def about(server: httpx.AsyncClient, account: str, number: str) -> Chat:
    """Returns a chat in which this order was talked about last."""
    chat = Chat(server, account)
    chat.record = {"version": 2, "focus": [["order", number]]}
    return chat


@pytest.mark.parametrize("words", ["华夏那单定金打了没", "712的定金到了吗", "has huaxia paid the deposit?"])
async def test_a_fact_is_said_of_the_order_that_is_named(server: httpx.AsyncClient, words: str) -> None:
    answer = await about(server, SILK, NORDMARKT).says("payment_status", words)
    assert answer.names == ["utter_fact_deposit"]
    assert answer.values["number"] == HUAXIA


@pytest.mark.parametrize("words", ["555那单到哪了", "where is 555", "那个555怎么样了"])
async def test_the_end_of_a_number_names_an_order(server: httpx.AsyncClient, words: str) -> None:
    answer = await Chat(server, SILK).says("order_status", words)
    assert answer.values["number"] == NORDMARKT


async def test_a_number_that_counts_goods_names_no_order(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, SILK).says("order_status", "555件到哪了", quantity={"value": 555, "unit": "piece"})
    assert answer.names == ["utter_which_order"]


async def test_the_only_order_of_the_buyer_is_meant_whatever_its_goods_are_called(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, SILK).says("confirm_order", "拉各斯家居那单先接了 被套那个", product="被套")
    assert answer.names == ["utter_confirm_order"]
    assert answer.values["number"] == "ORD-100410"


@pytest.mark.parametrize("words", ["我们答应几号发的来着", "what did we promise"])
async def test_the_promised_day_is_on_record(server: httpx.AsyncClient, words: str) -> None:
    answer = await about(server, SILK, NORDMARKT).says("nlu_fallback", words, confidence=0.2)
    assert answer.names == ["utter_own_leaves"]


@pytest.mark.parametrize(
    ("words", "intent"), [("packing list for the floodlights", "find_supplier"), ("装箱单给我一份", "list_orders")]
)
async def test_a_paper_that_is_named_is_no_search(server: httpx.AsyncClient, words: str, intent: str) -> None:
    answer = await about(server, LUMEN, "ORD-100817").says(intent, words)
    assert answer.names == ["utter_paper_after_shipping"]


@pytest.mark.parametrize("intent", ["order_status", "nlu_fallback", "report_problem"])
async def test_a_delay_in_a_story_is_reported(server: httpx.AsyncClient, intent: str) -> None:
    answer = await Chat(server, SUPPLIER).says(
        intent, "600套餐具那单窑坏了 要晚一个礼拜", confidence=0.4, product="餐具"
    )
    assert answer.names == ["utter_production_late_reason_confirm"]
    assert answer.values["number"] == "ORD-100846"
    assert "窑坏了" in str(answer.values["reason"])


async def test_what_has_left_is_shipped_although_a_day_was_asked_about(server: httpx.AsyncClient) -> None:
    chat = about(server, SILK, "ORD-100841")
    await chat.says("report_production", "剩下的下周三走", date="2026-12-02")
    assert chat.task == "production"
    words = "剩500今天也发了吧 还是顺丰 SF1357924680777"
    await chat.says(
        "ship_order", words, tracking_number="SF1357924680777", carrier="SF", acts={"correct": ("correct", 0.9)}
    )
    assert (chat.task, chat.values["tracking_number"]) == ("shipment", "SF1357924680777")


async def test_sales_are_not_asked_of_the_order_at_hand(server: httpx.AsyncClient) -> None:
    answer = await about(server, SILK, NORDMARKT).says(
        "own_figures", "上个月卖了多少", acts={"ask_about": ("ask", 0.9)}
    )
    assert answer.names == ["utter_own_sales"]


async def test_words_that_urge_the_buyer_are_sent_to_it(server: httpx.AsyncClient) -> None:
    words = "催一下他们呗 就说定金没到排不了产"
    assert find_dictation(words, NOW.date())["words"] == "定金没到排不了产"
    chat = about(server, SILK, HUAXIA)
    ranking = {"contact_supplier": 0.35, "decline_order": 0.3}
    answer = await chat.says("contact_supplier", words, ranking=ranking)
    assert (chat.task, answer.names) == ("question", ["utter_question_confirm"])


@pytest.mark.parametrize("words", ["最低我能到8.9 别跟他们说", "between us: my lowest is 8.90"])
async def test_a_floor_is_kept_before_anything_is_offered(server: httpx.AsyncClient, words: str) -> None:
    number = await quotation(await request())
    rfq = (await (await market()).rfqs.access_quotation(SUPPLIER, number)).rfq_number
    chat = Chat(server, SUPPLIER)
    await chat.says("view_leads", rfq_number=rfq)
    answer = await chat.says("ask_moq", words, confidence=0.3)
    assert answer.names == ["utter_limit_kept"]
    assert str(await (await market()).bargaining.find_limit(SUPPLIER, number)) == "8.90"
    assert await (await market()).bargaining.find_limit("lagos-home", number) is None


async def test_goods_of_another_order_are_not_told_to_the_buyer_at_hand(server: httpx.AsyncClient) -> None:
    chat = about(server, SILK, NORDMARKT)
    answer = await chat.says("change_order", "被套那批 月底前做不出来", product="被套", acts={"inform": ("value", 0.9)})
    assert "utter_question_confirm" not in answer.names


async def test_a_wish_of_its_own_with_a_day_sends_no_message(server: httpx.AsyncClient) -> None:
    chat = about(server, SILK, NORDMARKT)
    await chat.says("contact_supplier", "跟他们说货快好了")
    assert chat.asked == "confirmed"
    answer = await chat.says(
        "confirm_order", "那就这么接吧 1月20发", date="2027-01-20", acts={"answer_yes": ("yes", 0.7)}
    )
    assert "utter_question_sent" not in answer.names


async def test_the_rest_of_a_shipment_gets_its_day(server: httpx.AsyncClient) -> None:
    chat = about(server, LUMEN, "ORD-100817")
    words = "300 of them left today with Maersk, MAEU5568123"
    amount = {"value": 300, "unit": "piece"}
    await chat.says("ship_order", words, quantity=amount, carrier="Maersk", tracking_number="MAEU5568123")
    await chat.says("affirm", "yes")
    await chat.says("inform", "rest goes on 11 december", date="2026-12-11")
    assert (chat.task, chat.values["day"]) == ("production", "2026-12-11")


@pytest.mark.parametrize("words", ["没收到的话催下 就说本周五前到账", "remind them that the deposit is due on friday"])
async def test_a_reminder_amid_a_question_is_sent_to_the_buyer(server: httpx.AsyncClient, words: str) -> None:
    chat = about(server, SILK, HUAXIA)
    assert (await chat.says("payment_status", words)).names == ["utter_question_confirm"]


@pytest.mark.parametrize(
    "words", ["拉各斯那批睡衣 300件我们赶不出来", "for Lagos we cannot make 300 of the bedding sets"]
)
async def test_what_is_said_of_a_buyer_is_no_change_of_the_shop(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, SILK)
    await chat.says("change_listing", words, confidence=0.6)
    assert chat.task == "question"


@pytest.mark.parametrize("words", ["上海那单呢", "华夏那单呢"])
async def test_another_order_is_shown_and_not_looked_for_in_the_one_at_hand(
    server: httpx.AsyncClient, words: str
) -> None:
    answer = await about(server, SILK, NORDMARKT).says("inform", words, acts={"ask_about": ("ask", 0.9)})
    assert answer.values["number"] == HUAXIA
    assert "utter_not_on_record" not in answer.names


@pytest.mark.parametrize(
    ("account", "words", "number"),
    [("huaxia-trade", "另外啲合桃行到邊", "ORD-100725"), ("huaxia-trade", "胡桃几号到", "ORD-100725")],
)
async def test_another_name_of_the_goods_names_their_order(
    server: httpx.AsyncClient, account: str, words: str, number: str
) -> None:
    answer = await about(server, account, "ORD-100712").says("order_status", words)
    assert answer.values["number"] == number
