"""Shows a buyer the quotations that came for their request."""

from __future__ import annotations

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers, reading
from actions.dialogue.turn import Turn
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import Value, lines, side_by_side
from actions.trades.quotations.cards import quotation_card, quotation_values, rfq_values
from actions.trades.quotations.comparing import Comparison, compare, describe_apart
from actions.trades.quotations.refusing import say_refusals
from actions.trades.quotations.which_request import find_named_requests, find_rfq_in_question

_LOOKED_AT = 50
_FEW_WORDS, _FEW_HAN = 7, 10


@reading
async def quotations_of_a_request(turn: Turn) -> list[Event] | None:
    """Shows the quotations for the request that a buyer names by its goods: "quotes for the bottles pls". By these words alone, new
    ones may be wanted; a quantity beside them says so."""
    may_show = turn.is_signed_in and not turn.is_supplier and not turn.is_pressed and turn.task is None
    names = any("quote" in clause.things for clause in turn.asked)
    if not (may_show and names and turn.intent == "request_quote") or turn.entities.has("quantity", "price"):
        return None
    if not is_brief(turn.text, _FEW_WORDS, _FEW_HAN):
        return None
    rfqs = await turn.market.rfqs.list_rfqs(turn.account, states=("open",), limit=_LOOKED_AT)
    named = await find_named_requests(turn)
    quoted = [rfq for rfq in rfqs if rfq.number in named and rfq.quotations]
    return await check_quotes(turn.with_entities(rfq_number=quoted[0].number)) if len(quoted) == 1 else None


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
    """Shows the quotations side by side. "The lowest" is said only of those that compare like for like."""
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
    return "utter_quotes_some" if found.others else "utter_quotes"


def _values(rfq: Rfq, found: Comparison) -> dict[str, Value]:
    best = quotation_values(found.lowest or found.shown[0])
    apart = describe_apart(found)
    more: dict[str, Value] = {"count": len(found.shown), "compared": len(found.alike)}
    return {**best, **rfq_values(rfq), **more, "others": lines(apart) if apart else ""}
