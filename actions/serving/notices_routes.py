"""Serves the routes by which the gateway fetches notices, which tell an account what another account has
done in their trade."""

from __future__ import annotations

from typing import TypedDict

import structlog
from fastapi import APIRouter
from pydantic import BaseModel, Field

from actions.marketplace import Marketplace
from actions.marketplace.base.errors import is_outage
from actions.marketplace.base.outbox import Notice, Outbox
from actions.notices import KINDS, STAFF_KINDS, say_notice
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
    """Holds a notice in the form that the gateway reads. `reply` is None if the subject of the notice no longer exists,
    or if a bug made it impossible to put the notice into words."""

    id: int
    account: str
    reply: Reply | None


def outbox_router() -> APIRouter:
    """Returns the router of four routes.

    `GET /outbox` → `{"accounts": [slug, …]}` lists the accounts that have waiting notices.
    `POST /outbox/notices {"accounts"}` → `{"notices": [{"id", "account", "reply": Reply or null}, …]}`
    gives the notices for these accounts, oldest first.
    `GET /outbox/calls` → `{"calls": [{"id", "account", "reply"}, …]}` gives the notices that are for the staff.
    `POST /outbox/taken {"ids"}` records that the gateway has passed these notices on.
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

    @router.get("/calls", response_model=None)
    async def calls() -> dict[str, list[SaidNotice]]:
        market = (await open_world()).market
        accounts = await market.outbox.list_waiting_accounts(STAFF_KINDS)
        waiting = await market.outbox.list_waiting(accounts, STAFF_KINDS, MOST)
        return {"calls": [await _say(market, one) for one in waiting]}

    @router.post("/taken", status_code=204)
    async def taken(given: Taken) -> None:
        await (await open_world()).market.outbox.mark_taken(given.ids)

    return router


class UnknownKinds:
    """Reports waiting notices whose kind this version of Caravan does not know. Another version wrote such notices, and
    they wait until a version that knows their kind is running."""

    def __init__(self) -> None:
        self._reported: set[str] = set()

    async def report(self, outbox: Outbox) -> None:
        """Sets the metric of waiting notices of unknown kinds, and logs each such kind once."""
        waiting = await outbox.count_others(KINDS.keys() | STAFF_KINDS.keys())
        NOTICES_UNKNOWN.set(sum(waiting.values()))
        for kind in waiting.keys() - self._reported:
            log.error("notices of an unknown kind wait", kind=kind, waiting=waiting[kind])
        self._reported |= waiting.keys()


async def _say(market: Marketplace, notice: Notice) -> SaidNotice:
    """Returns the notice in the form that the gateway reads. If a bug makes it impossible to put the notice into words,
    its reply is None: nobody is told about it, and later notices do not have to wait."""
    reply = None
    try:
        reply = await say_notice(market, notice)
    except Exception as error:
        if is_outage(error):
            raise
        NOTICES_FAILED.labels(notice.kind).inc()
        log.exception("a notice cannot be told", notice=notice.id, kind=notice.kind)
    return {"id": notice.id, "account": notice.account, "reply": reply}
