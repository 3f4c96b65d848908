"""Has a process of its own check and import uploads, on one action server at a time, so that neither a large file nor a
bad one costs the chat an answer."""

from __future__ import annotations

import asyncio
import contextlib
import sys

import structlog

from actions.marketplace import Marketplace
from actions.marketplace.base.database.engine import BUSY_SECONDS
from actions.marketplace.integrations.uploading.uploads import is_waiting
from actions.marketplace.trades.due.tables import leases
from actions.serving.outages import telling_outages
from actions.settings import ROOT
from foundation.database.announcing import Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

SECONDS = 2.0
"""How many seconds lie between two looks for an upload."""
STOP_SECONDS = 5.0
log = structlog.get_logger(__name__)


def uploads_job(market: Marketplace, database_url: str, holder: str) -> Job:
    """Returns the periodic job. `holder` is the host and port of this action server."""
    lease = SharedLease(Database(market.database.engine, busy_seconds=BUSY_SECONDS), leases, "uploads", holder)

    async def work() -> None:
        with telling_outages():
            if not await is_waiting(market.database):
                return
        async with lease.borrow() as is_ours:
            if is_ours:
                await _take_uploads(database_url)

    return Job("uploads", SECONDS, work)


async def _take_uploads(database_url: str) -> None:
    """Runs the command that checks and imports uploads, and stops it if this server stops; the command of the next
    server goes on where it was."""
    command = (sys.executable, "-m", "actions.marketplace", "take-uploads")
    environment = {"MARKETPLACE_DATABASE_URL": database_url}
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=environment, stdin=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        _, errors = await process.communicate()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
    if process.returncode:
        log.error(
            "an upload could not be worked on",
            status=process.returncode,
            reason=errors.decode(errors="replace")[-2000:],
        )
