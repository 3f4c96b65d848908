"""Defines a reply as data (docs/architecture.md, "A reply") and builds one from domain.yml and an action's message.

Values, and the buttons and cards of actions, are passed on unchanged to the gateway, which reads them. Imports nothing
of Rasa.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from string import Formatter
from typing import Any, TypedDict

Value = Any


class Button(TypedDict, total=False):
    """Describes a button, which sends `intent` with `entities` when it is pressed, or opens `url`. `label` is always
    set."""

    label: Value
    intent: str
    entities: dict[str, Any]
    single_use: bool
    url: str


class Card(TypedDict):
    kind: str
    title: Value
    fields: list[dict[str, Value]]
    buttons: list[Button]


class FileRef(TypedDict):
    """Names a file of the conversation that the reply sends along."""

    id: str


class MadeFile(TypedDict):
    """Holds a table that the gateway writes as a file and sends along with the reply."""

    table: dict[str, Any]


class _Reply(TypedDict):
    response: str
    values: dict[str, Value]
    buttons: list[Button]
    cards: list[Card]


class Reply(_Reply, total=False):
    """Holds a reply; `files` is set only if the reply sends files."""

    files: list[FileRef | MadeFile]


def build_reply(
    response: str,
    values: dict[str, Value],
    template: Mapping[str, Any],
    choices: list[Button],
    cards: list[Card],
    files: list[FileRef | MadeFile] | None = None,
) -> Reply:
    """Builds a reply. The buttons of the response in domain.yml (`template`) come before those of the action
    (`choices`)."""
    buttons = [*map(_build_button, template.get("buttons") or ()), *choices]
    made: Reply = {"response": response, "values": values, "buttons": buttons, "cards": cards}
    return {**made, "files": files} if files else made


def find_placeholders(text: str) -> list[str]:
    """Returns the names between braces."""
    return [name for _, name, _, _ in Formatter().parse(text) if name]


def to_value(value: Any) -> Any:
    """Turns the value of a slot into a value of a reply: an amount into money or a quantity, a list into a list."""
    if isinstance(value, list):
        return {"type": "list", "items": [to_value(item) for item in value]}
    if isinstance(value, dict) and "type" not in value:
        if "amount" in value:
            return {"type": "money", "amount": value["amount"], "currency": value.get("currency")}
        if "unit" in value:
            return {"type": "quantity", "value": value["value"], "unit": value["unit"]}
    return "" if value is None else value


def _build_button(described: Mapping[str, Any]) -> Button:
    """Builds a Button from a button of domain.yml: `{title, payload: /intent{json}}` or `{title, url}`. The title is
    the name of a term."""
    label: Value = {"type": "term", "name": described["title"]}
    if described.get("url"):
        return {"label": label, "url": described["url"]}
    intent, brace, entities = described["payload"].removeprefix("/").partition("{")
    return {
        "label": label,
        "intent": intent,
        "entities": json.loads(brace + entities) if brace else {},
        "single_use": bool(described.get("single_use")),
    }
