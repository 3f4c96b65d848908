"""Stands in for the outbox of an action server: hands out the notices that a test puts in."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI, Request

from tests.fakes import PATIENCE

MY_ORDERS = {"label": {"type": "term", "name": "button.my_orders"}, "intent": "list_orders", "entities": {"n": 7}}
REPLY = {
    "response": "utter_notice_order_confirmed",
    "values": {
        "number": "ORD-100420",
        "goods": {"type": "text", "en": "monitor", "zh": "显示器"},
        "quantity": {"type": "quantity", "value": 60, "unit": "piece"},
        "counterpart": {"type": "text", "en": "Lumen", "zh": "流明"},
    },
    "buttons": [MY_ORDERS],
    "cards": [],
}


class Outbox:
    """Holds a notice with `REPLY` for each of the accounts, and notes which were asked for and taken."""

    def __init__(self, *accounts: str) -> None:
        self.notices: list[dict[str, Any]] = [
            {"id": number, "account": account, "reply": REPLY} for number, account in enumerate(accounts, 1)
        ]
        self.taken: list[int] = []
        self.asked_for: list[list[str]] = []
        self.is_lost = False
        """Whether it never hears which notices were taken, because the gateway is killed before it can say so."""
        self.told_of: list[list[int]] = []

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/outbox")
        async def waiting() -> dict[str, Any]:
            return {"accounts": [one["account"] for one in self.notices if one["id"] not in self.taken]}

        @app.post("/outbox/notices")
        async def notices(request: Request) -> dict[str, Any]:
            wanted = (await request.json())["accounts"]
            self.asked_for.append(wanted)
            return {"notices": [n for n in self.notices if n["account"] in wanted and n["id"] not in self.taken]}

        @app.post("/outbox/taken", status_code=204)
        async def taken(request: Request) -> None:
            ids = (await request.json())["ids"]
            self.told_of.append(ids)
            if self.is_lost:
                await asyncio.sleep(PATIENCE)
            self.taken += ids

        return app
