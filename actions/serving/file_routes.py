"""Serves the routes by which the gateway has files checked before the other company gets them, and sends the staff's
decisions about them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from actions.marketplace.trades.attachments.records import Decision, RefusalReason, RelayedFile, State
from actions.marketplace.trades.attachments.relaying import FileRelays
from actions.serving.guard import or_404
from actions.world import open_world

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
LONGEST_TEXT = 100_000


class Read(BaseModel):
    """Holds the text of a file and of the message with which it was sent; `gone` says that the file no longer
    exists."""

    caption: str = Field("", max_length=20_000)
    text: str | None = Field(None, max_length=LONGEST_TEXT)
    unreadable: str | None = Field(None, max_length=10)
    gone: bool = False


class Decided(BaseModel):
    """Holds a decision about a file; `by` is the member of the staff who decided, and `reason` why
    it is refused."""

    decision: Decision
    reason: RefusalReason | None = None
    by: str = Field(min_length=1, max_length=80)


class Told(BaseModel):
    told: dict[int, State] = Field(max_length=100)


def files_router() -> APIRouter:
    """Returns the router of five routes.

    `GET /files` lists the files that must be read or whose state the gateway has not told the sender yet, `GET
    /files/held` those that wait for a decision. `POST /files/<id>/read` has a file checked, `POST /files/<id>/decision`
    decides on one (the first decision stands), and `POST /files/told` records which states the gateway has told the
    senders. An unknown file is answered with 404.
    """
    router = APIRouter(prefix="/files")

    @router.get("")
    async def untold() -> dict[str, object]:
        return {"files": [write_file(one) for one in await (await _relays()).list_untold()]}

    @router.get("/held")
    async def held() -> dict[str, object]:
        return {"files": [write_file(one) for one in await (await _relays()).list_held()]}

    @router.post("/told", status_code=204)
    async def told(given: Told) -> None:
        await (await _relays()).mark_told(given.told)

    @router.post("/{file_id}/read")
    async def read(file_id: Number, given: Read) -> dict[str, object]:
        relays = await _relays()
        if given.gone:
            return {"file": write_file(await or_404(relays.mark_gone(file_id)))}
        judged = relays.judge(file_id, given.caption, given.text, given.unreadable)
        return {"file": write_file(await or_404(judged))}

    @router.post("/{file_id}/decision")
    async def decide(file_id: Number, decided: Decided) -> dict[str, object]:
        relays = await _relays()
        file, now = await or_404(relays.decide(file_id, decided.decision, decided.reason, decided.by))
        return {"file": write_file(file), "decided_now": now}

    return router


def write_file(file: RelayedFile) -> dict[str, object]:
    """Returns the file as JSON for the gateway (bot/marketplace/files/relayed.py)."""
    return {
        "id": file.id,
        "file": file.file,
        "name": file.name,
        "use": file.use,
        "account": file.account,
        "by": file.by,
        "readers": list(file.readers),
        "conversation": file.conversation,
        "subject": file.subject,
        "state": file.state,
        "findings": list(file.findings),
        "unreadable": file.unreadable,
        "reason": file.reason,
        "created_at": file.created_at.isoformat(),
        "decided_by": file.decided_by,
    }


async def _relays() -> FileRelays:
    return (await open_world()).market.file_relays
