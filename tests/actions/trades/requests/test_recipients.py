"""Who gets a request: the suppliers that the contact names in short, adds or leaves out while it is under way."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.trading import BUYER

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
LED: dict[str, Any] = {
    "product": ["solar street lights"],
    "quantity": [{"value": 150, "unit": "piece"}],
    "country": {"country": "NG"},
}


async def test_suppliers_are_chosen_added_and_left_out_by_short_names(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    await chat.says("request_quote", "quotes for 150 solar street lights to nigeria", **LED)
    await chat.says("contact_supplier", "only from lumen and jingguang please", acts=ANSWER)
    assert chat.values["suppliers"] == ["shenzhen-lumen", "shenzhen-jingguang-led"]
    assert not chat.values.get("note")
    await chat.says("find_supplier", "send it to zhaoming too", acts=ANSWER)
    assert chat.values["suppliers"] == ["shenzhen-lumen", "shenzhen-jingguang-led", "shenzhen-zhaoming-led"]
    answer = await chat.says("deny", "hmm no, take them out again", acts={"answer_no": ("no", 0.9)})
    assert chat.values["suppliers"] == ["shenzhen-lumen", "shenzhen-jingguang-led"]
    assert answer.names == ["utter_confirm_quote"]


async def test_words_that_name_no_supplier_change_no_recipient(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    await chat.says("request_quote", "quotes for 150 solar street lights to nigeria", **LED)
    await chat.says("inform", "only 300 pieces", acts=ANSWER, quantity={"value": 300, "unit": "piece"})
    assert not chat.values.get("suppliers")
    assert chat.values["quantity"]["value"] == "300"
