"""Files that somebody sends: evidence, a list, a waybill, a quotation's paper, and what nothing says a place of."""

from __future__ import annotations

from typing import Any

import pytest

from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.attachments.records import Attachment
from actions.world import open_world
from tests.fakes.actions.chat import Answer, Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

BROKEN = "ORD-100188"
PHOTO = {"id": "f" * 32, "kind": "photo", "name": "photo.jpg"}
LIST = {"id": "1" * 32, "kind": "sheet", "name": "items.xlsx"}
PAPER = {"id": "2" * 32, "kind": "pdf", "name": "B-L 77.pdf"}


async def sends(chat: Chat, *files: dict[str, str], **more: Any) -> Answer:
    return await chat.says("send_file", confidence=1.0, brings=list(files), **more)


async def of_order(account: str, number: str) -> list[tuple[str, str]]:
    world = await open_world()
    return [(file.file, file.use) for file in await world.market.attachments.list_of_order(account, number)]


async def of_request(account: str, number: str) -> list[Attachment]:
    world = await open_world()
    return list(await world.market.attachments.list_of_request(account, number))


def places(answer: Answer) -> list[str]:
    return [effect["place"] for effect in answer.effects if effect["kind"] == "files_answered"]


def asks_for_person(answer: Answer) -> bool:
    return any(effect["kind"] == "handoff" for effect in answer.effects)


async def test_a_photo_of_a_problem_is_evidence(nordmarkt: Chat) -> None:
    photo = {**PHOTO, "id": "a" * 32}
    told = await nordmarkt.says("report_problem", f"half of {BROKEN} is broken", order_number=BROKEN, brings=[photo])
    assert told.names[-2:] == ["utter_files_claim", "utter_claim_affected"], "half of them is no count"
    assert told.replies[-2]["values"]["number"] == BROKEN
    assert not asks_for_person(told), "the supplier answers the claim first"
    assert (photo["id"], "evidence") in await of_order("nordmarkt", BROKEN)


async def test_a_photo_after_the_report_and_one_more_go_to_the_same_order(nordmarkt: Chat) -> None:
    await nordmarkt.says("report_problem", "they came broken", order_number=BROKEN)
    first = await sends(nordmarkt, {**PHOTO, "id": "b" * 32})
    assert first.names == ["utter_files_claim", "utter_claim_affected_again"]
    second = await sends(nordmarkt, {**PHOTO, "id": "c" * 32}, waits=True)
    assert second.names == ["utter_files_claim", "utter_claim_affected_again"]
    assert not asks_for_person(second)
    kept = await of_order("nordmarkt", BROKEN)
    assert ("b" * 32, "evidence") in kept
    assert ("c" * 32, "evidence") in kept


async def test_evidence_waits_for_its_order(nordmarkt: Chat) -> None:
    photo = {**PHOTO, "id": "d" * 32}
    asked = await nordmarkt.says("report_problem", "these arrived broken", brings=[photo])
    assert asked.names == ["utter_problem_which", "utter_files_problem"]
    choice = next(b for b in asked.replies[0]["choices"] if b["entities"].get("order_number") == BROKEN)
    placed = await nordmarkt.presses(choice)
    assert placed.names[1:] == ["utter_files_claim", "utter_claim_kind"]
    assert (photo["id"], "evidence") in await of_order("nordmarkt", BROKEN)


async def test_a_file_that_nothing_explains_is_asked_about(nordmarkt: Chat) -> None:
    photo, other = {**PHOTO, "id": "3" * 32}, {**PHOTO, "id": "4" * 32}
    asked = await sends(nordmarkt, photo, other)
    assert asked.names == ["utter_files_what_for"], "one answer for several files"
    assert asked.values["files"]["name"] == "sent_file.photos"
    assert [b["entities"]["use"] for b in asked.buttons] == ["order", "request", "person", "nothing"]
    which = await nordmarkt.presses(asked.button("use_file.order"))
    assert which.names == ["utter_files_which_order"]
    choice = next(b for b in which.buttons if b["entities"]["order_number"] == BROKEN)
    placed = await nordmarkt.presses(choice)
    assert placed.names == ["utter_files_evidence"]
    kept = await of_order("nordmarkt", BROKEN)
    assert {(photo["id"], "evidence"), (other["id"], "evidence")} <= set(kept)


