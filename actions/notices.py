"""Collects all kinds of notices (notifications to an account) from the packages that declare them,
and turns a notice into a reply."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from actions.desk import notices as desk
from actions.files import notices as files
from actions.marketplace import Marketplace, NotFound
from actions.marketplace.base.outbox import Notice, NoticeKind
from actions.operator import notices as operator
from actions.own_numbers import show_own_numbers
from actions.replies import Reply
from actions.trades.claims import notices as claims
from actions.trades.orders import notices as orders
from actions.trades.questions import notices as questions
from actions.trades.quotations import notices as quotations
from actions.trades.samples import notices as samples

Say = Callable[[Marketplace, Notice], Awaitable[Reply]]
"""A function that returns the reply that tells an account of a notice, with the data that the
account may see now. Raises NotFound when the order, request or file of the notice no longer
exists."""

DECLARED: tuple[Mapping[NoticeKind, Say], ...] = (
    orders.NOTICES,
    quotations.NOTICES,
    files.NOTICES,
    claims.NOTICES,
    questions.NOTICES,
    samples.NOTICES,
    operator.NOTICES,
    desk.NOTICES,
)


def collect(declared: tuple[Mapping[NoticeKind, Say], ...]) -> dict[str, Say]:
    """Returns the function that makes the reply for each kind of notice, by the name of the kind.

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
FOR_STAFF: tuple[Mapping[NoticeKind, Say], ...] = (claims.STAFF_NOTICES,)
STAFF_KINDS: dict[str, Say] = collect(FOR_STAFF)
"""The kinds of notices about an account that go to the staff, and not to the account."""


async def say_notice(market: Marketplace, notice: Notice) -> Reply | None:
    """Returns the notice as a reply, or None when the order, request or file that it is about no
    longer exists. The kind of the notice must be one of `KINDS` or `STAFF_KINDS`."""
    try:
        said = await (KINDS | STAFF_KINDS)[notice.kind](market, notice)
        if notice.kind.startswith("operator_"):
            return said  # these notices already contain the operator's own number
        return await show_own_numbers(market, notice.account, said)
    except NotFound:
        return None
