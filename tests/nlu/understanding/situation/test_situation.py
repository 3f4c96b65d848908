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


@pytest.mark.parametrize(
    ("written", "listed", "focus"),
    [
        (Situation(), (), ()),
        (Situation("none", "search", ("offers",), (), "list"), ("offers",), ("listing",)),
        (Situation("none", "none", (), ("request",), "list"), ("quotations",), ("quotation", "request")),
        (
            Situation("none", "search", ("offers",), ("supplier", "listing"), "info"),
            ("offers",),
            ("supplier", "listing"),
        ),
        (Situation("yesno", "request", (), ("listing",), "ask_confirm"), (), ("request", "listing")),
        (Situation("yesno", "other", (), ("listing",), "ask_confirm"), (), ("listing",)),
        (Situation("none", "none", (), (), "info"), (), ("platform",)),
        (FULL, ("offers",), ("request", "listing")),
    ],
)
def test_what_goes_without_saying_completes_a_situation(
    written: Situation, listed: tuple[str, ...], focus: tuple[str, ...]
) -> None:
    complete = written.complete()
    assert (complete.listed, complete.focus) == (listed, focus)
    assert complete.complete() == complete
