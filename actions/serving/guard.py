"""The one check of whom the action server answers: Rasa and the gateway, by the token that they share with it."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from fastapi import HTTPException, Request

TOKEN_HEADER = "X-Caravan-Token"  # noqa: S105  the name of a header


def require_token(token: str) -> Callable[[Request], Awaitable[None]]:
    """Returns the dependency of all routes that need the token; it answers 401 to any other, in constant time."""
    expected = token.encode()

    async def check(request: Request) -> None:
        if not hmac.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), expected):
            raise HTTPException(401, "unauthorized")

    return check
