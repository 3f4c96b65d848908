"""Festivals as deadlines, words that chat beside a wish, topics and salutations."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.understanding.cues.cues import find_asides, find_end_of_salutation, find_topics
from nlu.understanding.grammar.reading import read

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "word", "day"),
    [
        ("we need them before Christmas", "Christmas", "2026-12-25"),
        ("by Chinese New Year please", "Chinese New Year", "2027-02-06"),
        ("最迟清明前要", "清明", "2027-04-05"),
        ("五一前就行", "五一", "2027-05-01"),
        ("过年之前发货", "过年", "2027-02-06"),
        ("中秋節前", "中秋", "2027-09-15"),
    ],
)
def test_a_festival_with_before_is_a_day(text: str, word: str, day: str) -> None:
    [found] = [find for find in read(text, TODAY) if find.entity == "date"]
    assert (text[found.start : found.end], found.value) == (word, day)


@pytest.mark.parametrize(
    "text", ["merry christmas", "春节放几天", "圣诞装饰品", "中秋快乐", "国庆放假吗", "五一前台值班"]
)
def test_a_festival_alone_is_no_deadline(text: str) -> None:
    assert [find for find in read(text, TODAY) if find.entity == "date"] == []


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("haha my dog just ate the cable. how many is the minimum?", "haha my dog just ate the cable."),
        ("10 containers. joke. 2 pallets", None),
        ("haha", None),
        ("my boss wants 1 million of them, he dreams", None),
    ],
)
def test_what_only_chats_beside_a_wish(text: str, aside: str | None) -> None:
    assert [text[start:end].strip() for start, end in find_asides(text)] == ([aside] if aside else [])


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("what exactly did you tell them?", "sent"),
        ("你刚才发的啥", "sent"),
        ("还差什么", "missing"),
        ("the cheaper one", "cheapest"),
    ],
)
def test_topics(text: str, topic: str) -> None:
    assert topic in find_topics(text)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Good afternoon. pls how far with the floodlights", "how far with the floodlights"),
        ("老板 在吗 有没有丝巾", "有没有丝巾"),
        ("hello", ""),
        ("highest price", "highest price"),
    ],
)
def test_what_stands_after_a_salutation(text: str, rest: str) -> None:
    assert text[find_end_of_salutation(text) :] == rest
