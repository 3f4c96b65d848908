"""A turn crosses the gateway and Rasa: the request and the answer of the one are what the other reads."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk import Tracker

from actions import replies
from actions.dialogue.context import SentFile, read_context
from actions.effects import build_effect
from bot.contacts.identity import sign_context
from bot.messages.files import StoredFile, for_turn
from bot.messages.turn import TurnRequest, read_answer
from foundation.errors import Unreadable
from nlu.turn import request as nlu
from nlu.turn.answer import TurnAnswer, read_effect, summarise
from nlu.turn.reply import build_reply

INTENTS = {"greet", "order_status"}
REQUEST = TurnRequest("m1", "c1", "hello", None, {}, "en", "buyer", "signed", None)
PHOTO: StoredFile = {
    "id": "f1",
    "kind": "photo",
    "name": "label.jpg",
    "media_type": "image/jpeg",
    "bytes": 1200,
    "width": 40,
    "height": 30,
    "has_preview": True,
}
STATE = {"version": 2, "record": {"focus": [["order", "ORD-100234"]], "search": {"text": "花椒"}}}


@pytest.mark.parametrize(
    "request_",
    [
        REQUEST,
        replace(REQUEST, text="", intent="order_status", entities={"order_number": "ORD-100234", "page": 2}),
        replace(REQUEST, text="查询订单", language="zh", role="visitor", state=STATE),
        replace(REQUEST, text="", files=[for_turn(PHOTO), for_turn({**PHOTO, "kind": "sheet", "name": "清单.xlsx"})]),
    ],
)
def test_what_the_gateway_asks_is_what_rasa_reads(request_: TurnRequest) -> None:
    read = nlu.TurnRequest.parse(json.loads(json.dumps(request_.as_json())), INTENTS)
    assert {name: getattr(read, name) for name in TurnRequest.__slots__} == {"elsewhere": None, **request_.as_json()}
    assert {"role", "language", "context", "message_id", "files"} == set(read.metadata)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("5000件" + 40 * " " + "黑色", "5000件        黑色"),
        ("where is it" + 17 * "?", "where is it????????"),
        (16 * "-" + "\n" + 16 * "=", 16 * "-" + "\n" + 16 * "="),
        ("code 00000000000000000000", "code 00000000000000000000"),
        ("soooooooooooooooooooon", "soooooooooooooooooooon"),
    ],
)
def test_long_runs_of_blanks_and_signs_are_read_shortened(typed: str, read: str) -> None:
    assert nlu.TurnRequest.parse(replace(REQUEST, text=typed).as_json(), INTENTS).text == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", None),
        ("text", " " * 4097),
        ("text", "x" * 4097),
        ("intent", "dance"),
        ("entities", [1]),
        ("message_id", ""),
        ("files", {}),
        ("files", ["id"]),
        ("files", [{"kind": "photo", "name": "a.jpg"}]),
        ("files", [{"kind": "photo", "name": "a.jpg", "id": 1}]),
    ],
)
def test_rasa_says_what_is_wrong_with_a_request(name: str, value: Any) -> None:
    with pytest.raises(nlu.Malformed, match=name if name != "message_id" else "message_id and conversation"):
        nlu.TurnRequest.parse({**REQUEST.as_json(), name: value}, INTENTS)


PARSED: dict[str, Any] = {
    "intent": {"name": "order_status", "confidence": 0.98765, "id": 3},
    "intent_ranking": [
        {"name": name, "confidence": 0.25, "id": 1} for name in ("order_status", "greet", "thank", "bye")
    ],
    "entities": [
        {"entity": "order_number", "value": "ORD-100234", "start": 3, "end": 13, "extractor": "grammar"},
        {"entity": "quantity", "value": {"value": 5, "unit": "piece"}, "start": 20, "end": 21},
    ],
    "acts": [{"act": "ask_about", "kind": "ask", "confidence": 0.81234, "id": 1}],
    "text": "words of a person",
}
EFFECTS = [
    build_effect("handoff", {"reason": "asked"}),
    build_effect("question_kept", {}),
    build_effect("not_understood", {"outcome": "corrected", "message": "previous"}),
]


def answer() -> TurnAnswer:
    """Returns an answer as nlu makes one, with effects as actions ask for them."""
    return {
        "state": STATE,
        "replies": [build_reply("utter_greet", {}, {}, [], []), build_reply("utter_help", {"n": 3}, {}, [], [])],
        "effects": [read_effect({"effect": effect}) for effect in EFFECTS],
        "understood": summarise(PARSED),
        "started_anew": True,
    }


def test_what_rasa_answers_is_what_the_gateway_reads() -> None:
    made = answer()
    read = read_answer(json.dumps(made).encode())
    assert read.state == STATE
    assert read.replies == made["replies"]
    assert read.effects == EFFECTS
    assert read.started_anew is True
    assert read.understood == {
        "intent": "order_status",
        "confidence": 0.9877,
        "ranking": [{"intent": name, "confidence": 0.25} for name in ("order_status", "greet", "thank")],
        "entities": [
            {"entity": "order_number", "value": "ORD-100234", "start": 3, "end": 13},
            {"entity": "quantity", "value": {"value": 5, "unit": "piece"}, "start": 20, "end": 21},
        ],
        "acts": [{"act": "ask_about", "kind": "ask", "confidence": 0.8123}],
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": None},
        {"replies": None},
        {"replies": ["hello"]},
        {"replies": [{"text": "hello"}]},
        {"effects": ["handoff"]},
        {"effects": [{"reason": "asked"}]},
        {"effects": {"kind": "handoff"}},
        {"understood": "greet"},
    ],
)
def test_an_answer_of_another_shape_is_not_read(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read_answer(json.dumps({**answer(), **wrong}).encode())


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"<html>", b'"state"', b"\xff"])
def test_what_is_no_answer_is_not_read(body: bytes) -> None:
    with pytest.raises(Unreadable):
        read_answer(body)


@pytest.mark.parametrize(
    "custom",
    [
        None,
        {},
        "handoff",
        {"effect": "handoff"},
        {"effect": {"reason": "asked"}},
        {"effect": {"kind": "handoff", "reason": 7}},
    ],
)
def test_what_an_action_says_that_is_no_effect_is_an_error(custom: Any) -> None:
    with pytest.raises(ValueError, match="neither a response nor an effect"):
        read_effect(custom)


@pytest.mark.parametrize(("account", "role", "reads_as"), [("nordmarkt", "buyer", "buyer"), (None, None, "visitor")])
def test_the_context_that_the_gateway_signs_is_the_one_that_actions_trust(
    account: str | None, role: str | None, reads_as: str
) -> None:
    secret = "a context secret of more than thirty-two bytes"
    claims = {"contact": "k1", "account": account, "role": role, "name": "Nora", "conversation": "c1"}
    signed = sign_context(secret, {**claims, "message_id": "m1", "language": "zh", "channel": "webchat"})
    metadata = nlu.TurnRequest.parse(replace(REQUEST, context=signed).as_json(), INTENTS).metadata
    message = {"message_id": "m1", "metadata": metadata}
    tracker = Tracker("c1", {}, message, [], False, None, {}, "action_listen")
    context = read_context(tracker, secret)
    assert (context.account, context.role, context.verified) == (account, reads_as, True)
    assert (context.conversation, context.language, context.channel) == ("c1", "zh", "webchat")
    assert context.files == ()
    assert not read_context(tracker, "another secret of more than thirty-two bytes").verified


def test_the_files_that_the_gateway_tells_of_are_those_that_an_action_gets() -> None:
    secret = "a context secret of more than thirty-two bytes"
    signed = sign_context(secret, {"account": None, "conversation": "c1", "message_id": "m1"})
    asked = replace(REQUEST, text="", context=signed, files=[for_turn(PHOTO)])
    metadata = nlu.TurnRequest.parse(json.loads(json.dumps(asked.as_json())), INTENTS).metadata
    tracker = Tracker("c1", {}, {"message_id": "m1", "metadata": metadata}, [], False, None, {}, "action_listen")
    assert read_context(tracker, secret).files == (SentFile("f1", "photo", "label.jpg"),)


def test_a_file_that_an_action_sends_along_is_one_that_the_gateway_reads() -> None:
    made = build_reply("utter_greet", {}, {}, [], [], [replies.file("f1")])  # type: ignore[list-item]
    read = read_answer(json.dumps({**answer(), "replies": [made]}).encode())
    assert read.replies[0]["files"] == [{"id": "f1"}]
    table = replies.table("orders.csv", [replies.term("field.number"), "USD"], [["ORD-100188", 1.5]])
    made = build_reply("utter_greet", {}, {}, [], [], [table])  # type: ignore[list-item]
    assert read_answer(json.dumps({**answer(), "replies": [made]}).encode()).replies[0]["files"] == [table]
    for wrong in ("f1", ["f1"], [{"id": 1}], [{}], [{"table": {"name": "n", "columns": ["a"], "rows": [[]]}}]):
        with pytest.raises(Unreadable):
            read_answer(json.dumps({**answer(), "replies": [{**made, "files": wrong}]}).encode())
