"""A person, the language, and everything that was not understood."""

from __future__ import annotations

from actions import clarify
from actions.account import answer_waiting
from actions.cues import asks_price, ordinals, wanted_language
from actions.form_questions import forget_asked
from actions.products import ask_price
from actions.replies import Button, button, person_button, search_button
from actions.search import Search
from actions.sourcing import bare_goods, narrow
from actions.suppliers import supplier_details
from actions.turn import Event, Turn, action, leave_form

REASONS = frozenset(
    [
        "asked",
        "not_understood",
        "problem",
        "change_order",
        "cancel_order",
        "refund",
        "request_invoice",
        "request_sample",
        "contact_supplier",
        "negotiate_price",
        "accept_quote",
        "place_order",
        "confirm_order",
        "ship_order",
        "submit_quote",
        "become_supplier",
    ]
)


@action("action_human_handoff")
async def human_handoff(turn: Turn) -> list[Event]:
    """Asks the gateway for a person. It says itself whether one is there, so nothing is promised here."""
    said = turn.entities.word("reason")
    reason = said if said in REASONS else "asked"
    clarify.tell_escalated(turn, reason)
    turn.effect("handoff", reason=reason)
    return leave_form(turn.tracker)


@action("action_change_language")
async def change_language(turn: Turn) -> list[Event]:
    """The language that the words name, else the other one. The confirmation is read in the new one."""
    turn.effect("language", language=wanted_language(turn.text, turn.context.language))
    turn.say("utter_language_changed")
    forget_asked(turn)  # a form asks its question in full, in the new language
    return []


@action("action_fallback")
async def fallback(turn: Turn) -> list[Event]:
    """Takes it as a follow-up where the conversation allows it; else asks to rephrase, and then offers a person."""
    understood = await follow_up(turn)
    if understood is not None:
        return understood
    return clarify.not_understood(turn, abilities(turn))


async def follow_up(turn: Turn) -> list[Event] | None:
    """What the words mean after what was shown last: "cheaper", "the second one", or simply "I have signed in". Else goods."""
    search = Search.load(turn.slot("search"))
    if search and ordinals(turn.text, len(search.shown)):
        return await (ask_price if asks_price(turn.text) else supplier_details)(turn)
    for read in (narrow, answer_waiting, bare_goods):
        understood = await read(turn)
        if understood is not None:
            return understood
    return None


@action("action_out_of_scope")
async def out_of_scope(turn: Turn) -> list[Event]:
    """Not our trade, politely, and the second time a person; unless it is a short follow-up to what was shown."""
    understood = await follow_up(turn)
    if understood is not None:
        return understood
    if clarify.failures(turn):
        return clarify.offer_person(turn, abilities(turn)[:2])
    clarify.count_failure(turn)
    turn.say("utter_out_of_scope", buttons=abilities(turn))
    return []


def abilities(turn: Turn) -> list[Button]:
    """Three things that this contact can do here."""
    if turn.is_supplier:
        return [button("button.my_orders", "list_orders"), button("button.leads", "view_leads"), person_button("asked")]
    orders = (
        button("button.my_orders", "list_orders") if turn.signed_in else button("button.track_order", "order_status")
    )
    return [search_button(), orders, person_button("asked")]
