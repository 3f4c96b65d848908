"""Opens claims, changes them as their lifecycle allows, and reads them. Every function finds only the claims that the
account is a party to."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.base.accounts import canonical_number, check_staff, find_account, require_role
from actions.marketplace.base.database.counters import next_number
from actions.marketplace.base.database.engine import Database
from actions.marketplace.base.database.idempotency import once
from actions.marketplace.base.database.reads import read_once
from actions.marketplace.base.errors import NotAllowed, NotFound
from actions.marketplace.base.outbox import tell_company
from actions.marketplace.base.records import Money, Name, Quantity, WriteKey, read_staff
from actions.marketplace.operator.terms import find_terms
from actions.marketplace.trades.attachments.tables import attachments
from actions.marketplace.trades.claims import tables
from actions.marketplace.trades.claims.lifecycle import BY_STAFF, DECISIONS, TRANSITIONS, Step, Transition, Who
from actions.marketplace.trades.claims.notices import CLAIM_OPENED, CLAIM_WORDS
from actions.marketplace.trades.claims.records import (
    PAID_BACK,
    WAITING,
    Changed,
    Claim,
    ClaimEvent,
    ClaimState,
    NewClaim,
    Opened,
)
from actions.marketplace.trades.letters.letters import do_send_letter, load_letters
from actions.marketplace.trades.letters.parties import lock_owned, read_parties, select_owned
from actions.marketplace.trades.letters.records import Letter, NewLetter, Part
from actions.marketplace.trades.orders import tables as orders_tables
from actions.marketplace.trades.orders.part_lifecycles import PAYMENTS
from actions.marketplace.trades.orders.records import Order
from foundation.clock import Clock

_claims, _events, _orders = tables.claims, tables.claim_events, orders_tables.orders
_lines = orders_tables.order_lines
_PARTS: dict[Step, Part] = {"refuse": "reason", "offer": "note"}
_METHOD = "bank_transfer"
"""The method of a refund if no payment of the order says how the buyer paid."""


def is_claimable(order: Order, now: datetime) -> bool:
    """Returns whether a claim about the order may be opened now: it is delivered, and its claim period is not over."""
    return order.state in ("delivered", "disputed") and order.claim_until is not None and now <= order.claim_until


def estimate_claim(order: Order, affected: Decimal | None) -> Money:
    """Returns the price of the affected pieces of the order's first line, or of the whole line."""
    line = order.lines[0]
    return Money(_estimate(line.quantity.value, line.unit_price.amount, affected), line.unit_price.currency)


