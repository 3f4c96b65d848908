"""Opens and closes all parts of the marketplace together."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from actions.marketplace.base.database.engine import Database, open_database
from actions.marketplace.base.outbox import Outbox
from actions.marketplace.goods.search.search import Search
from actions.marketplace.goods.search.suppliers import Suppliers
from actions.marketplace.goods.words.words import phrase
from actions.marketplace.integrations.correcting.correcting import Correcting
from actions.marketplace.integrations.correcting.own_listings import OwnListings
from actions.marketplace.integrations.events.events import Events
from actions.marketplace.integrations.oversight import Oversight
from actions.marketplace.integrations.own_numbers import OwnNumbers
from actions.marketplace.integrations.uploading.uploads import Uploads
from actions.marketplace.operator.operator import Operator
from actions.marketplace.schema.migrations import migrate
from actions.marketplace.trades.attachments.attachments import Attachments
from actions.marketplace.trades.attachments.relaying import FileRelays
from actions.marketplace.trades.claims.claims import Claims
from actions.marketplace.trades.due.working import DueWork
from actions.marketplace.trades.letters.letters import HeldLetters
from actions.marketplace.trades.notes.notes import Notes
from actions.marketplace.trades.orders.fulfilment import Fulfilment
from actions.marketplace.trades.orders.orders import Orders
from actions.marketplace.trades.orders.placing import Placing
from actions.marketplace.trades.orders.purchasing import Purchases
from actions.marketplace.trades.orders.steps import Steps
from actions.marketplace.trades.papers.papers import Papers
from actions.marketplace.trades.performance import Performances
from actions.marketplace.trades.questions.questions import Questions
from actions.marketplace.trades.requests.bargaining import Bargaining
from actions.marketplace.trades.requests.changing import RequestChanges
from actions.marketplace.trades.requests.held_words import Relays, find_in
from actions.marketplace.trades.requests.quoting import Quoting
from actions.marketplace.trades.requests.requests import Rfqs
from actions.marketplace.trades.requests.translations import translate_city
from actions.marketplace.trades.samples.samples import Samples
from actions.marketplace.trades.staff_acts.acts import StaffActs
from actions.marketplace.trades.timetable import TIMETABLE
from foundation.clock import Clock, system_clock


@dataclass(frozen=True, slots=True)
class Marketplace:
    database: Database
    search: Search
    suppliers: Suppliers
    performances: Performances
    orders: Orders
    rfqs: Rfqs
    relays: Relays
    attachments: Attachments
    notes: Notes
    claims: Claims
    questions: Questions
    samples: Samples
    held_letters: HeldLetters
    file_relays: FileRelays
    steps: Steps
    fulfilment: Fulfilment
    purchases: Purchases
    placing: Placing
    quoting: Quoting
    bargaining: Bargaining
    request_changes: RequestChanges
    outbox: Outbox
    events: Events
    due: DueWork
    papers: Papers
    operator: Operator
    oversight: Oversight
    correcting: Correcting
    own_listings: OwnListings
    own_numbers: OwnNumbers
    staff_acts: StaffActs
    uploads: Uploads

    @classmethod
    async def open(
        cls, database_url: str, index_path: Path, clock: Clock = system_clock, patience: float | None = None
    ) -> Self:
        """Migrates the database, and builds the search index in the folder `index_path` if it is missing
        or outdated.

        The call waits at most `patience` seconds for the index, or without a limit if `patience` is None.
        If the index takes longer, only searches fail until it is ready (`Search.open`).

        Raises:
            NewerDatabase: a newer version of Caravan migrated the database.
            Exception: the database cannot be reached; the error is the driver's own.
        """
        await migrate(database_url)
        database = open_database(database_url)
        search = Search(database, index_path, clock)
        try:
            await search.open(patience)
        except BaseException:
            await database.close()
            raise
        phrase("茶 tea")  # loads the dictionaries of Chinese words now, so that the first search is fast
        return cls.build(database, search, index_path, clock)

    @classmethod
    def build(cls, database: Database, search: Search, index_path: Path, clock: Clock) -> Self:
        """Joins all parts on an opened database and search."""
        steps = Steps(database, clock)
        return cls(
            database,
            search,
            Suppliers(database, search, clock),
            Performances(database, clock),
            Orders(database, clock),
            Rfqs(database, search, clock),
            Relays(database, clock),
            Attachments(database, clock),
            Notes(database, clock),
            Claims(database, clock),
            Questions(database, clock),
            Samples(database, clock),
            HeldLetters(database, clock),
            FileRelays(database, clock),
            steps,
            Fulfilment(database, clock, steps, find_in),
            Purchases(clock, steps, find_in, translate_city),
            Placing(database, clock, find_in, translate_city),
            Quoting(database, clock),
            Bargaining(database, clock),
            RequestChanges(database, clock),
            Outbox(database, clock),
            Events(database, clock),
            DueWork(database, clock, TIMETABLE),
            Papers(database, clock),
            Operator(database, index_path),
            Oversight(database, clock),
            Correcting(database, clock),
            OwnListings(database, clock),
            OwnNumbers(database),
            StaffActs(database, clock),
            Uploads(database, clock),
        )

    async def ping(self) -> None:
        """Raises the database driver's error if the database does not answer."""
        await self.database.ping()

    async def close(self) -> None:
        await self.search.close()
        await self.database.close()
