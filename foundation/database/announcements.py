"""Collects the topics of the rows that a transaction changes, such as `conversation:<id>`. After
the commit, the listeners of each topic are woken once; after a rollback, no listener is woken."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncConnection

_KEY = "caravan_topics"


def announce(connection: AsyncConnection, *topics: str) -> None:
    """Records that the connection's transaction changes rows of these topics."""
    connection.info.setdefault(_KEY, {}).update(dict.fromkeys(topics))


def take_announced(connection: AsyncConnection) -> tuple[str, ...]:
    """Returns the topics recorded on the connection and clears them, because the connection is
    reused for other transactions."""
    return tuple(connection.info.pop(_KEY, ()))
