"""Checks that a request comes from Rasa or the gateway, by the token that they share with the action server, and refuses
requests for what does not exist."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import HTTPException, Request

from actions.marketplace.base.errors import NotFound
from foundation.signatures import TOKEN_HEADER

T = TypeVar("T")


def require_token(token: str) -> Callable[[Request], Awaitable[None]]:
    """Returns a FastAPI dependency for the routes that need the token. The dependency answers 401 to a request without
    the token, and compares tokens in constant time."""
    expected = token.encode()

    async def check(request: Request) -> None:
        if not hmac.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), expected):
            raise HTTPException(401, "unauthorized")

    return check


async def or_404(asked: Awaitable[T]) -> T:
    """Returns the result of `asked`. If the marketplace does not have what is asked for, answers the request with
    404."""
    try:
        return await asked
    except NotFound:
        raise HTTPException(404, "not found") from None
