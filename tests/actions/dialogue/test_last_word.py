"""The last word counts where a message takes back what it has just said itself."""

from __future__ import annotations

import pytest

from actions.dialogue.said.dictation import cut_phrase
from actions.dialogue.said.entities import Entities
from nlu.turn.words.cues.correcting import is_denied
from nlu.turn.words.roles import with_roles
from nlu.turn.words.wording import complete


@pytest.mark.parametrize(
    ("text", "first", "then"),
    [
        ("1.15说高了，1.08", "1.15", "1.08"),
        ("FOB上海，改一下，FOB宁波", "上海", "宁波"),
        ("make that rotterdam no - antwerp", "rotterdam", "antwerp"),
        ("500 is wrong, 600", "500", "600"),
    ],
)
def test_what_is_taken_back_in_the_same_breath_does_not_count(text: str, first: str, then: str) -> None:
    assert is_denied(text, text.index(first), text.index(first) + len(first))
    assert not is_denied(text, text.index(then), text.index(then) + len(then))


@pytest.mark.parametrize("text", ["actually 16, we found two more", "刚才说错了，第一批200条", "sorry, actually 16"])
def test_more_words_correct_what_was_said(text: str) -> None:
    assert complete({"text": text}, "buyer")["cues"]["corrects"]


@pytest.mark.parametrize("text", ["送货地址换成苏州", "改送苏州", "目的港改成苏州"])
def test_a_place_that_an_address_becomes_is_where_goods_go(text: str) -> None:
    at = text.index("苏州")
    place = {"entity": "region", "value": {"province": "CN-JS", "city": "苏州"}, "start": at, "end": at + 2}
    assert Entities.of_message(with_roles([place], text)).destination is not None


@pytest.mark.parametrize(
    ("sentence", "names", "rest"),
    [
        (
            "the sets must be labelled NM-77 on both sides of the carton",
            ["both sides"],
            "the sets must be labelled NM-77",
        ),
        ("we need both sides", ["both sides"], ""),
        ("ship on monday", ["monday"], ""),
    ],
)
def test_of_one_clause_only_the_phrase_goes(sentence: str, names: list[str], rest: str) -> None:
    assert cut_phrase(sentence, names) == rest
