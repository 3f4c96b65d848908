"""What the action server reads of a typed text of 4,096 characters costs little, whatever it is made of."""

from __future__ import annotations

import datetime as dt
import inspect
import itertools
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from actions.cues import answering, brief, choosing, ruling_out, searching, trading
from actions.dialogue.entities import Entities
from actions.marketplace.goods.search.spelling import Spelling
from actions.marketplace.goods.words.words import phrase, words
from actions.reading import order_words, periods, plain
from tests.fakes.long_texts import LIMIT_SECONDS, LONGEST, long_texts, measure_cpu, too_slow

CUES = (answering, brief, choosing, ruling_out, searching, trading)
SPELLING = Spelling(["tomato paste 番茄酱", "steel bottle 圆珠笔"])
BESIDE: dict[str, Any] = {
    "today": dt.date(2026, 11, 25),
    "start": LONGEST // 2,
    "end": LONGEST // 2 + 3,
    "count": 5,
    "current": "en",
    "words": 6,
    "han": 11,
}
"""What readers are given beside the text, by the name of the parameter."""
PLACE = {"city": "Shanghai", "province": "CN-SH"}
VALUES = {"region": PLACE, "quantity": {"value": 5, "unit": "piece"}, "incoterm": "CIF", "country": {"country": "DE"}}


def readers_of(module: ModuleType) -> Iterator[tuple[str, Callable[[str], Any]]]:
    """Yields every public function of the module that reads a text, with the name that a failure shows."""
    for name, function in inspect.getmembers(module, inspect.isfunction):
        parameters = [*inspect.signature(function).parameters]
        if function.__module__ == module.__name__ and not name.startswith("_") and parameters[:1] == ["text"]:
            beside = [BESIDE[parameter] for parameter in parameters[1:]]
            yield (
                f"{module.__name__.rpartition('.')[2]}.{name}",
                lambda text, function=function, beside=beside: function(text, *beside),
            )


READERS: dict[str, Callable[[str], Any]] = {
    "words of a search": words,
    "phrases of a search": phrase,
    "spelling": lambda text: list(SPELLING.corrections(text, lambda _word: False)),
    **{name: reader for module in (*CUES, order_words, periods, plain) for name, reader in readers_of(module)},
}


def test_the_readers_are_found() -> None:
    assert {"ruling_out.is_denied", "searching.wanted_rating", "periods.read_period", "order_words.read_states"} <= {
        *READERS
    }
    assert len(READERS) > 40


@pytest.mark.parametrize("name", READERS)
def test_no_reader_is_held_up_by_a_long_message(name: str) -> None:
    assert too_slow(READERS[name]) == {}


@pytest.mark.parametrize("kinds", [["region"], ["quantity"], ["region", "incoterm"], [*VALUES]], ids="-".join)
def test_as_many_entities_as_a_message_can_name_are_read_in_linear_time(kinds: list[str]) -> None:
    """One at every third character of a hundred long texts, which is more than the NLU finds in any."""
    found = [
        {"entity": kinds[number % len(kinds)], "start": start, "end": start + 2, "value": VALUES[kinds[number % len(kinds)]]}
        for number, start in enumerate(range(0, LONGEST - 2, 3))
    ]  # fmt: skip
    slow = {}
    for name, text in itertools.islice(long_texts(), 0, None, 5):
        if (taken := measure_cpu(lambda text: Entities.of_message(found, text), text)) > LIMIT_SECONDS:
            slow[name] = taken
    assert slow == {}
