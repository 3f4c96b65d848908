"""Lanes: a worker leases a conversation, works its messages in order, and lets go. Nothing overtakes."""

from __future__ import annotations

import asyncio
import contextlib

import structlog

from bot.buttons import issue_buttons, term_button
from bot.clock import Clock, system_clock
from bot.dialogue import TurnFailed
from bot.errors import DatabaseUnavailable, DialogueUnavailable, LeaseLost
from bot.handoff import do_request_handoff
from bot.storage.conversations import (
    Lease,
    Waiting,
    hold,
    lease_next,
    mark_handled,
    mark_told,
    next_due,
    person_wanted,
    postpone,
    release,
    waiting_in,
)
from bot.storage.database import Connection, Database
from bot.storage.messages import add_message
from bot.turns import LEASE_SECONDS, Turns
from bot.wakeups import Wakeups

log = structlog.get_logger()

WORKERS = 8
IDLE_SECONDS = 2.0
TELL_AFTER_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 5.0
TRIES_OF_A_FAILING_TURN = 4


class Lanes:
    """The workers of one gateway; any number of gateways may share the database."""

    def __init__(
        self, database: Database, turns: Turns, wakeups: Wakeups, clock: Clock, workers: int = WORKERS
    ) -> None:
        self._clock = clock
        self._database = database
        self._turns = turns
        self._wakeups = wakeups
        self._count = workers
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = False

    async def start(self) -> None:
        self._tasks = [asyncio.create_task(self._work(), name=f"lane-{number}") for number in range(self._count)]

    async def stop(self) -> None:
        """Lets every worker finish the message it is at."""
        self._stopping = True
        await self._wakeups.notify("lane")
        _, unfinished = await asyncio.wait(self._tasks, timeout=10) if self._tasks else ((), ())
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self) -> None:
        async with self._wakeups.listen("lane") as signal:
            while not self._stopping:
                try:
                    async with self._database.begin() as connection:
                        lease = await lease_next(connection, LEASE_SECONDS)
                    if lease is not None:
                        await self._lane(lease)
                        continue
                    await signal.wait(await self._idle())
                except DatabaseUnavailable:
                    log.warning("database is away, lanes wait")
                    await asyncio.sleep(1)
                except Exception:
                    log.exception("lane worker failed")
                    await asyncio.sleep(1)

    async def _idle(self) -> float:
        async with self._database.read() as connection:
            due = await next_due(connection)
        seconds = IDLE_SECONDS if due is None else (due - system_clock()).total_seconds()
        return min(max(seconds, 0.05), IDLE_SECONDS)

    async def _lane(self, lease: Lease) -> None:
        """Works the conversation's messages until none waits, through outages of the database too."""
        while not self._stopping:
            try:
                async with self._database.read() as connection:
                    item = await waiting_in(connection, lease.conversation_id)
                if item is None:
                    break
                if not await self._work_at(lease, item):
                    return
            except LeaseLost:
                log.info("lease lost", conversation=lease.conversation_id)
                return
            except DatabaseUnavailable:
                log.warning("database is away, lane waits", conversation=lease.conversation_id)
                await asyncio.sleep(1)
        async with self._database.begin() as connection:
            more = await release(connection, lease)
        if more:
            await self._wakeups.notify("lane")

    async def _work_at(self, lease: Lease, item: Waiting) -> bool:
        """Answers one message; False when it has to wait and the lease is given back."""
        patience = asyncio.create_task(self._be_patient(lease, item))
        try:
            await self._turns.handle(lease, item)
        except (LeaseLost, DatabaseUnavailable):
            raise
        except Exception as error:
            if not isinstance(error, DialogueUnavailable | TurnFailed):
                log.exception("message could not be worked", conversation=item.conversation_id)
            await _ended(patience)
            await self._later(lease, item, error)
            return False
        finally:
            await _ended(patience)
        return True

    async def _be_patient(self, lease: Lease, item: Waiting) -> None:
        """While a turn takes its time: keeps the lease, and tells the contact once."""
        told = item.told_at is not None
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            with contextlib.suppress(DatabaseUnavailable, LeaseLost):
                async with self._database.begin() as connection:
                    conversation = await hold(connection, lease, LEASE_SECONDS)
                    if not told and conversation.status != "open":
                        await self._tell(connection, item)
                        told = True
                await self._notify(item)

    async def _later(self, lease: Lease, item: Waiting, error: Exception) -> None:
        """The turn failed: keep the message for later, tell the contact when it takes long, give up on one that never works."""
        log.warning("turn failed", conversation=item.conversation_id, message=item.message_id, error=repr(error))
        waited = (system_clock() - item.received_at).total_seconds()
        is_its_own_fault = not isinstance(error, DialogueUnavailable)
        async with self._database.begin() as connection:
            conversation = await hold(connection, lease, LEASE_SECONDS)
            if is_its_own_fault and conversation.failures + 1 >= TRIES_OF_A_FAILING_TURN:
                await self._say(connection, item, "gateway.no_words")
                await mark_handled(connection, item, "bot", None)
                await release(connection, lease)
            else:
                if waited >= TELL_AFTER_SECONDS:
                    await self._tell(connection, item)
                if await person_wanted(connection, item.conversation_id):
                    await do_request_handoff(connection, item.conversation_id, "asked", self._clock())
                pause = min(max(1.0, waited), LONGEST_PAUSE_SECONDS)
                await postpone(connection, lease, pause, failed=is_its_own_fault)
        await self._notify(item)
        await self._wakeups.notify("staff")
        await self._wakeups.notify("lane")

    async def _notify(self, item: Waiting) -> None:
        await self._wakeups.notify(f"conversation:{item.conversation_id}")
        await self._wakeups.notify("delivery")

    async def _tell(self, connection: Connection, item: Waiting) -> None:
        """Once a message: the answer takes longer, a person can be had."""
        if await mark_told(connection, item.id):
            await self._say(connection, item, "gateway.delayed")

    @staticmethod
    async def _say(connection: Connection, item: Waiting, response: str) -> None:
        reply = {"response": response, "buttons": [term_button("button.agent", "human_handoff")]}
        stored = await issue_buttons(connection, item.conversation_id, reply)
        await add_message(connection, item.conversation_id, "system", reply=stored)


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancelled, and gone: what it had begun in the database is rolled back or committed."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
