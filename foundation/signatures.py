"""Names the headers by which requests prove who sent them, and signs requests between Caravan and the operator's own
system, in both directions alike."""

from __future__ import annotations

import hashlib
import hmac

HEADER = "X-Caravan-Signature"
TOKEN_HEADER = "X-Caravan-Token"  # noqa: S105  the name of a header
"""Holds the token by which an action server recognises the gateway and Rasa. `endpoints.yml` names it for Rasa."""


def sign_body(secret: str, key: str, time: int, body: bytes) -> str:
    """Returns the header of a request with this body, sent at `time` (seconds since 1970)."""
    return f"key={key}, time={time}, v1={hash_body(secret, time, body)}"


def hash_body(secret: str, time: int, body: bytes) -> str:
    return hmac.new(secret.encode(), b"%d." % time + body, hashlib.sha256).hexdigest()
