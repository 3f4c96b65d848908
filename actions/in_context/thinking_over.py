"""Answers contacts who want nothing done for the moment: they think or ask somebody first (我先跟合伙人商量下), announce what
they do later ("photos later"), or leave something as it is (先留着)."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.trades.orders.lifecycle import TO_SHIP
from actions.marketplace.trades.orders.records import Order
from actions.replies import date, text
from actions.trades.orders.cards import order_values
from actions.trades.quotations.which_quotation import find_named

_SURE = 0.5
_NAMES_MORE = ("product", "quantity", "price", "order_number", "rfq_number", "company", "certification")


@in_passing
async def thinks_it_over(turn: Turn) -> list[Event] | None:
    """Says that everything is kept and nothing was sent, when the contact only wants to come back later, and drops the
    open proposal. By their words alone, such messages may sound like questions to a supplier."""
    if "thinks_over" not in turn.topics or turn.is_pressed or turn.task is not None:
        return None
    if turn.is_supplier or turn.context.waits_for_person:
        return None
    asks = any(clause.things or clause.asks_more_than_whether for clause in turn.asked_of_goods)
    asks |= turn.cues.is_question and turn.acts.share("ask") >= _SURE and turn.intent != "goodbye"
    if asks or turn.entities.has(*_NAMES_MORE) or (turn.open_choice is not None and "holds" not in turn.topics):
        return None
    turn.done.append("goodbye")
    turn.say("utter_stays")
    return [SlotSet("offer", None)] if turn.open_proposal else []


@in_passing
async def announces(turn: Turn) -> list[Event] | None:
    """Acknowledges what the contact announces for later, and says what to do then: "photos later", "after they pay I
    come back with the number". By their words alone, such messages may seem to be a wish or words for somebody."""
    if "announces" not in turn.topics or not _wants_nothing(turn):
        return None
    turn.done.append("announces")
    order = await _find_order(turn)
    claim = turn.word_slot("claim_number")
    if "evidence" in turn.topics and claim and not turn.is_supplier:
        turn.say("utter_announced_evidence", {"claim": claim})
    elif turn.choices.get("claim_kind") and order is not None and order.claim_until and not turn.is_supplier:
        turn.say("utter_announced_claim", order_values(order))
    elif turn.is_supplier and order is not None and order.state in TO_SHIP:
        turn.say("utter_announced_shipment", order_values(order))
    else:
        turn.say("utter_announced")
    return []


@in_passing
async def leaves_open(turn: Turn) -> list[Event] | None:
    """Says that something stays as it is, and until when it can be answered: 先留着, "leave the other one open for
    now", 另一家要不要回个话."""
    if "leaves_open" not in turn.topics or not _wants_nothing(turn, asks=True):
        return None
    turn.done.append("leaves_open")
    number = turn.word_slot("rfq_number")
    if number and not turn.is_supplier:
        rfq = await turn.market.rfqs.access_rfq(turn.account, number)
        named = await find_named(turn, rfq)
        if named and len(named) == 1:
            shown = {"supplier": text(named[0].supplier.name), "quotation": named[0].number}
            turn.say("utter_left_quotation", {**shown, "until": date(named[0].valid_until)})
            return []
    turn.say("utter_left_open")
    return [SlotSet("offer", None)] if turn.open_proposal else []


@in_passing
async def thanks_in_slang(turn: Turn) -> list[Event] | None:
    """Answers thanks in slang: "safe" alone means thanks, and does not ask how safe a payment is."""
    if "slang_thanks" not in turn.topics or not _wants_nothing(turn, asks=True):
        return None
    return await HANDLERS["thank"](turn)


def _wants_nothing(turn: Turn, *, asks: bool = False) -> bool:
    """Returns whether a typed message can want nothing done for now: no task is under way, and it asks nothing. With
    `asks`, it may also be a question."""
    is_free = turn.task is None and not turn.is_pressed and not turn.context.files
    return is_free and not turn.context.waits_for_person and (asks or not turn.asks)


async def _find_order(turn: Turn) -> Order | None:
    """Returns the order that was talked about last, or None."""
    number = turn.word_slot("order_number")
    if number is None or not turn.is_signed_in:
        return None
    try:
        return await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        return None
