"""Takes a limit that a contact states only for themselves, and tells them where it is kept and who cannot see it."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import afterthought
from actions.dialogue.said.entities import read_money
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Money
from actions.replies import Value, money

_TOLD = frozenset(
    (
        *("utter_limit_kept", "utter_limit_kept_of_buyer", "utter_limit_other_currency", "utter_private_kept"),
        *("utter_counter_confirm_private", "utter_counter_price_limit", "utter_limit_for_which"),
    )
)
"""The responses that say what became of a limit."""


def take_limit(turn: Turn, currency: str) -> Money | None:
    """Returns the limit that the message gives for its writer alone, if it is in `currency`, the currency in which the
    goods are quoted. If it is in another one, says so and returns None: nothing is converted."""
    if turn.private is None:
        return None
    limit = turn.private.in_currency(currency)
    if limit is None:
        said = money(turn.private.or_in(currency))
        turn.say("utter_limit_other_currency", {"limit": said, "own": currency})
    return limit


def tell_kept(turn: Turn, limit: Money) -> None:
    """Says, once a turn, that the limit is kept and who can see it."""
    if "utter_private_kept" not in turn.said:
        turn.say("utter_private_kept", {"limit": money(limit)})


@afterthought
async def limit_is_private(turn: Turn) -> list[Event]:
    """Tells the contact what became of the limit in the message, unless the answer has already said so. Either the
    limit is kept with the quotation or request that is being written, or it is not kept at all; in both cases nobody
    else learns it."""
    if turn.private is None or _TOLD & set(turn.said):
        return []
    drafts = [turn.task.values if turn.task else {}, turn.slot("quotation_read") or {}]
    held = [each.get("limit") or (each.get("terms") or {}).get("limit") for each in drafts]
    kept = next((found for each in held if (found := read_money(each)) and found.amount == turn.private.amount), None)
    if kept:
        tell_kept(turn, kept)
        return []
    amount: Value = format(turn.private.amount, "f")
    turn.say(
        "utter_private_not_kept",
        {"limit": money(turn.private.or_in("USD")) if turn.private.currency else amount},
    )
    return []
