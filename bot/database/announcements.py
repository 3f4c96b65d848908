"""What a transaction has to tell those who listen. Whatever changes rows says which topics they belong to; they are told once it is
committed, each once, and never of what was rolled back."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

_KEY = "caravan_topics"


def announce(connection: AsyncConnection, *topics: str) -> None:
    """Notes that something of these topics changes with the transaction."""
    connection.info.setdefault(_KEY, {}).update(dict.fromkeys(topics))


def announce_conversation(connection: AsyncConnection, conversation_id: str) -> None:
    """Notes that something of the conversation changes with the transaction."""
    announce(connection, f"conversation:{conversation_id}")


def take_announced(connection: AsyncConnection) -> tuple[str, ...]:
    """Returns the topics that were noted, and forgets them: the connection serves other transactions afterwards."""
    return tuple(connection.info.pop(_KEY, ()))
