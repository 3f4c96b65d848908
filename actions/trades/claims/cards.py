"""Builds the values, cards and buttons by which a reply shows a claim."""

from __future__ import annotations

from actions.marketplace.base.records import Money
from actions.marketplace.trades.claims.lifecycle import Step, list_steps
from actions.marketplace.trades.claims.records import Claim, ClaimEvent, ClaimWish
from actions.marketplace.trades.letters.records import Letter
from actions.replies import Button, Card, Value, button, card, date, lines, money, quantity, quote, term, text
from actions.trades.orders.cards import with_staff


def claim_values(claim: Claim) -> dict[str, Value]:
    """Returns the facts of a claim by the names that responses use."""
    return {
        "claim": claim.number,
        "order": claim.order,
        "goods": text(claim.goods),
        "kind": term(f"claim_kind.{claim.kind}"),
        "wish": say_wish(claim.wish, claim.wanted),
        "affected": say_affected(claim),
        "estimate": say_amount(claim.estimate),
        "offer": say_offer(claim) or say_amount(None),
        "agreed": say_amount(claim.agreed),
        "state": say_state(claim),
        "counterpart": text(claim.counterpart.name),
        "words": quote_last(claim),
    }


def say_wish(wish: ClaimWish, wanted: Money | None) -> Value:
    named = term(f"claim_wish.{wish}")
    return term("claim.wanted", wish=named, amount=money(wanted)) if wanted else named


def say_amount(amount: Money | None) -> Value:
    return money(amount) if amount else term("claim.no_amount")


def say_offer(claim: Claim) -> Value | None:
    """Returns what the supplier offers: an amount of money, or new pieces."""
    if claim.replaces is not None:
        return term("claim.replacement", pieces=quantity(claim.replaces))
    return money(claim.offer) if claim.offer else None


def say_affected(claim: Claim) -> Value:
    if claim.affected is None:
        return term("claim.all_of_them", ordered=quantity(claim.ordered))
    return term("claim.some_of_them", affected=quantity(claim.affected), ordered=quantity(claim.ordered))


def say_state(claim: Claim) -> Value:
    """Returns the state of the claim as its reader sees it: which side has to act now."""
    return term(f"claim_state.{claim.state}_{claim.reader}")


def quote_last(claim: Claim) -> Value:
    """Returns the latest words of the other side. If it has said nothing, returns the latest words of the reader."""
    letters = [one for one in claim.letters if one.role != claim.reader] or list(claim.letters)
    return quote(letters[-1]) if letters else term("letter.none")


def claim_card(claim: Claim) -> Card:
    fields: list[tuple[str, Value | None]] = [
        ("field.state", say_state(claim)),
        ("field.supplier" if claim.reader == "buyer" else "field.buyer", text(claim.counterpart.name)),
        ("field.order", claim.order),
        ("field.goods", text(claim.goods)),
        ("field.claim_kind", term(f"claim_kind.{claim.kind}")),
        ("field.affected", say_affected(claim)),
        ("field.claim_wish", say_wish(claim.wish, claim.wanted)),
        ("field.estimate", money(claim.estimate) if claim.estimate else None),
        ("field.claim_offer", say_offer(claim)),
        ("field.agreed", money(claim.agreed) if claim.agreed else None),
        ("field.words", lines(_letter_line(letter) for letter in claim.letters) if claim.letters else None),
        ("field.evidence", term("claim.files", count=claim.evidence) if claim.evidence else None),
        ("field.timeline", lines(_event_line(event) for event in claim.events)),
    ]
    return card("claim", claim.number, fields, step_buttons(claim))


def _letter_line(letter: Letter) -> Value:
    return term(f"letter_of.{letter.role}", words=quote(letter))


def _event_line(event: ClaimEvent) -> Value:
    at = date(event.at.date())
    if event.amount is not None:
        return with_staff(term("claim_event.offered_amount", amount=money(event.amount), at=at), event.staff)
    return term("timeline.entry", event=with_staff(term(f"claim_event.{event.kind}"), event.staff), at=at)


def step_buttons(claim: Claim) -> list[Button]:
    """Returns a button for each step that the reader may take now."""
    return [step_button(claim, step) for step in list_steps(claim.state, claim.reader)]


def step_button(claim: Claim, step: Step) -> Button:
    return button(f"claim_button.{step}_{claim.reader}", "answer_claim", claim_number=claim.number, step=step)


def claim_button(claim: Claim, intent: str = "claim_status") -> Button:
    return button(term("button.claim", number=claim.number, goods=text(claim.goods)), intent, claim_number=claim.number)


def see_button(claim: Claim) -> Button:
    return button("button.see_claim", "claim_status", claim_number=claim.number)


def claim_line(claim: Claim) -> Value:
    return term(
        "claim.line",
        number=claim.number,
        order=claim.order,
        goods=text(claim.goods),
        counterpart=text(claim.counterpart.name),
        state=say_state(claim),
    )
