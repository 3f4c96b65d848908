"""A message of 4,096 characters costs little, whatever it is made of, and what it says is found."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from nlu.understanding.entities.entities import merge
from nlu.understanding.entities.tag_features import token_features
from nlu.understanding.found import Found
from nlu.understanding.grammar import money
from nlu.understanding.grammar.reading import read
from nlu.understanding.names.lexicon import Lexicon
from nlu.understanding.text.sentences import pieces, readings, wishes
from nlu.understanding.text.writing import folded, normalised, tokens
from tests.fakes.long_texts import LONGEST, PIECES, TooSlow, measure_cpu, stop_after, too_slow

TODAY = date(2026, 11, 25)
LEXICON = Lexicon.load()
READERS: dict[str, Callable[[str], Any]] = {
    "the whole grammar": lambda text: read(text, TODAY),
    "a bare price": lambda text: money.bare(folded(text)),
    "the gazetteer": LEXICON.find,
    "the tokenizer": tokens,
    "the normaliser": normalised,
    "sentences": readings,
    "wishes": wishes,
    "pieces": pieces,
}
WHOLE_SECONDS = 0.7
"""For the whole NLU: most of it is the sentence encoder, whose work is bounded and not the text's."""
WIDE = ["ﷺ", "½", "ﬁ", "ñ", "İ", "\U00020000", "㌖", "一件", "iso 9001 "]
"""What is one word of thousands of letters to one reader, or many letters for each one to another."""


@pytest.mark.parametrize("name", READERS)
def test_no_reader_is_held_up_by_a_long_message(name: str) -> None:
    assert too_slow(READERS[name]) == {}


def test_finds_are_merged_and_marked_in_linear_time() -> None:
    text = "5件 " * (LONGEST // 3)
    spans = tokens(text)
    finds = read(text, TODAY)
    tagged = [("quantity", found.start, found.end) for found in finds]
    assert len(finds) > 1000
    for work in (
        lambda: merge(text, finds, finds, tagged),
        lambda: token_features(text, text, spans, [("grammar", found) for found in finds], [[0, 0]] * len(spans)),
    ):
        assert measure_cpu(lambda _text, work=work: work(), text, 0.3) < 0.3


@pytest.mark.parametrize("filler", ["万", "一 ", "one ", "a.b ", "1 ", "你好，", "\n"])
def test_what_stands_in_a_long_message_is_found(filler: str) -> None:
    text = (filler * LONGEST)[
        : LONGEST - 200
    ] + "。 where is ORD-100234, I need 500 cartons under $3.20 by 2026-12-15 。"
    found = {find.entity for find in read(text, TODAY) if find.sure}
    assert {"order_number", "quantity", "price", "date"} <= found


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("九千九百九十九亿九千九百九十九万九千九百九十九件", [999_999_999_999]),
        ("万" * 30 + "件", []),
        ("one " * 30 + "pcs", []),
        ("nine hundred and ninety-nine thousand nine hundred and ninety-nine pcs", [999_999]),
        ("1" * 30 + " pcs", []),
    ],
)
def test_a_run_of_numerals_is_read_whole_or_not_at_all(text: str, numbers: list[int]) -> None:
    assert [find.value["value"] for find in read(text, TODAY) if find.entity == "quantity" and find.sure] == numbers


def test_the_finds_that_came_first_stay() -> None:
    from nlu.understanding.found import without_overlaps

    first, over, beside = Found("a", 5, 9, 1), Found("b", 8, 12, 2), Found("c", 9, 10, 3)
    assert without_overlaps([first, over, beside, Found("d", 0, 6, 4), Found("e", 0, 5, 5)]) == [
        Found("e", 0, 5, 5),
        first,
        beside,
    ]


def test_the_whole_understanding_of_a_long_message_is_bounded(agent: Any, loop: asyncio.AbstractEventLoop) -> None:
    def parse(text: str) -> None:
        loop.run_until_complete(agent.parse_message(text))

    parse("100 pcs of 圆珠笔")
    texts = [(piece * LONGEST)[:LONGEST] for piece in (*PIECES[::10], *WIDE)] + [
        "".join(chr(0x4E00 + number) for number in range(LONGEST))
    ]
    slow = {text[:12]: taken for text in texts if (taken := measure_cpu(parse, text, WHOLE_SECONDS)) > WHOLE_SECONDS}
    assert slow == {}


def test_what_is_cut_off_for_the_encoder_is_still_found() -> None:
    """One word of thousands of letters, and the wish after it."""
    text = "ñ" * (LONGEST - 40) + " where is ORD-100234"
    assert [find.value for find in read(text, TODAY) if find.sure] == ["ORD-100234"]
    assert "where is ORD-100234" in readings(text)[-1]


def test_a_reader_that_takes_for_ever_is_seen_and_stopped() -> None:
    import re

    assert too_slow(re.compile(r"(?:one )+(?:one )+!").findall)
    with pytest.raises(TooSlow), stop_after(0.05, raises=True):
        re.match(r"(?:a+)+$", "a" * 40 + "!")
