"""Lists a supplier's own quotations by how they stand: with a counter-offer, open, agreed, won, lost, expired, withdrawn."""

from __future__ import annotations

from collections import defaultdict

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import answers
from actions.dialogue.turn import Turn
from actions.marketplace.trades.requests.records import Quotation
from actions.replies import Value, button, lines, term, text
from actions.trades.quotations.cards import own_quotation_card, quotation_values, rfq_values
from actions.trades.quotations.which_quotation import Pair, is_live

_OUTCOMES = {
    "asked": "asked",
    "answered": "open",
    "open": "open",
    "agreed": "agreed",
    "accepted": "won",
    "declined": "lost",
    "expired": "expired",
    "withdrawn": "withdrawn",
}
"""What a supplier calls each standing of its own quotation."""
ORDER = ("asked", "agreed", "open", "won", "lost", "expired", "withdrawn")
_MOST = 5
_MOST_LINES = 12


@answers("my_quotes", signed_in=True)
async def my_quotes(turn: Turn) -> list[Event]:
    """Lists the supplier's own quotations, those that wait for an answer first. A buyer is shown the ones they
    received."""
    if not turn.is_supplier:
        turn.say("utter_my_quotes_buyer", buttons=[button("button.my_requests", "list_requests")])
        return []
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    if not pairs:
        turn.say("utter_my_quotes_none", buttons=[button("button.leads", "view_leads")])
        return []
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[_outcome(pair[1])].append(pair)
    ordered = [pair for name in ORDER for pair in groups[name]]
    counts = lines(term(f"own_quotes.{name}", count=len(groups[name])) for name in ORDER if groups[name])
    values: dict[str, Value] = {
        "count": len(pairs),
        "counts": counts,
        "quotations": lines(map(_line, ordered[:_MOST_LINES])),
    }
    shown = [pair for pair in ordered if is_live(pair[1])][:_MOST]
    turn.say("utter_my_quotes", values, cards=[own_quotation_card(*pair) for pair in shown])
    meant = groups["asked"] or shown
    return [SlotSet("rfq_number", meant[0][0].number)] if len(meant) == 1 else []


def _outcome(quotation: Quotation) -> str:
    return _OUTCOMES[quotation.standing]


def _line(pair: Pair) -> Value:
    rfq, quotation = pair
    state, buyer = term(f"outcome.{_outcome(quotation)}"), text(rfq.buyer.name)
    return term("own_quotes.line", **{**rfq_values(rfq), **quotation_values(quotation), "state": state, "buyer": buyer})
