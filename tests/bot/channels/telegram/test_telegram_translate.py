"""What Telegram reports becomes what the gateway knows; recorded in the Bot API's own JSON."""

from typing import Any

import pytest
from telegram import Update

from bot.channels.telegram.receiving.translate import Decline, Meaning, Reachability, WithFile, find_chat, translate
from bot.messages.inbound import InboundMessage

ANNA = {"id": 7001, "is_bot": False, "first_name": "Anna", "last_name": "Krüger", "language_code": "de"}
PRIVATE = {"id": 7001, "type": "private", "first_name": "Anna"}
GROUP = {"id": -100123, "type": "supergroup", "title": "Buyers"}
BOT = {"id": 424242, "is_bot": True, "first_name": "Caravan", "username": "caravan_test_bot"}
FILE = {"file_id": "f", "file_unique_id": "u"}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 11, "date": 1_790_000_000, "chat": PRIVATE, "from": ANNA, **content}


def read(**update: Any) -> Meaning | None:
    return translate(Update.de_json({"update_id": 900, **update}, None), "caravan_test_bot")


def received(**update: Any) -> InboundMessage:
    found = read(**update)
    assert isinstance(found, InboundMessage)
    return found


def test_a_text() -> None:
    assert received(message=message(text="where is ORD-100234")) == InboundMessage(
        channel="telegram",
        external_id="update:900",
        contact_key="7001",
        kind="text",
        text="where is ORD-100234",
        display_name="Anna Krüger",
        language_hint="de",
        details={"message_id": 11},
    )


@pytest.mark.parametrize(
    ("typed", "command", "argument"),
    [
        ("/start", "start", ""),
        ("/start aB3-code_9", "start", "aB3-code_9"),
        ("/HELP", "help", ""),
        ("/orders@caravan_test_bot", "orders", ""),
        ("/language@Caravan_Test_Bot  zh ", "language", "zh"),
    ],
)
def test_a_command(typed: str, command: str, argument: str) -> None:
    found = received(message=message(text=typed))
    assert (found.kind, found.command, found.command_argument) == ("command", command, argument)


@pytest.mark.parametrize(
    "typed",
    [
        '/cancel_order{"order_number":"ORD-100234"}',
        '/start{"a":1}',
        "/deploy",
        "/help@another_bot",
        "/",
        "see /help",
        "/订单",
    ],
)
def test_other_text_is_text_whatever_it_begins_with(typed: str) -> None:
    found = received(message=message(text=typed))
    assert (found.kind, found.command, found.text) == ("text", None, typed)


def test_an_edit_is_told_and_is_no_command() -> None:
    found = received(edited_message=message(text="/agent", edit_date=1_790_000_100))
    assert (found.kind, found.edited, found.command) == ("text", True, None)


@pytest.mark.parametrize(
    ("medium", "content"),
    [
        ("voice", {**FILE, "duration": 1}),
        ("audio", {**FILE, "duration": 1}),
        ("video", {**FILE, "width": 1, "height": 1, "duration": 1}),
        ("video_note", {**FILE, "length": 1, "duration": 1}),
        ("sticker", {**FILE, "width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"}),
        ("location", {"latitude": 1.0, "longitude": 2.0}),
        ("contact", {"phone_number": "1", "first_name": "A"}),
        ("dice", {"emoji": "🎲", "value": 3}),
    ],
)
def test_media_are_named_with_their_caption(medium: str, content: Any) -> None:
    found = received(message=message(**{medium: content, "caption": "this one"}))
    assert (found.kind, found.media, found.text) == ("media", medium, "this one")


def test_a_photo_is_fetched_in_its_largest_size_and_a_document_by_its_name() -> None:
    small, large = ({**FILE, "file_id": size, "width": side, "height": side} for size, side in (("s", 90), ("l", 1280)))
    found = read(message=message(photo=[large, small], caption="this one"))
    assert isinstance(found, WithFile)
    assert (found.file.file_id, found.file.name) == ("l", f"photo-{found.message.details['message_id']}.jpg")
    assert (found.message.kind, found.message.text, found.message.album) == ("text", "this one", None)
    found = read(message=message(document={**FILE, "file_name": "报价\x00.xlsx"}, media_group_id="g1"))
    assert isinstance(found, WithFile)
    assert (found.file.name, found.message.album) == ("报价\N{REPLACEMENT CHARACTER}.xlsx", "g1")
    assert read(edited_message=message(document=FILE, edit_date=1_790_000_100)) is None


