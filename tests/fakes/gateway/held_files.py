"""Keeps held files in memory as the marketplace keeps them: the first decision stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.files.store import FileRow
from bot.marketplace.files.relayed import FileDecision, RelayedFile


class FakeHeldFiles:
    """Holds files by number."""

    def __init__(self) -> None:
        self.files: dict[int, RelayedFile] = {}

    def add(self, number: int, file: FileRow, *findings: tuple[str, str], unreadable: str | None = None) -> RelayedFile:
        """Holds a file that nordmarkt sent for an order of chengdu-silk."""
        self.files[number] = RelayedFile(
            number, file.id, file.name, "evidence", "nordmarkt", "buyer", ("chengdu-silk",), file.conversation_id,
            "ORD-100555", "held", findings, unreadable, None, dt.datetime.now(dt.UTC),
        )  # fmt: skip
        return self.files[number]

    async def held(self) -> list[RelayedFile]:
        return [one for one in self.files.values() if one.state == "held"]

    async def decide(
        self, relay_id: int, decision: FileDecision, reason: str | None, by: str
    ) -> tuple[RelayedFile, bool] | None:
        held = self.files.get(relay_id)
        if held is None:
            return None
        if held.state != "held":
            return held, False
        self.files[relay_id] = replace(held, state=decision, reason=reason, decided_by=by)
        return self.files[relay_id], True
