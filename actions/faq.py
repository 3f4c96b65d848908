"""General questions have fixed answers in domain.yml; these depend on what was shown last."""

from __future__ import annotations

from actions.cues import wants_verified
from actions.replies import search_button
from actions.sourcing import current_search, show
from actions.turn import Event, Turn, action


@action("action_faq_supplier_verification")
async def supplier_verification(turn: Turn) -> list[Event]:
    """ "Verified only" over search results narrows them; otherwise how vetting works."""
    search = current_search(turn)
    if (
        search
        and not search.verified
        and wants_verified(turn.text)
        and len(turn.text) <= 25
        and not turn.text.rstrip().endswith(("?", "？"))
    ):
        return await show(turn, search.cued(turn.text) or search)
    turn.say("utter_faq_supplier_verification", buttons=[search_button()])
    return []
