"""Serves the routes by which the gateway learns in which language an account is greeted, and whether a message of it has
changed anything."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actions.marketplace.base.accounts import find_account
from actions.marketplace.base.database.idempotency import has_written
from actions.marketplace.base.errors import NotFound
from actions.world import open_world


class Asked(BaseModel):
    account: str = Field(max_length=200)


class OfMessage(Asked):
    message: str = Field(max_length=200)


def accounts_router() -> APIRouter:
    """Returns the router of two routes: `POST /accounts/language {"account"}` returns its language, or null if there is
    no such account; `POST /accounts/written {"account", "message"}` whether the message has changed anything."""
    router = APIRouter(prefix="/accounts")

    @router.post("/language")
    async def language(asked: Asked) -> dict[str, str | None]:
        async with (await open_world()).market.database.read() as connection:
            try:
                return {"language": (await find_account(connection, asked.account)).language}
            except NotFound:
                return {"language": None}

    @router.post("/written")
    async def written(asked: OfMessage) -> dict[str, bool]:
        async with (await open_world()).market.database.read() as connection:
            return {"written": await has_written(connection, asked.account, asked.message)}

    return router
