"""Answers a message that was not understood, or that asks for something that the bot cannot do."""

from __future__ import annotations

from actions.dialogue.abilities import list_abilities
from actions.dialogue.events import Event
from actions.dialogue.registry import answers
from actions.dialogue.signing_in import answer_waiting
from actions.dialogue.turn import Turn
from actions.reading import clarify
from actions.sourcing.at_hand.search_state import SearchState
from actions.sourcing.products import ask_price
from actions.sourcing.searching.narrowing import narrow
from actions.sourcing.searching.unmarked_goods import answer_bare_goods
from actions.sourcing.suppliers import supplier_details

_OF_TRADE = (
    *("product", "order_number", "rfq_number", "claim_number", "sample_number", "tracking_number", "company"),
    *("quantity", "price", "incoterm", "certification", "carrier", "port"),
)
_ABOUT_IT = frozenset(("why", "what_if", "what_then", "supposes", "to_ask", "owed", "state", "until", "differs"))
"""Topics of questions about what is talked about."""
_SURE = 0.5
_FOLLOWS = 0.4


@answers("nlu_fallback")
async def fallback(turn: Turn) -> list[Event]:
    """Answers the message as a follow-up to the last results shown, if it can be one. Otherwise asks the contact to
    rephrase and, the second time in a row, offers a person."""
    understood = await follow_up(turn)
    if understood is not None:
        return understood
    return clarify.not_understood(turn, list_abilities(turn))


async def follow_up(turn: Turn) -> list[Event] | None:
    """Answers a message that follows up on the last results shown, or that only names goods. Returns None for any other
    message.

    Examples are "cheaper", "the second one", or simply "I have signed in".
    """
    search = SearchState.load(turn.slot("search"))
    if search and turn.points_into_list:
        asks = turn.cues.asks_price or turn.entities.has("quantity")  # "500 of the second"
        return await (ask_price if asks else supplier_details)(turn)
    narrows = search is not None and search.text and turn.acts.are_situated and turn.acts.share("condition") >= _SURE
    reads = (narrow, answer_waiting) if narrows else (narrow, answer_waiting, answer_bare_goods)
    for read in reads:
        understood = await read(turn)
        if understood is not None:
            return understood
    return None


@answers("out_of_scope")
async def out_of_scope(turn: Turn) -> list[Event]:
    """Says politely that the bot is not made for this, and the second time in a row offers a
    person.

    A short follow-up to the last results shown is answered as a follow-up.
    """
    understood = None if _is_surely_something_else(turn) else await follow_up(turn)
    if understood is not None:
        return understood
    if clarify.failures(turn):
        return clarify.offer_person(turn, list_abilities(turn)[:2])
    clarify.count_failure(turn)
    if _is_of_trade(turn):
        return [turn.say_with_person("utter_trade_unanswered", {}, "asked")]
    turn.say("utter_out_of_scope", buttons=list_abilities(turn))
    return []


def _is_of_trade(turn: Turn) -> bool:
    """Returns whether the message has to do with trade, although nothing here answers it: it names goods, an order or a figure
    of trade, or follows a talk about an order and asks something about it."""
    names_it = turn.entities.has(*_OF_TRADE) or any(clause.things for clause in turn.asked_of_goods)
    follows = bool(turn.record.focus) and bool(turn.topics & _ABOUT_IT) and "idle" not in turn.topics
    return bool(names_it or follows or any(clause.things for clause in turn.asked))


def _is_surely_something_else(turn: Turn) -> bool:
    """Returns whether the message asks something that has nothing to do with the results on the screen: "what's the
    weather in Wuxi?" does not narrow a search to Wuxi."""
    acts = turn.acts
    follows = acts.share("condition", "value", "correct") + acts.find("point")
    return acts.are_situated and turn.confidence >= _SURE and follows < _FOLLOWS
