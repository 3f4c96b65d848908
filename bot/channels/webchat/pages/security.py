"""Builds the security headers of the web chat's pages: nothing inline, no third-party host, and
frames only in known origins."""

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
    """Returns the origins without a trailing slash.

    Raises:
        ValueError: one is not `scheme://host[:port]`, which must not get into a header.
    """
    cleaned = tuple(origin.rstrip("/") for origin in origins)
    for origin in cleaned:
        if not ORIGIN.fullmatch(origin):
            raise ValueError(f"not an origin (scheme://host[:port]): {origin!r}")
    return cleaned


def build_content_security_policy(
    host: str, *, connect: Sequence[str] = (), images: Sequence[str] = (), frame_ancestors: Sequence[str] = ()
) -> str:
    """Returns the policy. `host` is the request's Host header. In some browsers `'self'` does not
    cover `ws:`, so the sockets are listed. `images` are the origins of pictures besides our own."""
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
