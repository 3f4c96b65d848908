"""Watches the rows of a marketplace while people trade: which states change, by whom, and whether all adds up."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Table, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import Marketplace
from actions.marketplace.base import tables as marketplace_tables
from actions.marketplace.trades.claims import lifecycle as claims
from actions.marketplace.trades.claims import tables as claims_tables
from actions.marketplace.trades.claims.records import WAITING
from actions.marketplace.trades.due import tables as due_tables
from actions.marketplace.trades.orders import lifecycle as orders
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.orders.part_lifecycles import PAYMENTS, SHIPMENTS, list_moves
from actions.marketplace.trades.orders.records import find_whole
from actions.marketplace.trades.questions import lifecycle as questions
from actions.marketplace.trades.questions import tables as questions_tables
from actions.marketplace.trades.requests import lifecycle as requests
from actions.marketplace.trades.requests import tables as requests_tables
from actions.marketplace.trades.samples import lifecycle as samples
from actions.marketplace.trades.samples import tables as samples_tables
from actions.notices import DECLARED, FOR_STAFF

_orders, _lines = orders_tables.orders, orders_tables.order_lines
_payments, _shipments, _changes = orders_tables.payments, orders_tables.shipments, orders_tables.order_changes
_rfqs, _quotations, _offers = requests_tables.rfqs, requests_tables.quotations, requests_tables.counter_offers
_recipients, _claims, _accounts = requests_tables.rfq_recipients, claims_tables.claims, marketplace_tables.accounts
_outbox = marketplace_tables.outbox
WATCHED: Mapping[str, Table] = {
    "rfqs": _rfqs,
    "quotations": _quotations,
    "counter_offers": _offers,
    "orders": _orders,
    "order_changes": _changes,
    "payments": _payments,
    "shipments": _shipments,
    "claims": _claims,
    "samples": samples_tables.samples,
    "questions": questions_tables.questions,
}
NUMBER = re.compile(r"\b(?:ORD|RFQ|QUO|CLM|SMP|QST)-\d+\b")
ABOUT = {kind.name: kind.about for of_subject in (*DECLARED, *FOR_STAFF) for kind in of_subject}


def _orders_allowed() -> set[tuple[str, str, str]]:
    found = {("buyer", "", "awaiting_confirmation")}
    for step in orders.LIFECYCLE.values():
        found |= {(who, old, str(step.then)) for who in step.by for old in step.before if step.then}
    return found


def _moves(table: Mapping[Any, Any], name: str = "state") -> set[tuple[str, str, str]]:
    return {(who, old, getattr(then, name)) for (old, _, who), then in table.items()}


def _quotations_allowed() -> set[tuple[str, str, str]]:
    """What is stored of a standing is only its end."""
    ended = {"accepted", "declined", "withdrawn"}
    found = {(who, "open", move.to) for (_, _, who), move in requests.MOVES.items() if move.to in ended}
    return found | {("supplier", "", "open"), ("marketplace", "", "open"), ("clock", "open", "expired")}


_BOTH, _ALL = ("buyer", "supplier"), ("buyer", "supplier", "marketplace", "clock")
ALLOWED: Mapping[str, set[tuple[str, str, str]]] = {
    "orders": _orders_allowed(),
    "rfqs": _moves(requests.REQUEST_MOVES, "to")
    | {("buyer", "", "open"), ("buyer", "open", "awarded"), ("clock", "open", "expired")},
    "quotations": _quotations_allowed(),
    "counter_offers": {(who, "", state) for who in _BOTH for state in ("quoted", "open")}
    | {(who, "open", end) for who in _BOTH for end in ("accepted", "declined", "overtaken")}
    | {("marketplace", "open", "overtaken"), ("marketplace", "", "quoted")},
    "order_changes": {("buyer", "", "open"), ("buyer", "", "made")}
    | {("supplier", "open", answer) for answer in ("agreed", "refused", "proposed")}
    | {("buyer", "proposed", answer) for answer in ("agreed", "refused")}
    | {(who, old, "overtaken") for who in _ALL for old in ("open", "proposed")},
    "payments": list_moves(PAYMENTS),
    "shipments": list_moves(SHIPMENTS),
    "claims": _moves(claims.TRANSITIONS)
    | {("buyer", "", "open")}
    | {("clock", old, move.state) for old, move in claims.RUN_OUT.items()},
    "samples": _moves(samples.TRANSITIONS) | {("buyer", "", "requested")},
    "questions": {(who, old, new) for who in _BOTH for _, old, new in _moves(questions.TRANSITIONS)}
    | {(who, "", "asked") for who in _BOTH},
}


@dataclass(frozen=True, slots=True)
class Change:
    table: str
    row_id: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Parties:
    """Names the companies that something is between. A request may be put to several suppliers."""

    buyer_id: int
    supplier_ids: frozenset[int]

    def include(self, account: Row[Any]) -> bool:
        return account.buyer_id == self.buyer_id or account.supplier_id in self.supplier_ids


async def set_triggers(market: Marketplace) -> None:
    """Lets the database write down each change of a state, also those within one transaction."""
    async with market.database.begin() as connection:
        key = "INTEGER PRIMARY KEY AUTOINCREMENT" if market.database.is_sqlite else "SERIAL PRIMARY KEY"
        await connection.execute(
            text(f"CREATE TABLE watched (id {key}, kind TEXT, row_id INTEGER, old TEXT, new TEXT)")
        )
        for statement in _write_triggers(market.database.is_sqlite):
            await connection.execute(text(statement))


def _write_triggers(is_sqlite: bool) -> Iterable[str]:
    into = "INSERT INTO watched(kind, row_id, old, new)"
    for name in WATCHED:
        old, new = _state_of(name, "OLD"), _state_of(name, "NEW")
        made, moved = f"{into} VALUES ('{name}', NEW.id, '', {new})", f"{into} VALUES ('{name}', NEW.id, {old}, {new})"
        if is_sqlite:
            yield f"CREATE TRIGGER new_{name} AFTER INSERT ON {name} BEGIN {made}; END"
            yield f"CREATE TRIGGER on_{name} AFTER UPDATE ON {name} WHEN {old} <> {new} BEGIN {moved}; END"
            continue
        yield (
            f"CREATE FUNCTION watch_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'INSERT' THEN "
            f"{made}; ELSIF {old} <> {new} THEN {moved}; END IF; RETURN NULL; END $$"
        )
        on = f"AFTER INSERT OR UPDATE ON {name} FOR EACH ROW"
        yield f"CREATE TRIGGER watch_{name} {on} EXECUTE FUNCTION watch_{name}()"


def _state_of(name: str, row: str) -> str:
    """Returns the SQL expression for the state of a row. A shipment has none, but a moment of arrival."""
    if name == "shipments":
        return f"(CASE WHEN {row}.arrived_at IS NULL THEN 'on_the_way' ELSE 'arrived' END)"
    return f"{row}.state"


class Watch:
    """Judges each step. `check_step` reads what it changed and told; `check_all` reads everything."""

    def __init__(self, market: Marketplace, secrets: Mapping[str, set[str]]) -> None:
        self._market, self._secrets = market, secrets
        self._seen = self._told = 0
        self._accounts: dict[str, Row[Any]] = {}
        self._parties: dict[str, Parties] = {}
        self._placed = 0
        self.counted: Counter[str] = Counter()
        self.operated: set[int] = set()
        """The orders that the operator's own system changed: their payments and shipments are as it says."""

    async def open(self) -> None:
        await set_triggers(self._market)
        async with self._market.database.read() as connection:
            self._accounts = {row.slug: row for row in await connection.execute(select(_accounts))}
            self._told = (await connection.execute(select(func.max(_outbox.c.id)))).scalar_one() or 0

    async def check_step(self, actor: str, *, by_staff: bool = False) -> list[Change]:
        """Checks what changed since the last step, and who was told. Returns the changes. With `by_staff`, the staff have
        acted in the actor's name."""
        async with self._market.database.read() as connection:
            query = text(f"SELECT id, kind, row_id, old, new FROM watched WHERE id > {self._seen} ORDER BY id")
            rows = (await connection.execute(query)).all()
            changes = [Change(row.kind, row.row_id, row.old, row.new) for row in rows]
            self._seen = max((row.id for row in rows), default=self._seen)
            for change in changes:
                await self._check_change(connection, actor, change, by_staff)
            sold = sum(one.table == "quotations" and one.new == "accepted" for one in changes)
            self._placed += sum(one.table == "orders" and not one.old for one in changes) - sold
            await self._check_told(connection, changes)
            for order in {one.row_id for one in changes if one.table == "orders"}:
                await self._check_order(connection, order)
        return changes

    async def _check_change(self, connection: AsyncConnection, actor: str, change: Change, by_staff: bool) -> None:
        account = self._accounts.get(actor)
        who = account.role if account is not None else actor
        if by_staff and ("staff", change.old, change.new) in ALLOWED[change.table]:
            who = "staff"
        is_operators = who == "marketplace" and change.table == "orders"
        assert is_operators or (who, change.old, change.new) in ALLOWED[change.table], (actor, change)
        self.counted[f"{change.table}: {change.old or 'new'} → {change.new}"] += 1
        parties = await self._find_parties_of_row(connection, change) if account is not None else None
        if account is not None and parties is not None:
            assert parties.include(account), f"{actor} changed what is others': {change}"

    async def _find_parties_of_row(self, connection: AsyncConnection, change: Change) -> Parties | None:
        """Returns whose the row is; None when it is gone, as the rounds of a quotation that is now in another currency."""
        table, row_id = WATCHED[change.table], change.row_id
        row = (await connection.execute(select(table).where(table.c.id == row_id))).first()
        if row is None:
            return None
        if change.table in ("order_changes", "payments", "shipments"):
            row = (await connection.execute(select(_orders).where(_orders.c.id == row.order_id))).one()
        if change.table == "counter_offers":
            row = (await connection.execute(select(_quotations).where(_quotations.c.id == row.quotation_id))).one()
        return await self.find_parties(connection, row.number)

    async def find_parties(self, connection: AsyncConnection, number: str) -> Parties:
        """Returns the companies that the order, request, quotation, claim, sample or question is between."""
        if number in self._parties:
            return self._parties[number]
        kind = number.partition("-")[0]
        tables = {
            "ORD": "orders",
            "RFQ": "rfqs",
            "QUO": "quotations",
            "CLM": "claims",
            "SMP": "samples",
            "QST": "questions",
        }
        table = WATCHED[tables[kind]]
        row = (await connection.execute(select(table).where(table.c.number == number))).one()
        if kind == "RFQ":
            query = select(_recipients.c.supplier_id).where(_recipients.c.rfq_id == row.id)
            asked = frozenset((await connection.execute(query)).scalars())
            return Parties(row.buyer_id, asked)  # the operator may put it to more
        if kind == "QUO":
            rfq = (await connection.execute(select(_rfqs).where(_rfqs.c.id == row.rfq_id))).one()
            self._parties[number] = Parties(rfq.buyer_id, frozenset({row.supplier_id}))
        else:
            self._parties[number] = Parties(row.buyer_id, frozenset({row.supplier_id}))
        return self._parties[number]

    async def _check_told(self, connection: AsyncConnection, changes: list[Change]) -> None:
        rows = (await connection.execute(select(_outbox).where(_outbox.c.id > self._told).order_by(_outbox.c.id))).all()
        self._told = max((row.id for row in rows), default=self._told)
        told = Counter((row.account, row.kind, json.dumps(row.payload, sort_keys=True)) for row in rows)
        assert not (twice := [one for one, times in told.items() if times > 1]), f"told twice at once: {twice}"
        for row in rows:
            self.counted[f"told: {row.kind}"] += 1
            assert row.payload.keys() == ABOUT[row.kind], row
            for number in NUMBER.findall(json.dumps(row.payload)):
                parties = await self.find_parties(connection, number)
                assert parties.include(self._accounts[row.account]), f"{row.account} is told of what is others': {row}"

    async def check_read(self, account: str, said: object) -> None:
        """Checks what an account reads: it names nothing of others, and nobody's secrets but its own."""
        shown = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False, default=str)
        async with self._market.database.read() as connection:
            for number in set(NUMBER.findall(shown)):
                parties = await self.find_parties(connection, number)
                assert parties.include(self._accounts[account]), f"{account} reads {number}: {shown[:400]}"
        for owner, words in self._secrets.items():
            if owner != account:
                assert not (found := [one for one in words if one in shown]), f"{account} reads {owner}'s {found}"

    async def count_rows(self) -> dict[str, int]:
        """Returns how many rows there are of all that is watched or told."""
        query = "SELECT (SELECT count(*) FROM watched) AS changes, (SELECT max(id) FROM outbox) AS told"
        lines = ("order_events", "claim_events", "sample_events", "letters", "shipments", "notes")
        query += "".join(f", (SELECT count(*) FROM {name}) AS {name}" for name in lines)
        async with self._market.database.read() as connection:
            return dict((await connection.execute(text(query))).one()._mapping)

    async def _check_order(self, connection: AsyncConnection, order_id: int) -> None:
        order = (await connection.execute(select(_orders).where(_orders.c.id == order_id))).one()
        lines = select(_lines).where(_lines.c.order_id == order_id).order_by(_lines.c.position)
        line = (await connection.execute(lines)).all()
        total = sum((row.quantity * row.unit_price for row in line), Decimal(0)).quantize(Decimal("0.01"))
        if order_id in self.operated:
            return
        payments = (await connection.execute(select(_payments).where(_payments.c.order_id == order_id))).all()
        claims_ = select(func.sum(_claims.c.agreed)).where(_claims.c.order_id == order_id)
        agreed = Decimal(str((await connection.execute(claims_)).scalar_one() or 0))
        assert agreed <= total, f"{order.number}: {agreed} is paid back of {total}"
        paid = sum(
            (-row.amount if row.kind == "refund" else row.amount for row in payments if row.state != "void"), Decimal(0)
        )
        wanted = Decimal(0) if order.state == "cancelled" else total - agreed
        assert paid == wanted, f"{order.number} ({order.state}): payments are {paid}, not {wanted}: {payments}"
        whole = find_whole((row.quantity, row.unit, row.name_en) for row in line)
        await self._check_shipments(connection, order, whole)

    async def _check_shipments(self, connection: AsyncConnection, order: Row[Any], ordered: Decimal) -> None:
        rows = (await connection.execute(select(_shipments).where(_shipments.c.order_id == order.id))).all()
        sent = sum((ordered if row.quantity is None else row.quantity for row in rows), Decimal(0))
        assert sent <= ordered, f"{order.number}: {sent} of {ordered} shipped"
        if order.state in ("shipped", "delivered", "completed"):
            assert sent == ordered, f"{order.number} is {order.state}, {sent} of {ordered} shipped"
        elif order.state == "partly_shipped":
            assert 0 < sent < ordered, f"{order.number} is partly shipped, {sent} of {ordered}"
        else:
            assert sent == 0, f"{order.number} is {order.state}, {sent} of {ordered} shipped"

    async def check_all(self, first: Mapping[str, int]) -> None:
        """Checks what must hold of all rows that are newer than those of `first`."""
        async with self._market.database.read() as connection:
            await self._check_single(connection)
            query = select(_orders.c.id).where(_orders.c.id > first["orders"])
            for order_id in (await connection.execute(query)).scalars().all():
                await self._check_order(connection, order_id)
            await self._check_sold(connection, first)
            await self._check_frozen(connection)

    async def _check_single(self, connection: AsyncConnection) -> None:
        """Checks that there is at most one of what there may be one of."""
        things = due_tables.due_things.c
        single = {
            "accepted quotations of a request": select(_quotations.c.rfq_id).where(_quotations.c.state == "accepted"),
            "open quotations of a supplier": select(_quotations.c.rfq_id, _quotations.c.supplier_id).where(
                _quotations.c.state == "open"
            ),
            "open counter-offers": select(_offers.c.quotation_id).where(_offers.c.state == "open"),
            "open changes": select(_changes.c.order_id).where(_changes.c.state == "open"),
            "waiting claims": select(_claims.c.order_id).where(_claims.c.state.in_(WAITING)),
            "due things": select(things.kind, things.subject_id, things.hangs_on),
        }
        for name, query in single.items():
            columns = list(query.selected_columns)
            several = (await connection.execute(query.group_by(*columns).having(func.count() > 1))).all()
            assert not several, f"several {name}: {several}"

    async def _check_sold(self, connection: AsyncConnection, first: Mapping[str, int]) -> None:
        made = select(func.count()).where(_orders.c.id > first["orders"])
        accepted = text("SELECT count(*) FROM watched WHERE kind = 'quotations' AND new = 'accepted'")
        sold = (await connection.execute(made)).scalar_one(), (await connection.execute(accepted)).scalar_one()
        assert sold[0] - self._placed == sold[1], f"{sold[0]} orders of {sold[1]} quotations, {self._placed} placed"
        awarded = select(_rfqs.c.number).where(
            _rfqs.c.state == "awarded",
            _rfqs.c.id > first["rfqs"],
            ~select(_quotations.c.id)
            .where(_quotations.c.rfq_id == _rfqs.c.id, _quotations.c.state == "accepted")
            .exists(),
        )
        assert not (found := (await connection.execute(awarded)).all()), f"awarded to nobody: {found}"

    async def _check_frozen(self, connection: AsyncConnection) -> None:
        """Checks that terms that both sides confirmed are still the quotation's."""
        query = select(_quotations, _rfqs.c.unit).join(_rfqs, _rfqs.c.id == _quotations.c.rfq_id)
        for row in await connection.execute(query.where(_quotations.c.agreed_terms.is_not(None))):
            assert requests.hash_terms(row, row.unit) == row.agreed_terms, f"{row.number}: agreed terms have changed"
