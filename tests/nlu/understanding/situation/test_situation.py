"""What of a conversation the NLU sees."""

from __future__ import annotations

from typing import Any

import pytest

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
