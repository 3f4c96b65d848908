"""Who may read the figures: everybody on this machine, or whoever shows the token when one is set."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""A request that a proxy on this machine hands on comes from loopback, too: it is somebody else's."""


def may_read(token: str, client: str | None, headers: Mapping[str, str]) -> bool:
    """Whether the request may.

    Args:
        token: `METRICS_TOKEN`. When set, `Authorization: Bearer <token>` is needed, on loopback, too.
        client: the address that the connection came from.
        headers: the request's, names in lower case.
    """
    if token:
        given = headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return _is_loopback(client) and not any(name in headers for name in FORWARDED)


def _is_loopback(client: str | None) -> bool:
    try:
        return client is not None and ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False
