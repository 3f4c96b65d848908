"""The turn that is being worked: its ids stand in every line written meanwhile, its words in none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from structlog.contextvars import bound_contextvars

_private: ContextVar[tuple[str, ...]] = ContextVar("private_words", default=())


@contextmanager
def bound_turn(conversation: str, message: str, private: tuple[str | None, ...] = ()) -> Iterator[None]:
    """Binds `conversation` and `message` to what is logged in the block, tasks that are begun in it included.

    Args:
        message: the id that all processes know the message by, `<conversation>-<number>`.
        private: what was said, a name: taken out of every line of the turn, whoever quotes it.
    """
    words = tuple(word for word in private if word)
    before = _private.set((*_private.get(), *words))
    try:
        with bound_contextvars(conversation=conversation, message=message):
            yield
    finally:
        _private.reset(before)


def keep_private(*words: str | None) -> None:
    """Adds what has become known in the turn; forgotten with it."""
    _private.set((*_private.get(), *(word for word in words if word)))


def private_words() -> tuple[str, ...]:
    """What must not be quoted now."""
    return _private.get()
