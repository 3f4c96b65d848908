"""Finds the claims with which the contact has to do something: a supplier has to answer, a buyer has to decide about
the answer."""

from __future__ import annotations

from actions.dialogue.to_do import ToDo, finds_to_do, say_kind
from actions.dialogue.turn import Turn
from actions.trades.claims.cards import claim_card, claim_line

_LOOKED_AT = 20


@finds_to_do("claims")
async def find_claims_to_do(turn: Turn) -> list[ToDo]:
    states, name = (("open",), "claims_answer") if turn.is_supplier else (("offered", "refused"), "claims_decide")
    claims = await turn.market.claims.list_claims(turn.account, states, limit=_LOOKED_AT)  # type: ignore[arg-type]
    return say_kind(name, [claim_line(claim) for claim in claims], [claim_card(claim) for claim in claims])
