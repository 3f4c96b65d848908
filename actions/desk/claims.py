"""Shows the staff an account's claims, takes steps in a side's name, and lets the staff decide escalated claims."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal

from actions.desk.acts import Act, Asked, Change, Field, Problem, Subject, no_fields
from actions.desk.fields import write_number
from actions.marketplace import Marketplace
from actions.marketplace.base.records import Money, Quantity, Role, WriteKey
from actions.marketplace.trades.claims.lifecycle import BY_STAFF, DECISIONS, TRANSITIONS, Step, Transition
from actions.marketplace.trades.claims.records import WAITING, Claim
from actions.replies import Value, money, quantity, term, text
from actions.trades.claims.cards import claim_card, say_offer

MOST = 6


def _find_transition(claim: Claim, step: Step) -> Transition | None:
    return TRANSITIONS.get((claim.state, step, "staff" if step in DECISIONS else claim.reader))


def _is_possible(step: Step) -> Callable[[Claim], bool]:
    return lambda claim: step in BY_STAFF and _find_transition(claim, step) is not None


def _find_changes(step: Step) -> Callable[[Asked], Sequence[Change]]:
    def find(asked: Asked) -> list[Change]:
        claim: Claim = asked.row
        transition = _find_transition(claim, step)
        if transition is None:
            raise Problem("not_possible")
        changes: list[Change] = [("field.state", _state(claim.state), _state(transition.state))]
        if step in ("offer", "replace"):
            changes.append(("field.claim_offer", say_offer(claim), _say_new_offer(asked, step)))
        elif agreed := _say_agreed(asked, step):
            changes.append(("field.agreed", None, agreed))
        return changes

    return find


def _say_new_offer(asked: Asked, step: Step) -> Value:
    if step == "replace":
        return term("claim.replacement", pieces=quantity(Quantity(_read_pieces(asked), asked.row.ordered.unit)))
    return money(Money(_read_amount(asked), asked.values["currency"]))


def _say_agreed(asked: Asked, step: Step) -> Value | None:
    """Returns what the buyer gets by this step, or None if the step gives the buyer nothing."""
    claim: Claim = asked.row
    if step == "settle":
        return money(Money(_read_amount(asked), asked.values["currency"]))
    if step != "accept":
        return None
    if claim.reader == "buyer":
        return say_offer(claim)
    return money(claim.refund) if claim.refund else None


def _read_pieces(asked: Asked) -> Decimal:
    pieces = asked.number("pieces") or Decimal(0)
    if pieces > asked.row.ordered.value:
        raise Problem("too_many_pieces")
    return pieces


def _read_amount(asked: Asked) -> Decimal:
    amount = asked.number("amount") or Decimal(0)
    if round(amount, 2) != amount:
        raise Problem("cents")
    if amount > asked.row.most.amount:
        raise Problem("too_much_money")
    return amount


def _state(state: str) -> Value:
    return term(f"desk.claim_state.{state}")


def _takes(step: Step) -> Callable[[Asked, WriteKey], Awaitable[bool]]:
    async def take(asked: Asked, key: WriteKey) -> bool:
        amount = _read_amount(asked) if step in ("offer", "settle") else None
        words = asked.reason if step == "refuse" else ""
        pieces = _read_pieces(asked) if step == "replace" else None
        done = await asked.market.claims.take_step(
            asked.account, asked.row.number, step, key, "", amount=amount, pieces=pieces, words=words
        )
        return done.is_changed

    return take


def _list_money(claim: Claim) -> tuple[Field, ...]:
    about = claim.offer or claim.refund or claim.estimate
    currency = about.currency if about else claim.whole.currency
    return (
        Field("amount", "number", "field.total", f"{about.amount:f}" if about else ""),
        Field("currency", "choice", "field.currency", currency, [{"value": currency, "label": currency}]),
    )


def _list_pieces(claim: Claim) -> tuple[Field, ...]:
    about = claim.replaces or claim.affected
    return (Field("pieces", "number", "desk.new_pieces", write_number(about.value) if about else ""),)


def _step(name: str, side: Role | None, step: Step, list_fields: Callable[[Claim], Sequence[Field]] = no_fields) -> Act:
    return Act(f"claim.{name}", side, _is_possible(step), _find_changes(step), _takes(step), list_fields, (step,))


async def _list_open(market: Marketplace, account: str) -> Sequence[Claim]:
    return await market.claims.list_claims(account, WAITING, limit=MOST)


CLAIMS = Subject(
    "claim",
    "CLM",
    lambda market, account, number: market.claims.access_claim(account, number),
    _list_open,
    lambda claim: claim.number,
    lambda claim: _state(claim.state),
    lambda claim: term("note.about_order", number=claim.order, goods=text(claim.goods)),
    claim_card,
    (
        _step("settle", None, "settle", _list_money),
        _step("dismiss", None, "dismiss"),
        _step("accept", "supplier", "accept"),
        _step("offer", "supplier", "offer", _list_money),
        _step("replace", "supplier", "replace", _list_pieces),
        _step("refuse", "supplier", "refuse"),
        _step("accept_offer", "buyer", "accept"),
        _step("decline_offer", "buyer", "decline"),
        _step("escalate", "buyer", "escalate"),
        _step("withdraw", "buyer", "withdraw"),
    ),
)
