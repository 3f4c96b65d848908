"""Shows the staff an account's requests, changes and withdraws them in the buyer's name, and quotes for them or declines
them in the supplier's name."""

from __future__ import annotations

from collections.abc import Callable

from actions.desk.acts import Act, Asked, Change, Field, Problem, Subject
from actions.desk.asking import build_asking, find_buyer_of
from actions.desk.fields import list_destination_fields, read_destination
from actions.desk.quoting import describe_terms, list_terms, read_terms
from actions.marketplace import Marketplace
from actions.marketplace.base.records import Quantity, Role, WriteKey
from actions.marketplace.trades.requests.lifecycle import REQUEST_MOVES, REQUESTS_BY_STAFF, RequestAct
from actions.marketplace.trades.requests.records import Rfq, RfqChanges
from actions.replies import Card, date, destination, quantity, term
from actions.trades.quotations.cards import goods, lead_card
from actions.trades.requests.cards import request_card

MOST = 6


def _is_lead(rfq: Rfq) -> bool:
    """Returns whether the account is one of the suppliers that were asked, and not the buyer."""
    return rfq.recipients is None


def _can(act: RequestAct, side: Role) -> Callable[[Rfq], bool]:
    return lambda rfq: (
        act in REQUESTS_BY_STAFF and (rfq.state, act, side) in REQUEST_MOVES and _is_lead(rfq) == (side == "supplier")
    )


def _can_decline(rfq: Rfq) -> bool:
    return _can("decline", "supplier")(rfq) and not rfq.refusals and not _has_open_quotation(rfq)


def _can_quote(rfq: Rfq) -> bool:
    return _is_lead(rfq) and rfq.state == "open" and not _has_open_quotation(rfq)


def _has_open_quotation(rfq: Rfq) -> bool:
    return any(one.state == "open" for one in rfq.quotations)


def _list_changing(rfq: Rfq) -> tuple[Field, ...]:
    return (
        Field("quantity", "number", "field.quantity", is_required=False),
        *list_destination_fields(rfq.destination),
        Field("needed_by", "day", "field.needed_by", is_required=False),
        Field("due", "day", "field.due", is_required=False),
    )


def _read_changes(asked: Asked) -> RfqChanges:
    rfq: Rfq = asked.row
    days = asked.day("needed_by"), asked.day("due")
    if any(day is not None and day < asked.today for day in days):
        raise Problem("past")
    amount = asked.number("quantity")
    changes = RfqChanges(
        quantity=Quantity(amount, rfq.quantity.unit) if amount else None,
        destination=read_destination(asked, rfq.destination),
        needed_by=days[0],
        due_on=days[1],
    )
    if changes == RfqChanges():
        raise Problem("nothing")
    return changes


def _find_changes(asked: Asked) -> list[Change]:
    rfq, new = asked.row, _read_changes(asked)
    changes: list[Change] = []
    if new.quantity:
        changes.append(("field.quantity", quantity(rfq.quantity), quantity(new.quantity)))
    if new.destination:
        old = destination(rfq.destination) if rfq.destination else None
        changes.append(("field.destination", old, destination(new.destination)))
    if new.needed_by:
        changes.append(("field.needed_by", date(rfq.needed_by) if rfq.needed_by else None, date(new.needed_by)))
    if new.due_on:
        changes.append(("field.due", date(rfq.due_on), date(new.due_on)))
    return changes


async def _change(asked: Asked, key: WriteKey) -> bool:
    outcome = await asked.market.request_changes.change(asked.account, asked.row.number, _read_changes(asked), key)
    if outcome == "suspicious":
        raise Problem("suspicious")
    return outcome == "done"


def _find_withdrawal(asked: Asked) -> list[Change]:
    return [("field.state", term(f"rfq_state.{asked.row.state}"), term("rfq_state.withdrawn"))]


async def _withdraw_request(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.request_changes.withdraw(asked.account, asked.row.number, key) == "done"


def _find_refusal(asked: Asked) -> list[Change]:
    if asked.row.due_on < asked.today:
        raise Problem("quoting_over")
    return [("field.do_not_quote", None, asked.reason)]


async def _decline_request(asked: Asked, key: WriteKey) -> bool:
    return await asked.market.quoting.decline_request(asked.account, asked.row.number, asked.reason, key)


def _find_quotation(asked: Asked) -> list[Change]:
    terms = describe_terms(read_terms(asked, asked.row), asked.row.quantity)
    return [(label, None, value) for label, value in terms.items()]


async def _quote(asked: Asked, key: WriteKey) -> bool:
    new = read_terms(asked, asked.row)
    return bool(await asked.market.quoting.submit_quotation(asked.account, asked.row.number, new, key))


async def _list_requests(market: Marketplace, account: str) -> list[Rfq]:
    own = await market.rfqs.list_rfqs(account, ("open",), MOST)
    return [*own, *await market.rfqs.list_open_leads(account, MOST, with_refused=True)]


def _request_card(rfq: Rfq) -> Card:
    return lead_card(rfq) if _is_lead(rfq) else request_card(rfq)


REQUESTS = Subject(
    "request",
    "RFQ",
    lambda market, account, number: market.rfqs.access_rfq(account, number),
    _list_requests,
    lambda rfq: rfq.number,
    lambda rfq: term(f"rfq_state.{rfq.state}"),
    lambda rfq: term("order.goods_line", quantity=quantity(rfq.quantity), goods=goods(rfq)),
    _request_card,
    (
        Act("request.change", "buyer", _can("change", "buyer"), _find_changes, _change, _list_changing, ("change",)),
        Act(
            "request.withdraw", "buyer", _can("withdraw", "buyer"), _find_withdrawal, _withdraw_request,
            steps=("withdraw",),
        ),
        Act("request.quote", "supplier", _can_quote, _find_quotation, _quote, list_terms, makes=True),
        Act("request.decline", "supplier", _can_decline, _find_refusal, _decline_request, steps=("decline",)),
        build_asking("request.ask", "supplier", "request", find_buyer_of, _is_lead),
    ),
)  # fmt: skip
