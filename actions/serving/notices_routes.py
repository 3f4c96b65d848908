"""Serves the routes by which the gateway fetches the notices for accounts whose contacts are
present."""

from __future__ import annotations

from typing import TypedDict

import structlog
from fastapi import APIRouter
from pydantic import BaseModel, Field

from actions.marketplace import Marketplace
from actions.marketplace.errors import is_outage
from actions.marketplace.outbox import Notice, Outbox
from actions.notices import KINDS, say_notice
from actions.replies import Reply
from actions.serving.metrics import NOTICES_FAILED, NOTICES_UNKNOWN
from actions.world import open_world

log = structlog.get_logger(__name__)

MOST = 100


class Accounts(BaseModel):
    accounts: list[str] = Field(max_length=500)


class Taken(BaseModel):
    ids: list[int] = Field(max_length=MOST)


class SaidNotice(TypedDict):
    """Holds a notice as the gateway reads it. `reply` is None when there is nothing to tell, or
    nothing any more."""

    id: int
    account: str
    reply: Reply | None


def outbox_router() -> APIRouter:
    """Returns the router of three routes.

    `GET /outbox` → `{"accounts": [slug, …]}` lists the accounts that notices wait for.
    `POST /outbox/notices {"accounts"}` → `{"notices": [{"id", "account", "reply": Reply or null}, …]}`
    gives the notices for these accounts, oldest first.
    `POST /outbox/taken {"ids"}` says that these notices were handed on.
    """
    router, unknown = APIRouter(prefix="/outbox"), UnknownKinds()

    @router.get("")
    async def waiting() -> dict[str, list[str]]:
        outbox = (await open_world()).market.outbox
        await unknown.report(outbox)
        return {"accounts": list(await outbox.list_waiting_accounts(KINDS))}

    @router.post("/notices", response_model=None)
    async def notices(wanted: Accounts) -> dict[str, list[SaidNotice]]:
        market = (await open_world()).market
        return {
            "notices": [
                await _say(market, one) for one in await market.outbox.list_waiting(wanted.accounts, KINDS, MOST)
            ]
        }

    @router.post("/taken", status_code=204)
    async def taken(given: Taken) -> None:
        await (await open_world()).market.outbox.mark_taken(given.ids)

    return router


class UnknownKinds:
    """Reports the notices of kinds that this version does not know. They wait for a version that
    does, and hold up no other notice."""

    def __init__(self) -> None:
        self._reported: set[str] = set()

    async def report(self, outbox: Outbox) -> None:
        """Counts the notices of unknown kinds that wait, and logs each kind once."""
        waiting = await outbox.count_others(KINDS)
        NOTICES_UNKNOWN.set(sum(waiting.values()))
        for kind in waiting.keys() - self._reported:
            log.error("notices of an unknown kind wait", kind=kind, waiting=waiting[kind])
        self._reported |= waiting.keys()


async def _say(market: Marketplace, notice: Notice) -> SaidNotice:
    """Returns the notice as the gateway reads it. When an error of ours prevents that, its reply is
    None: nobody is told of it, and it holds up no later notice."""
    reply = None
    try:
        reply = await say_notice(market, notice)
    except Exception as error:
        if is_outage(error):
            raise
        NOTICES_FAILED.labels(notice.kind).inc()
        log.exception("a notice cannot be told", notice=notice.id, kind=notice.kind)
    return {"id": notice.id, "account": notice.account, "reply": reply}
