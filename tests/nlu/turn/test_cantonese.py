"""Questions in Cantonese are read like those in standard Chinese."""

from __future__ import annotations

import pytest

from nlu.turn.words.cantonese import in_standard_words
from nlu.turn.words.cues.asking import is_question
from nlu.turn.words.wording import complete
from nlu.understanding.text.writing import folded


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("想問下嗰600套餐具做成點呀", "state"),
        ("核桃而家點呀", "state"),
        ("啲燈整成點喇", "state"),
        ("尾數仲差幾多錢", "balance"),
        ("幾號要找數", "pay"),
    ],
)
def test_the_subject_of_the_question_is_found(text: str, thing: str) -> None:
    things = [each for clause in complete({"text": text}, "buyer")["asked"] for each in clause["things"]]
    assert thing in things
    assert is_question(text)


@pytest.mark.parametrize("text", ["三点发货", "有点慢", "餐具做得怎么样了", "where is it"])
def test_other_words_stay(text: str) -> None:
    assert in_standard_words(folded(text)) == folded(text)
