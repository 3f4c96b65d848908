"""What the marketplace's clock hands to the staff goes into their queue once, also while nobody of the account is there."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from sqlalchemy import func, select

from bot.conversation.store.messages import list_messages
from bot.conversation.store.tables import messages
from bot.database.leases.lease import GatewayLease
from bot.marketplace.client import ActionServers
from bot.marketplace.staff.calls import StaffCalls
from bot.support.effects import build_queue
from bot.support.store.handoffs import find_active_handoff
from foundation.clock import system_clock
from tests.fakes.gateway.chat_client import ChatClient
from tests.fakes.gateway.running import Gateway, free_port, serving

REPLY = {"response": "staff_call.claim", "values": {"claim": "CLM-40001"}, "buttons": [], "cards": []}


def calls(taken: list[int]) -> FastAPI:
    app = FastAPI()

    @app.get("/outbox/calls")
    async def waiting() -> dict[str, Any]:
        return {"calls": [{"id": 7, "account": "nordmarkt", "reply": REPLY}]}

    @app.post("/outbox/taken", status_code=204)
    async def take(request: Request) -> None:
        taken.extend((await request.json())["ids"])

    return app


async def test_it_waits_for_nobody(gateway: Gateway) -> None:
    client = await ChatClient.open(gateway.address, "nordmarkt", language="en")
    await client.close()
    database, taken = gateway.caravan.database, list[int]()
    async with serving(calls(taken), free_port()) as address:
        request = build_queue(system_clock, 5)
        work = StaffCalls(database, ActionServers([address], "token"), GatewayLease(database, "t", "here"), request)
        assert [await work.hand_on(), await work.hand_on()] == [1, 1], "a crash before it was taken"
    assert taken == [7, 7]
    async with database.read() as connection:
        notes = select(messages.c.conversation_id).where(messages.c.internal)
        (conversation_id,) = (await connection.execute(notes)).scalars()
        handoff = await find_active_handoff(connection, conversation_id)
        seen = await list_messages(connection, conversation_id, internal=False)
        assert (await connection.execute(select(func.count()).select_from(messages))).scalar_one() > len(seen)
    assert handoff is not None
    assert handoff.reason == "claim"
    assert not any((row.reply or {}).get("response") == "staff_call.claim" for row in seen)
