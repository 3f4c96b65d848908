"""Takes out of a text what tells who somebody is: e-mail and chat addresses, telephone and account numbers, links, keys.

Names of people and companies stay: no pattern finds them. Order and RFQ numbers, dates and grouped amounts stay, too; they
are what messages are about and tell nothing by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_KEEP = (
    r"(?<![A-Za-z])(?:ORD|RFQ)[-\s]?\d{3,9}(?!\d)"
    r"|(?<!\d)(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
    r"|(?<!\d)\d{1,3}(?:,\d{3})+(?![,\d])"
)
_LINK = (
    r"(?:https?://|www\.)[^\s\u3000-\u9fff\uff00-\uffef]+"
    r"|(?<![A-Za-z0-9@.-])(?:[A-Za-z0-9-]+\.)+(?:com|net|org|cn|io|me|shop|info|co|de|ru|eu|uk|in|xyz)(?![A-Za-z0-9.@])"
    r"(?:/[^\s\u3000-\u9fff\uff00-\uffef]*)?"
)
_EMAIL = (
    r"[A-Za-z0-9._%+-]+\s?[@＠]\s?[A-Za-z0-9-]+(?:\s?[.．。]\s?[A-Za-z0-9-]+)+"
    r"|[A-Za-z0-9._%+-]+\s?(?:\(at\)|\[at\]|\sat\s)\s?[A-Za-z0-9-]+\s?(?:\(dot\)|\[dot\]|\sdot\s|\.)\s?[A-Za-z]{2,6}\b"
)
_HANDLE_BEFORE = (
    r"(?:we\s?chat|wei\s?xin|whats\s?app|telegram|skype|\bqq|\bvx|微信|威信|薇信)"
    r"(?:\s?(?:id|account|number|号码?|號碼?))?\s?(?:is\b|是|为|為|[:：=])?\s?"
)
_HANDLE = r"[A-Za-z](?=[\w.-]*[\d_])[A-Za-z0-9_.-]{4,}"
_PHONE = (
    r"[+＋]\s?\(?\d(?:[\s().\-–/]{0,2}\d){6,16}"
    r"|(?<![\d+])\(?\d(?:\d*[\s().\-–/]{1,2}(?=[\d(])){1,5}\d+(?![\d,])"
    r"|(?<!\d)(?:0?1[3-9]\d{9}|0\d{9,10})(?!\d)"
)
_NUMBER = (
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,4})?(?![A-Za-z0-9])"
    r"|\d(?:[\s-]?\d){7,}[Xx]?"
)
_KEY = r"(?<![A-Za-z0-9_-])(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{24,}"
_PATTERN = re.compile(
    f"(?P<keep>{_KEEP})|(?P<link>{_LINK})|(?P<email>{_EMAIL})|{_HANDLE_BEFORE}(?P<handle>{_HANDLE})"
    f"|(?<![\\w@＠])[@＠](?P<at>[A-Za-z]\\w{{3,}})|(?P<key>{_KEY})|(?P<phone>{_PHONE})|(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_PHONE_DIGITS = 7

PLACEHOLDERS = {
    "link": "<link>",
    "email": "<email>",
    "handle": "<handle>",
    "at": "<handle>",
    "key": "<number>",
    "phone": "<phone>",
    "number": "<number>",
}
EXAMPLES = {
    "<link>": "https://example.com/page",
    "<email>": "name@example.com",
    "<handle>": "name_example",
    "<phone>": "+10000000000",
    "<number>": "0000000000",
}
"""What stands for a placeholder in training examples, where real messages have the real thing."""


@dataclass(frozen=True)
class Redacted:
    """A text without what tells who somebody is, and the entities that are still whole, with their spans in it."""

    text: str
    entities: list[dict[str, Any]]


def redact(text: str, entities: Iterable[dict[str, Any]] = ()) -> Redacted:
    """`entities` have `start` and `end` in `text`; those that touch something taken out are left out."""
    pieces: list[str] = []
    taken: list[tuple[int, int, int]] = []  # start, end, and by how much the text behind it moves
    position, moved = 0, 0
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup or "keep"
        start, end = match.span(kind)
        if kind == "keep" or (kind == "phone" and _is_amount(match[kind])):
            continue
        pieces += [text[position:start], PLACEHOLDERS[kind]]
        moved += len(PLACEHOLDERS[kind]) - (end - start)
        taken.append((start, end, moved))
        position = end
    whole = [moved_entity for entity in entities if (moved_entity := _moved(entity, taken))]
    return Redacted("".join([*pieces, text[position:]]), whole)


def _is_amount(digits: str) -> bool:
    """Whether digits in groups are rather amounts: few of them ("3 - 4 weeks"), or round ones ("500-1000 pcs")."""
    if digits[0] in "+＋":
        return False
    groups = re.findall(r"\d+", digits)
    return sum(map(len, groups)) < _PHONE_DIGITS or (len(groups) > 1 and all(group.endswith("0") for group in groups))


def _moved(entity: dict[str, Any], taken: list[tuple[int, int, int]]) -> dict[str, Any] | None:
    start, end = entity.get("start"), entity.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    if any(start < taken_end and taken_start < end for taken_start, taken_end, _ in taken):
        return None
    by = next((moved for taken_start, _, moved in reversed(taken) if taken_start < start), 0)
    return {"entity": entity["entity"], "value": entity.get("value"), "start": start + by, "end": end + by}
