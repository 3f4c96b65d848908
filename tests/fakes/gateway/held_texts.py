"""Keeps held texts in memory as the marketplace keeps them: the first decision stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.marketplace.held import Decision, Held


class FakeHeldTexts:
    """Holds texts by id. An unknown id gets a text of its own, written in `conversation`."""

    def __init__(self, conversation: str = "") -> None:
        self.conversation = conversation
        self.texts: dict[int, Held] = {}

    def add(self, held_id: int, text: str, conversation: str, *findings: tuple[str, str]) -> None:
        now = dt.datetime.now(dt.UTC)
        self.texts[held_id] = Held(
            held_id, "RFQ-10099", "nordmarkt", conversation, text, findings, ("chengdu-silk",), "held", now
        )

    async def waiting(self) -> list[Held]:
        return [one for one in self.texts.values() if one.state == "held"]

    async def decide(self, held_id: int, decision: Decision, by: str) -> tuple[Held, bool] | None:
        held = self.texts.get(held_id)
        if held is None:
            return None
        if held.state == "held":
            self.texts[held_id] = replace(held, state=decision, decided_by=by)
            return self.texts[held_id], True
        return held, False
