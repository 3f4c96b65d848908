"""What of a conversation the NLU sees, and how it is read from what is carried today."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.shared.core.events import ActiveLoop, BotUttered, SlotSet, UserUttered

from nlu.turn.carried_state import restore
from nlu.turn.situation import find_situation
from nlu.understanding.situation.situation import Situation

FULL = Situation("place", "request", ("offers",), ("request", "listing"), "ask_slot")


def test_a_situation_is_read_as_it_was_written() -> None:
    assert Situation.read(FULL.as_json()) == FULL
    assert FULL.as_json() == {
        "asked": "place", "task": "request", "listed": ["offers"], "focus": ["request", "listing"], "last": "ask_slot",
    }  # fmt: skip
    assert not FULL.is_empty
    assert Situation().is_empty


@pytest.mark.parametrize(
    "given", [None, 5, [], {"asked": "weather"}, {"listed": 7}, {"listed": [["x"]]}, {"asked": []}]
)
def test_what_is_no_situation_reads_as_the_empty_one(given: Any) -> None:
    assert Situation.read(given) == Situation()


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], Situation()),
        (
            [ActiveLoop("quote_form"), SlotSet("requested_slot", "country"), "utter_quote_form_country"],
            Situation("place", "request", (), (), "ask_slot"),
        ),
        (
            [ActiveLoop("quote_form"), SlotSet("requested_slot", "confirmed"), "utter_confirm_quote"],
            Situation("yesno", "request", (), (), "ask_confirm"),
        ),
        (
            [ActiveLoop("ship_form"), SlotSet("requested_slot", "carrier"), "utter_ship_carrier"],
            Situation("carrier", "shipment", (), (), "ask_slot"),
        ),
        (["utter_offers_by_price"], Situation("none", "search", ("offers",), ("listing",), "list")),
        (["utter_offers_none_relax"], Situation("none", "search", ("offers",), ("listing",), "info")),
        (
            [SlotSet("order_number", "ORD-1"), "utter_order_shipped"],
            Situation("none", "none", (), ("order",), "detail"),
        ),
        (["utter_order_shipped_now"], Situation("none", "none", (), (), "effect")),
        (
            [SlotSet("offer", {"intent": "accept_quote", "message_id": "m1", "asked": True}), "utter_accept_quote"],
            Situation("yesno", "quotation", (), (), "ask_confirm"),
        ),
        ([SlotSet("offer", {"intent": "human_handoff", "message_id": "m0"}), "utter_thank"], Situation(last="info")),
        (
            [SlotSet("choice", {"intent": "order_status", "message_id": "m1"}), "utter_which_order"],
            Situation("choice", "other", (), (), "ask_choice"),
        ),
    ],
)
def test_the_situation_is_found_in_what_is_carried_today(agent: Agent, events: list[Any], expected: Situation) -> None:
    tracker = restore(None, "c1", agent.domain)
    for event in [UserUttered("hi", message_id="m1") if events else None, *events]:
        if event is not None:
            tracker.update(
                BotUttered(metadata={"utter_action": event}) if isinstance(event, str) else event, agent.domain
            )
    assert find_situation(tracker) == expected
