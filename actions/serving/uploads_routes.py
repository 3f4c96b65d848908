"""Serves the routes by which the console uploads tables, has them checked, and has them imported."""

from __future__ import annotations

import base64
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from actions.marketplace.integrations.importing.kinds import KINDS
from actions.marketplace.integrations.importing.problems import BadFile, say
from actions.marketplace.integrations.importing.templates import make_workbook
from actions.marketplace.integrations.uploading.uploads import LARGEST, MOST_PROBLEMS, PIECE, NewFile, Uploads
from actions.serving.guard import or_404
from actions.world import open_world

KindName = Literal["rates", "suppliers", "products", "certificates", "accounts", "orders", "payments", "shipments"]
UploadId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Problems = Annotated[int, Query(ge=0, le=MOST_PROBLEMS)]


class Announced(BaseModel):
    name: str = Field(max_length=300)
    bytes: int = Field(ge=0, le=2**40)


class Begun(BaseModel):
    files: list[Announced] = Field(max_length=100)
    kind: str | None = Field(default=None, max_length=20)
    by: str = Field(min_length=1, max_length=80)


class Piece(BaseModel):
    file: int = Field(ge=0, le=100)
    place: int = Field(ge=0, le=LARGEST // PIECE)
    content: str = Field(max_length=2 * PIECE)


def uploads_router() -> APIRouter:
    """Returns the router of eight routes.

    `POST /uploads {"files": [{"name", "bytes"}], "kind", "by"}` answers `{"id"}`, or `{"refused": {"en", "zh"}}`. `POST
    /uploads/<id>/pieces {"file", "place", "content"}` brings the bytes, and `POST /uploads/<id>/look` has the files
    looked at. `GET /uploads` lists the newest, `GET /uploads/<id>?problems=` shows one with its refused rows. `POST
    /uploads/<id>/apply` has it imported and `POST /uploads/<id>/give-up` deletes it; both answer `{"changed"}`.
    `GET /uploads/templates/<kind>?language=` answers `{"content"}`, an example workbook in base64.
    """
    router = APIRouter(prefix="/uploads")

    @router.post("")
    async def begin(given: Begun) -> dict[str, object]:
        files = [NewFile(one.name, one.bytes) for one in given.files]
        try:
            return {"id": await (await _uploads()).begin(files, given.kind, given.by)}
        except BadFile as bad:
            return {"refused": {"en": say(bad.code, "en", **bad.values), "zh": say(bad.code, "zh", **bad.values)}}

    @router.get("")
    async def newest() -> dict[str, object]:
        return {"uploads": await (await _uploads()).list_newest()}

    @router.get("/templates/{kind}")
    async def template(kind: KindName, language: Literal["en", "zh"]) -> dict[str, str]:
        return {"content": base64.b64encode(make_workbook(KINDS[kind], language)).decode()}

    @router.get("/{upload_id}")
    async def show(upload_id: UploadId, problems: Problems = 0) -> dict[str, object]:
        return await or_404((await _uploads()).access(upload_id, problems))

    @router.post("/{upload_id}/pieces", status_code=204)
    async def add_piece(upload_id: UploadId, given: Piece) -> None:
        await or_404((await _uploads()).add_piece(upload_id, given.file, given.place, given.content))

    @router.post("/{upload_id}/look", status_code=204)
    async def look(upload_id: UploadId) -> None:
        await or_404((await _uploads()).complete(upload_id))

    @router.post("/{upload_id}/apply")
    async def apply(upload_id: UploadId) -> dict[str, bool]:
        return {"changed": await or_404((await _uploads()).apply(upload_id))}

    @router.post("/{upload_id}/give-up")
    async def give_up(upload_id: UploadId) -> dict[str, bool]:
        return {"changed": await or_404((await _uploads()).give_up(upload_id))}

    return router


async def _uploads() -> Uploads:
    return (await open_world()).market.uploads
