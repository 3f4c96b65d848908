"""A supplier reports how far an order is: how much is made, on which later day it leaves, and on which later day goods on
their way arrive. The buyer is told each of these once, after a "yes"."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import httpx
import pytest
from sqlalchemy import text

from tests.fakes.actions.chat import ANSWER, Chat, at_hand
from tests.fakes.actions.news import see_order, take_news
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market, order, order_in_parts, order_to_ship

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
CORRECTS = {"correct": ("correct", 0.8)}
YES = {"answer_yes": ("yes", 0.9)}


@pytest.mark.parametrize(
    ("first", "then", "delay", "reason"),
    [
        ("120 of 300 done", "sorry, 150", "the kiln broke down so it will be 5 days late", "the kiln broke down"),
        ("做了四成", "不对 一半", "烤花炉坏了 要晚5天", "烤花炉坏了"),
    ],
)
async def test_progress_is_reported_corrected_and_goes_along_with_a_delay(
    server: httpx.AsyncClient, first: str, then: str, delay: str, reason: str
) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    promised = (await see_order(number)).ships_on
    await take_news(BUYER)
    shown = await chat.says("inform", first, order_number=number)
    assert shown.names == ["utter_production_progress_confirm"]
    assert chat.values["made"]["value"] == "120"
    corrected = await chat.says("inform", then, acts=CORRECTS)
    assert corrected.names == ["utter_task_taken", "utter_production_progress_confirm"]
    assert chat.values["made"]["value"] == "150"
    late = await chat.says("report_production", delay, acts=ANSWER)
    assert late.names[-2:] == ["utter_production_progress_along", "utter_production_late_reason_confirm"]
    assert reason in str(late.replies[-1]["values"]["reason"])
    assert (await see_order(number)).events[-1].kind == "accepted", "nothing is reported before the yes"
    done = await chat.says("affirm", "yes")
    assert done.names == ["utter_production_progress_now", "utter_production_late_now"]
    order = await see_order(number)
    assert [(event.kind, event.quantity and event.quantity.value) for event in order.events[-2:]] == [
        ("production_progress", Decimal(150)),
        ("late", None),
    ]
    assert order.state == "in_production"
    assert promised is not None
    assert order.ships_on is not None
    assert (order.ships_on - promised).days == 5
    told = [one["response"] for one in await take_news(BUYER)]
    assert told == ["utter_notice_production_progress", "utter_notice_order_late_reason"]
    status = await Chat(server, BUYER).says("order_status", order_number=number)
    assert "150" in str(status.cards)


@pytest.mark.parametrize(("words", "step"), [("the sets are in glazing now", "in glazing now"), ("上釉了", "上釉了")])
async def test_a_step_of_the_work_is_reported_as_it_was_said(server: httpx.AsyncClient, words: str, step: str) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await take_news(BUYER)
    shown = await chat.says("inform", words, order_number=number)
    assert shown.names == ["utter_production_progress_confirm"]
    await chat.says("affirm", "yes")
    assert (await see_order(number)).events[-1].words == step
    (told,) = await take_news(BUYER)
    assert step in str(told["values"]["progress"])


@pytest.mark.parametrize("words", ["more than half of it is done", "做了一大半了"])
async def test_a_share_without_a_number_is_asked_for(server: httpx.AsyncClient, words: str) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    asked = await chat.says("report_production", words, order_number=number)
    assert asked.names[-1] == "utter_production_made"
    shown = await chat.says("inform", "200", acts=ANSWER)
    assert shown.names[-1] == "utter_production_progress_confirm"
    assert chat.values["made"]["value"] == "200"


@pytest.mark.parametrize(
    "words", ["the glazing line broke down", "烤花炉坏了", "not even half done yet", "还没做到一半"]
)
async def test_words_that_reach_no_step_are_no_progress(server: httpx.AsyncClient, words: str) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await chat.says("inform", words, order_number=number)
    assert "made" not in chat.values
    assert "step" not in chat.values


@pytest.mark.parametrize(
    ("missed", "answer"),
    [
        ("we can not make the {day}th, the oven is out of order", "the {new} then"),
        ("烤箱坏了，{day}号怕赶不上", "{new}吧"),
    ],
)
async def test_the_promised_day_that_cannot_be_kept_is_no_new_day(
    server: httpx.AsyncClient, missed: str, answer: str
) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    promised = (await see_order(number)).ships_on
    assert promised is not None
    new = promised.day + 2
    asked = await chat.says(
        "report_production", missed.format(day=promised.day), order_number=number, date=promised.isoformat()
    )
    assert asked.names[-1] == "utter_production_day"
    shown = await chat.says("inform", answer.format(new=new), acts=ANSWER)
    assert shown.names[-1] == "utter_production_late_reason_confirm"
    assert chat.values["day"] == promised.replace(day=new).isoformat()


@pytest.mark.parametrize(
    ("words", "day"),
    [("the ship is late, from the 5th to the 10th", "2026-12-10"), ("船期变了，12月5号改到10号，要晚到", "2026-12-10")],
)
async def test_goods_on_their_way_arrive_later(server: httpx.AsyncClient, words: str, day: str) -> None:
    chat, number = Chat(server, SUPPLIER), await order_in_parts()
    async with (await market()).database.begin() as connection:
        await connection.execute(
            text("UPDATE shipments SET eta = '2026-12-05' WHERE order_id = (SELECT id FROM orders WHERE number = :n)"),
            {"n": number},
        )
    await take_news(BUYER)
    shown = await chat.says("inform", words, order_number=number)
    assert shown.names[-1].startswith("utter_production_arrival")
    corrected = await chat.says("inform", "12月11号", acts=CORRECTS, date="2026-12-11")
    assert corrected.names[-1].startswith("utter_production_arrival")
    reasoned = await chat.says("inform", "原因写港口罢工", acts=ANSWER)
    assert reasoned.names == ["utter_production_arrival_reason_confirm"]
    assert (await chat.says("affirm", "yes")).names == ["utter_production_arrival_now"]
    order = await see_order(number)
    assert str(order.shipments[-1].eta) == "2026-12-11"
    assert (order.events[-1].kind, str(order.events[-1].day), order.events[-1].words) == (
        "arrival_late",
        "2026-12-11",
        "港口罢工",
    )
    (told,) = await take_news(BUYER)
    assert told["response"] == "utter_notice_arrival_late_reason"
    assert day != "2026-12-11"


async def test_an_arrival_is_changed_for_a_shipment_on_its_way_alone() -> None:
    number = await order_in_parts()
    shop = await market()
    first = (await see_order(number)).shipments[0]
    await shop.purchases.report_arrival(BUYER, number, first.id, key())
    day = (await see_order(number)).shipments[1].eta
    assert day is not None
    assert not await shop.fulfilment.expect_later(SUPPLIER, number, first.id, day, key())
    with pytest.raises(ValueError, match="passed on"):
        await shop.fulfilment.expect_later(
            SUPPLIER, number, first.id, day, key(), "write me on whatsapp +86 139 1234 5678"
        )


@pytest.mark.parametrize(
    ("first", "step", "then", "added"),
    [
        ("素烧完了 釉烧做了一半", "素烧完了 釉烧做了一半", "下周三能做完", "下周三能做完（2026年12月4日）"),
        (
            "cutting done, sewing started",
            "cutting done, sewing started",
            "we finish by Friday",
            "we finish by Friday (4 Dec 2026)",
        ),
    ],
)
async def test_a_share_of_a_step_and_the_day_of_finishing_stay_in_the_words(
    server: httpx.AsyncClient, first: str, step: str, then: str, added: str
) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await chat.says("inform", first, order_number=number)
    assert (chat.values.get("made"), chat.values["step"]) == (None, step)
    shown = await chat.says("inform", then, acts=ANSWER, date="2026-12-04")
    assert shown.names[-1] == "utter_production_progress_confirm"
    assert chat.values["step"] == f"{step}; {added}"


@pytest.mark.parametrize(("first", "then"), [("做到六成了", "不是六成 五成"), ("60% done", "not 60%, 50%")])
async def test_a_share_that_is_denied_is_not_taken(server: httpx.AsyncClient, first: str, then: str) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await chat.says("inform", first, order_number=number)
    await chat.says("inform", then, acts=CORRECTS)
    assert chat.values["made"]["value"] == "150"


@pytest.mark.parametrize(
    ("intent", "words"),
    [("ship_order", "driver chips late so shipping slips. 5th to 10th"), ("ship_order", "料来晚了，发货要推迟5天")],
)
async def test_shipping_that_slips_is_no_shipment(server: httpx.AsyncClient, intent: str, words: str) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await chat.says(intent, words, order_number=number)
    assert (chat.task, chat.values["stage"]) == ("production", "late")


async def test_another_reason_takes_the_place_of_the_one_that_is_unwanted(server: httpx.AsyncClient) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await chat.says("report_production", "窑坏了 要晚7天", order_number=number)
    assert chat.values["reason"] == "窑坏了"
    await chat.says("report_production", "原因写窑炉检修 别写坏了", acts=CORRECTS)
    assert chat.values["reason"] == "窑炉检修"


@pytest.mark.parametrize(
    ("words", "answer"),
    [("how many are not finished yet?", "utter_own_in_production"), ("还有多少没做完", "utter_own_in_production")],
)
async def test_a_question_how_much_is_made_reports_nothing(server: httpx.AsyncClient, words: str, answer: str) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await (await market()).fulfilment.start_production(SUPPLIER, number, key())
    said = await chat.says("report_production", words, order_number=number, acts={"ask_about": ("ask", 0.9)})
    assert (said.names, chat.task) == ([answer], None)
    await (await market()).fulfilment.report_progress(SUPPLIER, number, key(), Decimal(120))
    again = await chat.says("report_production", words, order_number=number, acts={"ask_about": ("ask", 0.9)})
    assert again.names == ["utter_own_in_production_reported"]
    assert "120" in str(again.values["progress"])


@pytest.mark.parametrize("words", ["only 120 of 300 are ready", "只有120/300打包好"])
async def test_a_part_that_is_ready_is_not_the_whole(server: httpx.AsyncClient, words: str) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await chat.says("report_production", words, order_number=number)
    assert (chat.values.get("stage"), chat.values["made"]["value"]) == ("progress", "120")


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("just write 60 of 300 done, rest finish {day}", "rest finish {day}"),
        ("300套做好了60 剩下的{day}做完", "剩下的{day}做完"),
    ],
)
async def test_when_the_rest_is_made_goes_along_with_the_progress(
    server: httpx.AsyncClient, words: str, rest: str
) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    promised = (await see_order(number)).ships_on
    assert promised is not None
    await take_news(BUYER)
    said = words.format(day=promised.isoformat())
    shown = await chat.says("report_production", said, order_number=number, date=promised.isoformat())
    assert shown.names == ["utter_production_progress_confirm"]
    await chat.says("affirm", "yes")
    order = await see_order(number)
    assert (order.ships_on, order.events[-1].words) == (promised, rest.format(day=promised.isoformat()))


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        ("confirm_order", "wait wait. our purchaser found another housing factory, the {day}th is ok now"),
        ("report_production", "窑修好了 {day}号可以了"),
    ],
)
async def test_another_day_after_a_delay_is_that_of_the_same_order(
    server: httpx.AsyncClient, intent: str, words: str
) -> None:
    chat, number = Chat(server, SUPPLIER), await order_to_ship()
    await order()
    promised = (await see_order(number)).ships_on
    assert promised is not None
    late = promised + dt.timedelta(7)
    await (await market()).fulfilment.set_ship_day(SUPPLIER, number, late, key(), late=True)
    chat = Chat(server, SUPPLIER, record=at_hand(number))
    sooner = late - dt.timedelta(3)
    given = {"date": sooner.isoformat()}
    shown = await chat.says(intent, words.format(day=sooner.day), **given)
    assert shown.names[0].startswith("utter_production")
    assert (chat.values["order_number"], chat.values["day"]) == (number, sooner.isoformat())
