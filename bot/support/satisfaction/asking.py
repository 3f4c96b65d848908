"""Asks a contact whether they were helped, and takes the two answers: how well, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.conversation.answering.answers import Answer, Answerer, Heard
from bot.conversation.answering.asked_effects import AskedEffect, read_effect
from bot.conversation.answering.effects import Effect, Occasion
from bot.conversation.answering.own_answers import OURS
from bot.conversation.replies.buttons import term_button
from bot.conversation.replies.saying import do_say
from bot.conversation.store.conversations import lock_conversation
from bot.messages.reply import Button
from bot.support.satisfaction.store import Rating, add_rating, answer_rating, list_to_ask
from foundation.clock import Clock, system_clock
from foundation.database.announcing import Connection, Database
from foundation.jobs.periodic import Job
from foundation.jobs.shared_lease import SharedLease

RATE = f"{OURS}rate"
"""The intent of the buttons with which a contact rates. The gateway answers it itself."""
SCORES: Mapping[str, int] = {"good": 3, "fair": 2, "bad": 1}
GOOD = SCORES["good"]
REASONS: Mapping[bool, tuple[str, ...]] = {
    True: ("quick", "clear", "friendly", "none"),
    False: ("slow", "unsolved", "unclear", "none"),
}
"""Maps whether somebody was satisfied to the reasons that they can choose from."""


async def do_ask_about_agent(
    connection: Connection, conversation_id: str, handoff_id: str, agent_id: int | None, agent_name: str | None
) -> None:
    """Asks the contact of a settled request how well the agent helped."""
    rating = await add_rating(
        connection, conversation_id, "agent", system_clock(), handoff_id=handoff_id, agent_id=agent_id
    )
    await _ask(connection, conversation_id, "rating.ask_agent", rating, agent=agent_name)


async def do_ask_about_bot(connection: Connection, conversation_id: str) -> None:
    """Asks a contact how well the assistant helped."""
    rating = await add_rating(connection, conversation_id, "bot", system_clock())
    await _ask(connection, conversation_id, "rating.ask_bot", rating)


async def _ask(connection: Connection, conversation_id: str, response: str, rating: int, **values: str | None) -> None:
    buttons = [_button(f"rating.{name}", rating, score=score) for name, score in SCORES.items()]
    await do_say(connection, conversation_id, "system", {"response": response, "values": values, "buttons": buttons})


def _button(label: str, rating: int, **answer: Any) -> Button:
    return {**term_button(label, RATE), "entities": {"rating": rating, **answer}, "single_use": True}


def _is_rating(heard: Heard) -> bool:
    return heard.item.kind == "button" and heard.item.payload["intent"] == RATE


@dataclass(frozen=True)
class RateEffect(AskedEffect):
    """Stores an answer to the question with the id `rating`: a score, or the reason for it."""

    kind: ClassVar[str] = "rate"
    rating: int
    score: int | None = None
    reason: str | None = None


async def read_rating(heard: Heard) -> Answer:
    """Returns the effect that stores the answer of a pressed button."""
    return Answer(effects=[read_effect(RateEffect, heard.item.payload["entities"])])


async def do_rate(occasion: Occasion, effect: RateEffect) -> None:
    """Stores an answer. The contact is asked for the reason after the first answer. If the contact had already answered
    with another button, they are told so, and the first answer is kept."""
    connection, conversation_id = occasion.connection, occasion.item.conversation_id
    answer = {"reason": effect.reason} if effect.score is None else {"score": effect.score}
    rating = await answer_rating(connection, conversation_id, effect.rating, system_clock(), **answer)
    await do_say(connection, conversation_id, "system", _build_reply(rating))


def _build_reply(rating: Rating | None) -> dict[str, Any]:
    if rating is None:
        return {"response": "rating.already"}
    if rating.reason is None:
        is_good = rating.score == GOOD
        buttons = [_button(f"rating.reason.{name}", rating.id, reason=name) for name in REASONS[is_good]]
        return {"response": "rating.why_good" if is_good else "rating.why", "buttons": buttons}
    if rating.about == "bot" and rating.reason == "unsolved":
        return {"response": "rating.thanks_unsolved", "buttons": [term_button("button.agent", "human_handoff")]}
    return {"response": "rating.thanks"}


ANSWERERS = (Answerer(_is_rating, read_rating, beside_agent=True),)
EFFECTS = (Effect(RateEffect, do_rate, ours=True),)

EVERY_SECONDS = 60.0
IDLE = dt.timedelta(minutes=15)
"""How long after the assistant's last answer the contact is asked."""
FORGOTTEN = dt.timedelta(hours=2)
"""After this time a contact is no longer asked. This happens, for example, if no gateway was running."""
QUIET = dt.timedelta(days=7)
"""For how long a contact who was asked is not asked again."""
ANSWERS = 2
"""How many messages the assistant must have answered before a contact is asked."""


class Asking:
    """Looks every minute for contacts whom the assistant has answered and who have been silent since
    then."""

    def __init__(self, database: Database, lease: SharedLease | None = None, clock: Clock = system_clock) -> None:
        self._database, self._lease, self._clock = database, lease, clock

    @property
    def job(self) -> Job:
        """Returns the periodic job that calls `look`, on one gateway at a time."""
        return Job("satisfaction", EVERY_SECONDS, self.look, lease=self._lease)

    async def look(self) -> int:
        """Asks the contacts who must be asked now. Returns their number."""
        async with self._database.read() as connection:
            due = await self._list(connection)
        asked = 0
        for conversation_id in due:
            async with self._database.begin() as connection:
                await lock_conversation(connection, conversation_id)
                if conversation_id in await self._list(connection):
                    await do_ask_about_bot(connection, conversation_id)
                    asked += 1
        return asked

    async def _list(self, connection: Connection) -> list[str]:
        now = self._clock()
        return await list_to_ask(connection, now - FORGOTTEN, now - IDLE, answers=ANSWERS, quiet_since=now - QUIET)
