"""Builds the security headers of the web chat's pages. The headers forbid inline scripts and
unknown hosts, and let only known origins show the chat in a frame."""

from __future__ import annotations

import re
from collections.abc import Sequence

ORIGIN = re.compile(r"https?://(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?")
HOST = re.compile(r"(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+)(:\d{1,5})?")

COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def check_origins(origins: Sequence[str]) -> tuple[str, ...]:
    """Checks that each origin is safe to put into a header, and returns the origins without a
    trailing slash.

    Raises:
        ValueError: an origin is not of the form `scheme://host[:port]`.
    """
    cleaned = tuple(origin.rstrip("/") for origin in origins)
    for origin in cleaned:
        if not ORIGIN.fullmatch(origin):
            raise ValueError(f"not an origin (scheme://host[:port]): {origin!r}")
    return cleaned


def build_content_security_policy(
    host: str, *, connect: Sequence[str] = (), images: Sequence[str] = (), frame_ancestors: Sequence[str] = ()
) -> str:
    """Returns the value of the header `Content-Security-Policy`. `host` is the request's Host
    header. In some browsers `'self'` does not include WebSockets, so their URLs are listed.
    `connect` and `images` are further origins to which pages may connect, and from which pictures
    may come. `frame_ancestors` may show the page in a frame."""
    sockets = (f"ws://{host}", f"wss://{host}") if HOST.fullmatch(host) else ()
    directives = {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", *images],
        "font-src": ["'self'"],
        "connect-src": ["'self'", *sockets, *connect],
        "frame-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": list(frame_ancestors) or ["'none'"],
        "require-trusted-types-for": ["'script'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
