"""Works what is due in a process of its own, so that a test can kill it: `python -m … URL NOW`."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime

from actions.marketplace.base.database.engine import open_database
from actions.marketplace.trades.due.working import DueWork
from actions.marketplace.trades.timetable import TIMETABLE


async def main(url: str, now: datetime) -> None:
    """Works until a round finds nothing to do."""
    database = open_database(url)
    work = DueWork(database, lambda: now, TIMETABLE)
    while await work.work():
        pass
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], datetime.fromisoformat(sys.argv[2])))
