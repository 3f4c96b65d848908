"""What the gateway's console asks of the action server: the texts that are held, and what staff decided (`X-Caravan-Token`, as Rasa)."""

from __future__ import annotations

import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, Field

from actions.marketplace.errors import NotFound
from actions.marketplace.requests.held_words import Decision, HeldText
from actions.world import open_world


class Decided(BaseModel):
    """Holds a decision about a text; `by` is the member of the staff who decided."""

    decision: Decision
    by: str = Field(min_length=1, max_length=80)


def held_router(token: str, header: str) -> APIRouter:
    """`GET /held`, the oldest first; `POST /held/<id>`, where the first decision stands: 404 when there is no such text."""

    def guarded(request: Request) -> None:
        if not hmac.compare_digest(request.headers.get(header, "").encode(), token.encode()):
            raise HTTPException(401, "unauthorized")

    router = APIRouter(dependencies=[Depends(guarded)])

    @router.get("/held")
    async def waiting() -> dict[str, Any]:
        world = await open_world()
        return {"held": [_said(one) for one in await world.market.relays.waiting()]}

    @router.post("/held/{held_id}")
    async def decide(held_id: Annotated[int, Field(ge=1, le=2**31 - 1)], decided: Decided) -> dict[str, Any]:
        world = await open_world()
        try:
            held, now = await world.market.relays.decide(held_id, decided.decision, decided.by)
        except NotFound:
            raise HTTPException(404, "not found") from None
        return {"held": _said(held), "decided_now": now}

    return router


def _said(held: HeldText) -> dict[str, Any]:
    return {
        "id": held.id,
        "rfq": held.rfq,
        "account": held.account,
        "conversation": held.conversation,
        "text": held.text,
        "findings": list(held.findings),
        "suppliers": list(held.suppliers),
        "state": held.state,
        "created_at": held.created_at.isoformat(),
        "decided_by": held.decided_by,
    }
