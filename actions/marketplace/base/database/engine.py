"""Opens the marketplace's database, which is SQLite or PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database.reads import forget_reads
from foundation.database import engine
from foundation.database.engine import is_sqlite_url, open_postgresql, open_sqlite

__all__ = ["Database", "open_database"]

BUSY_SECONDS = 10
POOL_SIZE = 15
"""How many connections to PostgreSQL one action server keeps."""


class Database(engine.Database):
    """Opens transactions on the marketplace's database. After a transaction that may have written, `read_once` forgets
    everything (reads.py)."""

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with super().begin() as connection:
                yield connection
        finally:
            forget_reads()


def open_database(url: str, foreign_keys: bool = True) -> Database:
    """Returns the database at `url`, an SQLAlchemy URL that may leave out the driver. The first query connects.

    `foreign_keys` matters on SQLite only. Migrations pass False: rebuilding a table would otherwise delete the rows
    that refer to it.
    """
    if not is_sqlite_url(url):
        return Database(open_postgresql(url, pool_size=POOL_SIZE))
    if path := make_url(url).database:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    pragmas = (f"foreign_keys={'ON' if foreign_keys else 'OFF'}", "secure_delete=ON")
    return Database(open_sqlite(url, busy_seconds=BUSY_SECONDS, pragmas=pragmas))
