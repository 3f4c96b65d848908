"""Stands in for the action servers that import tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.marketplace.client import NotInMarketplace
from bot.marketplace.staff.uploads import KINDS, SentFile, Upload, UploadRefused

AT = dt.datetime(2026, 11, 25, 8, 30, tzinfo=dt.UTC)
TABLE: dict[str, Any] = {
    "label": "products.csv",
    "kind": "products",
    "new": 1240,
    "changed": 3,
    "unchanged": 7,
    "refused": 2,
    "done": 1.0,
    "unused": ["<i>Colour"],
    "samples": {
        "new": [{"id": "P-1", "name": "Brass <b>hinge", "changes": [], "taken_back": []}],
        "changed": [
            {
                "id": "P-2",
                "name": "Bolt",
                "changes": [{"column": "moq", "old": "100", "new": "<b>200"}],
                "taken_back": [],
            }
        ],
    },
    "taken_back": [
        {
            "id": "P-3",
            "name": "Tile",
            "changes": [{"column": "name_en", "old": "Floor tile", "new": ""}],
            "taken_back": [{"column": "name_en", "by": "ada", "at": "2026-11-20T08:00:00+00:00"}],
        }
    ],
    "pictures": ["hinge.jpg", "bolt.png"],
}
PROBLEMS = [
    {"table": "products.csv", "line": 7, "column": "单位", "value": "=cmd<b>", "reason_en": "is no unit that is known", "reason_zh": "不是已知的计量单位"},
    {"table": "products.csv", "line": 9, "column": "", "value": "", "reason_en": "has too many cells", "reason_zh": "单元格过多"},
]  # fmt: skip

NOTHING: dict[str, str | None] = {"en": None, "zh": None}
EXAMPLE = "e" * 32
"""The id of an upload that was looked at and is always there."""


@dataclass
class FakeUploads:
    """Keeps what is uploaded. `work` does what an action server does: looks at, or imports, what waits."""

    sent: dict[str, bytes] = field(default_factory=dict)
    known: dict[str, Upload] = field(default_factory=dict)

    async def send(self, files: Sequence[SentFile], kind: str | None, by: str) -> str:
        if not files or any(one.name.endswith(".pdf") for one in files):
            raise UploadRefused({"en": "That is <b>no table", "zh": "这不是表格"})
        for one in files:
            self.sent[one.name] = b"".join([piece async for piece in one.pieces])
            assert len(self.sent[one.name]) == one.size
        upload_id = f"{len(self.known) + 1:032x}"
        named = [{"name": one.name, "bytes": one.size} for one in files]
        self.known[upload_id] = Upload(upload_id, "to_look", by, named, [], False, NOTHING, AT, AT)
        return upload_id

    def work(self, state: str, **changes: Any) -> None:
        for one in self.known.values():
            if one.is_working:
                found = {"tables": [TABLE], "problems": PROBLEMS} | changes
                self.known[one.id] = replace(one, state=state, **found)

    async def list_newest(self) -> Sequence[Upload]:
        return list(self.known.values())

    async def access(self, upload_id: str, problems: int = 50) -> Upload:
        if upload_id == EXAMPLE:
            return Upload(
                EXAMPLE, "looked", "ada", [{"name": "a.csv", "bytes": 1}], [TABLE], False, NOTHING, AT, AT, PROBLEMS
            )
        if upload_id not in self.known:
            raise NotInMarketplace(upload_id)
        return replace(self.known[upload_id], problems=self.known[upload_id].problems[:problems])

    async def make_template(self, kind: str, language: str) -> bytes:
        if kind not in KINDS:
            raise NotInMarketplace(kind)
        return f"{kind} {language}".encode()

    async def apply(self, upload_id: str) -> bool:
        upload = await self.access(upload_id, 50)
        if upload.state == "looked" and upload_id != EXAMPLE:
            self.known[upload_id] = replace(upload, state="to_apply")
        return upload.state == "looked"

    async def give_up(self, upload_id: str) -> bool:
        if (await self.access(upload_id)).state == "to_apply":
            return False
        self.known.pop(upload_id, None)
        return True
