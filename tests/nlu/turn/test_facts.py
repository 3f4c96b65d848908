"""A fact that the model of facts reads in a message counts only if the message asks something in its situation."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.turn.words.facts import ask_for_facts, ask_for_facts_of_goods, find_facts
from nlu.understanding.asked.questioning import find_asked


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
        ("最近来了哪些询价", "quoted", {"view_leads": 0.95}, "supplier", ()),
        ("show me all that are running", "state", {"list_orders": 0.9, "ask_about": 0.1}, "buyer", ("order",)),
    ],
)
def test_what_is_no_question_asks_for_nothing(
    words: str, fact: str, acts: dict[str, float], role: str, focus: tuple[str, ...]
) -> None:
    assert find_facts(parse(words, fact, **acts), role, focus) == []


def read(text: str, *found: tuple[str, str, float]) -> list[dict[str, Any]]:
    """Returns the facts that the model reads in the text, from the piece, the fact and the confidence of each."""
    return [
        {"fact": fact, "confidence": sure, "start": text.index(piece), "end": text.index(piece) + len(piece)}
        for piece, fact, sure in found
    ]


@pytest.mark.parametrize(
    ("text", "found", "things"),
    [
        ("when were they founded and are they verified", ("s_founded", 0.9), {"verified", "founded"}),
        ("哪年成立的 评分多少", ("s_founded", 0.9), {"founded", "rating"}),
        ("交期谁短", ("s_on_time", 0.7), {"lead_time"}),
        ("how is the rating", ("s_verified", 0.7), {"rating"}),
        ("how is the rating", ("s_verified", 0.9), {"verified"}),
        ("will they keep their word", ("s_on_time", 0.6), {"on_time"}),
    ],
)
def test_other_things_beside_a_fact_are_asked_for_too_if_the_words_confirm_it(
    text: str, found: tuple[str, float], things: set[str]
) -> None:
    clauses = ask_for_facts_of_goods(find_asked(text, "goods"), read(text, (text, *found)), text)
    assert {thing for clause in clauses for thing in clause["things"]} == things


def test_beside_a_question_about_goods_the_arrival_is_their_lead_time() -> None:
    text = "where are they, and how soon is it here"
    pieces = (("where are they", "s_location", 0.7), ("and how soon is it here", "arrival", 0.9))
    parsed = {"text": text, "facts": read(text, *pieces)}
    assert [each["fact"] for each in find_facts(parsed, "visitor", ("listing",))] == ["s_location", "lead_time"]
    assert [each["fact"] for each in find_facts(parsed, "buyer", ("order",))] == ["s_location", "arrival"]
    alone = {"text": text[16:], "facts": read(text[16:], ("and how soon is it here", "arrival", 0.9))}
    assert [each["fact"] for each in find_facts(alone, "visitor", ("listing",))] == ["lead_time"]


@pytest.mark.parametrize(
    ("fact", "role", "focus", "asked"),
    [
        ("origin_place", "visitor", ("listing",), "s_location"),
        ("arrival", "visitor", ("listing",), "lead_time"),
        ("payments", "visitor", ("supplier",), "g_payment"),
        ("g_payment", "buyer", ("order",), "payments"),
        ("g_origin", "supplier", (), "origin_place"),
        ("promised_day", "buyer", ("listing",), "promised_day"),
    ],
)
def test_the_same_words_ask_for_another_fact_of_goods_and_of_trades(
    fact: str, role: str, focus: tuple[str, ...], asked: str
) -> None:
    found = find_facts(parse("and where from?", fact, ask_about=0.9), role, focus)
    assert [each["fact"] for each in found] == [asked]


@pytest.mark.parametrize(("words", "is_question"), [("买家能不能还改", False), ("did it leave?", True)])
def test_a_fact_makes_no_question_of_words_that_are_none(words: str, is_question: bool) -> None:
    found = find_facts(parse(words, "may_change", ask_about=0.9), "supplier", ("order",))
    assert [clause["is_question"] for clause in ask_for_facts([], found, words)] == [is_question]


@pytest.mark.parametrize("words", ["蚕丝被那单还能动吗", "can that order still be touched?"])
def test_the_words_may_name_a_fact_beyond_doubt(words: str) -> None:
    given = parse(words, "state", order_status=0.9)
    given["facts"] += [{"fact": "may_change", "confidence": 0.2, "start": 0, "end": len(words)}]
    assert [each["fact"] for each in find_facts(given, "buyer", ("order",))] == ["may_change"]
