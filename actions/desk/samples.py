"""Shows the staff an account's samples, and takes the steps of their lifecycle in the customer's name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal

from actions.desk.acts import Act, Asked, Change, Field, Subject, no_fields
from actions.desk.fields import CURRENCIES, list_currencies, list_shipping_fields, read_money, read_tracking
from actions.marketplace import Marketplace
from actions.marketplace.base.records import Money, Role, WriteKey
from actions.marketplace.trades.orders.carriers import carrier_names
from actions.marketplace.trades.samples.lifecycle import BY_STAFF, TRANSITIONS, Step
from actions.marketplace.trades.samples.records import UNDER_WAY, Sample
from actions.marketplace.trades.samples.samples import Given
from actions.replies import Value, code, money, quantity, term, text
from actions.trades.samples.cards import sample_card

MOST = 6


def _is_possible(step: Step) -> Callable[[Sample], bool]:
    return lambda sample: step in BY_STAFF and (sample.state, step, sample.reader) in TRANSITIONS


def _find_changes(step: Step) -> Callable[[Asked], Sequence[Change]]:
    def find(asked: Asked) -> list[Change]:
        sample: Sample = asked.row
        then = TRANSITIONS[sample.state, step, sample.reader].state
        changes: list[Change] = [("field.state", _state(sample.state), _state(then))]
        if step == "quote":
            old = money(sample.cost) if sample.cost else None
            changes.append(("field.sample_cost", old, money(_read_cost(asked))))
        if step == "ship":
            changes.append(("field.carrier", None, text(carrier_names(asked.text("carrier")))))
            changes.append(("field.tracking_number", None, code(read_tracking(asked))))
        return changes

    return find


def _read_cost(asked: Asked) -> Money:
    return read_money(asked, "cost", asked.text("currency")) or Money(Decimal(0), asked.text("currency"))


def _state(state: str) -> Value:
    return term(f"desk.sample_state.{state}")


def _takes(step: Step) -> Callable[[Asked, WriteKey], Awaitable[bool]]:
    async def take(asked: Asked, key: WriteKey) -> bool:
        given = Given(
            cost=_read_cost(asked) if step == "quote" else None,
            words=asked.reason if step == "decline" else "",
            carrier=asked.text("carrier"),
            tracking_number=read_tracking(asked) if step == "ship" else "",
        )
        taken = await asked.market.samples.take_step(asked.account, asked.row.number, step, given, key, "")
        return taken.is_taken

    return take


def _list_cost(sample: Sample) -> tuple[Field, ...]:
    now = sample.cost or sample.price
    currency = now.currency if now and now.currency in CURRENCIES else CURRENCIES[0]
    return (
        Field("cost", "number", "field.sample_cost", f"{now.amount:f}" if now and now.amount else ""),
        Field("currency", "choice", "field.currency", currency, list_currencies()),
    )


def _list_shipping(_sample: Sample) -> tuple[Field, ...]:
    return list_shipping_fields()


def _step(step: Step, side: Role, list_fields: Callable[[Sample], Sequence[Field]] = no_fields) -> Act:
    return Act(f"sample.{step}", side, _is_possible(step), _find_changes(step), _takes(step), list_fields, (step,))


async def _list_open(market: Marketplace, account: str) -> Sequence[Sample]:
    return await market.samples.list_samples(account, UNDER_WAY, MOST)


SAMPLES = Subject(
    "sample",
    "SMP",
    lambda market, account, number: market.samples.access_sample(account, number),
    _list_open,
    lambda sample: sample.number,
    lambda sample: _state(sample.state),
    lambda sample: term("order.goods_line", quantity=quantity(sample.quantity), goods=text(sample.goods)),
    sample_card,
    (
        _step("accept", "supplier"),
        _step("quote", "supplier", _list_cost),
        _step("ship", "supplier", _list_shipping),
        _step("decline", "supplier"),
        _step("agree", "buyer"),
        _step("receive", "buyer"),
        _step("cancel", "buyer"),
    ),
)
