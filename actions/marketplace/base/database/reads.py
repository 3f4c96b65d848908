"""Reads each order, claim and request once in a turn, however many functions ask for it.

To answer a message, one function asks whether an order still exists, another whether the next step fits it, and a third
shows it. Within `remember_reads`, a method with `read_once` asks the database at its first call, and later calls return
the same value until something is written through the same marketplace (engine.py). Elsewhere it asks each time.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
S = TypeVar("S")
T = TypeVar("T")
_read: ContextVar[dict[Any, Any] | None] = ContextVar("read", default=None)


@contextmanager
def remember_reads() -> Iterator[None]:
    """Remembers the values that methods with `read_once` return within the `with` block."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def forget_reads() -> None:
    """Forgets the values that were read in this turn, because they may have changed."""
    if (known := _read.get()) is not None:
        known.clear()


def read_once(
    access: Callable[Concatenate[S, P], Awaitable[T]],
) -> Callable[Concatenate[S, P], Awaitable[T]]:
    """Makes a method ask the database once in a turn for the same arguments, which are hashable. The method must return
    a value that nobody can change."""

    @wraps(access)
    async def read(of: S, /, *arguments: P.args, **named: P.kwargs) -> T:
        known = _read.get()
        if known is None:
            return await access(of, *arguments, **named)
        asked = (access, id(of), arguments, tuple(sorted(named.items())))
        if asked not in known:
            known[asked] = await access(of, *arguments, **named)
        found: T = known[asked]
        return found

    return read
