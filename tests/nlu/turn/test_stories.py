"""Long first messages in which goods are named among other things."""

from __future__ import annotations

from typing import Any

from nlu.turn.dividing.sequence import Piece, find_first_end
from nlu.turn.dividing.stories import as_one_search, is_story, may_be_story, with_goods_of
from nlu.understanding.situation.situation import Situation

PIECES = (
    ("We sold ceramic flower pots and the tools came broken. ", "report_problem", ("ceramic flower pots",)),
    ("I was on the internet with a coffee. ", "out_of_scope", ("coffee",)),
    ("I want 1,200 pots. ", "ask_moq", ("pots",)),
    ("Do you take PayPal?", "faq_payment_methods", ()),
)
TEXT = "".join(words for words, _, _ in PIECES)


def parse(words: str, intent: str, goods: tuple[str, ...]) -> dict[str, Any]:
    found = [
        {"entity": "product", "value": each, "start": words.find(each), "end": words.find(each) + len(each)}
        for each in goods
    ]
    return {"text": words, "intent": {"name": intent, "confidence": 0.8}, "entities": found}


def cut() -> list[Piece]:
    starts = [sum(len(words) for words, _, _ in PIECES[:at]) for at in range(len(PIECES))]
    return [
        Piece(start, words, parse(words, intent, goods))
        for start, (words, intent, goods) in zip(starts, PIECES, strict=True)
    ]


def test_what_went_wrong_is_told_and_the_goods_are_one_search() -> None:
    assert is_story(cut())
    end = find_first_end(as_one_search(cut()), Situation())
    assert end == TEXT.find("Do you")
    parsed = with_goods_of(parse(TEXT[:end], "report_problem", ()), cut(), end)
    assert parsed["intent"]["name"] == "find_supplier"
    assert [each["value"] for each in parsed["entities"]] == ["ceramic flower pots", "pots"]
    assert all(TEXT[each["start"] : each["end"]] == each["value"] for each in parsed["entities"])


def test_a_complaint_alone_is_no_story() -> None:
    assert not is_story(cut()[:1])


def test_only_a_visitor_begins_with_a_story() -> None:
    assert may_be_story("long " * 60, Situation(), "visitor")
    assert may_be_story("很长" * 60, Situation(), "visitor")
    assert not may_be_story("long " * 60, Situation(), "buyer")
    assert not may_be_story("long " * 60, Situation(last="list"), "visitor")
    assert not may_be_story("short", Situation(), "visitor")
