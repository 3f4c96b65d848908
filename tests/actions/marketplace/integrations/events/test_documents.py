"""The documents of events say what the door takes: their examples are read without a problem."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from actions.marketplace.integrations.events.events import Result, _read
from actions.marketplace.integrations.events.types import EVENT_TYPES
from tools.events import DESCRIPTION, DOCUMENT, make_example, write_description, write_types

NOW = dt.datetime(2026, 11, 26, tzinfo=dt.UTC)


def test_the_documents_are_as_the_types_are_declared() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert write_types(text) == text, "run python -m tools.events"
    assert DESCRIPTION.read_text(encoding="utf-8") == write_description(), "run python -m tools.events"


@pytest.mark.parametrize("name", list(EVENT_TYPES))
def test_an_example_is_read_and_fits_its_schema(name: str) -> None:
    described: dict[str, Any] = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    example = make_example(EVENT_TYPES[name])
    Draft202012Validator(described["components"]["schemas"][name]).validate(example)
    read = _read(example, NOW)
    assert not isinstance(read, Result)
    assert not read.problems
