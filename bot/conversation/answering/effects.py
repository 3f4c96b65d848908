"""Defines effects: changes that the answer to a message asks for besides its replies, such as
handing the conversation to an agent. Each feature's package declares its effects, and
`bot/serving/subjects.py` collects them.

If an answer asks for an effect that is not declared, or without one of its fields, the whole answer
fails and nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic

from bot.contacts.store import Contact
from bot.conversation.answering.asked_effects import Asked, AskedEffect, WroteEffect, read_effect
from bot.conversation.dialogue import TurnFailed
from bot.conversation.store.turns import Waiting
from bot.messages.turn import GivenEffect
from foundation.database.announcing import Connection
from foundation.errors import Unreadable


@dataclass(frozen=True)
class Occasion:
    """Holds what an effect may need while the answer to a message is being committed: the
    transaction, the message, its contact as stored now, and what the dialogue understood.

    The conversation is locked until the transaction ends. `contact.at` tells whether the contact's
    account is still valid.
    """

    connection: Connection
    item: Waiting
    text: str
    contact: Contact
    understood: dict[str, Any] | None = None


@dataclass(frozen=True)
class Effect(Generic[Asked]):
    """Declares an effect: the class that names it and its fields, and the function that carries it
    out in the transaction of the answer. Effects with `ours` are reserved for the gateway's own
    answers; the dialogue may not ask for them."""

    asked: type[Asked]
    carry_out: Callable[[Occasion, Asked], Awaitable[None]]
    ours: bool = False

    @property
    def kind(self) -> str:
        """Returns the name of the effect."""
        return self.asked.kind


async def _do_nothing_more(_occasion: Occasion, _effect: WroteEffect) -> None:
    """Applies the effect `wrote`, of which only the commit of an answer takes notice (turns.py)."""


WRITE_EFFECTS = (Effect(WroteEffect, _do_nothing_more),)


class UnknownEffect(TurnFailed):
    """An answer asks for an effect that is not declared, or that is reserved for the gateway."""


class Effects:
    """Holds all declared effects (what an answer can ask for besides its replies) by their names,
    reads those that the dialogue asks for, and carries them out."""

    def __init__(self, declared: Iterable[Effect[Any]]) -> None:
        """Collects the declared effects.

        Raises:
            ValueError: two effects have the same name.
        """
        self._by_kind: dict[str, Effect[Any]] = {}
        for effect in declared:
            if effect.kind in self._by_kind:
                raise ValueError(f"the effect {effect.kind!r} is declared twice")
            self._by_kind[effect.kind] = effect

    @property
    def for_dialogue(self) -> Mapping[str, type[AskedEffect]]:
        """Returns the effects that the dialogue may ask for, by their names."""
        return {kind: effect.asked for kind, effect in self._by_kind.items() if not effect.ours}

    def read(self, given: Iterable[GivenEffect]) -> list[AskedEffect]:
        """Reads the effects that the dialogue asks for, before anything is written.

        Raises:
            UnknownEffect: an effect is not declared, or the dialogue may not ask for it.
            TurnFailed: a field of an effect is missing or has another type than declared.
        """
        return [self._read(effect) for effect in given]

    def _read(self, given: GivenEffect) -> AskedEffect:
        declared = self.for_dialogue.get(str(given.get("kind")))
        if declared is None:
            raise UnknownEffect(repr(given.get("kind")))
        try:
            return read_effect(declared, given)
        except Unreadable as error:
            raise TurnFailed(f"the effect {declared.kind!r} has other fields than declared") from error

    async def carry_out(self, occasion: Occasion, asked: Iterable[AskedEffect]) -> None:
        """Carries out the effects of an answer in their order.

        Raises:
            UnknownEffect: an effect is not declared; the caller must roll its transaction back.
        """
        for effect in asked:
            declared = self._by_kind.get(effect.kind)
            if declared is None:
                raise UnknownEffect(repr(effect.kind))
            await declared.carry_out(occasion, effect)
