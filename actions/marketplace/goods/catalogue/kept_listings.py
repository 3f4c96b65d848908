"""Keeps the listings that were loaded, because one message often asks for the same ones several times, and most messages ask
for the same few."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from datetime import date

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.database.engine import Database
from actions.marketplace.goods.catalogue.listings import Wanted, load_listings, price_for
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.catalogue.version import listings_version
from foundation.clock import Clock

LOOK_SECONDS = 0.2
MOST = 5_000
"""The most products whose listings are kept, at some 3 KB each."""

Kept = dict[int, Listing | None]
"""Listings, priced for their MOQ, by the id of the product; None for a product that is gone or paused."""


class KeptListings:
    """Loads listings that are on sale, and keeps them until their version changes or the day ends: on the next day a
    certificate may have expired.

    The version of the listings counts as known for `look_seconds`. A change by another process is noticed after this
    time at the latest, and a change by this process at once.
    """

    def __init__(self, database: Database, clock: Clock, look_seconds: float = LOOK_SECONDS) -> None:
        self.look_seconds = look_seconds
        self._database = database
        self._clock = clock
        self._kept: Kept = {}
        self._belongs_to: tuple[str, date] | None = None
        self._known_until = -math.inf
        self._commits = 0
        event.listen(database.engine.sync_engine, "commit", self._look_again)

    async def load(self, product_ids: Sequence[int], wanted: Wanted) -> tuple[Listing, ...]:
        """Returns the same listings of these products as `load_listings` does today."""
        today, kept = self._clock().date(), self._kept
        if not self._is_known(today) or any(number not in kept for number in product_ids):
            async with self._database.read() as connection:
                kept = await self._read(connection, product_ids, today)
        found = [kept[number] for number in product_ids]
        return tuple(price_for(listing, wanted) for listing in found if listing is not None)

    def forget(self) -> None:
        """Forgets all kept listings, so that the next call reads them anew."""
        self._belongs_to = None

    def _look_again(self, _: object) -> None:
        """Makes the next call ask for the version again, because this process has committed a change."""
        self._known_until = -math.inf
        self._commits += 1

    def _is_known(self, today: date) -> bool:
        is_today = self._belongs_to is not None and self._belongs_to[1] == today
        return is_today and time.monotonic() < self._known_until

    async def _read(self, connection: AsyncConnection, product_ids: Sequence[int], today: date) -> Kept:
        """Returns the kept listings, with those of these products added.

        The version is read before the listings. If something changes in between, the listings are newer than the
        version under which they are kept, and the next look at the version discards them.
        """
        if not self._is_known(today):
            looked, commits = time.monotonic(), self._commits
            belongs_to = (await listings_version(connection), today)
            if belongs_to != self._belongs_to:
                self._kept, self._belongs_to = {}, belongs_to
            self._known_until = looked + self.look_seconds if commits == self._commits else -math.inf
        if len(self._kept) + len(product_ids) > MOST:
            self._kept = {}
        kept = self._kept
        missing = [number for number in dict.fromkeys(product_ids) if number not in kept]
        found = {each.product_id: each for each in await load_listings(connection, missing, Wanted(), today)}
        kept.update({number: found.get(number) for number in missing})
        return kept
