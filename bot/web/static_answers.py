"""Answers requests for fixed content, such as scripts and styles. The content is compressed if the browser accepts
that. If the browser already has the content, the answer is an empty 304.

Only content that is the same for everybody may be answered in this way. Compressing a page that
holds both a secret and words of a stranger would let the secret be guessed by the page's size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import cramjam
from fastapi import Request, Response

_COMPRESSIBLE = ("text/", "application/json", "image/svg+xml")
_SMALLEST = 400
"""Below this number of bytes, compression saves nothing."""


@dataclass(frozen=True)
class _Packed:
    """Holds a content, its compressed forms that are smaller, by their names in HTTP with the best
    one first, and a tag that changes with the content."""

    body: bytes
    forms: Mapping[str, bytes]
    tag: str


@lru_cache(maxsize=512)
def _pack(body: bytes, media_type: str) -> _Packed:
    forms: dict[str, bytes] = {}
    if len(body) >= _SMALLEST and media_type.startswith(_COMPRESSIBLE):
        forms = {"br": bytes(cramjam.brotli.compress(body, 11)), "gzip": bytes(cramjam.gzip.compress(body, 9))}
    smaller = {name: form for name, form in forms.items() if len(form) < len(body)}
    return _Packed(body, smaller, hashlib.sha256(body).hexdigest()[:20])


def answer_static(request: Request, body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    """Returns the content, compressed if the browser accepts that, or an empty 304 if the browser
    has it already."""
    packed = _pack(body, media_type)
    accepted = request.headers.get("accept-encoding", "")
    coding = next((name for name in packed.forms if _accepts(accepted, name)), None)
    tag = f'"{packed.tag}-{coding}"' if coding else f'"{packed.tag}"'
    vary = ", ".join(filter(None, (headers.get("Vary"), "Accept-Encoding" if packed.forms else "")))
    fields = {**headers, "ETag": tag, **({"Vary": vary} if vary else {})}
    if _matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=fields)
    if coding:
        return Response(packed.forms[coding], media_type=media_type, headers={**fields, "Content-Encoding": coding})
    return Response(packed.body, media_type=media_type, headers=fields)


def _accepts(header: str, coding: str) -> bool:
    """Returns whether the header `Accept-Encoding` names the coding, and does not refuse it
    (`q=0`)."""
    for part in header.lower().split(","):
        name, _, weight = part.strip().partition(";")
        if name.strip() == coding or (name.strip() == "*" and coding == "gzip"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _matches(header: str, tag: str) -> bool:
    """Returns whether the header `If-None-Match` names the tag. Proxies may mark it as weak."""
    return header.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in header.split(","))
