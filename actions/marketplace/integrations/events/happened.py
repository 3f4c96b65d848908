"""Defines the record of an event that has been read, and checks that several kinds of events need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.goods.catalogue import tables as catalogue_tables
from actions.marketplace.integrations.events.types import EventType
from actions.marketplace.integrations.importing.grouping import Item
from actions.marketplace.integrations.importing.known import find_known
from actions.marketplace.integrations.importing.problems import Problem


class Refused(Exception):
    """Says why an event is not carried out."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].code)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Happened:
    """Holds the content of an event: its values by the names of their fields, the record if it holds a whole one, and
    the time at which it happened."""

    type: EventType
    operator_id: str
    values: Mapping[str, Any]
    item: Item
    at: datetime


async def require_row(
    connection: AsyncConnection, kind: str, field: str, operator_id: str, what: tuple[str, str]
) -> int:
    """Returns the id here of the row with this operator's id.

    Raises:
        Refused: there is no such row. `what` names the kind of row in both languages, such as "an order".
    """
    known = (await find_known(connection, {kind: [operator_id]})).get(kind, {}).get(operator_id)
    if known is None:
        raise Refused(Problem("not_here", field, operator_id, {"what": what}))
    return known.row_id


async def check_currency(connection: AsyncConnection, currency: str) -> None:
    """Raises Refused if the currency has no exchange rate."""
    query = select(catalogue_tables.exchange_rates.c.currency)
    rated = sorted((await connection.execute(query)).scalars())
    if currency not in rated:
        raise Refused(Problem("no_such_currency", "currency", currency, {"choices": ", ".join(rated)}))
