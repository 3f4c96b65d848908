"""What a supplier says in few words about the order, the list and the message at hand."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat, at_hand

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
TELLS = {"answer": ("value", 0.6)}
CORRECTS = {"answer": ("correct", 0.6)}


async def test_the_order_at_hand_is_taken_with_another_day(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "shenzhen-lumen")
    chat.record = at_hand("ORD-100420")
    answer = await chat.says("ship_order", "we take it but ship 22 dec, not 19", date="2026-12-22")
    assert answer.names == ["utter_confirm_order_leaving"]
    assert answer.values["day"]["value"] == "2026-12-22"


async def test_the_agreed_day_is_taken_back_by_its_number(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "shenzhen-lumen")
    chat.record = at_hand("ORD-100420")
    await chat.says("change_order", "can it leave on 8 january", date="2027-01-08")
    answer = await chat.says("inform", "no, the 19th is fine after all", acts=CORRECTS)
    assert answer.values["day"]["value"] == "2026-12-19"


async def test_one_of_the_things_to_do_is_the_most_urgent(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "shenzhen-lumen")
    await chat.says("daily_tasks", "whats on my desk today")
    answer = await chat.says("daily_tasks", "which is the most urgent")
    assert answer.names[0].startswith("utter_most_urgent")
    number = answer.values["number"]
    await chat.says("thank", "thanks")
    again = await chat.says("nlu_fallback", "back to the one you called urgent")
    assert number in str(again.replies)


async def test_a_number_of_what_is_made_is_corrected(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    chat.record = at_hand("ORD-100846")
    await chat.says("inform", "已经出窑350套", acts=TELLS, quantity={"value": 350, "unit": "set"})
    assert chat.values["made"]["value"] == "350"
    await chat.says(
        "inform", "不是350 是320 有30套金边花了要重做", acts=CORRECTS, quantity={"value": 30, "unit": "set"}
    )
    assert chat.values["made"]["value"] == "320"
    await chat.says("deny", "no")


async def test_a_reminder_loses_its_sum_and_becomes_kinder(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "chengdu-silk")
    chat.record = at_hand("ORD-100712")
    await chat.says("contact_supplier", "催一下定金")
    assert "US$" in str(chat.values["words"])
    answer = await chat.says("inform", "金额别写了", acts=CORRECTS)
    assert "US$" not in str(chat.values["words"])
    answer = await chat.says("inform", "语气客气点", acts=CORRECTS)
    assert "请随时告诉我们" in str(answer.replies)
    answer = await chat.says("inform", "别提发货的事", acts=CORRECTS)
    assert "utter_words_without" in answer.names
    await chat.says("deny", "no")


async def test_a_request_shown_is_picked_by_its_place(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "xinjiang-tomato")
    await chat.says("view_leads", "有啥新询盘")
    answer = await chat.says("list_orders", "第一个细说下")
    assert answer.names == ["utter_lead_named"]
