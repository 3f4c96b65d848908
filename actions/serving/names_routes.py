"""Serves the route by which Rasa follows the names of the catalogue."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from actions.marketplace.goods.catalogue.names import READ_FROM, list_names
from actions.marketplace.goods.catalogue.version import catalogue_version
from actions.world import open_world


def names_router() -> APIRouter:
    """Returns the router of one route: `GET /names?known=` returns the version of the catalogue and, unless Rasa
    already knows this version, the names of its goods, categories and suppliers."""
    router = APIRouter()

    @router.get("/names")
    async def names(known: Annotated[str, Query(max_length=80)] = "") -> dict[str, object]:
        database = (await open_world()).market.database
        async with database.read() as connection:
            version = await catalogue_version(connection)
            return {"version": version, "names": None if version == known else await list_names(connection, READ_FROM)}

    return router
