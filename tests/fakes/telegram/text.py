"""Reads texts by Telegram's rules: turns HTML into plain text with entities, measures lengths in UTF-16 units, and
finds bot commands."""

from __future__ import annotations

import html
import re
from typing import Any

from tests.fakes.telegram.errors import bad_request

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

ENTITY_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-z-]+(?:=\"[^\"]*\"|='[^']*')?)*)\s*>")
_CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_HREF = re.compile(r"href=[\"']([^\"']*)[\"']")
_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,32}(?:@\w+)?")


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """Returns the plain text of the HTML `source` and its entities in the form of the Bot API.

    Raises:
        ApiError: 400, Telegram would not parse the HTML.
    """
    plain = ""
    entities: list[dict[str, Any]] = []
    opened: list[tuple[str, int, str]] = []
    position = 0
    while position < len(source):
        if source[position] == "<":
            tag = _TAG.match(source, position)
            if tag is None:
                raise _unparsable("Unsupported start tag", source, position)
            closing, name, attributes = tag[1], tag[2].lower(), tag[3]
            if closing:
                entities.append(_close(opened, name, plain, source, position))
            elif name in ENTITY_TYPES:
                opened.append((name, utf16_length(plain), attributes))
            else:
                raise _unparsable(f'Unsupported start tag "{name}"', source, position)
            position = tag.end()
        elif character := _CHARACTER.match(source, position):
            plain += html.unescape(character[0])
            position = character.end()
        else:
            plain += source[position]
            position += 1
    if opened:
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{opened[-1][0]}\"")
    entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return plain, [entity for entity in entities if entity["length"]]


def _close(opened: list[tuple[str, int, str]], name: str, plain: str, source: str, position: int) -> dict[str, Any]:
    if not opened:
        raise _unparsable("Unexpected end tag", source, position)
    started, offset, attributes = opened.pop()
    if started != name:
        raise _unparsable(f'Unmatched end tag, expected "</{started}>", found "</{name}>"', source, position)
    entity = {"type": ENTITY_TYPES[name], "offset": offset, "length": utf16_length(plain) - offset}
    if name == "a" and (href := _HREF.search(attributes)):
        entity["url"] = html.unescape(href[1])
    return entity


def _unparsable(what: str, source: str, position: int) -> Exception:
    return bad_request(f"can't parse entities: {what} at byte offset {len(source[:position].encode())}")


def formatted(params: dict[str, Any], name: str, limit: int) -> tuple[str, list[dict[str, Any]]]:
    """Returns the text or caption (`name`) in the parameters of a request, parsed and trimmed, and its entities.

    Raises:
        ApiError: 400, the text is empty, cannot be parsed, or is longer than `limit`.
    """
    source, mode = str(params.get(name, "")), params.get("parse_mode")
    if mode in (None, ""):
        plain, entities = source, params.get("entities" if name == "text" else "caption_entities", [])
    elif str(mode).lower() == "html":
        plain, entities = parse_html(source)
    else:
        raise bad_request(f"unsupported parse_mode (this emulator knows HTML): {mode}")
    stripped = plain.strip()
    if not stripped and name == "text":
        raise bad_request("message text is empty")
    if utf16_length(stripped) > limit:
        raise bad_request("message is too long" if name == "text" else "message caption is too long")
    return stripped, entities


def command_entities(text: str) -> list[dict[str, Any]]:
    """Returns the entities with which a Telegram client marks bot commands in a message that a person has typed."""
    return [
        {
            "type": "bot_command",
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found[0]),
        }
        for found in _COMMAND.finditer(text)
    ]
