"""Serves the routes by which the gateway's console reads the held texts and sends the staff's
decisions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from actions.marketplace.errors import NotFound
from actions.marketplace.requests.held_words import Decision, HeldText
from actions.world import open_world


class Decided(BaseModel):
    """Holds a decision about a text; `by` is the member of the staff who decided."""

    decision: Decision
    by: str = Field(min_length=1, max_length=80)


def held_router() -> APIRouter:
    """Returns the router of two routes.

    `GET /held` lists the texts, oldest first. `POST /held/<id>` decides on one; the first decision
    stands, and an unknown text is answered with 404.
    """

    router = APIRouter()

    @router.get("/held")
    async def waiting() -> dict[str, object]:
        world = await open_world()
        return {"held": [write_held(one) for one in await world.market.relays.list_waiting()]}

    @router.post("/held/{held_id}")
    async def decide(held_id: Annotated[int, Field(ge=1, le=2**31 - 1)], decided: Decided) -> dict[str, object]:
        world = await open_world()
        try:
            held, now = await world.market.relays.decide(held_id, decided.decision, decided.by)
        except NotFound:
            raise HTTPException(404, "not found") from None
        return {"held": write_held(held), "decided_now": now}

    return router


def write_held(held: HeldText) -> dict[str, object]:
    """Returns the text as the gateway reads it (bot/marketplace/held.py)."""
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
