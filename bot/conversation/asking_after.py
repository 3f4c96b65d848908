"""Asks contacts once, a day after their last message, whether they want to go on with what they have left unfinished. What is
unfinished, whether the contact has said no to it or was asked before, the dialogue knows: it gets an internal message."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.conversation.answering.answers import Answerer, Heard, Meaning, match_kind
from bot.conversation.store.arrivals import add_inbound
from bot.conversation.store.conversations import lock_conversation
from bot.conversation.store.drafts import Unfinished, list_unfinished, set_asked_after
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

ASKED_AFTER = "asked_after"
"""The kind of the internal message, which no person wrote."""
EVERY_SECONDS = 300.0
_WAKES, _SLEEPS = 8, 20
"""The hours between which a contact is asked, by their own time if it is known."""


@dataclass(frozen=True)
class AskingAfter:
    """Looks every five minutes for contacts who have left something unfinished `after_hours` hours ago. With 0 hours
    nobody is asked."""

    database: Database
    lease: SharedLease
    after_hours: int
    clock: Clock = system_clock

    @property
    def job(self) -> Job:
        """Returns the periodic job that calls `look`, on one gateway at a time."""
        return Job("drafts", EVERY_SECONDS, self.look, lease=self.lease)

    async def look(self) -> int:
        """Has the contacts asked who must be asked now. Returns their number."""
        if not self.after_hours:
            return 0
        asked, now = 0, self.clock()
        async with self.database.read() as connection:
            due = await list_unfinished(connection, now, dt.timedelta(hours=self.after_hours))
        for found in (each for each in due if _is_awake(each, now)):
            async with self.database.begin() as connection:
                conversation = await lock_conversation(connection, found.conversation)
                if found not in await list_unfinished(connection, now, dt.timedelta(hours=self.after_hours)):
                    continue
                await set_asked_after(connection, found.conversation, now)
                await add_inbound(
                    connection,
                    channel=conversation.channel,
                    external_id=f"{ASKED_AFTER}:{uuid.uuid4().hex}",
                    conversation_id=found.conversation,
                    message_id=0,
                    kind=ASKED_AFTER,
                    payload={},
                )
                asked += 1
        return asked


def _is_awake(found: Unfinished, now: dt.datetime) -> bool:
    """Returns whether it is no night for the contact, as far as their time zone is known."""
    try:
        return found.zone is None or _WAKES <= now.astimezone(ZoneInfo(found.zone)).hour < _SLEEPS
    except (KeyError, ValueError, OSError):
        return True  # there is no such zone


async def read_asked_after(_heard: Heard) -> Meaning:
    """Returns the meaning with which the dialogue asks whether to go on with what is unfinished."""
    return Meaning("resume_task", {"reason": ASKED_AFTER})


ASKING_AFTER_ANSWERERS = (Answerer(match_kind(ASKED_AFTER), read_asked_after),)
