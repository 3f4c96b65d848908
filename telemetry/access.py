"""Decides who may read the figures: everybody on this machine or, when a token is set, whoever
shows it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from foundation.addresses import is_loopback

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
    is_ours = client is not None and is_loopback(client)
    return is_ours and not any(name in headers for name in FORWARDED)