class Claims:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    async def open_claim(self, account: str, new: NewClaim, key: WriteKey, conversation: str) -> Opened | None:
        """Opens a claim about an order of this buyer, enters it in the order's timeline, and tells the supplier. A
        repetition with the same `key` changes nothing and returns the first result.

        Suspicious words of the description are held back; the supplier learns the rest of the claim at once. Returns
        None if the claim period is over or has not begun, or if another claim about the order is not over yet.

        Raises:
            NotFound: there is no such order, or it belongs to somebody else.
            NotAllowed: the account belongs to a supplier.
        """
        async with self._database.begin() as connection:
            buyer = await require_role(connection, account, "buyer")
            order = await _lock_order(connection, new.order, buyer.buyer_id)

            async def insert() -> dict[str, Any]:
                if not await self._may_open(connection, order):
                    return {"claim": None, "held": False}
                number = await self._insert(connection, order, new, key)
                letter = _letter(number, "description", new.description, account, "buyer", conversation, order)
                is_passed = await do_send_letter(connection, letter, CLAIM_WORDS, self._clock())
                await tell_company(
                    connection, CLAIM_OPENED, {"claim": number}, self._clock(), supplier_id=order.supplier_id
                )
                return {"claim": number, "held": not is_passed, "about": number}

            result = await once(connection, account, key, self._clock(), insert)
            return Opened(result["claim"], result["held"]) if result["claim"] else None

    async def take_step(
        self,
        account: str,
        number: str,
        step: Step,
        key: WriteKey,
        conversation: str,
        *,
        amount: Decimal | None = None,
        pieces: Decimal | None = None,
        words: str = "",
    ) -> Changed:
        """Takes a step of the claim's lifecycle for this account and tells the other side. A repetition with the same
        `key` changes nothing and returns the first result. `amount` is the sum that a supplier offers, or that the
        staff award to the buyer, in the currency of the order. It cannot be more than the order's total less the sums
        that were agreed on in its other claims. `pieces` is how many pieces a supplier offers to send anew instead of
        money, at most as many as were ordered.

        Once both sides agree on money, the refund is entered as a payment of the order that is on its way.

        Raises:
            NotFound: there is no such claim, or it belongs to somebody else.
            NotAllowed: only the staff decide.
        """
        if step in DECISIONS and key.staff is None:
            raise NotAllowed("only the staff decide a claim")
        check_staff(key, step, BY_STAFF)
        async with self._database.begin() as connection:
            actor = await find_account(connection, account)
            claim = await lock_owned(connection, _claims, account, canonical_number(number, "CLM"))

            async def change() -> dict[str, Any]:
                who: Who = "staff" if step in DECISIONS else actor.role
                transition = TRANSITIONS.get((claim.state, step, who))
                most = (await _find_most(connection, [claim.order_id]))[claim.order_id]
                if transition is None or (step in ("offer", "settle") and not 0 < (amount or 0) <= most):
                    return {"changed": False, "held": False}
                ordered = (await _load_line(connection, claim.order_id)).quantity
                if step == "replace" and not 0 < (pieces or 0) <= ordered:
                    return {"changed": False, "held": False}
                await self._change(connection, claim, who, transition, amount, most, key, pieces)
                part, is_passed = _PARTS.get(step), True
                if part and words.strip():
                    letter = _letter(claim.number, part, words, account, actor.role, conversation, claim)
                    is_passed = await do_send_letter(connection, letter, CLAIM_WORDS, self._clock())
                return {"changed": True, "held": not is_passed, "about": claim.number}

            result = await once(connection, account, key, self._clock(), change)
            return Changed(result["changed"], result["held"])

    @read_once
    async def access_claim(self, account: str, number: str) -> Claim:
        """Returns a claim of this buyer, or a claim about an order of this supplier.

        Raises:
            NotFound: there is no such claim, or it is not for this account.
        """
        query = _select_visible(account).where(_claims.c.number == canonical_number(number, "CLM"))
        found = await self._load(account, query)
        if not found:
            raise NotFound(number)
        return found[0]

    async def list_claims(
        self, account: str, states: Sequence[ClaimState] | None = None, order: str | None = None, limit: int = 10
    ) -> tuple[Claim, ...]:
        """Returns the claims of the account, the newest first. `states` and `order` limit them to claims in these
        states and about this order."""
        query = _select_visible(account).order_by(_claims.c.id.desc()).limit(limit)
        if states is not None:
            query = query.where(_claims.c.state.in_(states))
        if order is not None:
            query = query.where(_orders.c.number == canonical_number(order, "ORD"))
        return await self._load(account, query)

    async def find_waiting(self, account: str, order: str) -> Claim | None:
        """Returns the claim about this order that is not over, if there is one."""
        return next(iter(await self.list_claims(account, WAITING, order, limit=1)), None)

    async def _may_open(self, connection: AsyncConnection, order: Row[Any]) -> bool:
        if order.state not in ("delivered", "disputed") or not order.claim_until or self._clock() > order.claim_until:
            return False
        waiting = select(_claims.c.id).where(_claims.c.order_id == order.id, _claims.c.state.in_(WAITING))
        return (await connection.execute(waiting.limit(1))).first() is None

    async def _insert(self, connection: AsyncConnection, order: Row[Any], new: NewClaim, key: WriteKey) -> str:
        number = await next_number(connection, "CLM", _claims)
        line = await _load_line(connection, order.id)
        affected = min(new.affected, line.quantity) if new.affected else None
        most = (await _find_most(connection, [order.id]))[order.id]
        values = {
            "number": number,
            "order_id": order.id,
            "buyer_id": order.buyer_id,
            "supplier_id": order.supplier_id,
            "state": "open",
            "kind": new.kind,
            "wish": new.wish,
            "affected": affected,
            "estimate": None if new.kind == "late" else min(most, _estimate(line.quantity, line.unit_price, affected)),
            "wanted": min(most, new.wanted) if new.wanted and new.wish == "part_refund" else None,
            "currency": order.currency,
            "opened_at": self._clock(),
        }
        inserted = await connection.execute(_claims.insert().values(values))
        assert inserted.inserted_primary_key is not None
        await self._add_event(connection, inserted.inserted_primary_key[0], "opened", "buyer", None, key.behalf)
        await self._add_order_event(connection, order.id, "dispute_opened")
        return number

    async def _change(
        self,
        connection: AsyncConnection,
        claim: Row[Any],
        who: Who,
        transition: Transition,
        amount: Decimal | None,
        most: Decimal,
        key: WriteKey,
        pieces: Decimal | None = None,
    ) -> None:
        values: dict[str, Any] = {"state": transition.state}
        if transition.event == "offered":
            values |= {"offer": amount, "replaces": None}
        if transition.event == "replacement_offered":
            values |= {"offer": None, "replaces": pieces}
        if transition.event in ("accepted", "settled"):
            values["replaces"] = None  # the agreement takes the place of an earlier offer of pieces
        if transition.event == "settled":
            values["agreed"] = amount
        if transition.event == "offer_accepted" and claim.offer is not None:
            values["agreed"] = min(claim.offer, most)
        refund = claim.wanted or claim.estimate
        if transition.event == "accepted" and claim.wish in PAID_BACK and refund is not None:
            values["agreed"] = min(refund, most)
        await connection.execute(update(_claims).where(_claims.c.id == claim.id).values(values))
        await self._add_event(connection, claim.id, transition.event, who, values.get("offer"), key.behalf)
        if values.get("agreed"):
            await self._add_refund(connection, claim, values["agreed"])
        sides = {"supplier": {"supplier_id": claim.supplier_id}, "buyer": {"buyer_id": claim.buyer_id}}
        for company in (sides[side] for side in sides if side != who):
            await tell_company(connection, transition.notice, {"claim": claim.number}, self._clock(), **company)

    async def _add_refund(self, connection: AsyncConnection, claim: Row[Any], amount: Decimal) -> None:
        payments = orders_tables.payments.c
        paid = select(payments.method).where(payments.order_id == claim.order_id, payments.state == "paid")
        method = (await connection.execute(paid.order_by(payments.id.desc()).limit(1))).scalar_one_or_none()
        values = {
            "order_id": claim.order_id,
            "kind": "refund",
            "state": PAYMENTS["owe_back"].next,
            "amount": amount,
            "currency": claim.currency,
            "method": method or _METHOD,
        }
        await connection.execute(orders_tables.payments.insert().values(values))
        await self._add_order_event(connection, claim.order_id, "refund_requested")

    async def _add_event(
        self,
        connection: AsyncConnection,
        claim_id: int,
        kind: str,
        role: str,
        amount: Decimal | None,
        behalf: dict[str, str | None],
    ) -> None:
        values = {"claim_id": claim_id, "kind": kind, "role": role, "amount": amount, "at": self._clock(), **behalf}
        await connection.execute(_events.insert().values(values))

    async def _add_order_event(self, connection: AsyncConnection, order_id: int, kind: str) -> None:
        values = {"order_id": order_id, "kind": kind, "at": self._clock()}
        await connection.execute(orders_tables.order_events.insert().values(values))

    async def _load(self, account: str, query: Select[Any]) -> tuple[Claim, ...]:
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
            if not rows:
                return ()
            letters = await load_letters(connection, [row.number for row in rows], rows[0].own_role)
            events = await _load_events(connection, rows)
            most = await _find_most(connection, [row.order_id for row in rows])
            within = (await find_terms(connection)).answered_within
            return tuple(
                _make_claim(row, letters[row.number], events[row.id], most[row.order_id], within) for row in rows
            )


