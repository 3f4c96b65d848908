"""Shows the staff an account's quotations, negotiates about them in the name of a side, and revises them in the
supplier's name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.desk.acts import Act, Asked, Change, Field, Problem, Subject
from actions.desk.asking import build_asking
from actions.desk.fields import read_money, write_number
from actions.desk.quoting import describe_terms, list_terms, read_terms
from actions.marketplace import Marketplace
from actions.marketplace.base.records import Money, Quantity, Role, WriteKey
from actions.marketplace.trades.requests.lifecycle import BY_STAFF, MOVES
from actions.marketplace.trades.requests.lifecycle import Act as Move
from actions.marketplace.trades.requests.records import CounterOffer, Quotation, Rfq
from actions.replies import Card, Value, money, quantity, term, text, unit_price
from actions.trades.quotations.cards import (
    find_total,
    goods,
    own_quotation_card,
    quotation_card,
)

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
    under_way = [(rfq, one) for rfq, one in pairs if _is_under_way(rfq, one, side)]
    return [Quoted(rfq, one, side) for rfq, one in under_way[:MOST]]


def _is_under_way(rfq: Rfq, quotation: Quotation, side: Role) -> bool:
    """Returns whether the negotiation goes on, or the supplier can still bring it to life again by a revision."""
    can_be_revised = side == "supplier" and rfq.state == "open" and (quotation.standing, "revise", side) in MOVES
    return can_be_revised or quotation.standing in ("open", "asked", "answered", "agreed")


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
    accept = asked.market.quoting.accept_quotation
    return bool(await accept(asked.account, quotation.number, key, quotation.terms))


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
        Field("quantity", "number", "field.quantity", write_number(amount)),
    )


def _read_counter(asked: Asked) -> tuple[Money, Decimal]:
    quotation: Quotation = asked.row.quotation
    currency = quotation.unit_price.currency
    price = read_money(asked, "price", currency) or Money(Decimal(0), currency)
    return price, asked.number("quantity") or quotation.quantity.value


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


def _list_revised(row: Quoted) -> tuple[Field, ...]:
    return list_terms(row.rfq, row.quotation)


def _find_revision(asked: Asked) -> list[Change]:
    row: Quoted = asked.row
    new = describe_terms(read_terms(asked, row.rfq, row.quotation), row.rfq.quantity)
    old = describe_terms(row.quotation, row.quotation.quantity)
    labels = dict.fromkeys((*old, *new))
    changes: list[Change] = [(one, old.get(one), new.get(one)) for one in labels if old.get(one) != new.get(one)]
    if not changes:
        raise Problem("nothing")
    state = row.quotation.standing
    return changes if state == "open" else [("field.state", _standing(row), term("standing.open")), *changes]


async def _revise(asked: Asked, key: WriteKey) -> bool:
    row: Quoted = asked.row
    new = read_terms(asked, row.rfq, row.quotation)
    return bool(await asked.market.quoting.submit_quotation(asked.account, row.rfq.number, new, key))


async def _find_supplier(_market: Marketplace, row: Quoted) -> tuple[str, str]:
    return row.quotation.supplier.slug, row.quotation.number


def _move(name: str, act: Move, side: Role, do: Callable[[Asked, WriteKey], Awaitable[bool]]) -> Act:
    return Act(f"quotation.{name}", side, _can_move(act, side), _find_standing(act, side), do, steps=(act,))


def _counters(side: Role) -> Act:
    can = _can_move("counter", side)
    return Act(f"quotation.counter_{side}", side, can, _find_counter, _counter, _list_counter, ("counter",))


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
        _move("accept", "accept", "buyer", _accept),
        _move("accept_counter_buyer", "accept_counter", "buyer", _accept_counter),
        _move("accept_counter_supplier", "accept_counter", "supplier", _accept_counter),
        _counters("buyer"),
        _counters("supplier"),
        _move("decline_counter_buyer", "decline_counter", "buyer", _decline_counter),
        _move("decline_counter_supplier", "decline_counter", "supplier", _decline_counter),
        _move("decline", "decline", "buyer", _decline),
        Act(
            "quotation.revise",
            "supplier",
            _can_move("revise", "supplier"),
            _find_revision,
            _revise,
            _list_revised,
            ("revise",),
        ),
        _move("withdraw", "withdraw", "supplier", _withdraw),
        build_asking("quotation.ask", "buyer", "quotation", _find_supplier),
    ),
)
