"""A fact that the model of facts reads in a message counts only if the message asks something in its situation."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.turn.words.facts import find_facts


def parse(text: str, fact: str, **acts: float) -> dict[str, Any]:
    kinds = {"ask_about": "ask", "narrow": "condition", "resume": "go_on"}
    return {
        "text": text,
        "facts": [{"fact": fact, "confidence": 0.9, "start": 0, "end": len(text)}],
        "acts": [{"act": act, "kind": kinds.get(act, "wish"), "confidence": sure} for act, sure in acts.items()],
    }


@pytest.mark.parametrize(
    ("words", "fact", "acts", "role", "focus"),
    [
        ("and the rest of it?", "balance", {"ask_about": 0.3, "ship_order": 0.6}, "buyer", ("order",)),
        ("how is it going", "state", {"order_status": 0.8}, "buyer", ("order",)),
        ("how long do they run", "g_cert_valid", {"faq_certifications": 0.5}, "visitor", ("listing",)),
        ("can we still change it?", "may_change", {"change_order": 0.98}, "buyer", ("order",)),
        ("is it in stock", "g_stock", {}, "visitor", ("listing",)),
    ],
)
def test_a_question_asks_for_its_fact(
    words: str, fact: str, acts: dict[str, float], role: str, focus: tuple[str, ...]
) -> None:
    assert [each["fact"] for each in find_facts(parse(words, fact, **acts), role, focus)] == [fact]


@pytest.mark.parametrize(
    ("words", "fact", "acts", "role", "focus"),
    [
        ("还差什么没填", "owed", {"resume": 0.99}, "buyer", ("order",)),
        ("lead time under 25 days", "g_stock", {"narrow": 0.9, "ask_about": 0.05}, "visitor", ("listing",)),
        ("how is my order doing? 300 sets", "own_stock_price", {"ask_about": 0.9}, "buyer", ("order",)),
        ("ORD-100555已发货，运单见附件", "carrier", {"ship_order": 0.8, "order_status": 0.1}, "supplier", ("order",)),
    ],
)
def test_what_is_no_question_asks_for_nothing(
    words: str, fact: str, acts: dict[str, float], role: str, focus: tuple[str, ...]
) -> None:
    assert find_facts(parse(words, fact, **acts), role, focus) == []
