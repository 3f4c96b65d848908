"""Numbers requests, quotations and orders (RFQ-10041, QUO-20009, ORD-101012) and gives out each number only once."""

from sqlalchemy import Table, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database import tables
from foundation.database.statements import insert

_NAMES = {
    "RFQ": "rfq",
    "QUO": "quotation",
    "ORD": "order",
    "NOTE": "note",
    "CLM": "claim",
    "QST": "question",
    "SMP": "sample",
}
_FIRST = {"RFQ": 10_000, "QUO": 20_000, "ORD": 100_000, "NOTE": 30_000, "CLM": 40_000, "QST": 60_000, "SMP": 50_000}
_counters = tables.counters


async def next_number(connection: AsyncConnection, prefix: str, numbered: Table) -> str:
    """Returns the next number with this prefix ("RFQ", "QUO" or "ORD"). The first call continues from the highest
    number in the column `number` of the table `numbered`.

    The counter's row stays locked until the transaction ends, so that two callers at the same time get different
    numbers.
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


async def skip_to(connection: AsyncConnection, prefix: str, number: int) -> None:
    """Raises the counter to `number`, so that it gives out higher numbers only. Called after rows with fixed numbers
    were written. Does nothing if the counter has not been used yet."""
    higher = update(_counters).where(_counters.c.name == _NAMES[prefix], _counters.c.value < number)
    await connection.execute(higher.values(value=number))
