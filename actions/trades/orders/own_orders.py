"""Registers orders among the things that an account can ask about: how they are listed, and which facts of one can be
asked for."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Name
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.marketplace.trades.orders.records import Known, Order
from actions.reading.facts import fact, fact_by_name
from actions.reading.order_filter import OPEN
from actions.replies import term, text
from actions.trades.lookup.records import Own, Subject, declare_subject
from actions.trades.orders.cards import order_line
from actions.trades.orders.money.sums import (
    say_balance,
    say_method,
    say_owed,
    say_paid,
    say_payments,
    say_refunded,
    say_rest_of_money,
    say_whether_to_ship,
    speaks_of_money,
)
from actions.trades.orders.prospects import (
    say_answer_to_change,
    say_left_to_ship,
    say_next,
    say_papers,
    say_whether_to_cancel,
    say_whether_to_change,
)
from actions.trades.orders.told.courses import (
    say_arrival,
    say_cancelled,
    say_carrier,
    say_confirmed,
    say_customs,
    say_destination,
    say_inspected,
    say_late,
    say_made,
    say_origin,
    say_parties,
    say_placed,
    say_promised,
    say_quantity,
    say_shipped,
    say_tracking,
    say_vessel,
    say_waiting,
)
from actions.trades.orders.told.facts import (
    find_supposed_incoterm,
    say_amount,
    say_claim_time,
    say_deposit,
    say_insurance,
    say_loss,
    say_rest,
    say_sent,
    say_terms,
    say_total,
    say_until,
)
from actions.trades.orders.told.order_figures import FIGURES
from actions.trades.orders.told.status import say_order


def _say_whole(turn: Turn, order: Order) -> bool:
    turn.apply(say_order(turn, order))
    return True


def _say_time_left(turn: Turn, order: Order) -> bool:
    """Says how much time is left: for a payment if payments were talked about, else for the confirmation, else for a
    claim."""
    if speaks_of_money(turn):
        return say_owed(turn, order)
    if order.state in TO_CONFIRM:
        return say_waiting(turn, order)
    is_elsewhere = turn.entities.destination is not None
    return say_until(turn, order) or (not is_elsewhere and say_arrival(turn, order))


def _say_until_then(turn: Turn, order: Order) -> bool:
    return "until" in turn.topics and say_until(turn, order)


def _say_method(turn: Turn, order: Order) -> bool:
    """Says how the order is paid. Says nothing to a general question about payment, because an article answers that."""
    return (turn.intent != "faq_payment_methods" or "past" in turn.owning) and say_method(turn, order)


def _say_loss(turn: Turn, order: Order) -> bool:
    """Says what a cancellation would cost the buyer, or what comes back for an order that was cancelled. Tells a
    supplier whether its buyer can still cancel."""
    if order.state == "cancelled":
        return say_refunded(turn, order)
    return (say_whether_to_cancel if turn.is_supplier else say_loss)(turn, order)


def _say_due(turn: Turn, order: Order) -> bool:
    """Says when the next payment is due. Tells a supplier when the order has to leave instead, unless payments were
    talked about."""
    if turn.is_supplier and not speaks_of_money(turn):
        return say_promised(turn, order)
    return say_owed(turn, order)


def _say_count(turn: Turn, order: Order) -> bool:
    """Says how much is left to ship if the message asks for that, else how much was ordered."""
    return ("rest" in turn.topics and say_rest(turn, order)) or say_quantity(turn, order)


def _say_who_carries(turn: Turn, order: Order) -> bool:
    """Says who carries the goods. Says whose carrier it is, by the Incoterm, if the message names an Incoterm: "FOB,
    right? so our forwarder has to book?"."""
    return (say_terms if find_supposed_incoterm(turn) else say_carrier)(turn, order)


def _say_where(turn: Turn, order: Order) -> bool:
    """Says where the goods go. Tells a buyer who only asks where they are how the order stands: "where are the
    scarves?"."""
    asks_where = any("where" in clause.kinds for clause in turn.asked)
    names_place = any(clause.things & {"destination", "customer"} for clause in turn.asked)
    if asks_where and not names_place and not turn.is_supplier:
        return _say_whole(turn, order)
    return say_destination(turn, order)


