"""Serves the routes by which the console shows the data from the operator's own system, and corrects and pauses rows
for admins."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Query
from pydantic import BaseModel, Field

from actions.marketplace.integrations.correcting.correcting import Corrected
from actions.marketplace.integrations.events.events import LONGEST_ID, MOST
from actions.marketplace.integrations.importing.problems import write_problem
from actions.serving.events_routes import write_result
from actions.serving.guard import or_404
from actions.world import open_world

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Said = Annotated[str, Query(max_length=100)]
What = Literal["goods", "suppliers", "accounts"]
RowName = Annotated[str, Path(pattern=r"^[A-Za-z0-9_.@:-]{1,80}$")]
Account = Annotated[str, Field(max_length=80)]
Cell = Annotated[str, Field(max_length=4000)]
EventId = Annotated[str, Field(max_length=LONGEST_ID)]


class Paused(BaseModel):
    paused: bool


class Correction(BaseModel):
    cells: dict[str, Cell] = Field(max_length=40)
    seen: str = Field(max_length=40)
    by: str = Field(min_length=1, max_length=80)


class Signed(BaseModel):
    accounts: dict[Account, Literal["buyer", "supplier"]] = Field(max_length=500)


class Replay(BaseModel):
    ids: list[EventId] | None = Field(default=None, max_length=MOST)


def oversight_router() -> APIRouter:
    """Returns the router of nine routes.

    `GET /oversight` returns the newest data that came in and went out. `POST /oversight/signed {"accounts": {account:
    role}}` answers `{"misfits": […]}`: the accounts that do not exist here, or have another role here. `GET
    /oversight/<goods, suppliers or accounts>?said=` searches for these words. `GET /oversight/orders?said=` searches
    for orders. `GET /oversight/<…>/<id>` returns one of them with its fields. `POST /oversight/<…>/<id> {"cells",
    "seen", "by"}` corrects it and answers `{"changed": {…}, "problems": […]}`; `POST /oversight/<…>/<id>/paused
    {"paused"}` pauses it or ends the pause. `POST /oversight/events {"ids"}` takes refused events in again (without
    ids, all of them) and answers `{"results": […]}`. `POST /oversight/outgoing/<id>` sends a write to the operator's
    system again.
    """
    router = APIRouter(prefix="/oversight")

    @router.get("")
    async def traffic() -> dict[str, object]:
        return dict(await (await open_world()).market.oversight.list_traffic())

    @router.post("/signed")
    async def signed(given: Signed) -> dict[str, object]:
        return {"misfits": await (await open_world()).market.oversight.find_misfits(given.accounts)}

    @router.post("/events")
    async def replay(given: Replay) -> dict[str, object]:
        results = await (await open_world()).market.events.replay(given.ids)
        return {"results": [write_result(one) for one in results]}

    @router.post("/outgoing/{outgoing_id}")
    async def again(outgoing_id: Number) -> dict[str, bool]:
        return {"changed": await (await open_world()).market.oversight.send_again(outgoing_id)}

    @router.get("/orders")
    async def find_orders(said: Said) -> dict[str, object]:
        return {"found": await (await open_world()).market.oversight.find_orders(said)}

    @router.get("/{what}")
    async def find(what: What, said: Said) -> dict[str, object]:
        oversight = (await open_world()).market.oversight
        search = {
            "goods": oversight.find_goods,
            "suppliers": oversight.find_suppliers,
            "accounts": oversight.find_accounts,
        }
        return {"found": await search[what](said)}

    @router.get("/{what}/{row}")
    async def show(what: What, row: RowName) -> dict[str, Any]:
        return asdict(await or_404((await open_world()).market.correcting.access(what, _read_id(what, row))))

    @router.post("/{what}/{row}")
    async def correct(what: What, row: RowName, given: Correction) -> dict[str, Any]:
        correcting = (await open_world()).market.correcting
        corrected: Corrected = await or_404(
            correcting.correct(what, _read_id(what, row), given.cells, given.seen, given.by)
        )
        return {"changed": corrected.changed, "problems": [dict(write_problem(one)) for one in corrected.problems]}

    @router.post("/{what}/{row}/paused")
    async def pause(what: What, row: RowName, given: Paused) -> dict[str, bool]:
        correcting = (await open_world()).market.correcting
        return {"changed": await or_404(correcting.pause(what, _read_id(what, row), given.paused))}

    return router


def _read_id(what: What, row: str) -> int | str:
    """Returns the id of a row: the name of an account, or the number of anything else."""
    if what == "accounts":
        return row
    if not row.isdecimal() or len(row) > 9:
        raise HTTPException(404, "not found")
    return int(row)
