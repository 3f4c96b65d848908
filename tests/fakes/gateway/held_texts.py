"""Stands in for the marketplace's list of suspicious texts that wait for a decision of the staff (held texts)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.marketplace.staff.held import Decision, Held


class FakeHeldTexts:
    """Keeps held texts in memory, by their id. As in the marketplace, the first decision on a text stands."""

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