FACTS = (
    fact(say_whether_to_ship, "may_ship", covers="ship pay deposit balance late due money make"),
    fact(say_claim_time, "complain", beside="valid late", names="claim_until"),
    fact(say_owed, "late valid", beside="deposit balance pay owe", names="overdue due_next owed"),
    fact(say_owed, "valid", "how_much"),
    fact(say_owed, "late", "how_much"),
    fact(_say_loss, "loss"),
    fact(_say_loss, "free", beside="cancel cancelling"),
    fact(say_refunded, "refund", "when how_much whether where how name", covers="cancel", names="refund"),
    fact(_say_loss, "cancel", "how_much which whether"),
    fact(_say_loss, "cancelling", "how_much which", covers="total price pay owe"),
    fact(say_deposit, "deposit", covers="pay owe due arrive late valid total price", names="deposit"),
    fact(say_balance, "balance", "how_much", covers="pay owe due arrive late valid total price ship"),
    fact(say_balance, "balance", covers="pay owe due arrive late valid total price", names="balance"),
    fact(say_balance, "rest", beside="pay owe due", covers="pay owe due"),
    fact(say_rest_of_money, "rest", "which how_much when name"),
    fact(say_tracking, "tracking", covers="number", names="tracking"),
    fact(say_vessel, "vessel", names="vessel"),
    fact(say_insurance, "insure"),
    fact(say_terms, "incoterm", "which whether who name", names="who_pays_freight", is_shared=True),
    fact(_say_method, "method", names="payment_method", is_shared=True),
    fact(_say_method, "pay", "how", is_shared=True),
    fact(say_origin, "origin", "where which", covers="ship destination", names="origin_place"),
    fact(_say_who_carries, "carrier mode", "who which how whether name how_much", covers="ship", names="carrier"),
    fact(say_carrier, "ship", "who"),
    fact(say_parties, "maker customer place", "who", names="counterpart"),
    fact(_say_where, "destination", "where which who name", names="destination"),
    fact(_say_where, "ship customer", "where"),
    fact(say_inspected, "inspect", "when whether who name", names="inspected"),
    fact(say_customs, "customs", "when whether", names="customs"),
    fact(say_cancelled, "cancel", "when why who whether", names="why_cancelled"),
    fact(say_cancelled, "", "why"),
    fact(_say_until_then, "", "when"),
    fact(say_confirmed, "confirm", "when whether who why name how_long", names="confirmed"),
    fact(say_until, "complain", "when how_long"),
    fact(say_made, "make", "when whether where why how_long", names="production"),
    fact(say_promised, "promise", "when whether how_long which", covers="ship destination rest", names="promised_day"),
    fact(say_late, "late", names="delivered_late"),
    fact(say_total, "currency"),
    fact(say_total, "price", "how_much which name", covers="pay total", names="unit_price", is_shared=True),
    fact(_say_due, "due"),
    fact(say_owed, "pay owe", "when"),
    fact(say_owed, "owe"),
    fact(say_paid, "money", "whether", beside="ship arrive", covers="ship arrive"),
    fact(say_payments, "pay", "which", names="payments"),
    fact(say_paid, "pay", "whether how_much name", names="paid"),
    fact(say_placed, "place quantity", "when how_long", names="placed"),
    fact(say_arrival, "needed", "when"),
    fact(say_arrival, "arrive", "when whether how_long where", names="arrival lead_time"),
    fact(say_sent, "ship", "how_much how_many", names="sent_so_far"),
    fact(say_shipped, "ship", "when whether how_long why", names="shipped"),
    fact(_say_time_left, "", "how_long"),
    fact(say_amount, "", "how_much", is_shared=True),
    fact(say_quantity, "", "how_many", is_shared=True),
    fact(say_amount, "total", "how_much which name", names="total", is_shared=True),
    fact(_say_count, "arrive ship place", "how_many"),
    fact(say_quantity, "quantity", "how_many how_much whether", names="quantity", is_shared=True),
    fact(say_quantity, "goods", "which", names="contents", is_shared=True),
    fact(_say_whole, "state", "how whether which where name", names="state", is_whole=True),
    fact(say_refunded, "money", "where when"),
    fact_by_name(say_waiting, "confirm_wait"),
    fact_by_name(say_left_to_ship, "left_to_ship"),
    fact_by_name(say_whether_to_change, "may_change"),
    fact_by_name(say_whether_to_cancel, "may_cancel"),
    fact_by_name(say_papers, "papers"),
    fact_by_name(say_next, "next_step"),
    fact_by_name(say_answer_to_change, "change_answer"),
    fact(_say_whole, "", "where", is_whole=True),
)
"""The facts of an order, in the order in which they are tried."""


async def _list(turn: Turn) -> list[Own]:
    return [_describe(known) for known in await turn.market.orders.list_known(turn.account)]


def _describe(known: Known) -> Own:
    order = known.summary
    return Own(
        kind="order",
        number=order.number,
        goods=known.names,
        companies=(order.counterpart.name,),
        quantity=order.quantity,
        since=order.placed_at,
        line=order_line(order),
        label=term("button.order", number=order.number, goods=text(order.goods)),
        is_open=order.state in OPEN,
        state=order.state,
        place=order.destination,
        amounts=(order.total, *known.amounts),
        carriers=known.carriers,
        record=order,
    )


async def _access(turn: Turn, number: str) -> Order:
    return await turn.market.orders.access_order(turn.account, number)


async def _list_suppliers(_turn: Turn, order: Order) -> list[Name]:
    return [order.supplier.name]


ORDERS = declare_subject(
    Subject("order", _list, _access, FACTS, "order_status", figures=FIGURES, suppliers=_list_suppliers)
)
