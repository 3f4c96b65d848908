"""Defines effects: changes that the answer to a message asks for besides its replies, such as
handing the conversation to an agent. Each feature's package declares its effects, and
`bot/serving/subjects.py` collects them.

If an answer asks for an effect that is not declared, the whole answer fails and nothing of it is
stored.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from bot.contacts.store import Contact
from bot.conversation.dialogue import TurnFailed
from bot.conversation.store.turns import Waiting
from foundation.database.announcing import Connection


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
class Effect:
    """Declares an effect: its name, and the function that carries it out in the transaction of the
    answer. Effects with `ours` are reserved for the gateway's own answers; the dialogue may not ask
    for them."""

    kind: str
    carry_out: Callable[[Occasion, dict[str, Any]], Awaitable[None]]
    ours: bool = False


class UnknownEffect(TurnFailed):
    """An answer asks for an effect that is not declared, or that is reserved for the gateway."""


class Effects:
    """Holds all declared effects (what an answer can ask for besides its replies) by their names,
    checks that answers ask only for these, and carries them out."""

    def __init__(self, declared: Iterable[Effect]) -> None:
        """Collects the declared effects.

        Raises:
            ValueError: two effects have the same name.
        """
        self._by_kind: dict[str, Effect] = {}
        for effect in declared:
            if effect.kind in self._by_kind:
                raise ValueError(f"the effect {effect.kind!r} is declared twice")
            self._by_kind[effect.kind] = effect

    @property
    def for_dialogue(self) -> frozenset[str]:
        """Returns the names of the effects that the dialogue may ask for."""
        return frozenset(kind for kind, effect in self._by_kind.items() if not effect.ours)

    def check(self, asked: Iterable[dict[str, Any]]) -> None:
        """Checks the effects that the dialogue asks for, before anything is written.

        Raises:
            UnknownEffect: an effect is not declared, or the dialogue may not ask for it.
        """
        for effect in asked:
            if effect.get("kind") not in self.for_dialogue:
                raise UnknownEffect(repr(effect.get("kind")))

    async def carry_out(self, occasion: Occasion, asked: Iterable[dict[str, Any]]) -> None:
        """Carries out the effects of an answer in their order.

        Raises:
            UnknownEffect: an effect is not declared; the caller must roll its transaction back.
        """
        for effect in asked:
            declared = self._by_kind.get(effect["kind"])
            if declared is None:
                raise UnknownEffect(repr(effect["kind"]))
            await declared.carry_out(occasion, effect)
