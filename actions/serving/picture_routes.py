"""Serves the route by which the gateway asks which of its pictures are still those of products."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actions.marketplace.goods.catalogue.pictures import find_named
from actions.world import open_world
from foundation.files.picture_names import LONGEST


class Asked(BaseModel):
    names: list[Annotated[str, Field(max_length=LONGEST)]] = Field(max_length=500)


def pictures_router() -> APIRouter:
    """Returns the router of one route: `POST /pictures/named {"names"}` returns those names that are a product's
    picture."""
    router = APIRouter()

    @router.post("/pictures/named")
    async def named(asked: Asked) -> dict[str, list[str]]:
        database = (await open_world()).market.database
        async with database.read() as connection:
            return {"named": await find_named(connection, asked.names)}

    return router
