"""Orders: the only door to them. Nobody gets at one without an account that is a party to it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace import tables as marketplace_tables
from actions.marketplace.accounts import canonical_number, is_party
from actions.marketplace.catalogue import tables as catalogue_tables
from actions.marketplace.database.engine import Database
from actions.marketplace.errors import NotFound
from actions.marketplace.orders import tables
from actions.marketplace.orders.records import (
    Mentioned,
    Order,
    OrderEvent,
    OrderFilter,
    OrderLine,
    OrderPage,
    OrderState,
    OrderSummary,
    Payment,
    Shipment,
)
from actions.marketplace.records import Destination, Money, Name, Party, Quantity
from actions.marketplace.words.likeness import goods_likeness, is_company, mentions_company, mentions_goods

_orders = tables.orders
_ZERO = Decimal("0.00")
LOOKED_AT = 2000


class Orders:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def access_order(self, account: str, number: str) -> Order:
        """Raises NotFound for an order that does not exist and for somebody else's alike."""
        query = _visible(account).where(_orders.c.number == canonical_number(number, "ORD"))
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
            if row is None:
                raise NotFound(number)
            return await _order(connection, row)

    async def list_orders(
        self,
        account: str,
        states: Sequence[OrderState] | None = None,
        limit: int = 10,
        offset: int = 0,
        wanted: OrderFilter | None = None,
    ) -> OrderPage:
        """The account's orders, newest first; `total` counts all that fit. Empty for an unknown account.

        Goods and companies are looked for in the newest 2,000.
        """
        wanted = wanted or OrderFilter()
        query = _narrowed(_visible(account), wanted)
        if states is not None:
            query = query.where(_orders.c.state.in_(states))
        newest = query.order_by(_orders.c.placed_at.desc(), _orders.c.id.desc())
        async with self._database.read() as connection:
            if wanted.goods or wanted.companies:
                found = await _named(connection, newest.limit(LOOKED_AT), wanted)
                total, rows = len(found), found[offset : offset + limit]
            else:
                total = (await connection.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
                rows = list((await connection.execute(newest.limit(limit).offset(offset))).all())
            lines = await _lines(connection, [row.id for row in rows])
        return OrderPage(total, tuple(_summary(row, lines[row.id]) for row in rows))

    async def find_mentioned(self, account: str, text: str) -> Mentioned:
        """Which goods and companies of the account's newest orders the words hold, where nothing was marked in them."""
        query = _visible(account).order_by(_orders.c.placed_at.desc(), _orders.c.id.desc()).limit(LOOKED_AT)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
            goods = await _goods_names(connection, [row.id for row in rows])
        companies = [next((n for n in _company_names(row) if mentions_company(text, n)), None) for row in rows]
        named = [name for names in goods.values() for name in names if mentions_goods(text, name)]
        return Mentioned(
            goods=tuple(sorted(set(named), key=len, reverse=True)[:1]),
            companies=tuple(dict.fromkeys(filter(None, companies))),
        )


def _narrowed(query: Select[Any], wanted: OrderFilter) -> Select[Any]:
    """With the conditions that the database decides."""
    payments = tables.payments.c
    if wanted.states:
        query = query.where(_orders.c.state.in_(wanted.states))
    if wanted.placed_from:
        query = query.where(_orders.c.placed_at >= _midnight(wanted.placed_from))
    if wanted.placed_before:
        query = query.where(_orders.c.placed_at < _midnight(wanted.placed_before))
    if wanted.unpaid:
        due = select(payments.id).where(
            payments.order_id == _orders.c.id, payments.state == "due", payments.kind != "refund"
        )
        query = query.where(_orders.c.state != "cancelled", due.exists())
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


async def _named(connection: AsyncConnection, query: Select[Any], wanted: OrderFilter) -> list[Row[Any]]:
    """The rows whose goods and other company are called as wanted; of several goods those that fit best."""
    rows = list((await connection.execute(query)).all())
    if wanted.companies:
        rows = [row for row in rows if any(is_company(said, _company_names(row)) for said in wanted.companies)]
    if not wanted.goods:
        return rows
    names = await _goods_names(connection, [row.id for row in rows])
    likeness = {row.id: max(goods_likeness(said, names[row.id]) for said in wanted.goods) for row in rows}
    best = max(likeness.values(), default=0.0)
    return [row for row in rows if best and likeness[row.id] == best]


def _company_names(row: Row[Any]) -> tuple[str, ...]:
    other = _parties(row)[2]
    return tuple(filter(None, (other.name.en, other.name.zh, other.account)))


async def _goods_names(connection: AsyncConnection, order_ids: Sequence[int]) -> dict[int, list[str]]:
    """What the goods of each order are called, in both languages, with the other names of the product."""
    line, product = tables.order_lines.c, catalogue_tables.products.c
    query = (
        select(line.order_id, line.name_en, line.name_zh, product.keywords_en, product.keywords_zh)
        .select_from(tables.order_lines)
        .outerjoin(catalogue_tables.products, product.id == line.product_id)
        .where(line.order_id.in_(order_ids))
    )
    names: dict[int, list[str]] = defaultdict(list)
    for row in await connection.execute(query):
        others = f"{row.keywords_en or ''}\n{row.keywords_zh or ''}".splitlines()
        names[row.order_id] += [row.name_en, row.name_zh, *filter(None, others)]
    return names


def _visible(account: str) -> Select[Any]:
    """Orders that `account` is a party to, with both companies and the account's role in them."""
    own, buying, selling = (marketplace_tables.accounts.alias(name) for name in ("own", "buying", "selling"))
    buyers, suppliers = marketplace_tables.buyers, catalogue_tables.suppliers
    return (
        select(
            _orders,
            own.c.role.label("own_role"),
            buyers.c.name_en.label("buyer_en"),
            buyers.c.name_zh.label("buyer_zh"),
            buying.c.slug.label("buyer_account"),
            suppliers.c.name_en.label("supplier_en"),
            suppliers.c.name_zh.label("supplier_zh"),
            selling.c.slug.label("supplier_account"),
        )
        .join_from(_orders, own, and_(own.c.slug == account, is_party(own, _orders)))
        .join(buyers, _orders.c.buyer_id == buyers.c.id)
        .join(suppliers, _orders.c.supplier_id == suppliers.c.id)
        .outerjoin(buying, buying.c.buyer_id == buyers.c.id)
        .outerjoin(selling, selling.c.supplier_id == suppliers.c.id)
    )


def _parties(row: Row[Any]) -> tuple[Party, Party, Party]:
    """Buyer, supplier, and whichever of them is not the account that asks."""
    buyer = Party(Name(row.buyer_en, row.buyer_zh), "buyer", row.buyer_account)
    supplier = Party(Name(row.supplier_en, row.supplier_zh), "supplier", row.supplier_account)
    return buyer, supplier, supplier if row.own_role == "buyer" else buyer


def _summary(row: Row[Any], lines: list[OrderLine]) -> OrderSummary:
    return OrderSummary(
        number=row.number,
        state=row.state,
        counterpart=_parties(row)[2],
        goods=lines[0].product,
        quantity=lines[0].quantity,
        line_count=len(lines),
        total=_total(row, lines),
        placed_at=row.placed_at,
        expected_on=row.expected_on,
    )


async def _order(connection: AsyncConnection, row: Row[Any]) -> Order:
    lines = (await _lines(connection, [row.id]))[row.id]
    payments = await _payments(connection, row.id)
    total = _total(row, lines)
    paid = sum((_signed(payment) for payment in payments if payment.state == "paid"), _ZERO)
    owed = _ZERO if row.state == "cancelled" else max(_ZERO, total.amount - paid)
    buyer, supplier, counterpart = _parties(row)
    return Order(
        number=row.number,
        state=row.state,
        buyer=buyer,
        supplier=supplier,
        counterpart=counterpart,
        lines=tuple(lines),
        events=await _events(connection, row.id),
        shipments=await _shipments(connection, row.id),
        payments=payments,
        total=total,
        paid=Money(paid, row.currency),
        outstanding=Money(owed, row.currency),
        incoterm=row.incoterm,
        destination=Destination(row.destination_country, Name(row.destination_en, row.destination_zh)),
        placed_at=row.placed_at,
        expected_on=row.expected_on,
        claim_until=row.claim_until,
    )


def _total(row: Row[Any], lines: list[OrderLine]) -> Money:
    return Money(sum((line.total.amount for line in lines), _ZERO), row.currency)


def _signed(payment: Payment) -> Decimal:
    return -payment.amount.amount if payment.kind == "refund" else payment.amount.amount


async def _lines(connection: AsyncConnection, order_ids: Sequence[int]) -> dict[int, list[OrderLine]]:
    columns = tables.order_lines.c
    query = select(tables.order_lines, _orders.c.currency).join(_orders).where(columns.order_id.in_(order_ids))
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    for row in await connection.execute(query.order_by(columns.order_id, columns.position)):
        lines[row.order_id].append(
            OrderLine(
                product=Name(row.name_en, row.name_zh),
                product_id=row.product_id,
                quantity=Quantity(row.quantity, row.unit),
                unit_price=Money(row.unit_price, row.currency),
                total=Money((row.unit_price * row.quantity).quantize(_ZERO), row.currency),
            )
        )
    return lines


async def _events(connection: AsyncConnection, order_id: int) -> tuple[OrderEvent, ...]:
    columns = tables.order_events.c
    query = select(tables.order_events).where(columns.order_id == order_id).order_by(columns.at, columns.id)
    return tuple(
        OrderEvent(row.kind, row.at, Name(row.place_en, row.place_zh) if row.place_en else None)
        for row in await connection.execute(query)
    )


async def _shipments(connection: AsyncConnection, order_id: int) -> tuple[Shipment, ...]:
    columns = tables.shipments.c
    query = select(tables.shipments).where(columns.order_id == order_id).order_by(columns.shipped_at, columns.id)
    return tuple(
        Shipment(
            mode=row.mode,
            carrier=row.carrier,
            carrier_name=Name(row.carrier_en, row.carrier_zh),
            tracking_number=row.tracking_number,
            vessel=row.vessel,
            origin=Name(row.origin_en, row.origin_zh),
            destination=Name(row.destination_en, row.destination_zh),
            shipped_at=row.shipped_at,
            eta=row.eta,
            arrived_at=row.arrived_at,
        )
        for row in await connection.execute(query)
    )


async def _payments(connection: AsyncConnection, order_id: int) -> tuple[Payment, ...]:
    columns = tables.payments.c
    query = select(tables.payments).where(columns.order_id == order_id).order_by(columns.id)
    return tuple(
        Payment(row.kind, row.state, Money(row.amount, row.currency), row.method, row.due_on, row.paid_at)
        for row in await connection.execute(query)
    )
