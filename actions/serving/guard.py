"""Checks that a request comes from Rasa or the gateway, by the token that they share with the
action server."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from fastapi import HTTPException, Request

TOKEN_HEADER = "X-Caravan-Token"  # noqa: S105  the name of a header


def require_token(token: str) -> Callable[[Request], Awaitable[None]]:
    """Returns the dependency of all routes that need the token. It compares in constant time, and
    answers 401 to a request without the token."""
    expected = token.encode()

    async def check(request: Request) -> None:
        if not hmac.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), expected):
            raise HTTPException(401, "unauthorized")

    return check
