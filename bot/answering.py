"""Collects how messages are answered in two lists: the gateway's own answerers, and the effects
that a turn may ask for.

Each is declared by its subject. A new one is written there and added here.
"""

from __future__ import annotations

from bot.clock import Clock
from bot.conversation import answer_language, own_answers
from bot.conversation.answers import Answerer
from bot.conversation.effects import Effects
from bot.conversation.file_answers import FILE_EFFECTS, file_answerers
from bot.database.engine import Database
from bot.files.limits import FileLimits
from bot.linking.answers import linking_answerers
from bot.linking.effects import LINKING_EFFECTS
from bot.marketplace.effects import held_words_effects
from bot.support.effects import build_queue, handoff_effects
from bot.understanding.effects import understanding_effects


def answerers(database: Database, file_limits: FileLimits) -> tuple[Answerer, ...]:
    """Returns the answerers. A message is answered by the first that it concerns."""
    return (*linking_answerers(database), *file_answerers(file_limits), *own_answers.ANSWERERS)


def effects(clock: Clock, waiting_per_address: int) -> Effects:
    """Returns the effects. `clock` gives the marketplace's time."""
    request = build_queue(clock, waiting_per_address)
    return Effects(
        (
            *answer_language.EFFECTS,
            *FILE_EFFECTS,
            *LINKING_EFFECTS,
            *handoff_effects(request),
            *held_words_effects(request),
            *understanding_effects(clock),
        )
    )
