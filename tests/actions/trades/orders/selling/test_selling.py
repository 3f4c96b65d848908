"""A supplier leads an order: declines or confirms, several at once, reports production, ships in parts, and corrects."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest

from actions.marketplace.trades.orders.carriers import carrier_names
from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.news import see_order, take_news
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market, order, order_in_parts, order_to_ship

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
TRACKING = {"carrier": "DHL", "tracking_number": "3318810025"}


async def test_an_order_is_declined_with_a_reason_that_the_buyer_reads(server: httpx.AsyncClient) -> None:
    number, chat = await order(), Chat(server, SUPPLIER)
    await take_news(BUYER)
    assert (await chat.says("decline_order", "不接", order_number=number)).names == ["utter_decline_reason"]
    refused = await chat.says("inform", "加我微信 silk8866 再谈", acts=ANSWER)
    assert refused.names[0] == "utter_reason_refused"
    shown = await chat.says("inform", "原料缺货", acts=ANSWER)
    assert shown.names == ["utter_decline_confirm"]
    assert (await see_order(number)).state == "awaiting_confirmation"
    assert (await chat.says("affirm", "确定")).names == ["utter_order_declined_now"]
    assert (await see_order(number)).state == "cancelled"
    (told,) = await take_news(BUYER)
    assert told["response"] == "utter_notice_order_declined"
    assert told["values"]["reason"] == {"type": "term", "name": "note.words", "values": {"words": "原料缺货"}}
    assert [button["intent"] for button in told["buttons"]] == ["find_supplier", "order_status"]
    again = await chat.says("decline_order", "不接", order_number=number)
    assert again.names == ["utter_decline_not_now"]


@pytest.mark.parametrize("words", ["named", "all"])
async def test_several_orders_are_confirmed_with_one_yes(server: httpx.AsyncClient, words: str) -> None:
    numbers, chat = [await order(), await order()], Chat(server, SUPPLIER)
    await take_news(BUYER)
    said = {"order_number": numbers} if words == "named" else {}
    asked = await chat.says("confirm_order", "confirm both" if words == "named" else "两个都确认", **said)
    assert asked.names == ["utter_confirm_orders"]
    assert set(numbers) <= {card["title"] for card in asked.cards}
    assert (await see_order(numbers[0])).state == "awaiting_confirmation"
    done = await (
        chat.says("affirm", "yes") if words == "named" else chat.presses(asked.button("button.confirm_all_now"))
    )
    assert done.names == ["utter_orders_confirmed"]
    assert [(await see_order(number)).state for number in numbers] == ["accepted", "accepted"]
    told = await take_news(BUYER)
    assert {one["values"]["number"] for one in told} >= set(numbers)
    assert {one["response"] for one in told} == {"utter_notice_order_confirmed"}


async def test_another_companys_order_among_several_is_not_confirmed(server: httpx.AsyncClient) -> None:
    own, chat = await order(), Chat(server, SUPPLIER)
    asked = await chat.says("confirm_order", "confirm both", order_number=[own, "ORD-100420"])
    assert asked.names == ["utter_order_not_found", "utter_confirm_orders"]
    assert asked.replies[-1]["values"]["count"] == 1


async def test_production_is_reported_step_by_step(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    await take_news(BUYER)
    for words, response, state in (
        ("开始生产了", "started", "in_production"),
        ("做完了", "finished", "ready_to_ship"),
    ):
        shown = await chat.says("report_production", words, order_number=number)
        assert shown.names == [f"utter_production_{response}_confirm"]
        assert (await chat.says("affirm", "对")).names == [f"utter_production_{response}_now"]
        assert (await see_order(number)).state == state
        assert [one["response"] for one in await take_news(BUYER)] == [f"utter_notice_production_{response}"]
    late = await chat.says("report_production", "又开始生产", order_number=number)
    assert late.names == ["utter_production_stage"], "what is over is not asked again"
    assert {button["entities"]["stage"] for button in late.buttons} == {"ship_day", "late"}


async def test_tomorrow_we_ship_is_a_promise_with_a_day(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    await take_news(BUYER)
    shown = await chat.says("ship_order", "明天发货", order_number=number, date="2026-11-26")
    assert shown.names == ["utter_production_earlier_confirm"]
    assert (await chat.says("affirm", "对")).names == ["utter_production_ship_day_now"]
    order = await see_order(number)
    assert (str(order.ships_on), order.state, order.events[-1].kind) == ("2026-11-26", "accepted", "ship_day_set")
    assert [one["response"] for one in await take_news(BUYER)] == ["utter_notice_ship_day_set"]
    shown = await chat.says("report_production", "改到12月5号", order_number=number, date="2026-12-05")
    assert shown.names == ["utter_production_late_confirm"], "later than promised is late, however it is said"
    await chat.says("affirm", "对")
    assert str((await see_order(number)).events[-1].day) == "2026-12-05"
    assert [one["response"] for one in await take_news(BUYER)] == ["utter_notice_order_late"]


async def test_a_part_leaves_and_the_rest_follows(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    await take_news(BUYER)
    part = {"quantity": {"value": 100, "unit": "set"}}
    shown = await chat.says("ship_order", "100 sets left", order_number=number, **TRACKING, **part)
    assert shown.names == ["utter_ship_confirm_unpaid"], "the deposit is open"
    assert shown.values["unpaid"]["items"]
    assert shown.values["shipped"]["name"] == "shipment.part_with_rest"
    assert (await chat.says("affirm", "yes")).names == ["utter_part_shipped_now"]
    order = await see_order(number)
    assert (order.state, order.left_to_ship.value) == ("partly_shipped", 200)
    (told,) = await take_news(BUYER)
    assert told["response"] == "utter_notice_order_part_shipped"
    assert told["values"]["left"] == {"type": "quantity", "value": 200, "unit": "set"}
    too_many = await chat.says("ship_order", "500 more", order_number=number, quantity={"value": 500, "unit": "set"})
    assert too_many.names == ["utter_ship_other_quantity", "utter_ship_tracking"]
    await chat.says("inform", "DHL SF1098837261", carrier="DHL", tracking_number="SF1098837261", acts=ANSWER)
    assert (await chat.says("affirm", "yes")).names == ["utter_order_shipped_now"]
    order = await see_order(number)
    assert (order.state, [one.quantity.value for one in order.shipments if one.quantity]) == ("shipped", [100, 200])
    status = await Chat(server, BUYER).says("order_status", "", order_number=number)
    assert status.names == ["utter_order_shipped"]


async def test_a_wrong_tracking_number_is_corrected(server: httpx.AsyncClient) -> None:
    number, chat = await order_in_parts(), Chat(server, SUPPLIER)
    await take_news(BUYER)
    said = ["3318810025", "ZT1234567890"]
    shown = await chat.says(
        "ship_order", f"{said[0]} is wrong, it is {said[1]}", order_number=number, tracking_number=said
    )
    assert shown.names == ["utter_tracking_confirm"]
    assert (shown.values["old"]["value"], shown.values["new"]["value"]) == (said[0], said[1])
    assert (await chat.says("affirm", "yes")).names == ["utter_tracking_corrected_now"]
    order = await see_order(number)
    assert [one.tracking_number for one in order.shipments] == ["ZT1234567890", "SF1098837261"]
    (told,) = await take_news(BUYER)
    assert told["response"] == "utter_notice_tracking_corrected"
    assert told["values"]["tracking_number"] == {"type": "code", "value": "ZT1234567890"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [("5 days late, the dye house is closed", "the dye house is closed"), ("要晚5天，设备坏了", "设备坏了")],
)
async def test_the_reason_of_a_delay_is_kept_and_read_by_the_buyer(
    server: httpx.AsyncClient, text: str, reason: str
) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await take_news(BUYER)
    shown = await chat.says("report_production", text, order_number=number)
    assert shown.names == ["utter_production_late_reason_confirm"]
    assert reason in str(shown.values["reason"])
    await chat.says("affirm", "yes")
    (news,) = await take_news(BUYER)
    assert news["response"] == "utter_notice_order_late_reason"
    assert reason in str(news["values"]["reason"])
    assert reason in str((await Chat(server, BUYER).says("order_status", order_number=number)).cards)


async def test_a_suspicious_reason_is_not_passed_on(server: httpx.AsyncClient) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    text = "5 days late, call me on whatsapp please because my number is +86 139 1234 5678"
    shown = await chat.says("report_production", text, order_number=number)
    assert shown.names == ["utter_reason_refused", "utter_production_late_confirm"]
    fulfilment, day = (await market()).fulfilment, NOW.date() + dt.timedelta(days=40)
    bad = "write to me on whatsapp +86 139 1234 5678"
    with pytest.raises(ValueError, match="passed on"):
        await fulfilment.set_ship_day(SUPPLIER, number, day, key(), late=True, reason=bad)


async def test_boxes_beside_pieces_are_no_quantity_of_the_order(server: httpx.AsyncClient) -> None:
    number = await order_to_ship()
    lots = [{"value": 100, "unit": "set"}, {"value": 20, "unit": "carton"}]
    seller = Chat(server, SUPPLIER)
    words = "先发100套，20箱，顺丰SF1098837261"
    code = {"carrier": "SF Express", "tracking_number": "SF1098837261"}
    answer = await seller.says("ship_order", words, order_number=number, quantity=lots, **code)
    assert "100" in str(answer.replies[-1]["values"])
    await seller.says("affirm", "yes")
    wrong = await seller.says("report_problem", "说错了 是80套", quantity={"value": 80, "unit": "set"})
    assert wrong.names == ["utter_shipment_quantity_confirm"]


@pytest.mark.parametrize("words", ["sorry, it was {new} sets, not 100", "数量写错了，是{new}套，不是100套"])
async def test_a_quantity_that_was_reported_wrongly_is_corrected_on_the_way(
    server: httpx.AsyncClient, words: str
) -> None:
    number, seller = await order_to_ship(), Chat(server, SUPPLIER)
    code = {"carrier": "SF Express", "tracking_number": "SF1098837261"}
    hundred = {"value": 100, "unit": "set"}
    await seller.says("ship_order", "先发100套", order_number=number, quantity=hundred, **code)
    await seller.says("affirm", "yes")
    await take_news(BUYER)
    await seller.says("report_problem", words.format(new=400), quantity=[{"value": 400, "unit": "set"}, hundred])
    much = await seller.says("report_problem", words.format(new=400), quantity={"value": 400, "unit": "set"})
    assert much.names == ["utter_shipment_quantity_too_much"]
    asked = await seller.says("report_problem", words.format(new=300), quantity={"value": 300, "unit": "set"})
    assert asked.names == ["utter_shipment_quantity_confirm"]
    assert (await see_order(number)).shipments[0].quantity is not None, "nothing happens before the yes"
    assert (await seller.says("affirm", "是")).names == ["utter_shipment_quantity_corrected"]
    order = await see_order(number)
    assert (order.state, order.left_to_ship.value, order.events[-1].kind) == ("shipped", 0, "quantity_corrected")
    (told,) = await take_news(BUYER)
    assert told["response"] == "utter_notice_quantity_corrected"
    assert (told["values"]["old"]["value"], told["values"]["new"]["value"]) == (100, 300)
    again = await seller.says("ship_order", "we shipped 250, not 300", order_number=number)
    assert again.names == ["utter_shipment_quantity_confirm"]
    await seller.says("affirm", "yes")
    assert (await see_order(number)).state == "partly_shipped"


async def test_the_days_of_departure_and_arrival_go_along(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    sails = (NOW + dt.timedelta(days=1)).date()
    arrives = (NOW + dt.timedelta(days=40)).date()
    said = {"order_number": number, "tracking_number": "MAEU7730152299", "carrier": "Maersk"}
    await chat.says(
        "ship_order", "100 sets, sails tomorrow", **said, quantity={"value": 100, "unit": "set"}, date=str(sails)
    )
    assert (chat.values["departs_on"], chat.values.get("rest_day")) == (str(sails), None)
    await chat.says("inform", "预计40天后到", acts=ANSWER, date=str(arrives))
    await chat.says("affirm", "yes")
    (shipment,) = (await see_order(number)).shipments
    assert (shipment.eta, shipment.shipped_at.date()) == (arrives, sails)


async def test_a_number_that_is_almost_the_same_corrects_it(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    lot = {"quantity": {"value": 100, "unit": "set"}, "carrier": "SF Express", "tracking_number": "SF2390288412"}
    await chat.says("ship_order", "100 left", order_number=number, **lot)
    await chat.says("affirm", "yes")
    shown = await chat.says("ship_order", "刚看到 少了个0", order_number=number, tracking_number="SF23902880412")
    assert shown.names == ["utter_tracking_confirm"]


async def test_a_carrier_is_corrected_that_the_nlu_has_not_marked(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    lot = {"carrier": "Deppon", "tracking_number": "DPK364081925507"}
    await chat.says("ship_order", "这批货交给物流了", order_number=number, **lot)
    await chat.says("inform", "不是德邦 是跨越", acts={"correct": ("correct", 0.8)}, carrier="德邦")
    assert "跨越" in carrier_names(chat.values["carrier"]).zh


async def test_one_of_two_lots_is_left_for_its_day(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    lots = {
        "quantity": [{"value": 180, "unit": "set"}, {"value": 120, "unit": "set"}],
        "carrier": ["COSCO", "Maersk"],
        "tracking_number": ["COSU6120461", "MAEU587341911"],
    }
    await chat.says("ship_order", "180 with cosco, 120 with maersk", order_number=number, **lots)
    later = (NOW + dt.timedelta(days=3)).date()
    waits = await chat.says("inform", "maersk goes on saturday", acts=ANSWER, carrier="Maersk", date=str(later))
    assert waits.names[0] == "utter_ship_lot_waits"
    assert (chat.values["then"], chat.values["rest_day"]) == ([], str(later))
    sees = await chat.says("ask_about", "what does the customer see now", acts={"ask_about": ("ask", 0.8)})
    assert sees.names[0] == "utter_buyer_sees_not_yet"


LOTS = {
    "quantity": [{"value": 180, "unit": "set"}, {"value": 120, "unit": "set"}],
    "carrier": ["COSCO", "Maersk"],
    "tracking_number": ["COSU6120461", "MAEU587341911"],
}


async def test_a_yes_need_only_be_the_likeliest_meaning(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    await chat.says("ship_order", "180 with cosco, 120 with maersk", order_number=number, **LOTS)
    unsure = {"answer_yes": ("yes", 0.46), "link_account": ("wish", 0.2), "correct": ("correct", 0.19)}
    answer = await chat.says("link_account", "ok register the first one", 0.4, acts=unsure)
    assert "utter_part_shipped_now" in answer.names


@pytest.mark.parametrize("words", ["ok register the second one", "yes, the last one"])
async def test_a_yes_that_names_another_lot_begins_with_that_one(server: httpx.AsyncClient, words: str) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    await chat.says("ship_order", "180 with cosco, 120 with maersk", order_number=number, **LOTS)
    asked = await chat.says("inform", words, acts={"answer_yes": ("yes", 0.8)})
    assert asked.names[0] == "utter_ship_lots"
    assert (chat.values["part"]["value"], chat.values["tracking_number"]) == ("120", "MAEU587341911")
    assert [lot["tracking_number"] for lot in chat.values["then"]] == ["COSU6120461"]


async def test_a_yes_to_the_deed_of_a_task_that_was_put_aside_takes_it_up(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, SUPPLIER)
    lot = {"carrier": "COSCO", "tracking_number": "COSU6120478"}
    await chat.says("ship_order", "the lot is on its way", order_number=number, **lot)
    asked = await chat.says("contact_supplier", "tell them that we wish them a happy new year", order_number=number)
    assert (chat.task, asked.names[-1]) == ("question", "utter_question_confirm")
    back = await chat.says("affirm", "ok, register it", acts={"answer_yes": ("yes", 0.9)})
    assert (chat.task, chat.asked, back.names[0]) == ("shipment", "confirmed", "utter_task_aside")
