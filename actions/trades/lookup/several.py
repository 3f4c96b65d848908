"""Answers messages about several of the own things in the last list: "both", "tell me about all of them",
前两个都看看."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.dialogue.events import Event
from actions.dialogue.referring import OWN
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.turn import Turn
from actions.reading.facts import find_facts
from actions.trades.lookup.records import ENTITIES, SUBJECTS, Own, list_own
from actions.trades.lookup.referring import find_meant

_TELL = frozenset(("order_status", "payment_status", "check_quotes", "view_leads", "list_requests", "claim_status"))
"""Intents whose answer only tells about one thing, so that it can be given for each of several things."""
_NO_WISH = frozenset(
    ("inform", "affirm", "nlu_fallback", "out_of_scope", "compare_suppliers", "find_supplier", "supplier_details")
)
"""Intents of messages that may do nothing but name things."""
_MOST = 6


@in_passing
async def each_of_several(turn: Turn) -> list[Event] | None:
    """Answers a message about several things in the last list for each of them. If the message asks nothing, says the
    state of each."""
    latest = turn.record.latest_list
    if latest is None or latest.kind not in OWN or turn.is_pressed or turn.task is not None or not turn.is_signed_in:
        return None
    if turn.entities.has(*ENTITIES.values()) or not (turn.points_into_list or "all" in turn.reports):
        return None
    things = await _find_things(turn, list(map(str, latest.ids)))
    if not 1 < len(things) <= _MOST or len({own.kind for own in things}) > 1 or turn.intent not in _TELL | _NO_WISH:
        return None
    if turn.asked and find_facts(SUBJECTS[things[0].kind].facts, turn.asked):
        return None  # another function answers it from the record
    wish = latest.intent if latest.intent and turn.intent in _NO_WISH else turn.intent
    intent = wish if wish in _TELL else SUBJECTS[things[0].kind].shows
    named = ENTITIES[things[0].kind]
    for own in things:
        about_one = turn.with_question({"intent": intent, "entities": {named: own.number}})
        await HANDLERS[intent](replace(about_one, topics=frozenset(), reports=()))
    turn.show_list(named, [own.number for own in things])
    return []


async def _find_things(turn: Turn, listed: Sequence[str]) -> list[Own]:
    """Returns those of the listed things that the message names or points at. If it says "all" and names none, returns
    all of them."""
    meant = await find_meant(turn, by_state=False)
    if meant.is_named:
        return [own for own in meant.things if own.number in listed]
    if turn.points_into_list or turn.entities.has("product", "company"):
        return []
    return [own for own in await list_own(turn) if own.number in listed]
