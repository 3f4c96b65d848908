"""What the gateway asks the action server for: the news for accounts that are there (`X-Caravan-Token`)."""

from __future__ import annotations

import hmac
from typing import Any

from fastapi import APIRouter, Header, HTTPException
from pydantic import BaseModel, Field

from actions.notices import told
from actions.world import open_world

MOST = 100


class Accounts(BaseModel):
    accounts: list[str] = Field(max_length=500)


class Taken(BaseModel):
    ids: list[int] = Field(max_length=MOST)


def outbox_router(token: str) -> APIRouter:
    """`GET /outbox` → `{"accounts": [slug, …]}` that something waits for. `POST /outbox/notices {"accounts"}` → `{"notices":
    [{"id", "account", "reply": Reply or null}, …]}`, oldest first. `POST /outbox/taken {"ids"}`: these were handed on."""
    router = APIRouter(prefix="/outbox")

    def check(given: str) -> None:
        if not hmac.compare_digest(given.encode(), token.encode()):
            raise HTTPException(401)

    @router.get("")
    async def waiting(x_caravan_token: str = Header("")) -> dict[str, list[str]]:
        check(x_caravan_token)
        return {"accounts": list(await (await open_world()).market.outbox.list_waiting_accounts())}

    @router.post("/notices")
    async def notices(wanted: Accounts, x_caravan_token: str = Header("")) -> dict[str, Any]:
        check(x_caravan_token)
        market = (await open_world()).market
        found = await market.outbox.list_waiting(wanted.accounts, MOST)
        return {"notices": [{"id": one.id, "account": one.account, "reply": await told(market, one)} for one in found]}

    @router.post("/taken", status_code=204)
    async def taken(given: Taken, x_caravan_token: str = Header("")) -> None:
        check(x_caravan_token)
        await (await open_world()).market.outbox.mark_taken(given.ids)

    return router
