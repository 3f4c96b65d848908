"""Lists a buyer's own requests, or shows one of them."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, answers, reading
from actions.dialogue.turn import Turn
from actions.marketplace.trades.requests.records import Rfq
from actions.replies import Value, button, lines, term
from actions.trades.quotations.cards import rfq_values
from actions.trades.quotations.which_request import access_named, find_named_requests
from actions.trades.requests.cards import request_card

PAGE = 5
_UNSURE = frozenset(("check_quotes", "list_requests", "view_leads", "inform", "nlu_fallback", "out_of_scope"))
_SURE = 0.6
_LOOKED_AT = 50


@reading
async def a_request_by_its_goods(turn: Turn) -> list[Event] | None:
    """Shows the request that the message names by its goods, although the NLU is not sure of the wish: "show me the led
    panel request"."""
    unsure = turn.intent in _UNSURE and turn.confidence < _SURE
    if turn.is_pressed or turn.is_supplier or not turn.is_signed_in or turn.task is not None or not unsure:
        return None
    others = turn.entities.has("quantity", "price", "date", "country", "company", "order_number") or turn.asks
    if not turn.topics & {"request", "of_request"} or turn.topics & {"quotes", "withdraws"} or others:
        return None
    named = await find_named_requests(turn)
    return await list_requests(turn.with_entities(rfq_number=next(iter(named)))) if len(named) == 1 else None


@answers("list_requests", signed_in=True)
async def list_requests(turn: Turn) -> list[Event]:
    """Lists the buyer's requests, the open ones first, or shows the one that the message names. A supplier is shown the
    requests that are open to it."""
    if turn.is_supplier:
        return await HANDLERS["view_leads"](turn)
    if number := turn.entities.rfq_number:
        named = await access_named(turn, number)
        return [say_request(turn, named)] if named else []
    found = await turn.market.rfqs.list_rfqs(turn.account, limit=_LOOKED_AT)
    called = await find_named_requests(turn)
    of_goods = [rfq for rfq in found if rfq.number in called]
    if len(of_goods) == 1:
        return [say_request(turn, of_goods[0])]
    if not found:
        turn.say("utter_no_rfqs", buttons=[button("button.request_quote", "request_quote")])
        return []
    start = ((turn.entities.integer("page") or 1) - 1) * PAGE
    ordered = sorted(of_goods or found, key=lambda rfq: rfq.state != "open")
    page = ordered[start : start + PAGE] or ordered[:PAGE]
    if len(ordered) == 1:
        return [say_request(turn, ordered[0])]
    is_more = len(ordered) > start + PAGE
    more = [button("button.more_requests", "list_requests", page=start // PAGE + 2)] if is_more else []
    values: dict[str, Value] = {
        "count": len(ordered),
        "open": sum(rfq.state == "open" for rfq in ordered),
        "rfqs": lines(map(_line, page)),
    }
    turn.say("utter_requests", values, cards=map(request_card, page), buttons=more)
    turn.give_choice("list_requests", "rfq_number", [rfq.number for rfq in page])
    return []


def say_request(turn: Turn, rfq: Rfq) -> Event:
    """Shows one request: its values, how many suppliers were asked, and how many quotations came."""
    values = {**rfq_values(rfq), "asked": len(rfq.suppliers), "count": len(rfq.quotations)}
    turn.say("utter_request_shown", values, cards=[request_card(rfq)])
    return SlotSet("rfq_number", rfq.number)


def _line(rfq: Rfq) -> Value:
    return term("rfq.line", quotes=len(rfq.quotations), **rfq_values(rfq))
