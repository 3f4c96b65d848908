"""Writes the types of events into docs/events.md, and their description by OpenAPI beside it: `python -m tools.events`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from actions.marketplace.integrations.events.events import MOST
from actions.marketplace.integrations.events.types import EVENT_TYPES, EventType
from actions.marketplace.integrations.importing.columns import Column

DOCS = Path(__file__).resolve().parent.parent / "docs"
DOCUMENT, DESCRIPTION = DOCS / "events.md", DOCS / "events.openapi.json"
BEGIN, END = "<!-- types: written by python -m tools.events -->", "<!-- end of the types -->"
_EXAMPLE_TIME = "2026-11-25T16:30:00+08:00"


def write_types(text: str) -> str:
    """Returns the document's text with the types as they are declared."""
    before, _, rest = text.partition(BEGIN)
    types = "\n\n".join(_describe(one) for one in EVENT_TYPES.values())
    return f"{before}{BEGIN}\n\n{types}\n\n{END}{rest.partition(END)[2]}"


def make_example(one: EventType) -> dict[str, Any]:
    """Returns an event of the type, with an example of each field that has one."""
    data = {field.name: example for field in one.fields if (example := next(filter(None, field.examples), ""))}
    return {"id": f"{one.name}-1", "type": one.name, "at": _EXAMPLE_TIME, "data": data}


def describe_door() -> dict[str, Any]:
    """Returns the OpenAPI description of `POST /api/events`."""
    schemas = {one.name: _schema(one) for one in EVENT_TYPES.values()}
    batch = {
        "type": "object",
        "required": ["events"],
        "properties": {
            "events": {
                "type": "array",
                "minItems": 1,
                "maxItems": MOST,
                "items": {"oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in schemas]},
            }
        },
    }
    examples = {one.name: {"value": {"events": [make_example(one)]}} for one in EVENT_TYPES.values()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Events of the operator's own system", "version": "1", "description": "See docs/events.md."},
        "paths": {
            "/api/events": {
                "post": {
                    "summary": "Tells what has happened.",
                    "security": [{"signature": []}],
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": batch, "examples": examples}},
                    },
                    "responses": _responses(),
                }
            }
        },
        "components": {
            "securitySchemes": {
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-Caravan-Signature",
                    "description": "key=<id>, time=<seconds since 1970>, v1=<hex of HMAC-SHA256(secret, time + '.' + body)>",
                }
            },
            "schemas": {**schemas, "result": _RESULT, "refusal": _REFUSAL},
        },
    }


_RESULT: dict[str, Any] = {
    "type": "object",
    "required": ["id", "outcome"],
    "properties": {
        "id": {"type": ["string", "null"]},
        "outcome": {"enum": ["done", "unchanged", "stale", "refused"]},
        "repeated": {"type": "boolean", "description": "this was said before"},
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("code", "field", "value", "reason", "reason_zh")},
            },
        },
    },
}
_REFUSAL: dict[str, Any] = {
    "type": "object",
    "required": ["error", "reason"],
    "properties": {
        "error": {
            "enum": ["unsigned", "unknown_key", "forged", "stale", "future", "malformed", "too_many", "unavailable"]
        },
        "reason": {"type": "string"},
    },
}


def _responses() -> dict[str, Any]:
    def answer(says: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"description": says, "content": {"application/json": {"schema": schema}}}

    refusal = {"$ref": "#/components/schemas/refusal"}
    results = {"type": "array", "items": {"$ref": "#/components/schemas/result"}}
    return {
        "200": answer(
            "What became of each event, in the same order.", {"type": "object", "properties": {"results": results}}
        ),
        "400": answer("The body is no batch; nothing was taken in.", refusal),
        "401": answer("The request is not signed as it should be; nothing was taken in.", refusal),
        "503": answer("The marketplace cannot be reached. Send the same again.", refusal),
    }


def _schema(one: EventType) -> dict[str, Any]:
    fields: dict[str, Any] = {field.name: _field(field) for field in one.fields}
    if one.kind is not None and one.kind.line:
        fields["lines"] = {
            "type": "array",
            "description": f"one object a line, with {', '.join(sorted(one.kind.line))}; or these beside the others, for one line",
            "items": {"type": "object", "properties": {name: fields[name] for name in sorted(one.kind.line)}},
        }
    lines = one.kind.line if one.kind is not None else frozenset[str]()
    required = [field.name for field in one.fields if field.required and field.name not in lines]
    return {
        "type": "object",
        "description": one.says,
        "required": ["id", "type", "at", "data"],
        "properties": {
            "id": {"type": "string", "maxLength": 100, "description": "another for each event"},
            "type": {"const": one.name},
            "at": {"type": "string", "format": "date-time", "description": "when it happened"},
            "data": {"type": "object", "required": required, "properties": fields, "additionalProperties": False},
        },
    }


def _field(field: Column) -> dict[str, Any]:
    described: dict[str, Any] = {"description": "; ".join(filter(None, (field.says, field.zh)))}
    if choices := getattr(field.read, "choices", None):
        described["description"] += f"; one of {', '.join(choices)}"
    described["type"] = (
        ["string", "number", "boolean", "array", "null"]
        if field.name in _LISTS
        else ["string", "number", "boolean", "null"]
    )
    if example := next(filter(None, field.examples), ""):
        described["examples"] = [example]
    return described


_LISTS = frozenset({"prices", "other_names_en", "other_names_zh"})


def _describe(one: EventType) -> str:
    named = ", ".join(f"**`{field.name}`**" if field.required else f"`{field.name}`" for field in one.fields)
    lines = ", or `lines`" if one.kind is not None and one.kind.line else ""
    example = json.dumps(make_example(one), ensure_ascii=False)
    return f"### {one.name}\n\n{one.says[0].upper()}{one.says[1:]}. {named}{lines}.\n\n```json\n{example}\n```"


def write_description() -> str:
    return json.dumps(describe_door(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(write_types(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    DESCRIPTION.write_text(write_description(), encoding="utf-8")
