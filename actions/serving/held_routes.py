"""Serves the routes by which the gateway lists suspicious texts that are held back, and sends the
decisions of the staff about them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actions.marketplace import Marketplace, NotFound
from actions.marketplace.trades.requests.held_words import Decision, HeldText
from actions.serving.guard import or_404
from actions.world import open_world


class Decided(BaseModel):
    """Holds a decision about a held text; `by` is the member of the staff who decided."""

    decision: Decision
    by: str = Field(min_length=1, max_length=80)


def held_router() -> APIRouter:
    """Returns the router of two routes.

    `GET /held` lists the texts that wait for a decision, oldest first. `POST /held/<id>` decides on one
    text; the first decision stands, and an unknown text is answered with 404.
    """

    router = APIRouter()

    @router.get("/held")
    async def waiting() -> dict[str, object]:
        world = await open_world()
        market = world.market
        waiting = [*await market.relays.list_waiting(), *await market.held_letters.list_waiting()]
        return {"held": [write_held(one) for one in sorted(waiting, key=lambda one: one.id)]}

    @router.post("/held/{held_id}")
    async def decide(held_id: Annotated[int, Field(ge=1, le=2**31 - 1)], decided: Decided) -> dict[str, object]:
        world = await open_world()
        held, now = await or_404(_decide(world.market, held_id, decided))
        return {"held": write_held(held), "decided_now": now}

    return router


async def _decide(market: Marketplace, held_id: int, decided: Decided) -> tuple[HeldText, bool]:
    """Decides about the held text with this id: the words of a request, or a letter. The two never have the same id."""
    try:
        return await market.relays.decide(held_id, decided.decision, decided.by)
    except NotFound:
        return await market.held_letters.decide(held_id, decided.decision, decided.by)


def write_held(held: HeldText) -> dict[str, object]:
    """Returns the text as JSON for the gateway, which reads it in bot/marketplace/staff/held.py."""
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
