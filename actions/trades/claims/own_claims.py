"""Registers claims among the things that an account can ask about: how they are listed, and which facts of one can be
asked for."""

from __future__ import annotations

from actions.dialogue.turn import Turn
from actions.marketplace.trades.claims.records import WAITING, Claim
from actions.reading.facts import fact
from actions.replies import Value, date, days, money, text
from actions.trades.claims.cards import claim_button, claim_line, claim_values, say_offer
from actions.trades.claims.status import say_claim
from actions.trades.lookup.figures import Figure, Figures, of_age, of_money, of_quantity, on_day
from actions.trades.lookup.records import Own, Subject, declare_subject

_LOOKED_AT = 20


def _values(claim: Claim, **more: Value) -> dict[str, Value]:
    return {**claim_values(claim), "opened": date(claim.opened_at.date()), **more}


def _say_opened(turn: Turn, claim: Claim) -> bool:
    turn.say("utter_own_claim_opened", _values(claim))
    return True


def _say_wish(turn: Turn, claim: Claim) -> bool:
    """Says what is wrong, with how many pieces, and what the buyer wants."""
    turn.say("utter_own_claim_wish", _values(claim))
    return True


def _say_offer(turn: Turn, claim: Claim) -> bool:
    if say_offer(claim) is None:
        return _say_answer(turn, claim)
    turn.say("utter_own_claim_offer", _values(claim))
    return True


def _say_refund(turn: Turn, claim: Claim) -> bool:
    """Says how much money comes back if both sides have agreed, else what the supplier offers."""
    if claim.agreed is None:
        return _say_offer(turn, claim)
    turn.say("utter_own_claim_agreed", _values(claim, agreed=money(claim.agreed)))
    return True


def _say_answer(turn: Turn, claim: Claim) -> bool:
    """Says until when the supplier has time to answer, or that it has answered."""
    if claim.state == "open":
        due = claim.answer_by.date()
        left = days(max((due - turn.today).days, 0))
        turn.say(
            "utter_own_claim_unanswered", _values(claim, due=date(due), left=left, supplier=text(claim.supplier.name))
        )
    else:
        turn.apply(say_claim(turn, claim))
    return True


def _say_whole(turn: Turn, claim: Claim) -> bool:
    turn.apply(say_claim(turn, claim))
    return True


FACTS = (
    fact(_say_opened, "complain place", "when", names="placed"),
    fact(_say_offer, "offer", names="claim_offer"),
    fact(_say_refund, "refund pay", "how_much when whether", names="refund"),
    fact(_say_wish, "wish goods quantity", "which how_many how_much who", names="claim_wish quantity contents"),
    fact(_say_answer, "answer deadline due confirm", "when how_long whether who", names="claim_answer_by"),
    fact(_say_answer, "", "how_long"),
    fact(_say_whole, "state", "how which whether name", names="state claim_state", is_whole=True),
)
"""The facts of a claim, in the order in which they are tried."""


def _find_sum(turn: Turn, claim: Claim) -> Figure | None:
    amount = claim.agreed or claim.wanted or claim.estimate
    return of_money(amount) if amount else None


def _find_answer_due(turn: Turn, claim: Claim) -> Figure | None:
    due = claim.answer_by.date()
    return on_day(turn, due, "answer") if claim.state == "open" else None


_FIGURES: Figures = {
    "total": _find_sum,
    "deadline": _find_answer_due,
    "late": _find_answer_due,
    "quantity": lambda turn, claim: of_quantity(claim.affected or claim.ordered),
    "age": lambda turn, claim: of_age(claim.opened_at),
}
"""The properties by which claims are sorted and chosen."""


async def _list(turn: Turn) -> list[Own]:
    return [_describe(claim) for claim in await turn.market.claims.list_claims(turn.account, limit=_LOOKED_AT)]


def _describe(claim: Claim) -> Own:
    amounts = (claim.estimate, claim.wanted, claim.offer, claim.agreed)
    return Own(
        kind="claim",
        number=claim.number,
        goods=claim.goods.both,
        companies=(claim.counterpart.name,),
        quantity=claim.affected or claim.ordered,
        since=claim.opened_at,
        line=claim_line(claim),
        label=claim_button(claim)["label"],
        is_open=claim.state in WAITING,
        state=claim.state,
        amounts=tuple(amount for amount in amounts if amount),
    )


async def _access(turn: Turn, number: str) -> Claim:
    return await turn.market.claims.access_claim(turn.account, number)


CLAIMS = declare_subject(
    Subject("claim", _list, _access, FACTS, "claim_status", is_called_so=frozenset(("complain",)), figures=_FIGURES)
)
