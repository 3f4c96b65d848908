"""Words for somebody else are told from those that only instruct the bot, and a yes from what is said besides."""

from __future__ import annotations

import datetime as dt

import pytest

from nlu.turn.dividing.parts import asks_besides, find_divisions
from nlu.turn.words.drafts.content import find_content
from nlu.turn.words.drafts.instructing import instructs_last, is_remark_of_ones_own
from nlu.turn.words.wording import complete_dictation
from nlu.understanding.grammar.dictation import find_dictation
from nlu.understanding.text.writing import folded

TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "words", "adds"),
    [
        ("oya ask them how much it will be if they do CIF", "How much will it be if you do CIF?", False),
        ("ask them. and also if they can emboss 200 of them", "Can you emboss 200 of them?", True),
        ("ok ask them that one and if they have ivory. i'll decide on it after", "Do you have ivory?", True),
        ("then nudge them. politely. and ask whether it has a EU plug", "Does it have a EU plug?", False),
        ("can half go by air and half by ship? you ask them", "can half go by air and half by ship?", False),
        ("ask them to wait till monday", "Please wait till monday", False),
        (
            "ask what the freight would cost. and if they have spare lids",
            "What would the freight cost? Do you have spare lids?",
            False,
        ),
        ("the 800 scarves: write them we need care labels", "we need care labels", False),
        ("颜色他们有没有现成的 你问一下", "颜色他们有没有现成的", False),
        ("现在做到哪一步了也一起问 比如烧了多少套了", "现在做到哪一步了，比如烧了多少套了", True),
    ],
)
def test_instructions_are_no_words_for_others(text: str, words: str, adds: bool) -> None:
    found = complete_dictation(text, folded(text).replace("’", "'"), find_dictation(text, TODAY))
    assert (found["words"], bool(found["adds"]), found["is_to_them"]) == (words, adds, True)


@pytest.mark.parametrize("text", ["i ask you", "can i ask something?", "你问了没", "yes ask. and where is my order"])
def test_other_words_for_asking_instruct_nothing(text: str) -> None:
    plain = folded(text).replace("’", "'")
    assert not instructs_last(plain)
    assert complete_dictation(text, plain, find_dictation(text, TODAY))["words"] == text


@pytest.mark.parametrize(
    ("text", "is_own"),
    [
        ("if ivory no dey i'm not buying", True),
        ("i'll decide on the 20 after", True),
        ("要是没有我就不要了", True),
        ("if the price stays", False),
        ("we will pay on Friday", False),
        ("if not, can you do blue?", False),
    ],
)
def test_what_the_writer_does_later_is_for_nobody(text: str, is_own: bool) -> None:
    assert is_remark_of_ones_own(text) is is_own


def test_a_yes_before_a_question_of_another_kind_is_one() -> None:
    division = next(each for each in find_divisions("yes file it. but he snaps them later, is that a problem?"))
    acts = [{"act": "ask_about", "kind": "ask", "confidence": 0.8}]
    asked = {"text": division.rest, "intent": {"name": "out_of_scope", "confidence": 0.5}, "entities": [], "acts": acts}
    assert division.ends_sentence
    assert asks_besides(asked, "claim")
    assert not asks_besides({**asked, "intent": {"name": "report_problem", "confidence": 0.9}}, "claim")
    assert not asks_besides({**asked, "dictation": {"adds": True}}, "question")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("砧板要能激光刻字 写上", "砧板要能激光刻字"),
        ("包装要加厚，备注一下", "包装要加厚"),
        ("咁你問佢 200套12月10號前出", "200套12月10號前出"),
        ("抬头写上公司名", "抬头写上公司名"),
        ("帮我写上", "帮我写上"),
    ],
)
def test_the_wish_to_have_words_noted_is_none_of_them(text: str, content: str) -> None:
    assert find_content(text) == content
