"""Answers messages of a buyer about its own orders whose intent the NLU does not find: that a payment was made, that
the goods shall leave on another day, which paper the buyer wants, and a new quantity of ordered goods.

By their words alone, such messages look like a search, a complaint or a supplier's report. The order is the one that
the message names by number, goods or supplier, else the one that is talked about.
"""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, in_passing, reading
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.trades.orders.lifecycle import TO_CHANGE
from actions.marketplace.trades.orders.records import Order, OrderFilter
from actions.trades.notes.noting import begin_note
from actions.trades.notes.tasks import MESSAGE
from actions.trades.orders.cards import name_order
from actions.trades.orders.money.sums import find_due
from actions.trades.orders.told.facts import access_order_at_hand
from actions.trades.orders.which_order import find_named_orders, find_number_without_prefix

_MAY_MOVE = frozenset(
    (
        *("report_problem", "ship_order", "report_production", "contact_supplier", "order_status", "change_order"),
        *("inform", "out_of_scope", "nlu_fallback", "change_request", "ask_lead_time", "faq_shipping_time", "cancel"),
        *("human_handoff", "affirm"),
    )
)
"""Intents that the NLU may find in messages that ask for another day."""
_MAY_CHANGE = ("awaiting_confirmation", "accepted", "in_production")
"""The states of the orders that count when a message names several and wants something changed or paid."""
_LOOKED_AT = 20
_OVER = ("delivered", "completed", "cancelled", "disputed")
_NO_PAPER = frozenset(
    ("find_supplier", "inform", "nlu_fallback", "out_of_scope", "ask_price", "order_status", "ship_order")
)
_OF_SHIPPING = ("tracking_number", "carrier", "date", "quantity")
"""Entities of messages that report a shipment, even if they name a paper."""
_OTHER_SUBJECTS = ("rfq_number", "claim_number", "sample_number", "quotation", "price")


def _is_buyer(turn: Turn) -> bool:
    return turn.is_signed_in and not turn.is_supplier and not turn.is_pressed


async def _find_order(turn: Turn) -> Order | None:
    """Returns the order that the message names by its number, goods or supplier, or by a word of its goods ("the tomato
    deposit"), else the order at hand. If the message names several, returns the only one that can still be changed.
    Returns None if the message may mean several or none."""
    if turn.entities.order_number is None:
        named = await find_named_orders(turn) or []
        if len(named) > 1:
            at_hand = await access_order_at_hand(turn)
            if at_hand and at_hand.number in [each.number for each in named]:
                return at_hand
            named = [each for each in named if each.state in _MAY_CHANGE]
        if named:
            return await turn.market.orders.access_order(turn.account, named[0].number) if len(named) == 1 else None
        names_bank = turn.cues.reports_payment and not turn.entities.has("product")
        if turn.entities.has("product", "company") and not names_bank:
            return None
    return await access_order_at_hand(turn)


@in_passing
async def reports_a_payment(turn: Turn) -> list[Event] | None:
    """Leaves a note for the staff, who follow payments, for "paid the deposit today, ref 88213". If another task is
    under way, puts it aside. If no order is named or at hand, the message means the only one that waits for a
    payment."""
    said = _is_buyer(turn) and not turn.asks and turn.cues.reports_payment
    if not said or turn.entities.has(*_OTHER_SUBJECTS[:-1]) or not turn.cues.names_reference:
        return None
    order = await _find_order(turn)
    if order is None or not _is_open(turn, order):
        if order is not None and (turn.entities.order_number or turn.entities.has("product")):
            return None
        page = await turn.market.orders.list_orders(turn.account, limit=_LOOKED_AT, wanted=OrderFilter(unpaid=True))
        waiting = [await turn.market.orders.access_order(turn.account, each.number) for each in page.orders]
        waiting = [each for each in waiting if _is_open(turn, each)]
        if len(waiting) != 1:
            return None
        order = waiting[0]
    turn.note("order_number", order.number)
    turn.record.proposal = None
    await begin_note(turn, MESSAGE, order.number, name_order(order), complete=True)
    return []


def _is_open(turn: Turn, order: Order) -> bool:
    """Returns whether the order waits for the payment that the message reports: its deposit, if the message names
    one."""
    kinds = {payment.kind for payment in find_due(order)} if order.state != "cancelled" else set()
    return bool(kinds & {"deposit", "full"}) if "deposit" in turn.topics else bool(kinds)