def _estimate(ordered: Decimal, unit_price: Decimal, affected: Decimal | None) -> Decimal:
    return (unit_price * (affected if affected is not None else ordered)).quantize(Decimal("0.01"))


def _letter(
    number: str, part: Part, text: str, account: str, role: Any, conversation: str, trade: Row[Any]
) -> NewLetter:
    return NewLetter(number, part, text, account, role, conversation, trade.buyer_id, trade.supplier_id)


async def _lock_order(connection: AsyncConnection, number: str, buyer_id: int) -> Row[Any]:
    query = select(_orders).where(_orders.c.number == canonical_number(number, "ORD"), _orders.c.buyer_id == buyer_id)
    row = (await connection.execute(query.with_for_update())).first()
    if row is None:
        raise NotFound(number)
    return row


async def _load_line(connection: AsyncConnection, order_id: int) -> Row[Any]:
    query = select(_lines).where(_lines.c.order_id == order_id).order_by(_lines.c.position).limit(1)
    return (await connection.execute(query)).one()


async def _find_most(connection: AsyncConnection, order_ids: Sequence[int]) -> dict[int, Decimal]:
    """Returns how much of each order can still be paid back: its total less the sums that were agreed on in its
    claims."""
    total: dict[int, Decimal] = defaultdict(Decimal)
    for line in await connection.execute(select(_lines).where(_lines.c.order_id.in_(order_ids))):
        total[line.order_id] += line.quantity * line.unit_price
    paid_back = select(_claims.c.order_id, _claims.c.agreed)
    paid_back = paid_back.where(_claims.c.order_id.in_(order_ids), _claims.c.agreed.is_not(None))
    agreed: dict[int, Decimal] = defaultdict(Decimal)
    for claim in await connection.execute(paid_back):
        agreed[claim.order_id] += claim.agreed
    return {each: max(total[each].quantize(Decimal("0.01")) - agreed[each], Decimal(0)) for each in order_ids}


