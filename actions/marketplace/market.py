"""Opens the marketplace as a whole, once, and closes it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from actions.marketplace.attachments.attachments import Attachments
from actions.marketplace.database.engine import Database, open_database
from actions.marketplace.orders.lifecycle import Fulfilment
from actions.marketplace.orders.orders import Orders
from actions.marketplace.outbox import Outbox
from actions.marketplace.requests.held_words import Relays
from actions.marketplace.requests.quoting import Quoting
from actions.marketplace.requests.requests import Rfqs
from actions.marketplace.schema.migrations import migrate
from actions.marketplace.search.search import Search
from actions.marketplace.search.suppliers import Suppliers
from actions.marketplace.words.words import phrase
from foundation.clock import Clock, system_clock


@dataclass(frozen=True, slots=True)
class Marketplace:
    database: Database
    search: Search
    suppliers: Suppliers
    orders: Orders
    rfqs: Rfqs
    relays: Relays
    attachments: Attachments
    fulfilment: Fulfilment
    quoting: Quoting
    outbox: Outbox

    @classmethod
    async def open(
        cls, database_url: str, index_path: Path, clock: Clock = system_clock, patience: float | None = None
    ) -> Self:
        """Migrates the database and builds the index in the folder `index_path` when it is missing
        or outdated.

        It waits at most `patience` seconds for the index, and then serves everything else
        (`Search.open`).

        Raises:
            NewerDatabase: a newer Caravan wrote the database. When no database can be reached, the driver's own error is raised.
        """
        await migrate(database_url)
        database = open_database(database_url)
        search = Search(database, index_path, clock)
        try:
            await search.open(patience)
        except BaseException:
            await database.close()
            raise
        phrase("茶 tea")  # loads the dictionaries now rather than in somebody's first search
        return cls(
            database,
            search,
            Suppliers(database, search, clock),
            Orders(database),
            Rfqs(database, search, clock),
            Relays(database, clock),
            Attachments(database, clock),
            Fulfilment(database, clock),
            Quoting(database, clock),
            Outbox(database, clock),
        )

    async def ping(self) -> None:
        """Raises when the database does not answer."""
        await self.database.ping()

    async def close(self) -> None:
        await self.search.close()
        await self.database.close()
