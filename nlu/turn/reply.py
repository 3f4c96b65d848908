"""A reply as data (docs/architecture.md, "A reply"): its shapes, and how one is made of what domain.yml and an action say.

Values, and the buttons and cards of actions, are handed on as they come: the gateway is their reader. Knows nothing of Rasa.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from string import Formatter
from typing import Any, TypedDict

Value = Any


class Button(TypedDict, total=False):
    """Says `intent` with `entities`, or opens `url`. `label` is always there."""

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


class Reply(TypedDict):
    response: str
    values: dict[str, Value]
    buttons: list[Button]
    cards: list[Card]


def build_reply(
    response: str, values: dict[str, Value], template: Mapping[str, Any], choices: list[Button], cards: list[Card]
) -> Reply:
    """Returns the reply: the buttons of the response in domain.yml come before those of the action."""
    buttons = [*map(_button, template.get("buttons") or ()), *choices]
    return {"response": response, "values": values, "buttons": buttons, "cards": cards}


def placeholders(text: str) -> list[str]:
    """The names between braces."""
    return [name for _, name, _, _ in Formatter().parse(text) if name]


def typed(value: Any) -> Any:
    """A slot's value as a Value: what the grammar normalised becomes a quantity or money, a list a list."""
    if isinstance(value, list):
        return {"type": "list", "items": [typed(item) for item in value]}
    if isinstance(value, dict) and "type" not in value:
        if "amount" in value:
            return {"type": "money", "amount": value["amount"], "currency": value.get("currency")}
        if "unit" in value:
            return {"type": "quantity", "value": value["value"], "unit": value["unit"]}
    return "" if value is None else value


def _button(described: Mapping[str, Any]) -> Button:
    """A button of domain.yml, `{title: term, payload: /intent{json}}` or `{title, url}`, as a Button."""
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
