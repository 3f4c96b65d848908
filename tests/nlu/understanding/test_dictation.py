"""What somebody wants written to somebody else, and how a message that is being written is edited."""

from __future__ import annotations

import datetime as dt

import pytest

from nlu.understanding.grammar.dictation import find_dictation

TODAY = dt.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("please tell them that the forwarder comes on Tuesday", "the forwarder comes on Tuesday"),
        ("ask the factory: is the lid glass?", "is the lid glass?"),
        ("ask them if the lid is glass", "ask them if the lid is glass"),
        ("leave a note for your team: we moved to a new office", "we moved to a new office"),
        ("add: and the keys please", "and the keys please"),
        ("帮我跟厂家说 唛头先别印", "唛头先别印"),
        ("顺便问下对方纸箱多厚", "纸箱多厚"),
        ("加一句：托盘要熏蒸", "托盘要熏蒸"),
        ("問佢哋幾時裝櫃", "幾時裝櫃"),
        ("问他们", "问他们"),
        ("问了吗", "问了吗"),
        ("问题不大", "问题不大"),
    ],
)
def test_what_leads_to_the_words_is_left_out(text: str, words: str) -> None:
    assert find_dictation(text, TODAY)["words"] == words


@pytest.mark.parametrize(
    ("text", "swap"),
    [
        ("change Tuesday to Friday", ["Tuesday", "Friday"]),
        ("put glass instead of plastic", ["plastic", "glass"]),
        ("not the lid, the handle", ["the lid", "the handle"]),
        ("把周二改成周五", ["周二", "周五"]),
        ("不是盖子 是把手", ["盖子", "把手"]),
        ("is the lid glass?", []),
    ],
)
def test_a_word_for_another(text: str, swap: list[str]) -> None:
    assert find_dictation(text, TODAY)["swap"] == swap


def test_tone_addition_and_figures() -> None:
    assert find_dictation("write it a bit nicer", TODAY)["is_polite"]
    assert find_dictation("说得委婉一点", TODAY)["is_polite"]
    assert not find_dictation("we pay on Friday", TODAY)["is_polite"]
    assert find_dictation("add that we pay on Friday", TODAY)["adds"]
    assert find_dictation("改周五，付3000", TODAY)["figures"] == {"day": "周五", "number": "3000"}
    assert find_dictation("周四或周五", TODAY)["figures"] == {}