def _names_reference(turn: Turn) -> bool:
    return turn.cues.names_reference and any(letter.isdigit() for letter in turn.text)


@in_passing
async def payment_of_another_order(turn: Turn) -> list[Event] | None:
    """Answers a message about the payment of an order that it names, while a task about another order is under way: "i
    meant the tomato paste deposit" is no part of a claim about tea cups."""
    if not _is_buyer(turn) or turn.task is None or not turn.topics & {"deposit", "paid"} or turn.entities.order_number:
        return None
    named, held = await find_named_orders(turn) or [], set(map(str, turn.task.values.values()))
    if not named or len(named) != 1 or named[0].number in held or turn.task.name == "question":
        return None
    order = await turn.market.orders.access_order(turn.account, named[0].number)
    if _names_reference(turn) and turn.intent != "payment_status":
        turn.note("order_number", order.number)
        await begin_note(turn, MESSAGE, order.number, name_order(order), complete=True)
        return []
    return await HANDLERS["payment_status"](turn.with_entities(order_number=order.number))


@reading
async def another_day(turn: Turn) -> list[Event] | None:
    """Reads "can they ship it earlier, 28 nov?" and 跟厂里说12月底之后再发 as a wish to change the order. By its words
    alone, such a message is a complaint, or asks where the goods are."""
    coming = [day for day in turn.entities.days if day > turn.today]
    says_when = bool(coming or turn.shifts or turn.cues.names_vague_day)
    if not _is_buyer(turn) or turn.task is not None or not says_when or turn.intent not in _MAY_MOVE:
        return None
    if turn.record.is_about("request") and turn.entities.order_number is None:
        return None  # the message moves a day of the request
    if turn.intent == "affirm" and turn.open_proposal is not None:
        return None  # a yes to what the bot has proposed
    if (
        not turn.cues.speaks_of_sending
        or turn.entities.has(*_OTHER_SUBJECTS)
        or (turn.dictation.is_to_them and turn.asks)
    ):
        return None
    if (turn.asks or turn.intent in ("order_status", "contact_supplier")) and not turn.cues.names_other_day:
        return None
    order = await _find_order(turn)
    if order is None or order.on_the_way or order.state in _OVER:
        return None
    about = turn.with_entities(order_number=order.number)
    if order.state in TO_CHANGE:
        return await HANDLERS["change_order"](about)
    question = turn.text.strip()  # the supplier may know a way
    return await HANDLERS["contact_team"](about.with_entities(question=question))


@reading
async def paper_of_an_order(turn: Turn) -> list[Event] | None:
    """Sends a paper of the order whose goods or number the message names: 核桃的装箱单 is no search for walnuts, and
    ORD-100234的装箱单 reports no shipment."""
    if (
        not turn.papers
        or turn.is_pressed
        or not turn.is_signed_in
        or turn.task is not None
        or turn.intent not in _NO_PAPER
    ):
        return None
    if turn.intent == "ship_order" and turn.entities.has(*_OF_SHIPPING):
        return None
    number = turn.entities.order_number or find_number_without_prefix(turn)
    named = [number] if number else [each.number for each in await find_named_orders(turn) or ()]
    if len(named) != 1:
        return None
    return await HANDLERS["request_invoice"](turn.with_entities(order_number=named[0]))


@reading
async def more_of_what_was_ordered(turn: Turn) -> list[Event] | None:
    """Begins to change the order that is talked about, for "I need 1000 scarves, not a comment", unless a search is
    under way."""
    amount = turn.entities.quantity
    latest = turn.record.latest_focus
    if not _is_buyer(turn) or turn.task is not None or turn.asks or amount is None or turn.slot("search") is not None:
        return None
    if turn.intent not in ("find_supplier", "request_quote", "place_order") or latest is None or latest[0] != "order":
        return None
    if turn.repeats or turn.entities.has("order_number", "company", *_OTHER_SUBJECTS) or not turn.entities.products:
        return None
    try:
        order = await turn.market.orders.access_order(turn.account, str(latest[1]))
    except NotFound:
        return None
    held = [name for line in order.lines for name in line.product.both]
    is_of_order = order.state in TO_CHANGE and all(goods_likeness(name, held) for name in turn.entities.products)
    return await HANDLERS["change_order"](turn.with_entities(order_number=order.number)) if is_of_order else None
