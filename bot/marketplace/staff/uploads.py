"""Hands tables that an admin uploads to the action servers, and asks what their import would change, or has changed."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import AsyncIterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.marketplace.client import ActionServers, NotInMarketplace
from foundation.errors import CaravanError, Unreadable
from foundation.languages import LANGUAGES

SECONDS = 10.0
"""How long an action server may take to store a piece of a file, or to list refused rows."""
PIECE = 1024 * 1024
"""How many bytes of a file go in one request (`PIECE` in actions/marketplace/integrations/uploading/uploads.py)."""
KINDS = ("rates", "suppliers", "products", "certificates", "accounts", "orders", "payments", "shipments")
SHOWN_PROBLEMS = 50
MOST_PROBLEMS = 5_000
WORKING = ("to_look", "to_apply")


class UploadRefused(CaravanError):
    """The marketplace does not take the files. `reasons` says why in each language."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__(reasons.get("en", ""))
        self.reasons = reasons


@dataclass(frozen=True)
class SentFile:
    """Describes an uploaded file by its name and its size in bytes. `pieces` yields these bytes, `PIECE` of them at a
    time."""

    name: str
    size: int
    pieces: AsyncIterable[bytes]


@dataclass(frozen=True)
class Upload:
    """Describes an upload. `state` is `to_look`, `looked` (it waits for a decision), `to_apply`, `applied` or `failed`,
    and `error` then says why in each language. `tables` counts, for each table, the rows that are or would be new,
    changed, unchanged or refused; `problems` are refused rows."""

    id: str
    state: str
    by: str
    files: Sequence[Mapping[str, Any]]
    tables: Sequence[Mapping[str, Any]]
    is_beside_demo: bool
    error: Mapping[str, str | None]
    created_at: dt.datetime
    changed_at: dt.datetime
    problems: Sequence[Mapping[str, Any]] = ()

    @property
    def is_working(self) -> bool:
        return self.state in WORKING

    @property
    def names(self) -> Sequence[str]:
        return [str(one["name"]) for one in self.files]

    @property
    def pictures(self) -> Sequence[str]:
        """Returns the names of the pictures that its products name."""
        return list(dict.fromkeys(name for one in self.tables for name in one["pictures"]))

    def count(self, what: str) -> int:
        """Counts the rows of all tables that are `new`, `changed`, `unchanged` or `refused`."""
        return sum(one[what] for one in self.tables)


class Uploads(Protocol):
    """Defines the interface with which admins import tables."""

    async def send(self, files: Sequence[SentFile], kind: str | None, by: str) -> str:
        """Uploads files and has them checked. Returns the id of the upload.

        Raises:
            UploadRefused: the marketplace does not take the files.
        """

    async def list_newest(self) -> Sequence[Upload]: ...

    async def access(self, upload_id: str, problems: int = SHOWN_PROBLEMS) -> Upload:
        """Returns the upload with at most `problems` of its refused rows.

        Raises:
            NotInMarketplace: there is no such upload.
        """

    async def make_template(self, kind: str, language: str) -> bytes:
        """Returns an Excel workbook with the columns of this kind of table, with headings in the language and two example
        rows.

        Raises:
            NotInMarketplace: there is no such kind.
        """

    async def apply(self, upload_id: str) -> bool:
        """Has the upload imported. Returns whether this call started the import; another call may have decided about
        the upload before.

        Raises:
            NotInMarketplace: there is no such upload.
        """

    async def give_up(self, upload_id: str) -> bool:
        """Deletes the upload. Returns False if it is being imported.

        Raises:
            NotInMarketplace: there is no such upload.
        """


class ActionServerUploads:
    """Implements `Uploads` with the action servers. The methods raise the errors of `ActionServers.ask`."""

    def __init__(self, servers: ActionServers) -> None:
        self._servers = servers

    async def send(self, files: Sequence[SentFile], kind: str | None, by: str) -> str:
        announced = [{"name": one.name[:300], "bytes": one.size} for one in files]
        answer = await self._servers.ask("POST", "/uploads", {"files": announced, "kind": kind, "by": by})
        if "refused" in answer:
            raise UploadRefused(answer["refused"])
        path = f"/uploads/{answer['id']}"
        for number, one in enumerate(files):
            place = 0
            async for piece in one.pieces:
                body = {"file": number, "place": place, "content": base64.b64encode(piece).decode()}
                await self._servers.ask("POST", f"{path}/pieces", body, seconds=SECONDS)
                place += 1
        await self._servers.ask("POST", f"{path}/look", seconds=SECONDS)
        return str(answer["id"])

    async def list_newest(self) -> Sequence[Upload]:
        return [read_upload(one) for one in (await self._servers.ask("GET", "/uploads"))["uploads"]]

    async def access(self, upload_id: str, problems: int = SHOWN_PROBLEMS) -> Upload:
        path = f"/uploads/{upload_id}?problems={problems}"
        return read_upload(await self._servers.ask("GET", path, seconds=SECONDS))

    async def make_template(self, kind: str, language: str) -> bytes:
        if kind not in KINDS:
            raise NotInMarketplace(kind)
        answer = await self._servers.ask("GET", f"/uploads/templates/{kind}?language={language}", seconds=SECONDS)
        return base64.b64decode(answer["content"])

    async def apply(self, upload_id: str) -> bool:
        return bool((await self._servers.ask("POST", f"/uploads/{upload_id}/apply", seconds=SECONDS))["changed"])

    async def give_up(self, upload_id: str) -> bool:
        return bool((await self._servers.ask("POST", f"/uploads/{upload_id}/give-up", seconds=SECONDS))["changed"])


def read_upload(given: Any) -> Upload:
    """Parses an upload from the JSON of an action server (actions/serving/uploads_routes.py).

    Raises:
        Unreadable: the JSON is not a valid upload.
    """
    try:
        return Upload(
            id=given["id"],
            state=given["state"],
            by=given["by"],
            files=given["files"],
            tables=given["tables"],
            is_beside_demo=bool(given["beside_demo"]),
            error={language: given[f"error_{language}"] for language in LANGUAGES},
            created_at=dt.datetime.fromisoformat(given["created_at"]),
            changed_at=dt.datetime.fromisoformat(given["changed_at"]),
            problems=given.get("problems", ()),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("upload") from error