async def test_an_old_button_is_about_its_own_file(nordmarkt: Chat) -> None:
    first, second = {**PHOTO, "id": "5" * 32}, {**PAPER, "id": "6" * 32}
    about_first = await sends(nordmarkt, first)
    await sends(nordmarkt, second)
    left = await nordmarkt.presses(about_first.button("use_file.person"))
    assert left.names == ["utter_files_person"]
    assert left.values["files"]["name"] == "sent_file.photo"


async def test_typed_answers(nordmarkt: Chat) -> None:
    photo = {**PHOTO, "id": "7" * 32}
    await sends(nordmarkt, photo)
    left = await nordmarkt.says("deny", "nothing, just so you have it")
    assert left.names == ["utter_files_left"]
    await sends(nordmarkt, photo)
    placed = await nordmarkt.says("inform", BROKEN, order_number=BROKEN)
    assert placed.names[-1] == "utter_files_order"
    assert (photo["id"], "paper") in await of_order("nordmarkt", BROKEN)
    await nordmarkt.says("help")
    await sends(nordmarkt, {**PHOTO, "id": "8" * 32})
    person = await nordmarkt.says("human_handoff", "let somebody look at it")
    assert person.names == ["utter_handoff_about", "utter_files_person"]


async def test_a_list_goes_with_the_request(nordmarkt: Chat) -> None:
    sheet = {**LIST, "id": "9" * 32}
    begun = await nordmarkt.says(
        "request_quote", "prices for tea cups please, list attached", product="tea cups", brings=[sheet]
    )
    assert begun.names == ["utter_task_taken", "utter_files_request_draft", "utter_quote_form_quantity"]
    await nordmarkt.says("inform", "3000 pieces", quantity={"value": 3000, "unit": "piece"})
    await nordmarkt.says("inform", "to Hamburg", country={"country": "DE", "city": "Hamburg"})
    sent = await nordmarkt.says("affirm", "yes")
    assert sent.names == ["utter_quote_sent", "utter_files_request"]
    number = sent.replies[0]["values"]["number"]
    assert [(one.file, one.use, one.name) for one in await of_request("nordmarkt", number)] == [
        (sheet["id"], "list", "items.xlsx")
    ]
    more = await sends(nordmarkt, {**PAPER, "id": "e" * 32})
    assert more.names == ["utter_files_request"], "a drawing after the request is sent belongs to it"


async def test_a_list_begins_a_new_request(nordmarkt: Chat) -> None:
    asked = await sends(nordmarkt, LIST)
    assert asked.buttons[0]["entities"]["use"] == "request", "a table is likelier a list"
    which = await nordmarkt.presses(asked.button("use_file.request"))
    assert which.names == ["utter_files_which_request"]
    begun = await nordmarkt.presses(which.button("use_file.new_request"))
    assert begun.names == ["utter_files_request_draft", "utter_quote_form_product"]
    assert [one["id"] for one in nordmarkt.slots["request_files"]] == [LIST["id"]]


async def test_a_suppliers_file_with_a_shipment_is_its_waybill(chengdu: Chat) -> None:
    begun = await chengdu.says("ship_order", "ORD-100555已发货，运单见附件", order_number="ORD-100555", brings=[PAPER])
    assert begun.names == ["utter_files_waybill", "utter_ship_tracking"]
    assert await of_order("chengdu-silk", "ORD-100555") == [(PAPER["id"], "waybill")]


