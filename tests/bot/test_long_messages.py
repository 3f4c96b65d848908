"""What the gateway does with a message of 4,096 characters costs little, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.contacts.language import hear_language
from bot.contacts.other_language import is_other_language
from bot.understanding.redaction import redact
from telemetry.redaction import Redaction
from tests.fakes.long_texts import too_slow

READERS: dict[str, Callable[[str], Any]] = {
    "the language": hear_language,
    "a third language": is_other_language,
    "redaction": redact,
    "redaction of the log": Redaction().redact,
}


@pytest.mark.parametrize("name", READERS)
def test_no_reader_is_held_up_by_a_long_message(name: str) -> None:
    assert too_slow(READERS[name]) == {}


def test_codes_addresses_and_links_say_nothing_about_the_language() -> None:
    assert hear_language("https://example.com/how_many_where 1how 2many 3where") is None
    assert hear_language("xhttps://how.many.where.what") is None
    assert hear_language("how much is the sugar") == "en"
