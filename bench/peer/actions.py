"""Runs our actions for the peer, with replies as Rasa's own response generator expects them.

`python -m rasa_sdk --actions bench.peer.actions` runs it in the application's environment. The
functions, the marketplace behind them and the search are Caravan's own. Only what they hand to the
dispatcher is put into a stock project's form: values as plain text beside the response's name,
choices as buttons with a payload, cards as custom JSON.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from typing import Any

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher

import actions

for module in pkgutil.walk_packages(actions.__path__, "actions."):
    if not module.ispkg and not module.name.startswith(("actions.__main__", "actions.marketplace.")):
        importlib.import_module(module.name)

for action in Action.__subclasses__():
    # The stock server hands its actions to another process, which looks for each class by its module and name.
    if action.__module__ == "actions.dialogue.respond":
        action.__module__ = __name__
        globals()[action.__name__] = action

_utter = CollectingDispatcher.utter_message


def plain(value: Any) -> str:
    """Returns a value of a reply as English text."""
    if not isinstance(value, dict):
        return str(value)
    match value.get("type"):
        case "text":
            return str(value["en"] or value["zh"])
        case "money":
            return f"{value['amount']} {value['currency']}"
        case "quantity" | "duration":
            return f"{value['value']} {value['unit']}"
        case "list" | "lines":
            return ", ".join(map(plain, value["items"]))
        case "term":
            return " ".join([value["name"], *map(plain, (value.get("values") or {}).values())])
    return str(value.get("value") or value.get("code"))


def _utter_stock(self: CollectingDispatcher, **reply: Any) -> None:
    cards, choices = reply.pop("cards", None), reply.pop("choices", None)
    values = {name: plain(value) for name, value in (reply.pop("values", None) or {}).items()}
    buttons = [
        {
            "title": plain(choice["label"]),
            "payload": f"/{choice['intent']}{json.dumps(choice.get('entities') or {})}",
        }
        for choice in choices or ()
        if "intent" in choice
    ]
    _utter(self, **reply, **values, buttons=buttons or None)
    if cards:
        _utter(self, json_message={"cards": cards})


CollectingDispatcher.utter_message = _utter_stock
