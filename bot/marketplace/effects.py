"""Defines the effects for words that the marketplace does not pass on: the contact is told, and a
person is asked to look."""

from __future__ import annotations

from typing import Any

from bot.conversation.effects import Effect, Occasion
from bot.conversation.store.messages import add_message
from bot.support.effects import RequestHandoff

REASON = "held"


def held_words_effects(request: RequestHandoff) -> tuple[Effect, ...]:
    """Returns `words_held`, for words that wait for a person, and `words_refused`, for words that
    are not accepted at all."""

    async def do_hold(occasion: Occasion, effect: dict[str, Any]) -> None:
        await tell(occasion, {"response": "held.yours", "values": {"number": effect["number"]}})

    async def do_refuse(occasion: Occasion, _effect: dict[str, Any]) -> None:
        await tell(occasion, {"response": "held.not_taken"})

    async def tell(occasion: Occasion, reply: dict[str, Any]) -> None:
        await add_message(occasion.connection, occasion.item.conversation_id, "system", reply=reply)
        await request(occasion.connection, occasion.item.conversation_id, REASON)

    return Effect("words_held", do_hold), Effect("words_refused", do_refuse)
