"""Reads who is asking from the context that the gateway signs for every turn, and never from text
or slots."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import jwt
from rasa_sdk import Tracker

from actions.dialogue.discourse import Discourse, TaskState
from foundation.languages import Language

AUDIENCE = "caravan-actions"
ALGORITHM = "HS256"
CLOCK_SKEW_SECONDS = 30
"""The largest difference that is allowed between the clocks of the gateway and of this machine."""
_REQUIRED = ["aud", "exp", "iat", "message_id"]

Role = Literal["visitor", "buyer", "supplier"]


@dataclass(frozen=True)
class SentFile:
    """Describes a file in the message. `kind` is photo, pdf, sheet or document."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True)
class Elsewhere:
    """Holds the unfinished tasks of another conversation of the same person, the one under way first. `seen` identifies
    the state of that conversation in which they were read."""

    conversation: str
    seen: str
    tasks: tuple[TaskState, ...]


@dataclass(frozen=True)
class SignedContext:
    """Holds who is asking, as the gateway signed it for this message.

    `account` is the slug of the marketplace account, or None for a visitor. `verified` is False
    when no valid context came with the message; the contact is a visitor then.
    """

    account: str | None
    role: Role
    name: str | None
    language: Language
    conversation: str
    message_id: str
    channel: str = ""
    verified: bool = True
    is_paused: bool = False
    """Whether an admin has paused the account: the contact is treated as a visitor then."""
    waits_for_person: bool = False
    """Whether the conversation waits in the queue for a member of the staff."""
    files: tuple[SentFile, ...] = ()
    """The files in this message. They are not part of the signed context, because the gateway checks the owner of a
    file again when a reply sends it."""
    elsewhere: Elsewhere | None = None
    """What was left unfinished in another conversation. It is not signed, because the gateway checks again whose
    conversation it is."""


def read_context(tracker: Tracker, secret: str) -> SignedContext:
    """Returns the verified context of the tracker's latest message.

    When the context is missing or invalid, the contact counts as a visitor, who may see no
    account's data.
    """
    message: dict[str, Any] = tracker.latest_message or {}
    metadata = message.get("metadata") or {}
    message_id = str(message.get("message_id") or "")
    claims = _verify_claims(metadata.get("context"), secret, message_id)
    if claims is None:
        return SignedContext(None, "visitor", None, "en", str(tracker.sender_id), message_id, verified=False)
    account, role = _read_owner(claims)
    return SignedContext(
        account=account,
        role=role,
        name=claims.get("name") if account else None,
        language="zh" if claims.get("language") == "zh" else "en",
        conversation=str(claims.get("conversation") or tracker.sender_id),
        message_id=message_id,
        channel=str(claims.get("channel") or ""),
        waits_for_person=claims.get("waits_for_person") is True,
        elsewhere=_read_elsewhere(metadata.get("elsewhere")) if account else None,
        files=tuple(SentFile(each["id"], each["kind"], each["name"]) for each in metadata.get("files") or ()),
    )


def _read_elsewhere(given: Any) -> Elsewhere | None:
    match given:
        case {"conversation": str(conversation), "seen": str(seen), "state": {"record": dict(stored)}}:
            record = Discourse.load(stored)
            found = [task for task in (record.task, *record.aside) if task is not None and task.values]
            return Elsewhere(conversation, seen, tuple(found)) if found else None
    return None


def _read_owner(claims: dict[str, Any]) -> tuple[str | None, Role]:
    """Returns the account and its role. When the claims hold only one of the two, the contact is a
    visitor."""
    account, role = claims.get("account"), claims.get("role")
    if not isinstance(account, str) or not account:
        return None, "visitor"
    return (account, "buyer") if role == "buyer" else (account, "supplier") if role == "supplier" else (None, "visitor")


def _verify_claims(token: Any, secret: str, message_id: str) -> dict[str, Any] | None:
    """Returns the claims of the token, or None.

    The signature, the audience and the times must be valid, and the token must have been issued for
    this very message.
    """
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
