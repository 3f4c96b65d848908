"""Keeps what a restore must not undo. Each subject says it in its `carried_over.py`, and is found by
that name.

The replaced database knows it, and is read before it is removed. If there is none (a new machine),
links and staff accounts are as in the backup.
"""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schema.found_by_name import find_modules


class Carrying(Protocol):
    """Describes such a module."""

    async def read_carried_over(self, connection: AsyncConnection, now: dt.datetime) -> Any:
        """Reads the database that is replaced. Returns None if the subject has nothing there."""

    async def apply_carried_over(
        self, connection: AsyncConnection, carried: Any, now: dt.datetime, *, is_new: bool
    ) -> None:
        """Ends everything in the restored database that must not come back. `is_new` says that no
        subject had anything in the replaced one."""


CARRYING: dict[str, Carrying] = {name: import_module(name) for name in find_modules("carried_over")}

CarriedOver = dict[str, Any]
"""Maps the name of each module to what it read."""


async def read_carried_over(connection: AsyncConnection, now: dt.datetime) -> CarriedOver:
    """Reads the database that is replaced."""
    return {name: await module.read_carried_over(connection, now) for name, module in CARRYING.items()}


async def apply_carried_over(connection: AsyncConnection, carried: CarriedOver, now: dt.datetime) -> None:
    """Ends everything in the restored database that must not come back."""
    is_new = all(one is None for one in carried.values())
    for name, module in CARRYING.items():
        await module.apply_carried_over(connection, carried[name], now, is_new=is_new)
