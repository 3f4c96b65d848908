"""Declares what a turn asks of the gateway besides its replies. Each effect is declared by its
subject, and `bot/subjects.py` collects them.

An effect that nobody declares fails the whole turn. It is not dropped, and none of the effects
beside it is carried out.
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
    """Holds the turn that asks for effects, while it is committed: its message, the contact as
    stored now, and what was understood.

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
    """Names something that a turn may ask for, and carries it out within the turn's transaction.

    Only the gateway's own answers, and never the dialogue, may ask for an effect that is `ours`.
    """

    kind: str
    carry_out: Callable[[Occasion, dict[str, Any]], Awaitable[None]]
    ours: bool = False


class UnknownEffect(TurnFailed):
    """A turn asks for an effect that nobody declares, or that it may not ask for."""


class Effects:
    """Holds every declared effect."""

    def __init__(self, declared: Iterable[Effect]) -> None:
        """Collects the declared effects by their names.

        Raises:
            ValueError: two have the same name.
        """
        self._by_kind: dict[str, Effect] = {}
        for effect in declared:
            if effect.kind in self._by_kind:
                raise ValueError(f"the effect {effect.kind!r} is declared twice")
            self._by_kind[effect.kind] = effect

    @property
    def for_dialogue(self) -> frozenset[str]:
        """Returns the names that the dialogue may ask for."""
        return frozenset(kind for kind, effect in self._by_kind.items() if not effect.ours)

    def check(self, asked: Iterable[dict[str, Any]]) -> None:
        """Checks what the dialogue asks for, before anything is written.

        Raises:
            UnknownEffect: the dialogue may not ask for one of them.
        """
        for effect in asked:
            if effect.get("kind") not in self.for_dialogue:
                raise UnknownEffect(repr(effect.get("kind")))

    async def carry_out(self, occasion: Occasion, asked: Iterable[dict[str, Any]]) -> None:
        """Carries out the effects in order.

        Raises:
            UnknownEffect: one of them is not declared. The caller's transaction must not be committed.
        """
        for effect in asked:
            declared = self._by_kind.get(effect["kind"])
            if declared is None:
                raise UnknownEffect(repr(effect["kind"]))
            await declared.carry_out(occasion, effect)
