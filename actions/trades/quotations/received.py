"""Shows a buyer the quotations for its request."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers
from actions.dialogue.turn import Turn
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import Value, lines, side_by_side
from actions.trades.quotations.cards import quotation_card, rfq_values
from actions.trades.quotations.comparing import Comparison, compare, describe_apart
from actions.trades.quotations.refusing import say_refusals
from actions.trades.quotations.which_request import find_rfq_in_question


@answers("check_quotes", signed_in=True)
async def check_quotes(turn: Turn) -> list[Event]:
    """Shows the quotations of one request, or offers a choice of requests. A supplier is shown its own quotations."""
    if turn.is_supplier:
        return await HANDLERS["my_quotes"](turn)
    rfq = await find_rfq_in_question(turn, "check_quotes")
    if rfq is None:
        return []
    focus = SlotSet("rfq_number", rfq.number)
    if not rfq.quotations:
        turn.say("utter_no_quotes_yet", rfq_values(rfq))
        say_refusals(turn, rfq)
        return [focus]
    say_quotations(turn, rfq)
    return [focus]


def say_quotations(turn: Turn, rfq: Rfq) -> None:
    """Shows the quotations side by side. Calls a quotation the lowest only among those that can be compared."""
    found = compare(rfq)
    cards = [quotation_card(quotation) for quotation in found.shown]
    turn.note("quotation", found.shown[0].number if len(found.shown) == 1 else None)
    turn.say(_response(found), _values(rfq, found), cards=side_by_side(cards))
    say_refusals(turn, rfq)


def _response(found: Comparison) -> str:
    if len(found.shown) == 1 and not found.over:
        return "utter_quotes_one"
    if not found.alike and not found.others:
        return "utter_quotes_over"
    if found.lowest is None:
        return "utter_quotes_unlike"
    if found.others:
        return "utter_quotes_some"
    return "utter_quotes_converted" if found.describe_rates(found.alike) else "utter_quotes"


def _values(rfq: Rfq, found: Comparison) -> dict[str, Value]:
    best = found.values(found.lowest or found.shown[0])
    more: dict[str, Value] = {"count": len(found.shown), "compared": len(found.alike)}
    rates = found.describe_rates(found.alike)
    others = [*(found.list_lines(found.alike[1:]) if rates else ()), *describe_apart(found), *rates]
    return {**best, **rfq_values(rfq), **more, "others": lines(others) if others else ""}