def _select_visible(account: str) -> Select[Any]:
    """Returns a query for the claims that this account is a party to, with the first line of the order, and the number
    of files of evidence."""
    evidence = (
        select(func.count(attachments.c.id))
        .where(attachments.c.order_id == _claims.c.order_id, attachments.c.use == "evidence")
        .correlate(_claims)
        .scalar_subquery()
    )
    return (
        select_owned(_claims, account)
        .add_columns(
            _orders.c.number.label("order_number"),
            _lines.c.name_en,
            _lines.c.name_zh,
            _lines.c.quantity,
            _lines.c.unit,
            _lines.c.unit_price,
            evidence.label("evidence"),
        )
        .join(_orders, _orders.c.id == _claims.c.order_id)
        .join(_lines, and_(_lines.c.order_id == _orders.c.id, _lines.c.position == 1))
    )


async def _load_events(connection: AsyncConnection, claims: Sequence[Row[Any]]) -> dict[int, tuple[ClaimEvent, ...]]:
    currencies = {row.id: row.currency for row in claims}
    found: dict[int, list[ClaimEvent]] = defaultdict(list)
    query = select(_events).where(_events.c.claim_id.in_(currencies)).order_by(_events.c.id)
    for row in await connection.execute(query):
        amount = Money(row.amount, currencies[row.claim_id]) if row.amount is not None else None
        found[row.claim_id].append(ClaimEvent(row.kind, row.role, row.at, amount, read_staff(row)))
    return {claim_id: tuple(found[claim_id]) for claim_id in currencies}


def _make_claim(
    row: Row[Any], letters: tuple[Letter, ...], events: tuple[ClaimEvent, ...], most: Decimal, within: timedelta
) -> Claim:
    def money(amount: Decimal | None) -> Money | None:
        return Money(amount, row.currency) if amount is not None else None

    buyer, supplier = read_parties(row)
    return Claim(
        number=row.number,
        order=row.order_number,
        state=row.state,
        kind=row.kind,
        wish=row.wish,
        goods=Name(row.name_en, row.name_zh),
        affected=Quantity(row.affected, row.unit) if row.affected is not None else None,
        ordered=Quantity(row.quantity, row.unit),
        estimate=money(row.estimate),
        wanted=money(row.wanted),
        offer=money(row.offer),
        most=Money(most, row.currency),
        agreed=money(row.agreed),
        replaces=Quantity(row.replaces, row.unit) if row.replaces is not None else None,
        buyer=buyer,
        supplier=supplier,
        reader=row.own_role,
        letters=letters,
        events=events,
        evidence=row.evidence,
        opened_at=row.opened_at,
        whole=Money(_estimate(row.quantity, row.unit_price, None), row.currency),
        answer_by=row.opened_at + within,
    )