def test_what_comes_from_one_chat_is_known_before_it_is_read() -> None:
    press = {"id": "q", "from": ANNA, "message": message(text="Sure?"), "data": "t1"}
    for part in ({"message": message(text="a")}, {"edited_message": message(text="b")}, {"callback_query": press}):
        assert find_chat({"update_id": 900, **part}) == "7001"
    assert find_chat({"update_id": 900, "poll": "?", "message": None}) == ""


def test_an_animation_is_no_document_and_a_venue_no_location() -> None:
    animation = {**FILE, "width": 1, "height": 1, "duration": 1}
    assert received(message=message(animation=animation, document=FILE)).media == "animation"
    place = {"latitude": 1.0, "longitude": 2.0}
    venue = {"location": place, "title": "Port", "address": "Hamburg"}
    assert received(message=message(venue=venue, location=place)).media == "venue"


def test_a_press_has_the_token_and_the_label() -> None:
    keyboard = {"inline_keyboard": [[{"text": "No", "callback_data": "t0"}, {"text": "Yes", "callback_data": "t1"}]]}
    asked = {**message(text="Sure?"), "from": BOT, "reply_markup": keyboard}
    press = {"id": "q1", "from": ANNA, "chat_instance": "1", "message": asked, "data": "t1"}
    found = received(callback_query=press)
    assert (found.kind, found.button_token, found.text, found.contact_key) == ("button", "t1", "Yes", "7001")


def test_a_press_on_a_message_that_telegram_no_longer_shows() -> None:
    old = {"message_id": 3, "chat": PRIVATE, "date": 0}
    press = {"id": "q1", "from": ANNA, "chat_instance": "1", "message": old, "data": "t1"}
    found = received(callback_query=press)
    assert (found.button_token, found.text, found.contact_key) == ("t1", "", "7001")


def test_groups_and_channels_are_declined() -> None:
    assert read(message={**message(text="/help"), "chat": GROUP}) == Decline(-100123, "de", speaks=True)
    channel = {"message_id": 1, "date": 1, "chat": {"id": -1009, "type": "channel", "title": "News"}, "text": "x"}
    assert read(channel_post=channel) == Decline(-1009, None, speaks=False)
    press = {"id": "q", "from": ANNA, "chat_instance": "1", "message": {**message(text="x"), "chat": GROUP}}
    assert read(callback_query={**press, "data": "t"}) is None


def test_membership() -> None:
    def change(chat: dict[str, Any], status: str) -> InboundMessage | Decline | Reachability | None:
        until = {"until_date": 0} if status == "kicked" else {}
        member = {"user": BOT, "status": status, **until}
        before = {"user": BOT, "status": "left"}
        payload = {"chat": chat, "from": ANNA, "date": 1, "old_chat_member": before, "new_chat_member": member}
        return read(my_chat_member=payload)

    assert change(PRIVATE, "kicked") == Reachability("7001", reachable=False)
    assert change(PRIVATE, "member") == Reachability("7001", reachable=True)
    assert change(GROUP, "member") == Decline(-100123, "de", speaks=True)
    assert change(GROUP, "kicked") is None


@pytest.mark.parametrize(
    "update",
    [
        {"message": message(pinned_message=message(text="x"))},
        {"message": {**message(text="x"), "from": BOT}},
        {"edited_message": message(location={"latitude": 1.0, "longitude": 2.0})},
        {"some_kind_of_next_year": {"id": 1}},
    ],
)
def test_what_needs_no_answer(update: dict[str, Any]) -> None:
    assert read(**update) is None


def test_what_no_database_stores_is_replaced() -> None:
    assert received(message=message(text="a\x00b\ud83dc")).text == "a�b�c"
