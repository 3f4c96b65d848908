"""Lists a supplier's own quotations by their state: with a counter-offer, open, agreed, won, lost, expired,
withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import answers, in_passing
from actions.dialogue.turn import Turn
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import Card, Value, button, lines, term, text
from actions.trades.quotations.cards import lead_card, own_quotation_card, quotation_values, rfq_values
from actions.trades.quotations.which_quotation import Pair, is_live, is_named

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
"""The name of the group in which a supplier's list shows a quotation, by the `standing` of the quotation."""
ORDER = ("asked", "agreed", "open", "won", "lost", "expired", "withdrawn")
_MOST = 5
_ASKS = 0.3
_MOST_LINES = 12


@answers("my_quotes", signed_in=True)
async def my_quotes(turn: Turn) -> list[Event]:
    """Lists the supplier's own quotations, beginning with those that wait for its answer. A buyer is referred to its
    requests instead."""
    if not turn.is_supplier:
        turn.say("utter_my_quotes_buyer", buttons=[button("button.my_requests", "list_requests")])
        return []
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    if not pairs:
        turn.say("utter_my_quotes_none", buttons=[button("button.leads", "view_leads")])
        return []
    if ((named := _list_named(turn, pairs)) and len(named) < len(pairs)) or len(pairs) == 1:
        return _say_named(turn, named or pairs)
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


@in_passing
async def what_was_quoted(turn: Turn) -> list[Event] | None:
    """Shows the supplier's quotations to the buyer or for the goods that the message names: 我给拉各斯报了多少, "what
    did I quote nordmarkt". If there are none, says so."""
    asks = turn.asks or turn.acts.share("ask", "wish") >= _ASKS
    is_news = "news" in turn.topics and turn.record.is_about("request")  # 客户回了没, after a quotation was sent
    if (
        not ("quoted_before" in turn.topics or is_news)
        or not turn.is_typed_by_supplier
        or not asks
        or turn.entities.has("price")
        or "rivals" in turn.topics  # 别家报多少 asks for the quotations of others
    ):
        return None
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    at_hand = [pair for pair in pairs if pair[0].number == turn.word_slot("rfq_number")]
    if is_news:
        return say_buyers_answer(turn, *at_hand[0]) if at_hand else None
    if not _list_named(turn, pairs):
        leads = await turn.market.rfqs.list_open_leads(turn.account, with_refused=True)
        number = turn.word_slot("rfq_number") if turn.record.is_about("request") else None
        named = [lead for lead in leads if is_named(lead, turn.text)] or [
            each for each in leads if each.number == number
        ]
        unquoted = [lead for lead in named if not lead.quotations]
        if len(unquoted) == 1:
            lead = unquoted[0]
            turn.say(
                "utter_not_quoted_yet", {**rfq_values(lead), "buyer": text(lead.buyer.name)}, cards=[lead_card(lead)]
            )
            return [SlotSet("rfq_number", lead.number)]
    return await my_quotes(turn)


def _list_named(turn: Turn, pairs: Sequence[Pair]) -> list[Pair]:
    """Returns the quotations for the request, the buyer or the goods that the message names."""
    if turn.is_pressed or not turn.text:
        return []
    number = turn.entities.rfq_number
    return [pair for pair in pairs if (pair[0].number == number if number else is_named(pair[0], turn.text))]


def _say_named(turn: Turn, pairs: Sequence[Pair]) -> list[Event]:
    """Says the terms of the latest of these quotations, and shows all of them."""
    say_own_quotation(turn, *pairs[0], cards=[own_quotation_card(*pair) for pair in pairs[:_MOST]])
    return [SlotSet("rfq_number", pairs[0][0].number)]


def say_own_quotation(turn: Turn, rfq: Rfq, quotation: Quotation, cards: Sequence[Card] = ()) -> None:
    """Says the terms and the state of a supplier's own quotation."""
    values = {**rfq_values(rfq), **quotation_values(quotation), "buyer": text(rfq.buyer.name)}
    turn.say("utter_my_quote", {**values, "state": term(f"outcome.{_outcome(quotation)}")}, cards=cards)
    turn.note("quotation", quotation.number)


def say_buyers_answer(turn: Turn, rfq: Rfq, quotation: Quotation) -> list[Event]:
    """Says how the buyer has answered a supplier's own quotation, or that it has not."""
    if quotation.standing == "open":
        values = {**rfq_values(rfq), **quotation_values(quotation), "buyer": text(rfq.buyer.name)}
        turn.say("utter_own_quotation_waits", values)
    else:
        say_own_quotation(turn, rfq, quotation)
    return [SlotSet("rfq_number", rfq.number)]


def _outcome(quotation: Quotation) -> str:
    return _OUTCOMES[quotation.standing]


def _line(pair: Pair) -> Value:
    rfq, quotation = pair
    state, buyer = term(f"outcome.{_outcome(quotation)}"), text(rfq.buyer.name)
    return term("own_quotes.line", **{**rfq_values(rfq), **quotation_values(quotation), "state": state, "buyer": buyer})
