"""Limits how fast a client of the web chat may send frames. Frames of a client that waits for each
answer are not counted against the contact. A client over the limits is slowed down."""

from __future__ import annotations

import asyncio

from bot.channels.webchat.client.line import Line
from bot.channels.webchat.client.visit import Visit
from bot.channels.webchat.shared import WebChat
from foundation.errors import Explain

FREE_FRAMES = 3
"""How many frames after each answer are not counted against the contact: enough for the next
message and a sign-in with it."""


class Pace:
    """Counts a client's frames, and delays those that come too fast."""

    def __init__(self, chat: WebChat, line: Line, visit: Visit) -> None:
        self._chat, self._line, self._visit = chat, line, visit
        self._unanswered: set[str | None] = set()
        self._free = FREE_FRAMES

    async def hold(self) -> Explain | None:
        """Counts a frame, and sleeps while it is over the limits, which also delays the client's
        later frames. The contact is told about the delay once for each flood of frames.

        Returns None when the frame may be accepted now, or the error for a frame that is still over
        the limits after the longest allowed delay.
        """
        contact, clock = self._visit.session.contact, asyncio.get_running_loop().time
        until = clock() + self._chat.patience.hold
        counted = None if self._is_patient() else contact.id
        while wait := await self._chat.limits.message(counted, contact.account, self._line.address):
            too_fast = Explain("rate_limited", "gateway.rate_limited", wait=wait)
            if await self._chat.limits.may_tell(contact.id):
                await self._line.send_error(too_fast)
            left = until - clock()
            if left <= 0:
                return too_fast
            await asyncio.sleep(min(wait, left, 1.0))
        return None

    @property
    def is_waiting(self) -> bool:
        """Returns whether a message of this client has no answer yet."""
        return bool(self._unanswered)

    def note_question(self, client_id: str) -> None:
        """Records a message that has no answer yet."""
        self._unanswered.add(client_id)

    def note_answer(self, client_id: str | None) -> None:
        """Records that the message with this client id has been answered."""
        self._unanswered.discard(client_id)
        self._free = FREE_FRAMES

    def forget_questions(self) -> None:
        """Forgets the messages without an answer, because the client is in another conversation
        now."""
        self._unanswered = set()

    def _is_patient(self) -> bool:
        """Returns whether the client waits for each answer before it sends more. A client that
        waits for the answers cannot be faster than the bot, so its frames need no limit."""
        if self._unanswered or not self._free:
            return False
        self._free -= 1
        return True
