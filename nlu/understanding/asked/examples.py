"""Reads the questions from which the fact model learns, `nlu/<language>/facts/*.yml`.

A file maps the name of each fact, such as `balance`, to messages that ask for this fact and for nothing else. The
messages under `none` ask for no fact, although they look like such questions. This module does not import Rasa.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from foundation.yaml_text import read_yaml

NONE = "none"
"""The label of messages that ask for no fact."""
Example = tuple[str, str]
"""A message and the name of the fact that it asks for."""


def read_examples(root: Path) -> list[Example]:
    """Returns the messages of all languages, each with its fact, in the order of the files. `root` is the folder
    `nlu`."""
    return [example for path in sorted(root.glob("*/facts/*.yml")) for example in _read(path)]


def _read(path: Path) -> Iterator[Example]:
    by_fact: dict[str, list[str]] = read_yaml(path)
    for fact, messages in by_fact.items():
        for message in messages:
            yield message, fact
