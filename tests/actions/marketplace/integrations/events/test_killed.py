"""A process that is killed with SIGKILL in the middle of a batch of events leaves none half done; the batch sent again is
done to its end, each event once."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from actions.marketplace.base.database.engine import open_database
from actions.marketplace.integrations.events.events import Events
from tests.fakes.actions.imports import NOW, rows_of, run_import, write_tables

ROOT = Path(__file__).resolve().parents[5]
SENDS = """
import asyncio, json, sys
from actions.marketplace.base.database.engine import open_database
from actions.marketplace.integrations.events.events import Events
from tests.fakes.actions.imports import NOW
database = open_database(sys.argv[1])
asyncio.run(Events(database, lambda: NOW).take(json.load(sys.stdin)))
"""
STATES = ("accepted", "in_production", "ready_to_ship", "shipped")


def batch() -> list[dict[str, Any]]:
    """Returns events that move one order on, again and again."""
    return [
        {
            "id": f"evt-{number}",
            "type": "order.state",
            "at": (NOW - dt.timedelta(days=1) + dt.timedelta(minutes=number)).isoformat(),
            "data": {"order_id": "SO-1", "state": STATES[number % 4]},
        }
        for number in range(400)
    ]


def start(url: str) -> subprocess.Popen[str]:
    """Starts a process that takes the batch in."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", SENDS, url]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(json.dumps(batch()))
    process.stdin.close()
    return process


@pytest.mark.timeout(300)
async def test_a_killed_batch_is_done_to_its_end(database_url: str, tmp_path: Path) -> None:
    await run_import(database_url, write_tables(tmp_path))
    database = open_database(database_url)
    process = start(database_url)
    done, limit = 0, time.monotonic() + 120
    try:
        while done < 20 and time.monotonic() < limit and process.poll() is None:
            await asyncio.sleep(0.01)
            async with database.read() as connection:
                done = (await connection.execute(text("SELECT count(*) FROM events"))).scalar_one()
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.wait()
    done = len((await rows_of(database_url, "events"))["events"])
    assert 0 < done < 400, "the batch was not in the middle when it was killed"

    results = await Events(database, lambda: NOW).take(batch())
    await database.close()
    assert Counter(result.repeated for result in results) == {True: done, False: 400 - done}
    assert {result.outcome for result in results} == {"done"}
    rows = await rows_of(database_url, "order_events", "orders", "events")
    (order,) = [row for row in rows["orders"] if row["number"] == "ORD-500001"]
    steps = [row for row in rows["order_events"] if row["order_id"] == order["id"] and row["kind"] != "placed"]
    assert (len(steps), order["state"], len(rows["events"])) == (400, STATES[399 % 4], 400)
