"""Shows the staff an account's requests and quotations, and takes steps in the customer's name that their lifecycles
allow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.desk.acts import Act, Asked, Change, Field, Problem, Subject
from actions.desk.orders import list_countries, read_destination
from actions.marketplace import Marketplace
from actions.marketplace.base.records import Money, Quantity, Role, WriteKey
from actions.marketplace.trades.requests.lifecycle import BY_STAFF, MOVES, REQUEST_MOVES, REQUESTS_BY_STAFF
from actions.marketplace.trades.requests.lifecycle import Act as Move
from actions.marketplace.trades.requests.records import CounterOffer, Quotation, Rfq, RfqChanges
from actions.replies import Card, Value, date, destination, money, quantity, term, text, unit_price
from actions.trades.quotations.cards import find_total, goods, lead_card, own_quotation_card, quotation_card
from actions.trades.requests.cards import request_card

MOST = 6


@dataclass(frozen=True, slots=True)
class Quoted:
    """Holds a quotation with its request, as the account `side` sees them."""

    rfq: Rfq
    quotation: Quotation
    side: Role


async def _access(market: Marketplace, account: str, number: str) -> Quoted:
    quotation = await market.rfqs.access_quotation(account, number)
    rfq = await market.rfqs.access_rfq(account, quotation.rfq_number)
    return Quoted(rfq, quotation, await _find_side(market, account))


async def _find_side(market: Marketplace, account: str) -> Role:
    return await market.staff_acts.find_role(account)


async def _list_quotations(market: Marketplace, account: str) -> list[Quoted]:
    side = await _find_side(market, account)
    if side == "supplier":
        pairs = list(await market.rfqs.list_quotations(account))
    else:
        pairs = [(rfq, one) for rfq in await market.rfqs.list_rfqs(account, ("open",), MOST) for one in rfq.quotations]
    under_way = [(rfq, one) for rfq, one in pairs if one.standing in ("open", "asked", "answered", "agreed")]
    return [Quoted(rfq, one, side) for rfq, one in under_way[:MOST]]


def _quotation_card(row: Quoted) -> Card:
    return quotation_card(row.quotation) if row.side == "buyer" else own_quotation_card(row.rfq, row.quotation)


def _can_move(act: Move, side: Role) -> Callable[[Quoted], bool]:
    def is_possible(row: Quoted) -> bool:
        return row.rfq.state == "open" and act in BY_STAFF and (row.quotation.standing, act, side) in MOVES

    return is_possible


def _find_standing(act: Move, side: Role) -> Callable[[Asked], Sequence[Change]]:
    def find(asked: Asked) -> list[Change]:
        row: Quoted = asked.row
        then = MOVES[row.quotation.standing, act, side].to
        changes: list[Change] = []
        if then != row.quotation.standing:
            changes.append(("field.state", _standing(row), term(f"standing.{then}")))
        if act == "accept_counter":
            changes += _find_terms(row.quotation, _waiting(row))
        if act == "decline_counter":
            changes.append(("desk.counter_offer", _say_offer(_waiting(row)), term("desk.refused")))
        if act == "accept":
            quotation = row.quotation
            changes.append(("desk.new_order", None, money(find_total(quotation.unit_price, quotation.quantity))))
        return changes

    return find


def _waiting(row: Quoted) -> CounterOffer:
    offer = row.quotation.waiting
    if offer is None:
        raise Problem("not_possible")
    return offer


def _say_offer(offer: CounterOffer) -> Value:
    price = unit_price(offer.unit_price, offer.quantity.unit)
    return term("desk.price_for", price=price, quantity=quantity(offer.quantity))


def _find_terms(quotation: Quotation, offer: CounterOffer) -> list[Change]:
    unit = quotation.quantity.unit
    changes: list[Change] = [
        ("field.unit_price", unit_price(quotation.unit_price, unit), unit_price(offer.unit_price, unit))
    ]
    if offer.quantity != quotation.quantity:
        changes.append(("field.quantity", quantity(quotation.quantity), quantity(offer.quantity)))
    old, new = (find_total(one.unit_price, one.quantity) for one in (quotation, offer))
    return [*changes, ("field.total", money(old), money(new))]


def _standing(row: Quoted) -> Value:
    return term(f"standing.{row.quotation.standing}")


async def _accept(asked: Asked, key: WriteKey) -> bool:
    quotation: Quotation = asked.row.quotation
    quoting = asked.market.quoting
    return bool(await quoting.accept_quotation(asked.account, quotation.number, key, quotation.terms))


async def _decline(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.bargaining.decline(asked.account, asked.row.quotation.number, key)


async def _withdraw(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.bargaining.withdraw(asked.account, asked.row.quotation.number, key)


async def _accept_counter(asked: Asked, key: WriteKey) -> bool:
    row: Quoted = asked.row
    return await asked.market.bargaining.accept_counter(asked.account, row.quotation.number, _waiting(row).round, key)


async def _decline_counter(asked: Asked, key: WriteKey) -> bool:
    row: Quoted = asked.row
    return await asked.market.bargaining.decline_counter(asked.account, row.quotation.number, _waiting(row).round, key)


def _list_counter(row: Quoted) -> tuple[Field, ...]:
    amount = row.quotation.quantity.value
    return (
        Field("price", "number", "field.unit_price"),
        Field("quantity", "number", "field.quantity", f"{amount.normalize():f}"),
    )


def _read_counter(asked: Asked) -> tuple[Money, Decimal]:
    quotation: Quotation = asked.row.quotation
    price = asked.number("price") or Decimal(0)
    if round(price, 2) != price:
        raise Problem("cents")
    return Money(price, quotation.unit_price.currency), asked.number("quantity") or quotation.quantity.value


def _find_counter(asked: Asked) -> list[Change]:
    row: Quoted = asked.row
    quotation, (price, amount) = row.quotation, _read_counter(asked)
    unit = quotation.quantity.unit
    new = Quantity(amount, unit)
    return [
        ("field.unit_price", unit_price(quotation.unit_price, unit), unit_price(price, unit)),
        ("field.quantity", quantity(quotation.quantity), quantity(new)),
        (
            "field.total",
            money(find_total(quotation.unit_price, quotation.quantity)),
            money(find_total(price, new)),
        ),
    ]


async def _counter(asked: Asked, key: WriteKey) -> bool:
    price, amount = _read_counter(asked)
    return await asked.market.bargaining.counter(asked.account, asked.row.quotation.number, price, amount, key)


def _move(name: str, act: Move, side: Role, do: Callable[[Asked, WriteKey], Awaitable[bool]]) -> Act:
    return Act(name, side, _can_move(act, side), _find_standing(act, side), do)


def _can_counter(row: Quoted) -> bool:
    return _can_move("counter", row.side)(row)


QUOTATIONS = Subject(
    "quotation",
    "QUO",
    _access,
    _list_quotations,
    lambda row: row.quotation.number,
    _standing,
    lambda row: term(
        "desk.quotation_line",
        goods=goods(row.rfq),
        counterpart=text(row.quotation.supplier.name if row.side == "buyer" else row.rfq.buyer.name),
    ),
    _quotation_card,
    (
        _move("quotation.accept", "accept", "buyer", _accept),
        _move("quotation.accept_counter_buyer", "accept_counter", "buyer", _accept_counter),
        _move("quotation.accept_counter_supplier", "accept_counter", "supplier", _accept_counter),
        Act("quotation.counter_buyer", "buyer", _can_counter, _find_counter, _counter, _list_counter),
        Act("quotation.counter_supplier", "supplier", _can_counter, _find_counter, _counter, _list_counter),
        _move("quotation.decline_counter_buyer", "decline_counter", "buyer", _decline_counter),
        _move("quotation.decline_counter_supplier", "decline_counter", "supplier", _decline_counter),
        _move("quotation.decline", "decline", "buyer", _decline),
        _move("quotation.withdraw", "withdraw", "supplier", _withdraw),
    ),
)


def _is_open(act: str) -> Callable[[Rfq], bool]:
    return lambda rfq: act in REQUESTS_BY_STAFF and (rfq.state, act, "buyer") in REQUEST_MOVES


def _list_changing(rfq: Rfq) -> tuple[Field, ...]:
    where = rfq.destination.country if rfq.destination else ""
    return (
        Field("quantity", "number", "field.quantity", is_required=False),
        Field("city", "text", "desk.city", is_required=False),
        Field("country", "choice", "desk.country", where, list_countries(), is_required=False),
        Field("needed_by", "day", "field.needed_by", is_required=False),
        Field("due", "day", "field.due", is_required=False),
    )


def _read_changes(asked: Asked) -> RfqChanges:
    rfq: Rfq = asked.row
    days = asked.day("needed_by"), asked.day("due")
    if any(day is not None and day < asked.today for day in days):
        raise Problem("past")
    amount = asked.number("quantity")
    changes = RfqChanges(
        quantity=Quantity(amount, rfq.quantity.unit) if amount else None,
        destination=read_destination(asked, rfq.destination),
        needed_by=days[0],
        due_on=days[1],
    )
    if changes == RfqChanges():
        raise Problem("nothing")
    return changes


def _find_changes(asked: Asked) -> list[Change]:
    rfq, new = asked.row, _read_changes(asked)
    changes: list[Change] = []
    if new.quantity:
        changes.append(("field.quantity", quantity(rfq.quantity), quantity(new.quantity)))
    if new.destination:
        old = destination(rfq.destination) if rfq.destination else None
        changes.append(("field.destination", old, destination(new.destination)))
    if new.needed_by:
        changes.append(("field.needed_by", date(rfq.needed_by) if rfq.needed_by else None, date(new.needed_by)))
    if new.due_on:
        changes.append(("field.due", date(rfq.due_on), date(new.due_on)))
    return changes


async def _change(asked: Asked, key: WriteKey) -> bool:
    outcome = await asked.market.request_changes.change(asked.account, asked.row.number, _read_changes(asked), key)
    if outcome == "suspicious":
        raise Problem("suspicious")
    return outcome == "done"


def _find_withdrawal(asked: Asked) -> list[Change]:
    return [("field.state", term(f"rfq_state.{asked.row.state}"), term("rfq_state.withdrawn"))]


async def _withdraw_request(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.request_changes.withdraw(asked.account, asked.row.number, key) == "done"


async def _list_requests(market: Marketplace, account: str) -> list[Rfq]:
    own = await market.rfqs.list_rfqs(account, ("open",), MOST)
    return [*own, *await market.rfqs.list_open_leads(account, MOST, with_refused=True)]


def _request_card(rfq: Rfq) -> Card:
    return lead_card(rfq) if rfq.recipients is None else request_card(rfq)


REQUESTS = Subject(
    "request",
    "RFQ",
    lambda market, account, number: market.rfqs.access_rfq(account, number),
    _list_requests,
    lambda rfq: rfq.number,
    lambda rfq: term(f"rfq_state.{rfq.state}"),
    lambda rfq: term("order.goods_line", quantity=quantity(rfq.quantity), goods=goods(rfq)),
    _request_card,
    (
        Act("request.change", "buyer", _is_open("change"), _find_changes, _change, _list_changing),
        Act("request.withdraw", "buyer", _is_open("withdraw"), _find_withdrawal, _withdraw_request),
    ),
)
