"""Stands in for what the action servers know of the marketplace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.marketplace.client import NotInMarketplace
from bot.marketplace.staff.oversight import Correction, ListingChange, MarketRow, RowField

AT = dt.datetime(2026, 11, 25, 8, 30, tzinfo=dt.UTC)
TRAFFIC: dict[str, list[dict[str, Any]]] = {
    "views": [
        {"kind": "products", "tried_at": AT, "new": 3, "changed": 1, "gone": 2, "held_back": 31, "error_en": "caravan.products cannot be read", "error_zh": "无法读取caravan.products"}
    ],
    "imports": [{"label": "orders.csv", "started_at": AT, "new": 9, "changed": 0, "refused": 1, "finished_at": None}],
    "refused": [
        {"source": "orders.csv", "line": 7, "operator_id": "SO-7", "column": "unit", "value": "<b>Stück</b>", "reason_en": "is no unit that is known", "reason_zh": "不是已知的计量单位", "at": AT}
    ],
    "events": [
        {"id": "evt-1", "type": "order.state", "subject": "orders:SO-9", "outcome": "refused", "received_at": AT, "given": {"id": "evt-1", "data": {"order_id": "<i>SO-9"}}, "problems": [{"field": "order_id", "value": "SO-9", "reason": "names an order that is not here", "reason_zh": "对应的订单不存在"}]}
    ],
    "outgoing": [
        {"id": 1, "type": "order.accept_quote", "about": "ORD-100999", "at": AT, "state": "dead", "number": None, "reason_en": "status 500", "reason_zh": None}
    ],
}  # fmt: skip


@dataclass
class FakeOversight:
    """Holds one product (1), which can be corrected and paused, one supplier (1) that a view shows, one account (anna), a
    refused event, and one thing that can be sent again."""

    paused: bool = False
    moq: str = "100"
    sent_again: list[int] = field(default_factory=list)
    replayed: list[str | None] = field(default_factory=list)

    async def list_traffic(self) -> dict[str, list[dict[str, Any]]]:
        return TRAFFIC

    async def find_orders(self, said: str) -> list[dict[str, Any]]:
        sides = {"buyer_en": "Berg <b>Living", "buyer_zh": "伯格", "supplier_en": "Lianhe", "supplier_zh": "联合五金"}
        return [{"number": "ORD-100234", "operator_id": "SO-9", "state": "in_production", "placed_at": AT, **sides}]

    async def find_misfits(self, signed: Mapping[str, str]) -> list[dict[str, Any]]:
        known = {"B-77": {"is": None, "meant": ["anna"]}, "lianhe": {"is": "supplier", "meant": []}}
        return [
            {"account": one, "role": role, **known[one]}
            for one, role in signed.items()
            if one in known and known[one]["is"] != role
        ]

    async def find(self, what: str, said: str) -> list[dict[str, Any]]:
        row = {"id": 1, "operator_id": "P-1", "name_en": "Brass hinge", "name_zh": "黄铜铰链", "paused": self.paused}
        if what == "accounts":
            return [row | {"id": "anna", "role": "buyer", "name_en": "Berg Living GmbH", "name_zh": "Berg Living GmbH"}]
        return [row | {"supplier_en": "Lianhe", "supplier_zh": "联合五金"}]

    async def access(self, what: str, row: str) -> MarketRow:
        if (what, row) not in (("goods", "1"), ("suppliers", "1"), ("accounts", "anna")):
            raise NotInMarketplace(row)
        name = {"en": "Brass <hinge>", "zh": "黄铜铰链"}
        fields = {
            "goods": [RowField("name_en", name["en"], (), False), RowField("moq", self.moq, (), True)],
            "suppliers": [RowField("kind", "factory", ("factory", "trading_company"), False)],
            "accounts": [RowField("language", "en", ("en", "zh"), False), RowField("name_en", "Berg", (), False)],
        }
        source = {"goods": "import", "suppliers": "view", "accounts": None}[what]
        changes = [ListingChange("lianhe", AT, {"prices": ("100=2.10", "<b>100=1.95"), "stock": ("", "500")})]
        seen = f"seen-{self.moq}"
        return MarketRow(
            name, "P-1", source, f"caravan.{what}", self.paused, fields[what], seen, changes if what == "goods" else ()
        )

    async def correct(self, what: str, row: str, values: Mapping[str, str], seen: str, by: str) -> Correction:
        shown = await self.access(what, row)
        if seen != shown.seen:
            problem = {"field": "", "value": "", "reason": "was changed meanwhile", "reason_zh": "在此期间已被更改"}
            return Correction({}, [problem])
        moq = values.get("moq", self.moq)
        if not moq.isdecimal():
            problem = {"field": "moq", "value": moq, "reason": "is not a number", "reason_zh": "不是数字"}
            return Correction({}, [problem])
        before, self.moq = self.moq, moq
        return Correction({"moq": (before, moq)} if before != moq else {}, [])

    async def pause(self, what: str, row: str, paused: bool) -> None:
        await self.access(what, row)
        self.paused = paused

    async def replay(self, event: str | None) -> list[dict[str, Any]]:
        self.replayed.append(event)
        return [{"id": "evt-1", "outcome": "done"}, {"id": "evt-2", "outcome": "refused"}]

    async def send_again(self, outgoing_id: int) -> bool:
        self.sent_again.append(outgoing_id)
        return outgoing_id == 1
