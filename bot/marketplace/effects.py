"""Defines the effects for texts that the marketplace does not pass on to the other company. The
contact is told, and an agent is asked to look at the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from bot.conversation.answering.asked_effects import AskedEffect
from bot.conversation.answering.effects import Effect, Occasion
from bot.conversation.store.messages import add_message
from bot.marketplace.staff.held import name_text
from bot.support.effects import RequestHandoff

REASON = "held"


@dataclass(frozen=True)
class WordsHeldEffect(AskedEffect):
    """Says that a text waits for a decision of the staff: the text of the request, claim, question
    or sample with this number."""

    kind: ClassVar[str] = "words_held"
    number: str


@dataclass(frozen=True)
class WordsRefusedEffect(AskedEffect):
    """Says that a text is not accepted at all."""

    kind: ClassVar[str] = "words_refused"


def held_words_effects(request: RequestHandoff) -> tuple[Effect[Any], ...]:
    """Returns the effects `words_held`, for a text that waits for a decision of the staff, and
    `words_refused`, for a text that is not accepted. `request` hands the conversation to an agent."""

    async def do_hold(occasion: Occasion, effect: WordsHeldEffect) -> None:
        await tell(occasion, {"response": name_text("yours", effect.number), "values": {"number": effect.number}})

    async def do_refuse(occasion: Occasion, _effect: WordsRefusedEffect) -> None:
        await tell(occasion, {"response": "held.not_taken"})

    async def tell(occasion: Occasion, reply: dict[str, Any]) -> None:
        await add_message(occasion.connection, occasion.item.conversation_id, "system", reply=reply)
        await request(occasion.connection, occasion.item.conversation_id, REASON)

    return Effect(WordsHeldEffect, do_hold), Effect(WordsRefusedEffect, do_refuse)
