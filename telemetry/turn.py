"""Connects log lines to the message that is being processed. Every line that is written meanwhile
contains the ids of the message and its conversation, and no line contains its words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from structlog.contextvars import bound_contextvars

_private: ContextVar[tuple[str, ...]] = ContextVar("private_words", default=())


@contextmanager
def bind_turn(conversation: str, message: str, private: tuple[str | None, ...] = ()) -> Iterator[None]:
    """Adds the ids `conversation` and `message` to all lines that are logged in the `with` block,
    also by tasks that are started in it.

    Args:
        message: the id of the message in all processes, `<conversation>-<number>`.
        private: the words of the message, and names, which are removed from every line.
    """
    words = tuple(word for word in private if word)
    before = _private.set((*_private.get(), *words))
    try:
        with bound_contextvars(conversation=conversation, message=message):
            yield
    finally:
        _private.reset(before)


def keep_private(*words: str | None) -> None:
    """Adds words that must not be logged until the end of the enclosing `bind_turn` block."""
    _private.set((*_private.get(), *(word for word in words if word)))


def read_private_words() -> tuple[str, ...]:
    """Returns the words that must not be logged now."""
    return _private.get()
