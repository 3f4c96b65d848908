"""Replies cross three packages: actions make them, nlu hands them on, bot reads, stores and renders them.

Each test feeds what one package really builds to what the next one reads.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import pytest
from structlog.testing import capture_logs

from actions import replies
from actions.marketplace.base.records import Destination, Money, Name, Place, Quantity
from bot.messages import reply as stored
from bot.messages.outbound import OutboundMessage
from bot.messages.reply import read_reply
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from foundation.errors import Unreadable
from nlu.turn.reply import build_reply, to_value

RENDERER = Renderer(load_catalogues())
SILK = Name("silk", "丝绸")
NOW = dt.datetime(2026, 12, 15, 9, 30, tzinfo=dt.UTC)

VALUES: dict[str, tuple[replies.Value, str, str]] = {
    "words": ("FOB", "FOB", "FOB"),
    "whole number": (replies.number(Decimal("5000.0")), "5,000", "5,000"),
    "fraction": (replies.number(1.5), "1.5", "1.5"),
    "text": (replies.text(SILK), "silk", "丝绸"),
    "term": (replies.term("order_state.shipped"), "Shipped", "已发货"),
    "code": (replies.code("SF1098837261"), "SF1098837261", "SF1098837261"),
    "money": (replies.money(Money(Decimal("3.20"), "USD")), "$3.20", "US$3.20"),
    "quantity": (replies.quantity(Quantity(Decimal(5000), "piece")), "5,000 pieces", "5,000件"),
    "days": (replies.days(20), "20 days", "20天"),
    "hours": (replies.hours(6), "6 hours", "6小时"),
    "date": (replies.date(dt.date(2026, 12, 15)), "15 Dec 2026", "2026年12月15日"),
    "moment": (replies.moment(NOW), "15 Dec 2026, 09:30 UTC", "2026年12月15日 09:30 UTC"),
    "rating": (replies.rating(4.72), "4.7 / 5", "4.7 / 5"),
    "country": (replies.country("DE"), "Germany", "德国"),
    "list": (replies.several(["CE", "GOTS"]), "CE and GOTS", "CE和GOTS"),
    "commas": (replies.one_after_another(["CE", "GOTS"]), "CE, GOTS", "CE，GOTS"),
    "lines": (replies.lines(["CE", replies.text(SILK)]), "CE\nsilk", "CE\n丝绸"),
    "certificate": (replies.certificate("GOTS"), "GOTS", "GOTS"),
    "yes": (replies.yes_no(True), "Yes", "是"),
    "place": (replies.place(Place("CN-JX", Name("Jiangxi", "江西"))), "Jiangxi", "江西"),
    "unit price": (replies.unit_price(Money(Decimal(3), "USD"), "piece"), "$3.00 per piece", "US$3.00/件"),
    "destination": (replies.destination(Destination("DE", Name("", ""))), "Germany", "德国"),
    "incoterm": (replies.incoterm("FOB", SILK), "FOB silk", "FOB 丝绸"),
}
"""What each builder of actions/replies.py makes, and how it reads in both languages."""

BUTTON = replies.button("button.see_order", "order_status", single_use=True, order_number="ORD-100234")
CARD = replies.card("order", "ORD-100234", [("field.total", VALUES["money"][0]), ("field.due", None)], [BUTTON])
TEMPLATE = {
    "text": "{number}",
    "buttons": [
        {"title": "button.my_orders", "payload": '/list_orders{"page": 2}'},
        {"title": "button.help", "payload": "/help", "single_use": True},
        {"title": "button.link", "url": "https://example.com/"},
    ],
}
"""A response as domain.yml has it."""


def hand_on(values: dict[str, Any]) -> stored.Reply:
    """Returns the reply with these values, this card and these buttons, as the gateway reads it from Rasa's answer."""
    made = build_reply("utter_notice_order_confirmed", values, TEMPLATE, [BUTTON], [CARD])  # type: ignore[list-item]
    return read_reply(json.loads(json.dumps(made)))


def show(reply: stored.Reply, language: str) -> OutboundMessage:
    row: Any = reply
    return RENDERER.message(MessageRow(1, "bot", None, None, row, False, NOW), language)


