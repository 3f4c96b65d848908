"""Opens a claim about an order in its buyer's name."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from actions.desk.acts import Act, Asked, Change, Field, Option, Problem
from actions.desk.fields import read_money, read_words
from actions.marketplace.base.records import Quantity, WriteKey
from actions.marketplace.trades.claims.claims import estimate_claim
from actions.marketplace.trades.claims.records import ClaimKind, ClaimWish, NewClaim
from actions.marketplace.trades.orders.records import Order
from actions.replies import money, quantity, term
from actions.trades.claims.cards import say_wish

_LONGEST = 1000


def _list(order: Order) -> tuple[Field, ...]:
    kinds: list[Option] = [{"value": one, "label": term(f"claim_kind.{one}")} for one in get_args(ClaimKind)]
    wishes: list[Option] = [{"value": one, "label": term(f"claim_wish.{one}")} for one in get_args(ClaimWish)]
    return (
        Field("kind", "choice", "field.claim_kind", "", kinds),
        Field("affected", "number", "field.affected", is_required=False),
        Field("wish", "choice", "field.claim_wish", "", wishes),
        Field("wanted", "number", "desk.wanted_amount", is_required=False),
        Field("description", "text", "desk.description", longest=_LONGEST),
    )


def _read(asked: Asked) -> NewClaim:
    order: Order = asked.row
    affected = asked.number("affected")
    if affected is not None and affected > order.lines[0].quantity.value:
        raise Problem("too_many_pieces")
    wanted = read_money(asked, "wanted", order.total.currency)
    if wanted and wanted.amount > order.total.amount:
        raise Problem("too_much_money")
    description = read_words(asked, "description")
    amount: Decimal | None = wanted.amount if wanted and asked.text("wish") == "part_refund" else None
    return NewClaim(order.number, asked.values["kind"], affected, asked.values["wish"], description, amount)


def _find(asked: Asked) -> list[Change]:
    order, new = asked.row, _read(asked)
    line = order.lines[0].quantity
    affected = Quantity(new.affected or line.value, line.unit)
    wanted = read_money(asked, "wanted", order.total.currency) if new.wanted else None
    changes: list[Change] = [
        ("field.claim_kind", None, term(f"claim_kind.{new.kind}")),
        ("field.affected", None, quantity(affected)),
        ("field.claim_wish", None, say_wish(new.wish, wanted)),
    ]
    if new.kind != "late":
        changes.append(("field.estimate", None, money(estimate_claim(order, new.affected))))
    return [*changes, ("desk.description", None, new.description)]


async def _open(asked: Asked, key: WriteKey) -> bool:
    if await asked.market.claims.open_claim(asked.account, _read(asked), key, "") is None:
        raise Problem("not_claimable")
    return True


CLAIMING = Act(
    "order.claim", "buyer", lambda order: order.state in ("delivered", "disputed"), _find, _open, _list, makes=True
)
