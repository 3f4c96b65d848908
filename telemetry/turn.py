"""Binds the turn that is being processed to the log. Every line that is written meanwhile contains
the turn's ids, and no line contains its words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from structlog.contextvars import bound_contextvars

_private: ContextVar[tuple[str, ...]] = ContextVar("private_words", default=())


@contextmanager
def bind_turn(conversation: str, message: str, private: tuple[str | None, ...] = ()) -> Iterator[None]:
    """Binds `conversation` and `message` to all lines that are logged in the block, also by tasks
    that begin in it.

    Args:
        message: the id by which all processes know the message, `<conversation>-<number>`.
        private: words of the turn and names, which are removed from every line, whoever quotes
            them.
    """
    words = tuple(word for word in private if word)
    before = _private.set((*_private.get(), *words))
    try:
        with bound_contextvars(conversation=conversation, message=message):
            yield
    finally:
        _private.reset(before)


def keep_private(*words: str | None) -> None:
    """Adds words that have become known in the turn and must not be logged; they are forgotten at
    its end."""
    _private.set((*_private.get(), *(word for word in words if word)))


def read_private_words() -> tuple[str, ...]:
    """Returns the words that no line may quote now."""
    return _private.get()
