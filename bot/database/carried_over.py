"""Keeps a restore from undoing security decisions that were made after the backup, such as signing
somebody out. Each package that has such decisions defines them in a module `carried_over.py`, which
is found by that name.

The decisions are read from the database that the restore replaces. If there is no such database, as
on a new machine, sign-ins and staff accounts are as in the backup.
"""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.found_by_name import find_modules


class Carrying(Protocol):
    """Defines the interface of a module `carried_over.py`."""

    async def read_carried_over(self, connection: AsyncConnection, now: dt.datetime) -> Any:
        """Reads the package's security decisions (such as who was signed out) from the database
        that is about to be replaced. Returns None if that database has no data of the package."""

    async def apply_carried_over(
        self, connection: AsyncConnection, carried: Any, now: dt.datetime, *, is_new: bool
    ) -> None:
        """Applies those decisions to the restored database. `is_new` says that the replaced
        database was empty."""


CARRYING: dict[str, Carrying] = {name: import_module(name) for name in find_modules("carried_over")}

CarriedOver = dict[str, Any]
"""Maps the name of each module to what it read from the replaced database."""


async def read_carried_over(connection: AsyncConnection, now: dt.datetime) -> CarriedOver:
    """Reads what must be carried over from the database that is about to be replaced."""
    return {name: await module.read_carried_over(connection, now) for name, module in CARRYING.items()}


async def apply_carried_over(connection: AsyncConnection, carried: CarriedOver, now: dt.datetime) -> None:
    """Applies what was carried over to the restored database."""
    is_new = all(one is None for one in carried.values())
    for name, module in CARRYING.items():
        await module.apply_carried_over(connection, carried[name], now, is_new=is_new)
