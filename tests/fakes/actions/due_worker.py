"""Works what is due in a process of its own, so that a test can kill it."""

from __future__ import annotations

import asyncio
from datetime import datetime

from actions.marketplace.base.database.engine import open_database
from actions.marketplace.trades.due.working import DueWork
from actions.marketplace.trades.timetable import TIMETABLE


async def _work(url: str, now: datetime) -> None:
    """Works until a round finds nothing to do."""
    database = open_database(url)
    due = DueWork(database, lambda: now, TIMETABLE)
    while await due.work():
        pass
    await database.close()


def work(url: str, now: datetime) -> None:
    asyncio.run(_work(url, now))
