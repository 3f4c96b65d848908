"""Takes out of a text what tells who somebody is: e-mail and chat addresses, telephone and account numbers, links, keys.

Names of people and companies go where they are known (contacts and their companies), where the NLU read a company, and where
somebody says who they are; other names stay, since no pattern finds them. Order and RFQ numbers, dates and grouped amounts
stay, too; they are what messages are about and tell nothing by themselves.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
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
    r"[A-Za-z0-9._%+-]{1,64}\s?[@＠]\s?[A-Za-z0-9-]{1,63}(?:\s?[.．。]\s?[A-Za-z0-9-]{1,63})+"
    r"|[A-Za-z0-9._%+-]{1,64}\s?(?:\(at\)|\[at\]|\sat\s)\s?[A-Za-z0-9-]{1,63}\s?(?:\(dot\)|\[dot\]|\sdot\s|\.)\s?[A-Za-z]{2,6}\b"
)
_HANDLE_BEFORE = (
    r"(?:we\s?chat|wei\s?xin|whats\s?app|telegram|skype|\bqq|\bvx|微信|威信|薇信)"
    r"(?:\s?(?:id|account|number|号码?|號碼?))?\s?(?:is\b|是|为|為|[:：=])?\s?"
)
_HANDLE = r"[A-Za-z](?=[\w.-]{0,64}[\d_])[A-Za-z0-9_.-]{4,64}"
_PHONE = (
    r"[+＋]\s?\(?\d(?:[\s().\-–/]{0,2}\d){6,16}"
    r"|(?<![\d+])\(?\d(?:\d*[\s().\-–/]{1,2}(?=[\d(])){1,5}\d+(?![\d,])"
    r"|(?<!\d)(?:0?1[3-9]\d{9}|0\d{9,10})(?!\d)"
)
_NUMBER = (
    r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,4})?(?![A-Za-z0-9])"
    r"|\d(?:[\s-]?\d){7,}[Xx]?"
)
_KEY = (
    r"(?<![A-Za-z0-9_-])(?:(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{22,}"
    r"|(?-i:(?=[A-Z_-]*[a-z])(?=[a-z_-]*[A-Z])[A-Za-z_-]{22}(?![A-Za-z0-9_-])))"
)
"""Sessions, link codes and buttons are 22 characters, and one in forty of them has no digit."""
_PATTERN = re.compile(
    f"(?P<keep>{_KEEP})|(?P<link>{_LINK})|(?P<email>{_EMAIL})|{_HANDLE_BEFORE}(?P<handle>{_HANDLE})"
    f"|(?<![\\w@＠])[@＠](?P<at>[A-Za-z]\\w{{3,}})|(?P<key>{_KEY})|(?P<phone>{_PHONE})|(?P<number>{_NUMBER})",
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
"""What stands for a placeholder in training examples, in English and in Chinese, where real messages have the real thing."""


_SHORTEST = 4
_INTRODUCED = re.compile(
    r"\b[Mm]y name(?: is|'s) (?P<any>[A-Za-z]+(?: [A-Z][a-z'-]+)?)"
    r"|(?:\b[Tt]his is|\bI am|\bI'm|\b(?:[Bb]est |[Kk]ind )?[Rr]egards,?|\b[Ss]incerely,?|\b[Cc]heers,?)[ \n]+(?P<en>[A-Z][a-z]+(?: [A-Z][a-z'-]+){0,2})(?![a-z])(?= (?:from|of|at|with|here)\b|[,.!\n]|$)"
    r"|(?:我叫|我的名字是|我名字叫|本人叫|联系人[是：:]?)\s?(?P<zh>[\u4e00-\u9fff]{2,4}?)(?=[，,。.！!\s、]|是|来自|$)"
    r"|我是[^，,。\s]{0,16}?的(?P<of>[\u4e00-\u9fff]{2,3})(?=[，,。！!\s]|$)"
)
"""How people say who they are. English names begin with a capital: "this is urgent" names nobody."""


@dataclass(frozen=True)
class _Taken:
    """What is taken out of the text, and what stands there instead."""

    start: int
    end: int
    placeholder: str


@dataclass(frozen=True)
class Redacted:
    """A text without what tells who somebody is, and the entities that are still whole, with their spans in it."""

    text: str
    entities: list[dict[str, Any]]


def redact(text: str, entities: Iterable[dict[str, Any]] = (), names: Mapping[str, str] | None = None) -> Redacted:
    """`entities` have `start` and `end` in `text`; a company among them becomes `<company>`, others that touch something taken
    out are left out. `names` are known names of people and companies, with the placeholder for each."""
    entities = list(entities)
    taken: list[_Taken] = []
    for found in sorted([*_patterns(text), *_companies(entities), *_named(text, names or {})], key=_widest_first):
        # What is taken lies in order and apart: only its two neighbours can touch another.
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
    shifts = [(one.start, one.end, shift) for one, shift in zip(taken, _shifts(taken), strict=True)]
    kept += [whole for entity in entities if (whole := _moved(entity, shifts))]
    return Redacted("".join([*pieces, text[position:]]), sorted(kept, key=lambda entity: int(entity["start"])))


def _shifts(taken: list[_Taken]) -> list[int]:
    """By how much the text behind each moves."""
    return list(itertools.accumulate(len(one.placeholder) - (one.end - one.start) for one in taken))


def _widest_first(one: _Taken) -> tuple[bool, int]:
    """What is recognised by its form comes before names inside it, such as those in an address."""
    return one.placeholder in (COMPANY, NAME), one.start - one.end


def _patterns(text: str) -> Iterator[_Taken]:
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup or "keep"
        if kind != "keep" and not (kind == "phone" and _is_amount(match[kind])):
            yield _Taken(*match.span(kind), PLACEHOLDERS[kind])
    for match in _INTRODUCED.finditer(text):
        yield _Taken(*match.span(match.lastgroup or 0), NAME)


def _companies(entities: Iterable[dict[str, Any]]) -> Iterator[_Taken]:
    """What the NLU read as a company, by the marketplace's own names and by how it is said."""
    for entity in entities:
        start, end = entity.get("start"), entity.get("end")
        if entity.get("entity") == "company" and isinstance(start, int) and isinstance(end, int):
            yield _Taken(start, end, COMPANY)


def _named(text: str, names: Mapping[str, str]) -> Iterator[_Taken]:
    """Known names, whole, in any case."""
    for name, placeholder in names.items():
        latin = name.isascii()
        if len(name) < (_SHORTEST if latin else 2):
            continue
        pattern = rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])" if latin else re.escape(name)
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield _Taken(*match.span(), placeholder)


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
