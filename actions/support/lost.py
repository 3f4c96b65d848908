"""Answers a message that was not understood, or that asks for what the bot cannot do."""

from __future__ import annotations

from actions.cues import asks_price, ordinals
from actions.dialogue.abilities import list_abilities
from actions.dialogue.events import Event
from actions.dialogue.registry import action
from actions.dialogue.signing_in import answer_waiting
from actions.dialogue.turn import Turn
from actions.reading import clarify
from actions.sourcing.finding import answer_bare_goods, narrow
from actions.sourcing.products import ask_price
from actions.sourcing.search_state import SearchState
from actions.sourcing.suppliers import supplier_details


@action("action_fallback")
async def fallback(turn: Turn) -> list[Event]:
    """Takes the message as a follow-up where the conversation allows it. Otherwise it asks the
    contact to rephrase and, the next time, offers a person."""
    understood = await follow_up(turn)
    if understood is not None:
        return understood
    return clarify.not_understood(turn, list_abilities(turn))


async def follow_up(turn: Turn) -> list[Event] | None:
    """Answers words that follow up on what was shown last, or that name nothing but goods; returns
    None for others.

    Examples are "cheaper", "the second one", or simply "I have signed in".
    """
    search = SearchState.load(turn.slot("search"))
    if search and ordinals(turn.text, len(search.shown)):
        return await (ask_price if asks_price(turn.text) else supplier_details)(turn)
    for read in (narrow, answer_waiting, answer_bare_goods):
        understood = await read(turn)
        if understood is not None:
            return understood
    return None


@action("action_out_of_scope")
async def out_of_scope(turn: Turn) -> list[Event]:
    """Says politely that this is not our trade, and the second time offers a person.

    A short follow-up to what was shown is answered as such.
    """
    understood = await follow_up(turn)
    if understood is not None:
        return understood
    if clarify.failures(turn):
        return clarify.offer_person(turn, list_abilities(turn)[:2])
    clarify.count_failure(turn)
    turn.say("utter_out_of_scope", buttons=list_abilities(turn))
    return []
