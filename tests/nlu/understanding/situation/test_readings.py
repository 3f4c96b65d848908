"""What is read in a text beside its finds, and what the act model sees of it."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.understanding.situation.readings import list_flags, list_names, read_readings

TODAY = date(2026, 11, 25)


def flags(text: str) -> list[bool]:
    return list_flags(text, read_readings(text, TODAY), list_names())


def test_every_text_has_the_same_number_of_flags() -> None:
    texts = ["", "?", "no pens", "tell them that we pay on Friday, and 20 less", "语气好点 另外少20个", "哈" * 500]
    assert len({len(flags(text)) for text in texts}) == 1


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("no pens", "pens"),  # taken out
        ("20 less", "20"),  # a difference
        ("10% more", "more"),  # a share
        ("add: we pay on Friday", "we pay on Friday"),  # one sentence more
        ("change Friday to Monday", "Friday"),  # a word for another
        ("we need the packing list", "we need the goods"),  # a paper
        ("语气客气点", "语气"),  # a tone
        ("跟他们说周五付", "周五付"),  # what is to be told
        ("收纳箱不要了", "收纳箱"),
    ],
)
def test_what_is_read_is_seen(text: str, plain: str) -> None:
    assert flags(text) != flags(plain)


def test_a_topic_that_a_model_does_not_know_is_not_seen() -> None:
    text = "what did you send them?"
    known = [name for name in list_names() if name != "topics.sent"]
    assert len(list_flags(text, read_readings(text, TODAY), known)) == len(flags(text)) - 1
    assert len(list_flags(text, read_readings(text, TODAY), [*list_names(), "topics.gone"])) == len(flags(text)) + 1


def test_words_that_hold_nothing_have_no_flags() -> None:
    assert not any(flags("hello"))
    assert not any(flags("你好"))
