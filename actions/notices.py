"""Every kind of notice that other accounts are told, from the subjects that declare them: what each one reads like."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from actions.marketplace import Marketplace, NotFound
from actions.marketplace.outbox import Notice, NoticeKind
from actions.orders import notices as orders
from actions.quotations import notices as quotations
from actions.replies import Reply

Say = Callable[[Marketplace, Notice], Awaitable[Reply]]
"""Returns the notice as its account reads it: of what it may see, and as it is now. Raises NotFound when that is gone."""

DECLARED: tuple[Mapping[NoticeKind, Say], ...] = (orders.NOTICES, quotations.NOTICES)


def collect(declared: tuple[Mapping[NoticeKind, Say], ...]) -> dict[str, Say]:
    """Returns how each kind is said, by its name.

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
    """Returns the notice as a reply, or None when what it tells of is gone. Its kind is one of `KINDS`."""
    try:
        return await KINDS[notice.kind](market, notice)
    except NotFound:
        return None
