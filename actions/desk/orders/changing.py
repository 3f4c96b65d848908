"""Changes and cancels orders in a buyer's name, with the supplier's agreement where it is needed, and answers such a
wish in the supplier's name: agreed, refused, or on terms that the buyer then takes or leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from actions.desk.acts import Act, Asked, Change, Field, Option, Problem
from actions.desk.fields import list_currencies, list_destination_fields, read_destination, read_money, read_words
from actions.desk.orders.steps import find_state_change, is_next, say_day, step_act
from actions.marketplace import Marketplace
from actions.marketplace.base.records import Money, Quantity, WriteKey
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.trades.orders.records import AddedLine, Order, OrderChange, Proposal, Terms
from actions.replies import Value, date, destination, lines, money, quantity, term, text
from actions.trades.orders.asked import describe_added, describe_change, describe_proposal
from actions.trades.orders.buying.adding import price_line

_LONGEST_WISH = 300
_CHANGES = ("change", "ask_change")


@dataclass(frozen=True, slots=True)
class Adding:
    """Holds an order with the goods of its supplier that a buyer may add to it."""

    order: Order
    offered: Sequence[Listing]


def _find_cancelling(asked: Asked) -> list[Change]:
    order: Order = asked.row
    if not is_next(order, "cancel"):
        return [("field.asked", None, term("asked.cancel"))]
    return [*find_state_change(order, "cancel"), *_find_refund(order)]


def _find_refund(order: Order) -> list[Change]:
    return [("desk.paid_back", None, money(order.paid))] if order.paid.amount else []


async def _cancel(asked: Asked, key: WriteKey) -> bool:
    is_own = is_next(asked.row, "cancel")
    does = asked.market.purchases.cancel_order if is_own else asked.market.purchases.ask_to_cancel
    return await does(asked.account, asked.row.number, asked.reason, key)


def _list_terms(order: Order) -> tuple[Field, ...]:
    """Returns the form's fields for those terms of an order that may change. An empty field changes nothing."""
    return (
        Field("quantity", "number", "field.quantity", is_required=False),
        *list_destination_fields(order.destination),
        Field("day", "day", "field.expected", is_required=False),
        Field("items", "text", "desk.wish_for_goods", is_required=False, longest=_LONGEST_WISH),
    )


def _read_terms(asked: Asked) -> Terms:
    order: Order = asked.row
    amount, day = asked.number("quantity"), asked.day("day")
    line = order.lines[0].quantity
    if day is not None and day < asked.today:
        raise Problem("past")
    wanted = Terms(
        Quantity(amount, line.unit) if amount and amount != line.value else None,
        read_destination(asked, order.destination),
        day if day != order.expected_on else None,
        read_words(asked, "items") or None,
    )
    if not wanted:
        raise Problem("nothing")
    return wanted


def _find_changed_terms(asked: Asked) -> list[Change]:
    order, wanted = asked.row, _read_terms(asked)
    changes: list[Change] = []
    if wanted.quantity:
        changes.append(("field.quantity", quantity(order.lines[0].quantity), quantity(wanted.quantity)))
        changes.append(
            _find_total(order, order.lines[0].unit_price, wanted.quantity.value - order.lines[0].quantity.value)
        )
    if wanted.destination:
        changes.append(("field.destination", destination(order.destination), destination(wanted.destination)))
    if wanted.expected_on:
        changes.append(("field.expected", say_day(order.expected_on), date(wanted.expected_on)))
    if wanted.items:
        changes.append(("desk.wish_for_goods", None, term("note.words", words=wanted.items)))
    return [*changes, *_find_asking(order)]


def _find_total(order: Order, price: Money, more: Decimal) -> Change:
    """Returns the change of the order's total by so many more pieces at this price."""
    total = Money(round(order.total.amount + price.amount * more, 2), order.total.currency)
    return "field.total", money(order.total), money(total)


def _find_asking(order: Order) -> list[Change]:
    """Returns the change that the supplier is asked for its agreement, if it is needed."""
    return [] if is_next(order, "change") else [("field.asked", None, term("asked.change"))]


async def _change(asked: Asked, key: WriteKey) -> bool:
    return await _make_change(asked, asked.row, _read_terms(asked), key)


async def _make_change(asked: Asked, order: Order, wanted: Terms, key: WriteKey) -> bool:
    is_own = is_next(order, "change")
    does = asked.market.purchases.change_order if is_own else asked.market.purchases.ask_to_change
    return await does(asked.account, order.number, wanted, key)


async def _load_offered(market: Marketplace, account: str, order: Order) -> Adding:
    """Returns the order with the goods that its supplier has on sale in its currency, without those that the order has
    already."""
    held = {line.product_id for line in order.lines}
    offered = await market.orders.list_offered(account, order.number)
    fits = [one for one in offered if one.product_id not in held and one.unit_price.currency == order.total.currency]
    return Adding(order, fits)


def _list_adding(about: Adding) -> tuple[Field, ...]:
    options: list[Option] = [{"value": str(one.product_id), "label": text(one.product)} for one in about.offered]
    return (
        Field("goods", "choice", "field.goods", "", options),
        Field("quantity", "number", "field.quantity"),
    )


