"""Notes whether a write was carried out while a message was answered, also if an earlier attempt at the same message had
carried it out already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Writes:
    """Says whether anything was written (`any`) while the writes were watched."""

    any: bool = False


_watched: ContextVar[Writes | None] = ContextVar("writes", default=None)


@contextmanager
def watch_writes() -> Iterator[Writes]:
    """Watches the writes within the `with` block."""
    seen = Writes()
    token = _watched.set(seen)
    try:
        yield seen
    finally:
        _watched.reset(token)


def note_write() -> None:
    """Notes a write for whoever watches."""
    if (seen := _watched.get()) is not None:
        seen.any = True
