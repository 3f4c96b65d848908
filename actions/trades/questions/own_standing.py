"""Answers a supplier's questions about single figures of its own: its punctuality and how that is computed, how many of
its quotations buyers accept, until when its quotations are valid, whether its rating can be raised, and how a buyer has
paid its orders."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.events import Event
from actions.dialogue.registry import in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import SupplierProfile
from actions.marketplace.trades.orders.records import OrderFilter
from actions.replies import button, date, number, rating, term, text
from actions.sourcing.performance import say_on_time
from actions.trades.questions.to_buyers import find_trades_in_question

_NUMBERS = ("order_number", "rfq_number", "claim_number", "sample_number", "product", "company")
_LOOKED_AT = 50
_USUAL = dt.timedelta(90)
"""The length of the period in which quotations are counted if the message names no period."""


@in_passing
async def how_punctual(turn: Turn) -> list[Event] | None:
    """Says which share of the supplier's orders left on time, and how this share is computed: 准时率呢, "why is the on
    time so low?"."""
    if not turn.cues.asks_punctuality or not _may_ask(turn):
        return None
    profile = await _find_own_profile(turn)
    if profile is None:
        return None
    performance = await turn.market.performances.access_performance(profile.summary.slug)
    on_time = say_on_time(profile, performance)
    if on_time is None:
        turn.say("utter_own_rate_on_time_none")
    else:
        turn.say("utter_own_rate_on_time", {"value": on_time})
    return []


@in_passing
async def rating_to_be_raised(turn: Turn) -> list[Event] | None:
    """Says that only buyers give ratings, for 给我涨到5分呗."""
    if not turn.cues.wants_better_rating or not _may_ask(turn):
        return None
    profile = await _find_own_profile(turn)
    stands = profile.summary.rating if profile else None
    turn.say("utter_rating_is_of_buyers", {"rating": rating(stands) if stands else term("date.unknown")})
    return []


@in_passing
async def what_became_of_quotations(turn: Turn) -> list[Event] | None:
    """Says how many of the supplier's quotations in a period buyers have accepted, for 报价成交率怎么样 and "how many
    of our quotes won?"."""
    if not turn.cues.asks_success or not _may_ask(turn):
        return None
    period = turn.cues.period
    start = period.start if period and period.start else turn.today - _USUAL
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    sent = [quotation for _, quotation in pairs if start <= quotation.created_at.date()]
    won = [each for each in sent if each.state == "accepted" or each.standing == "agreed"]
    still_open = [each for each in sent if each.state == "open" and each not in won]
    share = round(100 * len(won) / len(sent)) if sent else 0
    counts = {
        "count": len(sent),
        "won": len(won),
        "open": len(still_open),
        "others": len(sent) - len(won) - len(still_open),
    }
    shown = {**counts, "share": number(share), "start": date(start)}
    turn.say(
        "utter_own_success" if sent else "utter_own_success_none",
        shown,
        buttons=[button("button.my_quotes", "my_quotes")],
    )
    return []


@in_passing
async def until_when_bound(turn: Turn) -> list[Event] | None:
    """Says until when the supplier's quotation for the request at hand is valid: "until when am I bound to that?"."""
    if not turn.cues.asks_binding or not _may_ask(turn):
        return None
    at_hand = turn.word_slot("rfq_number")
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    own = next((quotation for rfq, quotation in pairs if rfq.number == at_hand), None)
    if own is None:
        return None
    turn.say("utter_own_bound", {"quotation": own.number, "number": own.rfq_number, "day": date(own.valid_until)})
    return []


@in_passing
async def how_they_pay(turn: Turn) -> list[Event] | None:
    """Says how a buyer has paid this supplier's own orders, for "is nordmarkt a good payer?". Suppliers learn nothing
    else about a buyer's payments."""
    if not turn.cues.asks_how_they_pay or not turn.is_supplier or not turn.is_signed_in or turn.is_pressed:
        return None
    trades = await find_trades_in_question(turn)
    buyers = {trade.company.en: trade.company for trade in trades}
    if len(buyers) != 1:
        return None
    (buyer,) = buyers.values()
    page = await turn.market.orders.list_orders(
        turn.account, limit=_LOOKED_AT, wanted=OrderFilter(companies=(buyer.en,))
    )
    orders = [await turn.market.orders.access_order(turn.account, each.number) for each in page.orders]
    made = [each for order in orders for each in order.payments if each.kind != "refund"]
    late = [each for each in made if each.state == "due" and each.due_on and each.due_on < turn.today]
    paid = [each for each in made if each.state == "paid"]
    shown = {"buyer": text(buyer), "orders": len(orders), "paid": len(paid), "late": len(late)}
    turn.say("utter_how_they_pay" if orders else "utter_how_they_pay_unknown", shown)
    return []


async def _find_own_profile(turn: Turn) -> SupplierProfile | None:
    own = await turn.market.suppliers.supplier_of(turn.account)
    return await turn.market.suppliers.access_supplier(own) if own else None


def _may_ask(turn: Turn) -> bool:
    is_own = turn.is_supplier and turn.is_signed_in and not turn.is_pressed
    return is_own and not turn.dictation.is_to_them and not turn.entities.has(*_NUMBERS)
