"""Writes the typed values of a reply in English, so that `rasa shell` is readable.

People on the channels never see this text: the gateway renders replies for them.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

TERMS = Path(__file__).resolve().parents[2] / "locales" / "terms"


@lru_cache(maxsize=1)
def read_terms() -> dict[str, str]:
    """Reads every term of `locales/terms`: its English text by its dotted key."""
    found: dict[str, str] = {}
    for path in sorted(TERMS.glob("*.yml")):
        found.update(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    return found


class _Readable(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def fill(text: str, values: dict[str, Any]) -> str:
    """Fills in the `{placeholders}` of the text. One without a value stays as it is."""
    return text.format_map(_Readable({name: format_value(value) for name, value in values.items()}))


def format_value(value: Any) -> str:
    """Returns a Value of docs/architecture.md as plain English."""
    if not isinstance(value, dict):
        return "" if value is None else str(value)
    match value.get("type"):
        case "term":
            name = value["name"]
            return fill(read_terms().get(name, name), value.get("values") or {})
        case "text":
            return value.get("en") or value.get("zh") or ""
        case "money":
            return f"{value['amount']} {value['currency']}"
        case "quantity" | "duration":
            return " ".join(str(part) for part in (value["value"], value.get("unit")) if part is not None)
        case "country":
            return str(value["code"])
        case "list":
            return ", ".join(format_value(item) for item in value["items"])
        case "lines":
            return "\n".join(format_value(item) for item in value["items"])
        case _:
            return str(value.get("value", ""))
