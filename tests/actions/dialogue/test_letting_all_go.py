"""Giving everything up drops what was put aside, too; giving one thing up does not."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat, at_hand
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
GIVES_UP = {"drop": ("give_up", 0.9)}


@pytest.mark.parametrize(("words", "left"), [("forget all of it", 0), ("行了 全部算了", 0), ("forget that message", 1)])
async def test_all_of_it_is_let_go(server: httpx.AsyncClient, words: str, left: int) -> None:
    buyer = Chat(server, "nordmarkt", record=at_hand("ORD-100555"))
    await buyer.says("change_order", "change it to 900", quantity={"value": 900, "unit": None})
    assert buyer.task == "order_change"
    await buyer.says(
        "contact_supplier", "tell them that we need it by Friday", acts={"contact_supplier": ("wish", 0.9)}
    )
    assert (buyer.task, len(buyer.record["aside"])) == ("question", 1)
    answer = await buyer.says("cancel", words, acts=GIVES_UP)
    assert ("utter_task_dropped" if left else "utter_tasks_dropped_of_order") in answer.names
    assert len(buyer.record.get("aside") or []) == left