def _read_line(asked: Asked) -> AddedLine:
    about: Adding = asked.row
    listing = next(one for one in about.offered if str(one.product_id) == asked.text("goods"))
    line = price_line(listing, asked.number("quantity") or Decimal(0))
    if line is None:
        raise Problem("below_minimum")
    return line


def _find_added(asked: Asked) -> list[Change]:
    order, line = asked.row.order, _read_line(asked)
    return [
        ("field.goods", None, describe_added(line)),
        _find_total(order, line.unit_price, line.quantity.value),
        *_find_asking(order),
    ]


async def _add(asked: Asked, key: WriteKey) -> bool:
    return await _make_change(asked, asked.row.order, Terms(lines=(_read_line(asked),)), key)


def _can_answer(order: Order) -> bool:
    if order.asked is None:
        return False
    return is_next(order, "agree_cancel" if order.asked.kind == "cancel" else "agree_change")


def _find_agreement(asked: Asked) -> list[Change]:
    order: Order = asked.row
    assert order.asked is not None
    if order.asked.kind == "cancel":
        return [*find_state_change(order, "agree_cancel"), *_find_refund(order)]
    return [("desk.wanted", None, lines(describe_change(order, order.asked)))]


def _find_refusal(asked: Asked) -> list[Change]:
    return [("field.asked", term(f"asked.{asked.row.asked.kind}"), term("desk.refused"))]


def _answers(agrees: bool) -> Callable[[Asked, WriteKey], Awaitable[bool]]:
    async def answer(asked: Asked, key: WriteKey) -> bool:
        change, reason = asked.row.asked, None if agrees else asked.reason
        answers = asked.market.fulfilment.answer_change
        return await answers(asked.account, asked.row.number, change.id, agrees, key, reason)

    return answer


def _can_propose(order: Order) -> bool:
    return order.asked is not None and order.asked.kind == "change"


def _list_proposal(order: Order) -> tuple[Field, ...]:
    currency = order.total.currency
    return (
        Field("cost", "number", "desk.cost_on_top", is_required=False),
        Field("currency", "choice", "field.currency", currency, list_currencies(currency)),
        Field("day", "day", "field.ships", is_required=False),
    )


def _read_proposal(asked: Asked) -> Proposal:
    order: Order = asked.row
    day = asked.day("day")
    if day is not None and day < asked.today:
        raise Problem("past")
    proposal = Proposal(read_money(asked, "cost", order.total.currency), day if day != order.ships_on else None)
    if not proposal:
        raise Problem("no_terms")
    return proposal


def _find_proposing(asked: Asked) -> list[Change]:
    order: Order = asked.row
    assert order.asked is not None
    return _describe(order, order.asked, _read_proposal(asked))


def _describe(order: Order, change: OrderChange, proposal: Proposal) -> list[Change]:
    wanted: Value = lines(describe_change(order, change))
    return [("desk.wanted", None, wanted), ("desk.terms", None, describe_proposal(order, change, proposal))]


async def _propose(asked: Asked, key: WriteKey) -> bool:
    proposal, change = _read_proposal(asked), asked.row.asked
    return await asked.market.fulfilment.propose_change(asked.account, asked.row.number, change.id, proposal, key)


def _waits_for_buyer(order: Order) -> bool:
    return order.proposed is not None


def _find_taking(asked: Asked) -> list[Change]:
    order: Order = asked.row
    assert order.proposed is not None
    assert order.proposed.proposal is not None
    return _describe(order, order.proposed, order.proposed.proposal)


def _find_leaving(_asked: Asked) -> list[Change]:
    return [("field.asked", term("asked.proposed"), term("desk.refused"))]


def _answers_terms(takes: bool) -> Callable[[Asked, WriteKey], Awaitable[bool]]:
    async def answer(asked: Asked, key: WriteKey) -> bool:
        change: Any = asked.row.proposed
        return await asked.market.purchases.answer_proposal(asked.account, asked.row.number, change.id, takes, key)

    return answer


_ADD = Act(
    "order.add",
    "buyer",
    lambda order: is_next(order, "change", "ask_change"),
    _find_added,
    _add,
    _list_adding,
    _CHANGES,
    _load_offered,
)
CHANGING: tuple[Act, ...] = (
    step_act(
        "order.agree",
        "supplier",
        ("agree_change", "agree_cancel"),
        _answers(agrees=True),
        _find_agreement,
        when=_can_answer,
    ),
    step_act(
        "order.propose_terms",
        "supplier",
        ("propose_change",),
        _propose,
        _find_proposing,
        _list_proposal,
        when=_can_propose,
    ),
    step_act(
        "order.refuse",
        "supplier",
        ("refuse_change", "refuse_cancel"),
        _answers(agrees=False),
        _find_refusal,
        when=_can_answer,
    ),
    step_act(
        "order.take_terms", "buyer", ("take_proposal",), _answers_terms(takes=True), _find_taking, when=_waits_for_buyer
    ),
    step_act(
        "order.leave_terms",
        "buyer",
        ("leave_proposal",),
        _answers_terms(takes=False),
        _find_leaving,
        when=_waits_for_buyer,
    ),
    step_act("order.change", "buyer", ("change", "ask_change"), _change, _find_changed_terms, _list_terms),
    _ADD,
    step_act("order.cancel", "buyer", ("cancel", "ask_cancel"), _cancel, _find_cancelling),
)
