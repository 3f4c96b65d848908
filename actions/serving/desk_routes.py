"""Serves the routes by which the gateway shows the staff a customer's rows, and does what they do in the customer's
name."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actions.desk.doing import Form, Wish, do, preview
from actions.desk.rows import Row, list_rows
from actions.desk.showing import show_row
from actions.replies import Reply, Value
from actions.serving.guard import or_404
from actions.world import open_world

Short = Annotated[str, Field(max_length=80)]
Word = Annotated[str, Field(max_length=2000)]


class Wanted(BaseModel):
    account: Short
    named: list[Annotated[str, Field(max_length=20)]] = Field(default=[], max_length=50)
    goods: Short = ""


class Showing(BaseModel):
    account: Short
    number: Annotated[str, Field(max_length=20)]


class Asking(BaseModel):
    """Holds an act that a member of the staff asks for; `filled` says that its form is filled in."""

    account: Short
    act: Short
    number: Annotated[str, Field(max_length=20)]
    values: dict[Short, Word] = Field(default={}, max_length=20)
    reason: Word = ""
    filled: bool = False

    @property
    def wish(self) -> Wish:
        return Wish(self.account, self.act, self.number, self.values, self.reason)


class Doing(Asking):
    """Holds an act that the member of the staff `by` has confirmed on a form. `key` is the key of the form, for which
    the act is done once, and `seen` the digest of what the form showed."""

    key: Annotated[str, Field(min_length=16, max_length=80)]
    by: Annotated[str, Field(min_length=1, max_length=80)]
    seen: Short


def desk_router() -> APIRouter:
    """Returns the router of four routes.

    `POST /desk/rows {"account", "named", "goods"}` → `{"rows": [Row]}` lists what the account has under way. `POST /desk/card
    {"account", "number"}` answers with a `Reply` that shows one of these rows. `POST /desk/preview` answers with the form of an act and what it would change. `POST /desk/do` → `{"done": bool, "problem": Value or
    null}` carries it out.
    """
    router = APIRouter(prefix="/desk")

    @router.post("/rows", response_model=None)
    async def rows(wanted: Wanted) -> dict[str, list[Row]]:
        market = (await open_world()).market
        return {"rows": await or_404(list_rows(market, wanted.account, wanted.named, wanted.goods))}

    @router.post("/card", response_model=None)
    async def card(showing: Showing) -> Reply:
        return await or_404(show_row((await open_world()).market, showing.account, showing.number))

    @router.post("/preview", response_model=None)
    async def show(asking: Asking) -> Form:
        return await or_404(preview(await open_world(), asking.wish, is_filled=asking.filled))

    @router.post("/do", response_model=None)
    async def carry_out(doing: Doing) -> dict[str, bool | Value | None]:
        world = await open_world()
        problem = await or_404(do(world, doing.wish, doing.key, doing.by, doing.seen))
        return {"done": problem is None, "problem": problem}

    return router
