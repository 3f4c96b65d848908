"""Shows the staff an account's claims, takes steps in a side's name, and lets the staff decide escalated claims."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal

from actions.desk.acts import Act, Asked, Change, Field, Problem, Subject
from actions.marketplace import Marketplace
from actions.marketplace.base.records import Money, Role, WriteKey
from actions.marketplace.trades.claims.lifecycle import BY_STAFF, DECISIONS, TRANSITIONS, Step, Transition
from actions.marketplace.trades.claims.records import WAITING, Claim
from actions.replies import Value, money, term, text
from actions.trades.claims.cards import claim_card

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
        if paid := _find_money(asked, step):
            label = "field.claim_offer" if step == "offer" else "field.agreed"
            changes.append((label, money(claim.offer) if step == "offer" and claim.offer else None, money(paid)))
        return changes

    return find


def _find_money(asked: Asked, step: Step) -> Money | None:
    """Returns the money that the buyer is offered or gets by this step, or None if the step is not about money."""
    claim: Claim = asked.row
    if step in ("offer", "settle"):
        return Money(_read_amount(asked), asked.values["currency"])
    if step == "accept":
        return claim.offer if claim.reader == "buyer" else claim.refund
    return None


def _read_amount(asked: Asked) -> Decimal:
    amount = asked.number("amount") or Decimal(0)
    if round(amount, 2) != amount:
        raise Problem("cents")
    if amount > asked.row.whole.amount:
        raise Problem("too_much_money")
    return amount


def _state(state: str) -> Value:
    return term(f"desk.claim_state.{state}")


def _takes(step: Step) -> Callable[[Asked, WriteKey], Awaitable[bool]]:
    async def take(asked: Asked, key: WriteKey) -> bool:
        amount = _read_amount(asked) if step in ("offer", "settle") else None
        words = asked.reason if step == "refuse" else ""
        done = await asked.market.claims.take_step(
            asked.account, asked.row.number, step, key, "", amount=amount, words=words
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


def _step(name: str, side: Role | None, step: Step, *, takes_money: bool = False) -> Act:
    fields = {"list_fields": _list_money} if takes_money else {}
    return Act(f"claim.{name}", side, _is_possible(step), _find_changes(step), _takes(step), **fields)


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
        _step("settle", None, "settle", takes_money=True),
        _step("dismiss", None, "dismiss"),
        _step("accept", "supplier", "accept"),
        _step("offer", "supplier", "offer", takes_money=True),
        _step("refuse", "supplier", "refuse"),
        _step("accept_offer", "buyer", "accept"),
        _step("decline_offer", "buyer", "decline"),
        _step("escalate", "buyer", "escalate"),
        _step("withdraw", "buyer", "withdraw"),
    ),
)
