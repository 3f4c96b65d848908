"""What a message asks about traded things is read clause by clause, in both languages."""

from __future__ import annotations

import pytest

from nlu.understanding.asked.questioning import find_asked, find_owning
from nlu.understanding.text.writing import folded


@pytest.mark.parametrize(
    ("words", "kind", "thing"),
    [
        ("when did it actually leave china", "when", "ship"),
        ("who delivered them", "who", "carrier"),
        ("is the down payment in", "whether", "deposit"),
        ("what was the price per screen", "which", "price"),
        ("走的什么运输", "which", "mode"),
        ("最晚几号交货", "when", "promise"),
        ("定金到账没", "whether", "deposit"),
        ("嗰批絲被幾時出貨", "when", "ship"),
        ("啲杯收咗貨未", "whether", "arrive"),
    ],
)
def test_a_question_has_a_kind_and_a_thing(words: str, kind: str, thing: str) -> None:
    (clause,) = find_asked(folded(words))
    assert kind in clause["kinds"]
    assert thing in clause["things"]


def test_the_longest_words_count() -> None:
    (clause,) = find_asked("how much down payment did we send")
    assert clause["things"] == ["deposit"]
    assert "how" not in clause["kinds"]


def test_each_clause_asks_for_itself() -> None:
    assert [clause["things"] for clause in find_asked("尾款多少，哪天到货")] == [["balance"], ["arrive"]]


@pytest.mark.parametrize(("words", "is_question"), [("did they come", True), ("到了没", True), ("confirm it", False)])
def test_a_question_is_known_by_its_form(words: str, is_question: bool) -> None:
    assert [clause["is_question"] for clause in find_asked(words)] == [is_question]


def test_words_that_only_sound_so_are_passed_over() -> None:
    assert find_asked("发我一份发票") == []
    assert find_owning("丝绸被多少条来着") == ["own", "past"]


@pytest.mark.parametrize(
    ("words", "thing"),
    [
        ("can they put our logo on", "logo"),
        ("能不能贴牌", "logo"),
        ("is it in stock", "stock"),
        ("有没有现货", "stock"),
        ("how thick is the second", "thickness"),
        ("where are they based", "location"),
        ("佢哋做咗几年", "founded"),
    ],
)
def test_what_is_asked_of_goods_before_a_purchase(words: str, thing: str) -> None:
    (clause,) = find_asked(folded(words), "goods")
    assert thing in clause["things"]


def test_a_request_is_a_question_about_goods_and_none_about_trades() -> None:
    words = "can they print our logo"
    assert find_asked(words, "goods")[0]["is_question"]
    assert not any(clause["is_question"] for clause in find_asked(words))


@pytest.mark.parametrize(("words", "thing"), [("do i pay you or the factory", "to_whom"), ("可以去看厂吗", "visit")])
def test_what_newcomers_ask_of_the_marketplace(words: str, thing: str) -> None:
    (clause,) = find_asked(folded(words), "market")
    assert thing in clause["things"]