def kinds(union: Any) -> set[str]:
    """Returns what `type` may be in the typed values of a union."""
    shapes = [shape for shape in get_args(union) if hasattr(shape, "__annotations__")]
    return {kind for shape in shapes for kind in get_args(get_type_hints(shape)["type"])}


@pytest.mark.parametrize("name", VALUES)
def test_every_value_that_an_action_makes_reads_in_both_languages(name: str) -> None:
    value, english, chinese = VALUES[name]
    read = hand_on({"number": to_value(value)})["values"]["number"]
    assert (RENDERER.value(read, "en"), RENDERER.value(read, "zh")) == (english, chinese)


def test_every_kind_of_value_is_known_on_each_side() -> None:
    made = {value["type"] for value, _, _ in VALUES.values() if isinstance(value, dict)}
    assert made == kinds(replies.Value), "an action can make a value that is not tried above"
    assert kinds(replies.Value) <= kinds(stored.Value) == set(RENDERER._kinds)


@pytest.mark.parametrize(
    ("slot", "english"),
    [
        ("silk", "silk"),
        (None, ""),
        ({"value": 5000, "unit": "piece"}, "5,000 pieces"),
        ({"amount": 3.2, "currency": "USD"}, "$3.20"),
        (["CE", {"value": 2, "unit": "set"}], "CE and 2 sets"),
    ],
)
def test_a_slot_of_a_response_without_an_action_reads_as_a_value(slot: Any, english: str) -> None:
    assert RENDERER.value(hand_on({"number": to_value(slot)})["values"]["number"], "en") == english


def test_a_value_of_an_unknown_kind_is_seen_in_the_log_and_the_rest_is_shown() -> None:
    reply = hand_on({"counterpart": {"type": "smell"}, "number": "ORD-100234"})
    with capture_logs() as lines:
        text = show(reply, "en").text
    assert text.startswith("– has confirmed your order ORD-100234")
    (line,) = [line for line in lines if line["event"] == "no such value"]
    assert (line["log_level"], line["kind"]) == ("error", "smell")


def test_buttons_keep_their_order_and_what_they_say() -> None:
    assert hand_on({})["buttons"] == [
        {"label": {"type": "term", "name": "button.my_orders"}, "intent": "list_orders", "entities": {"page": 2}, "single_use": False},
        {"label": {"type": "term", "name": "button.help"}, "intent": "help", "entities": {}, "single_use": True},
        {"label": {"type": "term", "name": "button.link"}, "url": "https://example.com/"},
        {"label": stored.term("button.see_order"), "intent": "order_status", "entities": {"order_number": "ORD-100234"}, "single_use": True},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "total", "see"), [("en", ("Total", "$3.20"), "See the order"), ("zh", ("总额", "US$3.20"), "查看订单")]
)
def test_a_card_is_shown_with_its_fields_and_buttons(language: str, total: tuple[str, str], see: str) -> None:
    (card,) = show(hand_on({}), language).cards
    assert (card.kind, card.title, card.fields) == ("order", "ORD-100234", (total,))
    assert [button.label for button in card.buttons] == [see]


def test_what_the_gateway_says_itself_reads_as_what_actions_say() -> None:
    own = {"response": "gateway.devices", "buttons": [stored.button("button.devices", "gateway:devices", link="x")]}
    assert read_reply(own) == own
    assert RENDERER.value(stored.moment(NOW), "en") == RENDERER.value(replies.moment(NOW), "en")


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {},
        {"response": None},
        {"response": "x", "values": []},
        {"response": "x", "buttons": {}},
        {"response": "x", "buttons": ["Help"]},
        {"response": "x", "buttons": [{"intent": "help"}]},
        {"response": "x", "buttons": [{"label": "Help"}]},
        {"response": "x", "buttons": [{"label": "Help", "intent": "help", "entities": [1]}]},
        {"response": "x", "cards": [{"kind": "order"}]},
        {"response": "x", "cards": [{"kind": "order", "title": "x", "buttons": [{"label": "Help"}]}]},
        {"response": "x", "cards": [{"kind": "order", "title": "x", "fields": [{"label": "Total"}]}]},
        {"response": "x", "smells": []},
    ],
)
def test_what_is_no_reply_is_not_read(broken: Any) -> None:
    with pytest.raises(Unreadable):
        read_reply(broken)
