"""Says which conditions a new search for other goods no longer has, and carries them over if the contact wants them for
the new goods, too."""

from __future__ import annotations

from dataclasses import fields, replace

from actions.dialogue.turn import Turn
from actions.marketplace.goods.search.records import Condition
from actions.replies import button, one_after_another
from actions.sourcing.at_hand.conditions import describe_conditions
from actions.sourcing.at_hand.earlier_searches import find_last_search
from actions.sourcing.at_hand.search_state import CONDITIONS, SearchState

_OF_GOODS: frozenset[Condition] = frozenset(("quantity", "unwanted"))
"""Conditions that belong to the goods of one search, and would make no sense for other goods."""
_NONE_HAD_IT = frozenset(("utter_offers_none_relax", "utter_offers_none_relax_one"))
CARRY = "conditions"
"""The value of the entity `use` of the button that carries the conditions over."""


def say_dropped(turn: Turn, before: SearchState | None, new: SearchState) -> None:
    """Says which conditions of the search before do not hold for the new goods, with a button that sets them again."""
    if before is None or not before.is_on or not new.text or before.text == new.text or turn.is_pressed:
        return
    held, now = describe_conditions(before), describe_conditions(new)
    dropped = [words for name, words in held.items() if name not in _OF_GOODS and name not in now]
    if dropped:
        carry = button("button.carry_conditions", "find_supplier", use=CARRY)
        turn.say("utter_conditions_dropped", {"conditions": one_after_another(dropped)}, buttons=[carry])


def say_left_out(turn: Turn, new: SearchState) -> None:
    """Says which conditions the search no longer has, if the reply before has said that none of the goods has them: "if
    there is no organic, normal is fine"."""
    before = SearchState.load(turn.slot("search"))
    if before is None or turn.is_pressed or before.text != new.text or not _NONE_HAD_IT & set(turn.record.last.said):
        return
    held, now = describe_conditions(before), describe_conditions(new)
    gone = [words for name, words in held.items() if name not in now]
    if gone:
        turn.say("utter_offers_condition_left_out", {"conditions": one_after_another(gone)})


def carry_over(turn: Turn, search: SearchState) -> SearchState:
    """Returns the search with the conditions of the one before it, except those for which it has a condition of the
    same kind."""
    before = find_last_search(turn)
    return search if before is None else _with_conditions(before, search, _OF_GOODS)


def with_terms_of(before: SearchState, search: SearchState) -> SearchState:
    """Returns the search with the quantity and the limits of the one before it, for a message that says that they are
    the same: "chargers too, same qty". What the message itself sets, it keeps."""
    return _with_conditions(before, search, frozenset(("unwanted",)))


def _with_conditions(before: SearchState, search: SearchState, left_out: frozenset[Condition]) -> SearchState:
    names = {name for condition, held in CONDITIONS.items() if condition not in left_out for name in held}
    unset = {field.name: field.default for field in fields(SearchState)}
    carried = {name: getattr(before, name) for name in (*names, "currency") if getattr(search, name) == unset.get(name)}
    return replace(search, offset=0, **carried)
