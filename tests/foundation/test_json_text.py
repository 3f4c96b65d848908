"""The compiled library writes and reads what Python's own module does."""

from __future__ import annotations

import json
from typing import Any

import pytest

from foundation.json_text import read_json, write_json, write_json_bytes

VALUES = [
    {"text": 'ORD-100234 到哪了？ \u2028 "quoted" \\ \x7f', "values": [1, 2.5, -0.0, None, True], "empty": {}},
    {"large": 10**30, "small": -(2**63), "nested": [[[{"a": ()}]]]},
    {1: "a number for a name", "": 0},
    "just text",
    "\ud800 half of a pair",
]


@pytest.mark.parametrize("value", VALUES)
def test_what_is_written_reads_as_with_the_own_module(value: Any) -> None:
    assert read_json(write_json(value)) == json.loads(json.dumps(value))
    assert read_json(write_json_bytes(value)) == json.loads(json.dumps(value))


@pytest.mark.parametrize(
    "text", ['"\\ud800"', "1e400", "123456789012345678901234567890", "[1, 2.0]", b'{"a": "\xc3\xa9"}']
)
def test_what_is_read_is_what_the_own_module_reads(text: str | bytes) -> None:
    assert read_json(text) == json.loads(text)


@pytest.mark.parametrize("text", ["", "{", "[1,]", "{'a': 1}", b"\xff", "[1] 2"])
def test_what_is_not_json_is_an_error_of_value(text: str | bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the classes differ
        read_json(text)


def test_what_has_no_form_in_json_is_an_error() -> None:
    with pytest.raises(TypeError):
        write_json({"a": object()})
