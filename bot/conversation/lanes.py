"""Answers conversations in lanes. A lane is a task that reserves one conversation by a lease (a
lock in the database that expires), answers its messages in order, and then releases the
conversation. The messages of one conversation are never answered out of order, and conversations do
not wait for each other."""

from __future__ import annotations

import asyncio
import contextlib
import random
from dataclasses import dataclass

import structlog
from prometheus_client import Counter, Gauge, Histogram

from bot.conversation.answering.asked_effects import HandoffEffect
from bot.conversation.answering.effects import Effects, Occasion
from bot.conversation.answering.turns import LEASE_SECONDS, Turns
from bot.conversation.dialogue import DialogueUnavailable, TurnFailed
from bot.conversation.figures import SECONDS, measure
from bot.conversation.replies.buttons import term_button
from bot.conversation.replies.saying import do_say
from bot.conversation.store.conversations import is_person_wanted
from bot.conversation.store.leases import Lease, LeaseLost, find_next_due, hold, lease_due, postpone, release
from bot.conversation.store.outages import note_outage
from bot.conversation.store.turns import Opening, Waiting, find_next_opening, mark_handled, mark_told
from bot.wakeups import Wakeups
from foundation.clock import system_clock
from foundation.database.announcing import Connection, Database
from foundation.database.outages import DatabaseUnavailable
from telemetry import bind_turn

LANE_WAIT_SECONDS = Histogram(
    "caravan_lane_wait_seconds", "From stored to the start of the attempt that answered it", buckets=SECONDS
)
LANES_BUSY = Gauge("caravan_lanes_busy", "Conversations that are worked now by this gateway")
TURNS = Counter(
    "caravan_turns_total", "Attempts at a turn: answered, rasa, actions, failed, given_up, lease_lost", ["outcome"]
)

log = structlog.get_logger()

LANES = 64
"""The number of conversations that one gateway answers at the same time. The number is high because
a conversation that waits for Rasa costs next to nothing."""
LEASED_AT_ONCE = 8
IDLE_SECONDS = 2.0
TELL_AFTER_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 5.0
OUTAGES_OF_A_POISON = 4


@dataclass(frozen=True)
class LaneWaits:
    """Holds how many seconds a lane may take to `stop`, and how many `tries` a turn has if it is itself the cause
    of its failures."""

    stop: float = 6.0
    tries: int = 4


DEFAULT_WAITS = LaneWaits()