async def test_a_supplier_is_offered_a_suppliers_places(chengdu: Chat) -> None:
    asked = await sends(chengdu, {**PAPER, "id": "0" * 32})
    assert [b["label"]["name"] for b in asked.buttons] == [
        "use_file.order",
        "use_file.quotation",
        "use_file.person",
        "use_file.nothing",
    ]


async def test_who_waits_for_a_person_need_not_say_what_it_is_for(nordmarkt: Chat) -> None:
    answer = await sends(nordmarkt, {**PHOTO, "id": "ab" * 16}, waits=True)
    assert answer.names == ["utter_files_waiting"]
    assert not asks_for_person(answer)


async def test_words_that_say_nothing_are_left_to_the_file(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("nlu_fallback", "as discussed", confidence=0.2, brings=[{**PHOTO, "id": "ba" * 16}])
    assert answer.names == ["utter_files_what_for"]
    assert places(answer) == ["asked"]


async def test_a_visitor_signs_in_before_a_file_goes_to_an_order(visitor: Chat) -> None:
    asked = await sends(visitor, PHOTO)
    signing_in = await visitor.presses(asked.button("use_file.order"))
    assert signing_in.names == ["utter_sign_in"]
    problem = await visitor.says("report_problem", "the cups came broken", brings=[PHOTO])
    assert problem.names == ["utter_problem_visitor", "utter_files_problem"]


async def test_anothers_order_takes_no_file(lagos: Chat) -> None:
    photo = {**PHOTO, "id": "cd" * 16}
    answer = await lagos.says("report_problem", f"{BROKEN} is broken", order_number=BROKEN, brings=[photo])
    assert "utter_files_evidence" not in answer.names
    assert await of_order("nordmarkt", BROKEN) == [
        one for one in await of_order("nordmarkt", BROKEN) if one[0] != photo["id"]
    ]
    world = await open_world()
    with pytest.raises(NotFound):
        await world.market.attachments.add_to_order("lagos-home", BROKEN, [], "paper", "v1")
    assert await of_order("lagos-home", BROKEN) == []


@pytest.mark.of_words
@pytest.mark.parametrize(
    "text",
    [
        "here is the photo",
        "I sent you two pictures",
        "see attached file",
        "这是照片",
        "见附件",
        "图片发给你了，发了照片",
    ],
)
async def test_a_photo_that_is_not_there_is_asked_for(nordmarkt: Chat, text: str) -> None:
    assert (await nordmarkt.says("out_of_scope", text)).names == ["utter_files_missing"]
    told = await nordmarkt.says("report_problem", f"{BROKEN} {text}", order_number=BROKEN)
    assert told.names[-2] == "utter_files_missing"


@pytest.mark.of_words
@pytest.mark.parametrize(
    "text",
    [
        "can you send me photos of the factory",
        "photo frames, 500 pcs",
        "有没有产品图片",
        "send the file to the supplier",
    ],
)
async def test_other_words_about_pictures_do_not_miss_one(nordmarkt: Chat, text: str) -> None:
    assert "utter_files_missing" not in (await nordmarkt.says("find_supplier", text)).names


async def test_the_orders_are_sent_as_a_table(nordmarkt: Chat, chengdu: Chat) -> None:
    shown = await nordmarkt.says("list_orders", "my orders")
    pressed = await nordmarkt.presses(shown.button("button.as_table"))
    typed = await nordmarkt.says("list_orders", "send me all my orders as a spreadsheet")
    assert pressed.names == typed.names == ["utter_orders_table"]
    (made,) = pressed.reply["files"]
    rows = {row[0]: row for row in made["table"]["rows"]}
    assert len(made["table"]["columns"]) == len(rows[BROKEN]) == 9
    assert isinstance(rows[BROKEN][5], float)
    assert "ORD-100817" not in rows, "somebody else's"
    assert (await chengdu.says("list_orders", "导出我的订单表格")).names == ["utter_orders_table"]
