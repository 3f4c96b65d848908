"""Removes personal data from a text: e-mail and chat addresses, telephone and account numbers,
links and secret keys.

Names of people and companies are removed if they are known (contacts and their companies), if the
NLU recognised a company, or if the writer introduces themselves. Other names are kept, because no
pattern finds them. Numbers of orders and requests for quotation, dates and grouped amounts are also
kept, because messages are about them and they identify nobody by themselves.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.contacts.reach import EMAIL, HANDLE, HANDLE_BEFORE, PHONE

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
_NUMBER = (
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,4})?(?![A-Za-z0-9])"
    r"|\d(?:[\s-]?\d){7,}[Xx]?"
)
_KEY = (
    r"(?<![A-Za-z0-9_-])(?:(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{22,}"
    r"|(?-i:(?=[A-Z_-]*[a-z])(?=[a-z_-]*[A-Z])[A-Za-z_-]{22}(?![A-Za-z0-9_-])))"
)
"""The secret keys of sessions, sign-in codes and buttons have 22 characters. One in forty of these
keys has no digit, so the pattern also matches 22 characters without a digit."""
_PATTERN = re.compile(
    f"(?P<keep>{_KEEP})|(?P<link>{_LINK})|(?P<email>{EMAIL})|{HANDLE_BEFORE}(?P<handle>{HANDLE})"
    f"|(?<![\\w@＠])[@＠](?P<at>[A-Za-z]\\w{{3,}})|(?P<key>{_KEY})|(?P<phone>{PHONE})|(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_PHONE_DIGITS = 7

COMPANY, NAME = "<company>", "<name>"
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
    "<link>": ("https://example.com/page", "https://example.com/page"),
    "<email>": ("name@example.com", "name@example.com"),
    "<handle>": ("name_example", "name_example"),
    "<phone>": ("+10000000000", "+10000000000"),
    "<number>": ("0000000000", "0000000000"),
    COMPANY: ("Example Trading Ltd", "范例贸易有限公司"),
    NAME: ("Alex", "小王"),
}
"""English and Chinese examples that replace the placeholders in training data, because real
messages contain names and numbers there."""


_SHORTEST = 4
_INTRODUCED = re.compile(
    r"\b[Mm]y name(?: is|'s) (?P<any>[A-Za-z]+(?: [A-Z][a-z'-]+)?)"
    r"|(?:\b[Tt]his is|\bI am|\bI'm|\b(?:[Bb]est |[Kk]ind )?[Rr]egards,?|\b[Ss]incerely,?|\b[Cc]heers,?)[ \n]+(?P<en>[A-Z][a-z]+(?: [A-Z][a-z'-]+){0,2})(?![a-z])(?= (?:from|of|at|with|here)\b|[,.!\n]|$)"
    r"|(?:我叫|我的名字是|我名字叫|本人叫|联系人[是：:]?)\s?(?P<zh>[\u4e00-\u9fff]{2,4}?)(?=[，,。.！!\s、]|是|来自|$)"
    r"|我是[^，,。\s]{0,16}?的(?P<of>[\u4e00-\u9fff]{2,3})(?=[，,。！!\s]|$)"
)
"""Matches sentences with which people introduce themselves. English names must begin with a
capital, because "this is urgent" names nobody."""


@dataclass(frozen=True)
class _Taken:
    """Describes a part of the text that is removed, and the placeholder that replaces it."""

    start: int
    end: int
    placeholder: str


@dataclass(frozen=True)
class Redacted:
    """Holds a text without personal data, and the entities that remain in it, with their positions
    in this text."""

    text: str
    entities: list[dict[str, Any]]


def redact(text: str, entities: Iterable[dict[str, Any]] = (), names: Mapping[str, str] | None = None) -> Redacted:
    """Returns the text with placeholders in place of personal data. `entities` are those that the
    NLU found, with their positions `start` and `end` in `text`. A company among them becomes
    `<company>`; other entities that overlap a removed part are left out. `names` maps known names
    of people and companies to their placeholders."""
    entities = list(entities)
    taken: list[_Taken] = []
    for found in sorted(
        [*_find_patterns(text), *_find_companies(entities), *_find_names(text, names or {})], key=_widest_first
    ):
        # The removed parts are sorted and do not overlap, so a new one can overlap only with its
        # two neighbours.
        place = bisect.bisect_left(taken, found.start, key=lambda other: other.start)
        neighbours = taken[max(place - 1, 0) : place + 1]
        if not any(found.start < other.end and other.start < found.end for other in neighbours):
            taken.insert(place, found)
    pieces: list[str] = []
    position, moved = 0, 0
    kept: list[dict[str, Any]] = []
    for one in taken:
        pieces += [text[position : one.start], one.placeholder]
        if one.placeholder == COMPANY:
            start = one.start + moved
            kept.append({"entity": "company", "value": COMPANY, "start": start, "end": start + len(COMPANY)})
        moved += len(one.placeholder) - (one.end - one.start)
        position = one.end
    shifts = [(one.start, one.end, shift) for one, shift in zip(taken, _compute_shifts(taken), strict=True)]
    kept += [whole for entity in entities if (whole := _move(entity, shifts))]
    return Redacted("".join([*pieces, text[position:]]), sorted(kept, key=lambda entity: int(entity["start"])))


def _compute_shifts(taken: list[_Taken]) -> list[int]:
    """Returns, for each removed part, by how many characters its replacement shifts the text after
    it."""
    return list(itertools.accumulate(len(one.placeholder) - (one.end - one.start) for one in taken))


def _widest_first(one: _Taken) -> tuple[bool, int]:
    """Returns a sort key for the parts of a text to remove. Parts that are recognised by their
    form, such as e-mail addresses, come before names, which may be inside such parts. Longer parts
    come before shorter ones."""
    return one.placeholder in (COMPANY, NAME), one.start - one.end


def _find_patterns(text: str) -> Iterator[_Taken]:
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup or "keep"
        if kind != "keep" and not (kind == "phone" and _is_amount(match[kind])):
            yield _Taken(*match.span(kind), PLACEHOLDERS[kind])
    for match in _INTRODUCED.finditer(text):
        yield _Taken(*match.span(match.lastgroup or 0), NAME)


def _find_companies(entities: Iterable[dict[str, Any]]) -> Iterator[_Taken]:
    """Finds the companies that the NLU recognised in the text."""
    for entity in entities:
        start, end = entity.get("start"), entity.get("end")
        if entity.get("entity") == "company" and isinstance(start, int) and isinstance(end, int):
            yield _Taken(start, end, COMPANY)


def _find_names(text: str, names: Mapping[str, str]) -> Iterator[_Taken]:
    """Finds known names as whole words, ignoring case."""
    for name, placeholder in names.items():
        latin = name.isascii()
        if len(name) < (_SHORTEST if latin else 2):
            continue
        pattern = rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])" if latin else re.escape(name)
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield _Taken(*match.span(), placeholder)


def _is_amount(digits: str) -> bool:
    """Returns whether groups of digits are an amount and not a telephone number: they have few
    digits ("3 - 4 weeks"), or are round numbers ("500-1000 pcs")."""
    if digits[0] in "+＋":
        return False
    groups = re.findall(r"\d+", digits)
    return sum(map(len, groups)) < _PHONE_DIGITS or (len(groups) > 1 and all(group.endswith("0") for group in groups))


def _move(entity: dict[str, Any], taken: list[tuple[int, int, int]]) -> dict[str, Any] | None:
    start, end = entity.get("start"), entity.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return None
    if any(start < taken_end and taken_start < end for taken_start, taken_end, _ in taken):
        return None
    by = next((moved for taken_start, _, moved in reversed(taken) if taken_start < start), 0)
    return {"entity": entity["entity"], "value": entity.get("value"), "start": start + by, "end": end + by}
