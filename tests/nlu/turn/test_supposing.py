"""Whether a message makes a wish depend on what happens later, and what else is read beside the models."""

from __future__ import annotations

import pytest

from nlu.turn.named_orders import Reading
from nlu.turn.words.conditions.supposing import supposes
from nlu.turn.words.drafts.adding import find_extensions, find_noted, weighs_alternatives


@pytest.mark.parametrize(
    ("words", "is_so"),
    [
        ("should nothing come till tuesday we cancel", True),
        ("otherwise we take the other one", True),
        ("谈不拢就算了，取消", True),
        ("cancel it if possible", False),
        ("if you can, cancel it", False),
        ("accept it if that's ok", False),
        ("cancel the order", False),
        ("请取消，麻烦了", False),
        ("瑞春源那家6块的话就接受", False),
        ("5.8的话我们接受", False),
        ("if they go down to 6 i accept", False),
        ("不到6块的话就取消", True),
        ("做不到6块的话我就接受原价", True),
        ("if they don't go down to 6 i accept theirs", True),
        ("if they do it in 6 days i'll accept", True),
        ("if they go to 6 i'll cancel", True),
    ],
)
def test_what_supposes_something(words: str, is_so: bool) -> None:
    assert supposes(words) is is_so


@pytest.mark.parametrize(
    ("words", "noted"),
    [
        ("mats: want three quotations, black n green mixed", ["black n green mixed"]),
        ("枸杞要280粒的，备注不要熏硫", ["不要熏硫"]),
        ("500 boxes, note: no plastic inside", ["no plastic inside"]),
        ("黑色和白色各半", ["黑色和白色各半"]),
        ("500 bags in red", []),
    ],
)
def test_words_that_shall_be_noted(words: str, noted: list[str]) -> None:
    assert find_noted(words, words) == noted


def test_by_how_much_something_is_extended() -> None:
    assert find_extensions("extend the deadline of that rfq by a week?") == [7]
    assert find_extensions("they sell by the week") == []


@pytest.mark.parametrize("words", ["refund or replacement, which is quicker", "退钱还是补货 哪个快"])
def test_two_ways_out_are_weighed(words: str) -> None:
    assert weighs_alternatives(words)
    assert not weighs_alternatives("money back please")


def test_the_number_of_a_request_stays_when_its_digits_are_given_back() -> None:
    reading = Reading("hi, 10031 to 25", {"10031": "RFQ-10031"})
    assert reading.text == "hi, RFQ-10031 to 25"
    entity = {"entity": "rfq_number", "value": "RFQ-10031", "start": 4, "end": 13}
    given = reading.give_back({"entities": [entity]})["entities"][0]
    assert given == {"entity": "rfq_number", "value": "RFQ-10031", "start": 4, "end": 9}
