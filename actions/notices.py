"""Collects all kinds of notices from the subjects that declare them, and turns a notice into a
reply."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from actions.marketplace import Marketplace, NotFound
from actions.marketplace.outbox import Notice, NoticeKind
from actions.orders import notices as orders
from actions.quotations import notices as quotations
from actions.replies import Reply

Say = Callable[[Marketplace, Notice], Awaitable[Reply]]
"""A function that returns the notice as its account reads it, with what this account may see now.
It raises NotFound when that is gone."""

DECLARED: tuple[Mapping[NoticeKind, Say], ...] = (orders.NOTICES, quotations.NOTICES)


def collect(declared: tuple[Mapping[NoticeKind, Say], ...]) -> dict[str, Say]:
    """Returns the functions that say each kind of notice, by the name of the kind.

    Raises:
        ValueError: two kinds have the same name.
    """
    kinds: dict[str, Say] = {}
    for of_subject in declared:
        for kind, say in of_subject.items():
            if kind.name in kinds:
                raise ValueError(f"the notice {kind.name!r} is declared twice")
            kinds[kind.name] = say
    return kinds


KINDS = collect(DECLARED)


async def say_notice(market: Marketplace, notice: Notice) -> Reply | None:
    """Returns the notice as a reply, or None when what it is about is gone. Its kind must be one of
    `KINDS`."""
    try:
        return await KINDS[notice.kind](market, notice)
    except NotFound:
        return None
