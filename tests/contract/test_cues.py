"""The cues that the NLU finds in a message are those that the actions know (nlu/turn/words/cues, actions/dialogue/said/cues.py)."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import get_args

from actions.dialogue.said.cues import MEANINGS, Cues, Period, read_cues
from actions.marketplace.goods.search.records import Sort
from actions.marketplace.trades.orders.records import OrderState
from nlu.turn.words.cues.answering import MEANINGS as FOUND_MEANINGS
from nlu.turn.words.cues.cues import NAMES, find_cues
from nlu.turn.words.cues.searching import SORTS
from nlu.turn.words.cues.trades.orders import STATES

TODAY = date(2026, 11, 25)


def test_both_sides_know_the_same_cues() -> None:
    assert {field.name for field in fields(Cues)} == NAMES


def test_what_they_say_has_the_names_of_the_marketplace() -> None:
    assert {sort for sort, _ in SORTS} <= {*get_args(Sort)}
    assert {state for states, _ in STATES for state in states} <= {*get_args(OrderState)}
    assert set(FOUND_MEANINGS) == {*MEANINGS}


def test_what_is_found_is_read_as_it_was_meant() -> None:
    text = "the orders of last month: they offer $5.90 by the end of March, above 4.5 stars, the second one"
    cues = read_cues(json.loads(json.dumps(find_cues(text, TODAY))))
    assert cues.period == Period(date(2026, 10, 1), date(2026, 11, 1))
    assert cues.deadline == date(2027, 3, 31)
    assert cues.offered == (Decimal("5.90"),)
    assert cues.min_rating == 4.5
    assert cues.names_orders
    assert not cues.is_short
    assert read_cues(None) == Cues()