class Lanes:
    """Runs the lanes of one gateway, which are the tasks that answer conversations. Any number of
    gateways may share the database."""

    def __init__(
        self,
        database: Database,
        turns: Turns,
        wakeups: Wakeups,
        effects: Effects,
        lanes: int = LANES,
        waits: LaneWaits = DEFAULT_WAITS,
    ) -> None:
        self.waits = waits
        self._database = database
        self._turns = turns
        self._effects = effects
        self._wakeups = wakeups
        self._count = lanes
        self._dispatching: asyncio.Task[None] | None = None
        self._lanes: dict[asyncio.Task[None], Lease] = {}
        self._freed = asyncio.Event()
        self._stopping = False

    async def start(self) -> None:
        self._dispatching = asyncio.create_task(self._dispatch(), name="lanes")

    async def stop(self) -> None:
        """Lets every lane, a task that answers one conversation, finish its current message. A task
        that takes longer than `LaneWaits.stop` is cancelled, and its conversation released for
        another gateway or the next start."""
        self._stopping = True
        self._freed.set()
        await self._wakeups.notify("lane")
        if self._dispatching is None:
            return
        await asyncio.gather(self._dispatching, return_exceptions=True)
        _, late = await asyncio.wait(self._lanes, timeout=self.waits.stop) if self._lanes else ((), ())
        leases = [self._lanes[task] for task in late]
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)
        if leases:
            log.info("lanes given back unfinished", conversations=[lease.conversation_id for lease in leases])
            with contextlib.suppress(DatabaseUnavailable):
                async with self._database.begin() as connection:
                    for lease in leases:
                        await release(connection, lease)

    async def _dispatch(self) -> None:
        """Leases conversations whose next message is due, and starts a task that answers each of
        them."""
        async with self._wakeups.listen("lane") as signal:
            while not self._stopping:
                try:
                    free = self._count - len(self._lanes)
                    if not free:
                        self._freed.clear()
                        await self._freed.wait()
                    elif await self._lease(most := min(free, LEASED_AT_ONCE)) < most:
                        await signal.wait(await self._find_pause())
                except DatabaseUnavailable as error:
                    log.warning("database is away, lanes wait", reason=str(error))
                    await asyncio.sleep(1)
                except Exception:
                    log.exception("lanes failed")
                    await asyncio.sleep(1)

    async def _lease(self, most: int) -> int:
        async with self._database.step() as connection:
            leases = await lease_due(connection, LEASE_SECONDS, most)
        for lease in leases:
            self.take(lease)
        return len(leases)

    @property
    def has_room(self) -> bool:
        """Returns whether this gateway can answer another conversation at once."""
        return not self._stopping and len(self._lanes) < self._count

    def take(self, lease: Lease, opening: Opening | None = None) -> None:
        """Starts a task (a lane) that answers the messages of a leased conversation. `opening` is
        the first message to answer, with the data that its answer needs, if they have been read
        already."""
        task = asyncio.create_task(self._work_lane(lease, opening), name=f"lane {lease.conversation_id}")
        self._lanes[task] = lease
        LANES_BUSY.inc()
        task.add_done_callback(self._forget_lane)

    def _forget_lane(self, task: asyncio.Task[None]) -> None:
        del self._lanes[task]
        LANES_BUSY.dec()
        self._freed.set()

    async def _find_pause(self) -> float:
        async with self._database.read() as connection:
            due = await find_next_due(connection)
        seconds = IDLE_SECONDS if due is None else (due - system_clock()).total_seconds()
        return min(max(seconds, 0.05), IDLE_SECONDS)

    async def _work_lane(self, lease: Lease, first: Opening | None) -> None:
        """Answers the messages of a leased conversation until none waits. Continues after outages
        of the database."""
        while True:
            try:
                opening, first = first or await self._find_next(lease), None
                if opening is None or self._stopping:
                    await self._let_go(lease)
                    return
                if not await self._work_at(lease, opening):
                    return
            except LeaseLost:
                TURNS.labels("lease_lost").inc()
                log.info("lease lost", conversation=lease.conversation_id)
                return
            except DatabaseUnavailable as error:
                if self._stopping:
                    return
                log.warning("database is away, lane waits", conversation=lease.conversation_id, reason=str(error))
                await asyncio.sleep(1)
            except Exception:
                log.exception("lane failed", conversation=lease.conversation_id)
                return

    async def _find_next(self, lease: Lease) -> Opening | None:
        async with self._database.read() as connection:
            return await find_next_opening(connection, lease)

    async def _let_go(self, lease: Lease) -> None:
        async with self._database.step() as connection:
            await release(connection, lease)

    async def _work_at(self, lease: Lease, opening: Opening) -> bool:
        """Answers one message. Returns whether another message waits. If no message waits, or this
        one must be repeated later, the lease has been given back."""
        item = opening.item
        with bind_turn(item.conversation_id, f"{item.conversation_id}-{item.message_id or f'in{item.id}'}"):
            return await self._attempt(lease, opening)

    async def _attempt(self, lease: Lease, opening: Opening) -> bool:
        item = opening.item
        waited = (system_clock() - item.received_at).total_seconds()
        patience = asyncio.create_task(self._be_patient(lease, item))
        try:
            with measure("whole"):
                more = await self._turns.handle(lease, opening)
        except (LeaseLost, DatabaseUnavailable):
            raise
        except Exception as error:
            if not isinstance(error, DialogueUnavailable | TurnFailed):
                log.exception("message could not be worked")
            await _cancel(patience)
            await self._put_off(lease, opening, error)
            return False
        finally:
            await _cancel(patience)
        LANE_WAIT_SECONDS.observe(max(waited, 0.0))
        TURNS.labels("answered").inc()
        log.info("turn done", kind=item.kind, waited=round(waited, 3))
        return more

    async def _be_patient(self, lease: Lease, item: Waiting) -> None:
        """Prolongs the lease while an answer takes long, and tells the contact about the delay once."""
        told = item.told_at is not None
        while True:
            await asyncio.sleep(LEASE_SECONDS / 3)
            with contextlib.suppress(DatabaseUnavailable, LeaseLost):
                async with self._database.begin() as connection:
                    conversation = await hold(connection, lease, LEASE_SECONDS)
                    if not told and conversation.status != "open":
                        await self._tell(connection, item)
                        told = True

    async def _put_off(self, lease: Lease, opening: Opening, error: Exception) -> None:
        """Schedules another attempt for a message that could not be answered, and tells the contact
        if it has waited long. A message that fails every time is given up."""
        item = opening.item
        log.warning("turn failed", error=repr(error))
        TURNS.labels(error.part if isinstance(error, DialogueUnavailable) else "failed").inc()
        waited = (system_clock() - item.received_at).total_seconds()
        is_its_own_fault = not isinstance(error, DialogueUnavailable)
        async with self._database.begin() as connection:
            conversation = await hold(connection, lease, LEASE_SECONDS)
            outages = item.outages
            if isinstance(error, DialogueUnavailable) and error.in_work:
                outages = await note_outage(connection, item)
            if outages >= OUTAGES_OF_A_POISON:
                log.error("message given up: it was in work at several outages in a row", inbound=item.id)
                await self._give_up(connection, opening, "poison")
            elif is_its_own_fault and conversation.failures + 1 >= self.waits.tries:
                await self._give_up(connection, opening, "given_up")
            else:
                if waited >= TELL_AFTER_SECONDS:
                    await self._tell(connection, item)
                if await is_person_wanted(connection, item.conversation_id):
                    await self._request_person(connection, opening, "asked")
                pause = (
                    min(max(1.0, waited), LONGEST_PAUSE_SECONDS) if not outages else _choose_pause_of_suspect(outages)
                )
                await postpone(connection, lease, pause, failed=is_its_own_fault)

    async def _give_up(self, connection: Connection, opening: Opening, outcome: str) -> None:
        """Gives up a message that could not be answered however often it was tried, or during which Rasa stopped
        several times. (Before each repetition Rasa had answered a harmless message, so this message is the cause.) The
        contact is told, and is put in the queue for an agent, who looks at the message."""
        item = opening.item
        TURNS.labels(outcome).inc()
        await self._say(connection, item, "gateway.given_up")
        await self._request_person(connection, opening, "not_read")
        await mark_handled(connection, item, "bot", None)

    async def _request_person(self, connection: Connection, opening: Opening, reason: str) -> None:
        occasion = Occasion(connection, opening.item, opening.text, opening.contact)
        await self._effects.carry_out(occasion, [HandoffEffect(reason)])

    async def _tell(self, connection: Connection, item: Waiting) -> None:
        """Tells the contact, once for each message, that the answer takes longer, and offers a
        human agent."""
        if await mark_told(connection, item.id):
            await self._say(connection, item, "gateway.delayed")

    @staticmethod
    async def _say(connection: Connection, item: Waiting, response: str) -> None:
        reply = {"response": response, "buttons": [term_button("button.agent", "human_handoff")]}
        await do_say(connection, item.conversation_id, "system", reply)


def _choose_pause_of_suspect(outages: int) -> float:
    """Returns a pause in seconds that grows with the number of outages and is partly random. If several messages were
    being answered at an outage, only one of them is the cause. The messages are repeated at different times, so that
    the harmless ones get their answers."""
    return 2.0**outages * random.uniform(0.5, 1.5)


async def _cancel(task: asyncio.Task[None]) -> None:
    """Cancels a task and waits until it has ended, so that its database transaction is rolled back
    or committed."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
