"""Decides who may read the Prometheus metrics: clients on this machine or, when a token is set,
clients that send the token."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from foundation.addresses import is_loopback

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
"""Headers that show that a proxy has forwarded a request. A proxy on this machine connects from
loopback, but its client may be on another machine."""


def may_read(token: str, client: str | None, headers: Mapping[str, str]) -> bool:
    """Returns whether a request may read the metrics.

    Args:
        token: the setting `METRICS_TOKEN`. If the token is not empty, the header `Authorization:
            Bearer <token>` is required, also from loopback.
        client: the IP address from which the connection came.
        headers: the headers of the request, with names in lower case.
    """
    if token:
        authorization = headers.get("authorization", "")
        return hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())
    is_ours = client is not None and is_loopback(client)
    return is_ours and not any(name in headers for name in FORWARDED)
