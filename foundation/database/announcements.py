"""Collects what a transaction must tell its listeners. Code that changes rows names the topics that
they belong to. After the commit each topic is told once; after a rollback none is."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

_KEY = "caravan_topics"


def announce(connection: AsyncConnection, *topics: str) -> None:
    """Records that the transaction changes something of these topics."""
    connection.info.setdefault(_KEY, {}).update(dict.fromkeys(topics))


def take_announced(connection: AsyncConnection) -> tuple[str, ...]:
    """Returns the recorded topics and forgets them, because the connection serves other
    transactions afterwards."""
    return tuple(connection.info.pop(_KEY, ()))
