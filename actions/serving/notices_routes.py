"""What the gateway asks the action server for: the news for accounts that are there."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actions.notices import told
from actions.world import open_world

MOST = 100


class Accounts(BaseModel):
    accounts: list[str] = Field(max_length=500)


class Taken(BaseModel):
    ids: list[int] = Field(max_length=MOST)


def outbox_router() -> APIRouter:
    """`GET /outbox` → `{"accounts": [slug, …]}` that something waits for. `POST /outbox/notices {"accounts"}` → `{"notices":
    [{"id", "account", "reply": Reply or null}, …]}`, oldest first. `POST /outbox/taken {"ids"}`: these were handed on."""
    router = APIRouter(prefix="/outbox")

    @router.get("")
    async def waiting() -> dict[str, list[str]]:
        return {"accounts": list(await (await open_world()).market.outbox.waiting_accounts())}

    @router.post("/notices")
    async def notices(wanted: Accounts) -> dict[str, Any]:
        market = (await open_world()).market
        found = await market.outbox.waiting(wanted.accounts, MOST)
        return {"notices": [{"id": one.id, "account": one.account, "reply": await told(market, one)} for one in found]}

    @router.post("/taken", status_code=204)
    async def taken(given: Taken) -> None:
        await (await open_world()).market.outbox.taken(given.ids)

    return router
