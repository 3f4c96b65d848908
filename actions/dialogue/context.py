"""Who is asking, from the context that the gateway signs for every turn; never from text or slots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import jwt
from rasa_sdk import Tracker

AUDIENCE = "caravan-actions"
ALGORITHM = "HS256"
CLOCK_SKEW_SECONDS = 30
"""How far the clocks of the gateway's and this machine may lie apart."""
_REQUIRED = ["aud", "exp", "iat", "message_id"]

Role = Literal["visitor", "buyer", "supplier"]
Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Context:
    """`account` is the slug of the marketplace account, null for a visitor. `verified` is False where no valid context came."""

    account: str | None
    role: Role
    name: str | None
    language: Language
    conversation: str
    message_id: str
    channel: str = ""
    verified: bool = True


def read_context(tracker: Tracker, secret: str) -> Context:
    """The verified context of the tracker's latest message; a visitor who owns nothing when it is missing or invalid."""
    message: dict[str, Any] = tracker.latest_message or {}
    metadata = message.get("metadata") or {}
    message_id = str(message.get("message_id") or "")
    claims = _verify_claims(metadata.get("context"), secret, message_id)
    if claims is None:
        return Context(None, "visitor", None, "en", str(tracker.sender_id), message_id, verified=False)
    account, role = _read_owner(claims)
    return Context(
        account=account,
        role=role,
        name=claims.get("name") if account else None,
        language="zh" if claims.get("language") == "zh" else "en",
        conversation=str(claims.get("conversation") or tracker.sender_id),
        message_id=message_id,
        channel=str(claims.get("channel") or ""),
    )


def _read_owner(claims: dict[str, Any]) -> tuple[str | None, Role]:
    """Account and role; half of it is nobody."""
    account, role = claims.get("account"), claims.get("role")
    if not isinstance(account, str) or not account:
        return None, "visitor"
    return (account, "buyer") if role == "buyer" else (account, "supplier") if role == "supplier" else (None, "visitor")


def _verify_claims(token: Any, secret: str, message_id: str) -> dict[str, Any] | None:
    """The claims, when the signature, audience and times hold and they were issued for this very message."""
    if not secret or not message_id or not isinstance(token, str):
        return None
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            secret,
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            leeway=CLOCK_SKEW_SECONDS,
            options={"require": _REQUIRED},
        )
    except jwt.InvalidTokenError:
        return None
    return claims if claims["message_id"] == message_id else None
