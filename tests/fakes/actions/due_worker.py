"""Works what is due at a moment that a test chooses, also in a process of its own, which the test can kill."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from actions.marketplace.base.database.engine import open_database
from actions.marketplace.trades.due.kinds import DueKind
from actions.marketplace.trades.due.working import DueWork
from actions.marketplace.trades.timetable import TIMETABLE


async def work_all(url: str, now: datetime, kinds: Sequence[DueKind] = TIMETABLE) -> None:
    """Works until a round finds nothing to do."""
    database = open_database(url)
    due = DueWork(database, lambda: now, kinds)
    while await due.work():
        pass
    await database.close()


def work(url: str, now: datetime) -> None:
    asyncio.run(work_all(url, now))
