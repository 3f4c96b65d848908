"""Whatever is said in whatever order: no message fails, nothing happens without a yes, and the record keeps its size."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.engine import Engine

from actions.dialogue.discourse import LIMIT_BYTES, Discourse
from nlu.understanding.situation.situation import Situation
from tests.fakes.actions.chat import Answer, Chat

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
_WRITES = re.compile(r"\s*(?:INSERT(?! INTO papers\b)|UPDATE|DELETE)\b", re.I)
"""Writes of deeds. A paper only gets its number when it is printed; it changes nothing of a trade."""
LONG = "丝绸围巾很长的一段话" * 150
AMOUNT = {"quantity": {"value": 500, "unit": "piece"}}
Said = tuple[str, str, dict[str, Any], dict[str, tuple[str, float]] | None]
MESSAGES: list[Said] = [
    ("request_quote", "I want quotations", {}, None),
    ("request_quote", "询价丝绸围巾500条", {"product": "丝绸围巾", **AMOUNT}, None),
    ("request_quote", LONG, {"product": LONG, "country": {"country": "DE", "city": LONG}}, None),
    ("find_supplier", "find me a supplier", {}, None),
    ("find_supplier", "silk scarves from Sichuan", {"product": "silk scarves", "region": {"province": "CN-SC", "city": None}}, None),
    ("ship_order", "ORD-100555 has left", {"order_number": "ORD-100555"}, None),
    ("ship_order", "ORD-100555 has left with DHL", {"order_number": "ORD-100555", "carrier": "DHL", "tracking_number": "SF1098837261"}, None),
    ("submit_quote", "RFQ-10031: 850 USD, 20 days", {"rfq_number": "RFQ-10031", "price": {"amount": "850", "currency": "USD"}}, None),
    ("report_problem", "ORD-100188 is broken", {"order_number": "ORD-100188"}, None),
    ("cancel_order", "cancel ORD-100555", {"order_number": "ORD-100555"}, None),
    ("change_order", LONG, {"order_number": "ORD-100555"}, None),
    ("contact_supplier", "ask them something", {"supplier_id": "chengdu-silk"}, None),
    ("request_sample", "a sample please", {"product": "silk scarves"}, None),
    ("negotiate_price", "too expensive", {"rfq_number": "RFQ-10023"}, None),
    ("accept_quote", "I take it", {"rfq_number": "RFQ-10023"}, None),
    ("negotiate_price", "5% off", {"rfq_number": "RFQ-10036"}, None),
    ("negotiate_price", "我最多出3块，先报2块8", {"price": {"amount": "2.8", "currency": "CNY"}}, None),
    ("decline_quote", "decline it", {}, None),
    ("withdraw_quote", "撤回报价", {}, None),
    ("my_quotes", "my quotes", {}, None),
    ("list_requests", "my requests", {}, None),
    ("change_request", "change RFQ-10032 to 1,500", {"rfq_number": "RFQ-10032", **AMOUNT}, None),
    ("change_request", "with our logo", {}, None),
    ("cancel_request", "withdraw it", {}, None),
    ("cancel", "cancel RFQ-10032", {"rfq_number": "RFQ-10032"}, None),
    ("request_quote", "same as last time", {}, None),
    ("confirm_order", "confirm it", {}, None),
    ("place_order", "again please", {"order_number": "ORD-100188"}, None),
    ("request_invoice", "invoice", {}, None),
    ("list_orders", "my orders", {}, None),
    ("view_leads", "any leads?", {}, None),
    ("check_quotes", "my quotes", {}, None),
    ("order_status", "where is ORD-100234", {"order_number": "ORD-100234"}, None),
    ("ask_price", "how much is the second one?", {}, {"ask_about": ("ask", 0.8)}),
    ("inform", "silk scarves", {"product": "silk scarves"}, {"answer": ("value", 0.9)}),
    ("inform", "500件", AMOUNT, {"answer": ("value", 0.9)}),
    ("inform", "no, 600", {"quantity": {"value": 600, "unit": "piece"}}, {"correct": ("correct", 0.9)}),
    ("inform", "to Hamburg", {"country": {"country": "DE", "city": "Hamburg"}}, {"answer": ("value", 0.9)}),
    ("inform", "DHL", {"carrier": "DHL"}, {"answer": ("value", 0.9)}),
    ("inform", "SF1098837261", {"tracking_number": "SF1098837261"}, {"answer": ("value", 0.9)}),
    ("inform", "20 days", {}, {"answer": ("value", 0.9)}),
    ("inform", "FOB", {"incoterm": "FOB"}, {"answer": ("value", 0.9)}),
    ("inform", LONG, {}, {"answer": ("value", 0.9)}),
    ("inform", "the second one", {}, {"point": ("value", 0.9)}),
    ("inform", "not sure yet", {}, {"skip": ("value", 0.9)}),
    ("inform", "where were we?", {}, {"resume": ("go_on", 0.9)}),
    ("inform", "only verified ones", {}, {"narrow": ("condition", 0.9)}),
    ("cancel", "later", {}, {"save_draft": ("give_up", 0.9)}),
    ("cancel", "forget it", {}, {"drop": ("give_up", 0.9)}),
    ("affirm", "yes", {}, {"answer_yes": ("yes", 0.9)}),
    ("affirm", "好的", {}, {"answer_yes": ("yes", 0.9)}),
    ("affirm", "yes", {}, {"answer_yes": ("yes", 0.9)}),
    ("deny", "no", {}, {"answer_no": ("no", 0.9)}),
    ("faq_fees", "what do you charge?", {}, {"faq_fees": ("ask", 0.9)}),
    ("out_of_scope", "nice weather", {}, {"chatter": ("chatter", 0.9)}),
    ("nlu_fallback", "qwzx", {}, {"nlu_fallback": ("chatter", 0.9)}),
    ("nlu_fallback", "", {}, None),
    ("human_handoff", "a person please", {}, None),
    ("change_language", "说中文", {}, None),
    ("greet", "hello", {}, None),
    ("link_account", "", {"reason": "signed_in"}, None),
    ("resume_task", "", {"task": "request"}, None),
]  # fmt: skip
_NAMED_BY = {
    "cancel ORD-100555": ("cancel_order",),
    "decline it": ("decline_lead", "decline_order", "claim_refusal", "sample_decline"),
}
"""The tasks whose last question is answered by words that name the deed again."""
BUTTON = st.integers(0, 11).map(lambda number: number)
STEPS = st.lists(st.sampled_from(MESSAGES) | BUTTON, min_size=3, max_size=14)


@contextmanager
def writes() -> Iterator[list[str]]:
    """Every statement that is run meanwhile and writes."""
    found: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.extend([statement] if _WRITES.match(statement) else [])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def take(chat: Chat, step: Said | int, shown: list[dict[str, Any]]) -> tuple[Answer, bool]:
    """Says the message or presses one of the buttons shown last. Returns the answer, and whether that was a yes. Words that
    name the deed that was just asked about are one: "cancel ORD-100555", "confirm it"."""
    if isinstance(step, int):
        pressable = [button for button in shown if not button["intent"].startswith("gateway:")]
        if not pressable:
            return await chat.says("thank", "thanks"), False
        button = pressable[step % len(pressable)]
        answers = (
            button["intent"] == "decline_order" and "change" in button["entities"]
        )  # "no" to what the buyer asks for
        is_sure = button["entities"].get("sure") is True
        return await chat.presses(button), button["intent"] == "affirm" or is_sure or answers
    intent, text, entities, acts = step
    asked = (chat.record.get("task") or {}).get("name", "")
    names_deed = awaits_yes(chat.record) and (text == "confirm it" or asked in _NAMED_BY.get(text, ()))
    return await chat.says(intent, text, acts=acts, **entities), intent == "affirm" or names_deed


def awaits_yes(record: dict[str, Any]) -> bool:
    return (record.get("task") or {}).get("asked") == "confirmed" or bool(record.get("proposal"))


@pytest.mark.parametrize("account", [None, "nordmarkt", "chengdu-silk", "xinjiang-tomato"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_any_conversation(server: httpx.AsyncClient, account: str | None, steps: list[Said | int]) -> None:
    chat, shown = Chat(server, account), list[dict[str, Any]]()
    for step in steps:
        before = chat.record
        with writes() as written:
            answer, is_yes = await take(chat, step, shown)
        shown = [
            *(button for reply in answer.replies for button in reply["choices"]),
            *(button for reply in answer.replies for card in reply["cards"] for button in card["buttons"]),
        ]
        if written:
            assert is_yes, (step, written[0])
            assert awaits_yes(before) or isinstance(step, int), "nothing was asked that a yes could mean"
        assert answer.replies or answer.effects or step[0] in ("link_account",), "somebody who writes gets an answer"
        record = json.loads(json.dumps(chat.record))
        assert len(json.dumps(record, ensure_ascii=False).encode()) <= LIMIT_BYTES
        assert Discourse.load(record).dump() == record
        situation = record["situation"]
        assert Situation.read(situation).as_json() == situation
