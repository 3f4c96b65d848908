"""Whatever a customer can do to the rows of the trade, the staff can do in the customer's name, in the same states."""

from __future__ import annotations

import ast
import inspect
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

import actions.desk
from actions.desk.quotations import Quoted
from actions.desk.rows import is_for
from actions.desk.subjects import ACTS, SUBJECTS
from actions.marketplace import Marketplace
from actions.marketplace.base.records import Role
from actions.marketplace.trades.claims import lifecycle as claims
from actions.marketplace.trades.orders.lifecycle import LIFECYCLE
from actions.marketplace.trades.orders.records import Order, OrderChange, Proposal, Shipment, Terms
from actions.marketplace.trades.questions import lifecycle as questions
from actions.marketplace.trades.requests.lifecycle import MOVES, REQUEST_MOVES
from actions.marketplace.trades.samples import lifecycle as samples
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.trading import (
    BUYER,
    claim,
    market,
    order_in_parts,
    question,
    quotation,
    request,
    sample,
)

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
SIDES: tuple[Role, ...] = get_args(Role)
BY_NOBODY = {"close_claims": "the clock does it"}
"""The steps that no customer takes, and why."""
NOT_BY_STAFF = {
    "bargaining.keep_limit": "a private limit is its account's alone; the staff neither see nor set it",
    "notes.leave": "it is what a customer writes to the staff",
    "own_listings.change": "an admin corrects and pauses goods at Administration → Marketplace, with its own record",
    "steps.take": "the way of all commands about orders, and no command by itself",
}
"""The commands that the staff do not give in a customer's name, and why."""


@dataclass(frozen=True)
class Wanted:
    """Says that a side may take a step in a state of a row of this kind."""

    kind: str
    state: str
    step: str
    side: Role

    def __str__(self) -> str:
        return f"{self.kind} {self.state}: {self.step} by the {self.side}"


def list_wanted() -> Iterator[Wanted]:
    for event, step in LIFECYCLE.items():
        for state, side in itertools.product(step.before, SIDES):
            if side in step.by:
                yield Wanted("order", state, event, side)
    tables: tuple[tuple[str, Any], ...] = (
        ("claim", claims.TRANSITIONS),
        ("sample", samples.TRANSITIONS),
        ("quotation", MOVES),
        ("request", REQUEST_MOVES),
    )
    for kind, table in tables:
        yield from (Wanted(kind, state, step, who) for state, step, who in table if who in SIDES)
    for state, step, _ in questions.TRANSITIONS:
        yield from (Wanted("question", state, step, side) for side in SIDES)


async def make_rows() -> dict[str, Any]:
    """Returns a row of each kind, as its buyer sees it."""
    trade = await market()
    await trade.search.refresh()
    quoted = await trade.rfqs.access_quotation(BUYER, await quotation(await request()))
    return {
        "order": await trade.orders.access_order(BUYER, await order_in_parts()),
        "claim": await trade.claims.access_claim(BUYER, await claim()),
        "sample": await trade.samples.access_sample(BUYER, await sample()),
        "quotation": Quoted(await trade.rfqs.access_rfq(BUYER, quoted.rfq_number), quoted, "buyer"),
        "request": await trade.rfqs.access_rfq(BUYER, await request()),
        "question": await trade.questions.access_question(BUYER, await question()),
    }


def vary(row: Any, wanted: Wanted) -> Iterator[Any]:
    """Returns the row as the side sees it in the wanted state, with whatever may wait for an answer."""
    state, side = wanted.state, wanted.side
    if isinstance(row, Order):
        yield from (replace(row, state=state, changes=one, shipments=sent(row)) for one in CHANGES)
    elif isinstance(row, Quoted):
        yield Quoted(row.rfq, replace(row.quotation, standing=state), side)  # type: ignore[arg-type]
    elif wanted.kind == "request":
        yield replace(row, state=state, recipients=2 if side == "buyer" else None)
    elif wanted.kind == "question":
        yield replace(row, state=state, reader=side, asked_by="supplier" if side == "buyer" else "buyer")
    else:
        yield replace(row, state=state, reader=side)


def sent(order: Order) -> tuple[Shipment, ...]:
    return tuple(replace(one, arrived_at=None) for one in order.shipments)


CHANGES: tuple[tuple[OrderChange, ...], ...] = (
    (),
    (OrderChange(1, "change", "open", Terms(items="blue"), Terms(), None, NOW),),
    (OrderChange(1, "cancel", "open", Terms(), Terms(), None, NOW),),
    (OrderChange(1, "change", "proposed", Terms(items="blue"), Terms(), None, NOW, Proposal(ships_on=NOW.date())),),
)


async def test_every_step_of_every_lifecycle_has_an_act_in_every_state() -> None:
    rows, acts = await make_rows(), {subject.name: subject.acts for subject in SUBJECTS}
    missing = [
        str(one)
        for one in list_wanted()
        if not any(
            one.step in act.steps and act.side == one.side and any(map(act.is_possible, vary(rows[one.kind], one)))
            for act in acts[one.kind]
        )
    ]
    assert missing == []
    assert {event for event, step in LIFECYCLE.items() if not step.by & set(SIDES)} == BY_NOBODY.keys()


async def test_no_act_claims_a_step_that_no_lifecycle_has() -> None:
    known = {(one.kind, one.step) for one in list_wanted()} | {("claim", step) for step in claims.DECISIONS}
    claimed = {(subject.name, step) for subject in SUBJECTS for act in subject.acts for step in act.steps}
    assert claimed <= known


def list_commands() -> set[str]:
    """Returns the commands of the marketplace: the methods of its parts that happen once for a key."""
    found = set()
    types = get_type_hints(Marketplace)
    for part in fields(Marketplace):
        for name, method in inspect.getmembers(types[part.name], inspect.iscoroutinefunction):
            if not name.startswith("_") and "key" in inspect.signature(method).parameters:
                found.add(f"{part.name}.{name}")
    return found


def list_called() -> set[str]:
    """Returns the commands that the acts of the staff call."""
    found = set()
    for file in Path(actions.desk.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                found.add(f"{node.value.attr}.{node.attr}")
    return found


async def test_the_staff_can_give_every_command_but_those_with_a_reason() -> None:
    commands = list_commands()
    assert len(commands) > 30
    assert commands - list_called() == NOT_BY_STAFF.keys()


async def test_an_act_is_for_one_side_or_for_the_marketplace() -> None:
    decided = {name for name, (_, act) in ACTS.items() if act.side is None}
    assert decided == {f"claim.{step}" for step in claims.DECISIONS}
    assert all(is_for(act, side) for _, act in ACTS.values() for side in SIDES if act.side in (None, side))
