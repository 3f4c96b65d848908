"""Words for somebody else go out without those that only tell the bot what to do, and as the question that they ask."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.turn.words.drafts.asking import find_joined_question, put_as_question
from nlu.turn.words.drafts.proposing import find_proposal, find_qualification
from nlu.turn.words.wording import complete_dictation
from nlu.understanding.grammar.dictation import find_dictation
from nlu.understanding.text.writing import folded


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("if the cups are dishwasher safe", "Are the cups dishwasher safe?"),
        ("whether it is 220 V, our power is weak", "Is it 220 V? Our power is weak"),
        ("if plug is EU type and if there is a bag", "Is plug EU type and is there a bag?"),
        ("whether they can send their certificate", "Can you send your certificate?"),
        ("if they have CE", "Do you have CE?"),
        ("if the lamp comes with a plug", "Does the lamp come with a plug?"),
        ("if the lamp that is on page 2 is dimmable", "if the lamp that is on page 2 is dimmable"),
        ("whether to wait", "whether to wait"),
        ("when it ships", "when it ships"),
    ],
)
def test_an_indirect_question_is_put_as_one(words: str, question: str) -> None:
    assert put_as_question(words) == question


@pytest.mark.parametrize(
    ("text", "words", "adds"),
    [
        ("Ok leave that one. Ask them whether it is IP66", "Is it IP66?", False),
        ("never mind. tell them the deposit is paid", "the deposit is paid", False),
        ("算了，跟他们说按原来的发", "按原来的发", False),
        ("add also if a surge protector is inside", "Is a surge protector inside?", True),
        ("plus ask whether the cable is 3 m long", "Is the cable 3 m long?", True),
        ("算了不管了，问下厂家能不能加急", "能不能加急", False),
        ("+ microwave", "microwave", True),
        ("ok ask them. i need it before xmas", "i need it before xmas", True),
        ("问下供应商。能不能便宜点", "能不能便宜点", True),
        ("write to them first: we have 40, other 20 later, is it ok", "we have 40, other 20 later, is it ok", False),
        ("能不能早两天 帮我问一声", "能不能早两天", False),
        ("傳訊息跟他說船準時、下週到", "船準時、下週到", False),
        ("唔該幫我問下廠家啲包裝係咪彩盒", "包裝係咪彩盒", False),
        ("tell buyer the rest goes on Friday", "the rest goes on Friday", False),
        ("tell them if they don't pay we stop", "if they don't pay we stop", False),
        ("let them know if the ship is late we refund", "if the ship is late we refund", False),
        ("leave that one at the port", "leave that one at the port", False),
    ],
)
def test_words_for_the_bot_stay_out(text: str, words: str, adds: bool) -> None:
    found = complete_dictation(text, folded(text).replace("’", "'"), find_dictation(text, date(2026, 11, 25)))
    assert (found["words"], bool(found["adds"])) == (words, adds)


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("if 4000K or 6500K", "4000K or 6500K?"),
        ("whether white or silver", "White or silver?"),
        ("if they ship by sea or air", "Do you ship by sea or air?"),
    ],
)
def test_two_things_to_choose_from_are_a_question(words: str, question: str) -> None:
    assert put_as_question(words) == question


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("and frame white or silver", "Frame white or silver?"),
        ("还有边框白色还是银色", "边框白色还是银色？"),
        ("and more or less", ""),
        ("and i think we need 3 or 4", ""),
        ("white or silver", ""),
    ],
)
def test_a_choice_joined_to_a_question_is_one_more_question(text: str, question: str) -> None:
    assert find_joined_question(text) == question


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("what if we offer 27 inch for the same price", "Could we offer you 27 inch for the same price?"),
        ("can we deliver 40 now and 20 in January?", "Could we deliver 40 now and 20 in January?"),
        ("要不我们换成27寸行不行", "我们换成27寸，您看可以吗？"),
        ("要不给他们换27寸 价格不变", "我们换27寸 价格不变，您看可以吗？"),
        ("can we do it", ""),
        ("what if they cancel", ""),
    ],
)
def test_what_is_thought_of_becomes_a_proposal(text: str, proposal: str) -> None:
    assert find_proposal(text) == proposal


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("but only 50 of them", "but only 50 of them"),
        ("不过只有50台", "不过只有50台"),
        ("but not now", ""),
        ("but only if you agree", ""),
    ],
)
def test_words_that_limit_a_sentence_are_found(text: str, words: str) -> None:
    assert find_qualification(text) == words
