"""Decides who may read the figures: everybody on this machine or, when a token is set, whoever
shows it."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""Headers of a request that a proxy has forwarded. A proxy on this machine connects from loopback,
but its client may be anywhere."""


def may_read(token: str, client: str | None, headers: Mapping[str, str]) -> bool:
    """Returns whether the request may read the figures.

    Args:
        token: `METRICS_TOKEN`. When it is set, `Authorization: Bearer <token>` is required, on
            loopback too.
        client: the address that the connection came from.
        headers: the headers of the request, with names in lower case.
    """
    if token:
        authorization = headers.get("authorization", "")
        return hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())
    return _is_loopback(client) and not any(name in headers for name in FORWARDED)


def _is_loopback(client: str | None) -> bool:
    try:
        return client is not None and ipaddress.ip_address(client).is_loopback
    except ValueError:
        return False
