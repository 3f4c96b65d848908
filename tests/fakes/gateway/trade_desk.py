"""Stands in for the marketplace's rows of a customer, and for what the staff do in the customer's name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.marketplace.staff.desk import ActField, ActForm, ActWish, TradeField, TradeRow
from bot.messages.reply import Field as ReplyField
from bot.messages.reply import Reply, Value, term

FIELDS = (
    ActField("quantity", "number", term("field.quantity"), "100", (), False, 80),
    ActField("day", "day", term("field.expected"), "", (), False, 80),
    ActField("country", "choice", term("desk.country"), "", (("NG", "Nigeria"), ("DE", "Germany")), False, 80),
    ActField("note", "text", term("field.note"), "", (), False, 300),
)


class FakeTradeDesk:
    """Has one order, which any act is possible about. `done` holds what was done, by the key of its form."""

    def __init__(self) -> None:
        self.done: dict[str, tuple[ActWish, str]] = {}

    async def list_rows(self, account: str, named: Sequence[str], goods: str = "") -> list[TradeRow]:
        fields = [TradeField(term("field.total"), {"type": "money", "amount": "5136.00", "currency": "USD"})]
        acts: list[tuple[str, Any]] = [
            (name, term(f"desk.act.{name}")) for name in ("order.ship_day", "order.cancel", "order.change")
        ]
        title: Value = {"type": "text", "en": "Silk scarf", "zh": "丝巾"}
        return [
            TradeRow(
                "ORD-100234", "ORD-100234", "order", term("order_state.accepted"), title, fields, acts, bool(named)
            )
        ]

    async def show(self, account: str, number: str) -> Reply | None:
        if number != "ORD-100234":
            return None
        total: Value = {"type": "money", "amount": "5136.00", "currency": "USD"}
        values: dict[str, Value] = {"number": number, "title": "", "state": term("order_state.accepted")}
        fields: list[ReplyField] = [{"label": term("field.total"), "value": total}]
        return {
            "response": "desk.shown",
            "values": values,
            "cards": [{"kind": "order", "title": number, "fields": fields}],
        }

    async def preview(self, wish: ActWish, *, is_filled: bool) -> ActForm | None:
        if wish.number != "ORD-100234":
            return None
        change: tuple[Value, Value | None, Value | None] = (
            term("field.state"),
            term("order_state.accepted"),
            term("order_state.cancelled"),
        )
        problem = term("desk.problem.no_reason") if is_filled and not wish.reason else None
        return ActForm(
            act=wish.act,
            label=term(f"desk.act.{wish.act}"),
            number=wish.number,
            shown=wish.number,
            title="Silk scarf",
            state=term("order_state.accepted"),
            side="buyer",
            fields=FIELDS,
            changes=[change] if is_filled and not problem else [],
            seen="seen",
            problem=problem,
        )

    async def do(self, wish: ActWish, *, key: str, by: str, seen: str) -> tuple[bool, Value | None]:
        self.done.setdefault(key, (wish, by))
        return True, None
