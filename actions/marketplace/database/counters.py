"""Gives out each number only once, such as RFQ-10041, QUO-20009 or ORD-101012."""

from sqlalchemy import Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.database import tables
from foundation.database.statements import insert

_NAMES = {"RFQ": "rfq", "QUO": "quotation", "ORD": "order"}
_FIRST = {"RFQ": 10_000, "QUO": 20_000, "ORD": 100_000}
_counters = tables.counters


async def next_number(connection: AsyncConnection, prefix: str, numbered: Table) -> str:
    """Returns the next number, with its `prefix`. The first call continues from the highest number
    that the table `numbered` already holds.

    The counter's row is locked meanwhile, so that two requests at the same time get two numbers.
    """
    name = _NAMES[prefix]
    if (await connection.execute(select(_counters.c.value).where(_counters.c.name == name))).first() is None:
        longest = select(numbered.c.number).order_by(func.length(numbered.c.number).desc(), numbered.c.number.desc())
        highest = (await connection.execute(longest.limit(1))).scalar_one_or_none()
        first = max(_FIRST[prefix], int(highest.partition("-")[2]) if highest else 0)
        begin = insert(connection, _counters).values(name=name, value=first).on_conflict_do_nothing()
        await connection.execute(begin)
    raised = update(_counters).where(_counters.c.name == name).values(value=_counters.c.value + 1)
    return f"{prefix}-{(await connection.execute(raised.returning(_counters.c.value))).scalar_one()}"
