"""What was said before the question "which order?" is not lost once the order is chosen."""

from __future__ import annotations

import pytest

from tests.fakes.actions.chat import ANSWER, Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("text", ["2", "the second one"])
async def test_a_change_waits_for_the_order(nordmarkt: Chat, text: str) -> None:
    asked = await nordmarkt.says("change_order", "make it 900 pieces", quantity={"value": 900, "unit": "piece"})
    assert asked.names == ["utter_which_order"]
    answer = await nordmarkt.says("inform", text, acts=ANSWER)
    assert "900" in str(answer.replies), answer.names
    assert nordmarkt.task == "order_change"
    assert "ORD-100555" in str(nordmarkt.values)


async def test_a_change_waits_for_the_button(nordmarkt: Chat) -> None:
    asked = await nordmarkt.says("change_order", "make it 900 pieces", quantity={"value": 900, "unit": "piece"})
    pressed = next(each for each in asked.buttons if each["entities"]["order_number"] == "ORD-100555")
    answer = await nordmarkt.presses({**pressed, "label": {"name": "ORD-100555"}})
    assert "900" in str(answer.replies), answer.names


async def test_what_is_said_with_the_choice_counts(nordmarkt: Chat) -> None:
    await nordmarkt.says("change_order", "make it 900 pieces", quantity={"value": 900, "unit": "piece"})
    answer = await nordmarkt.says(
        "inform", "the second one, 950 pieces", acts=ANSWER, quantity={"value": 950, "unit": "piece"}
    )
    assert "950" in str(answer.replies), answer.names


async def test_what_was_said_is_forgotten_with_the_question(nordmarkt: Chat) -> None:
    await nordmarkt.says("change_order", "make it 900 pieces", quantity={"value": 900, "unit": "piece"})
    await nordmarkt.says("order_status", "where is ORD-100234", order_number="ORD-100234")
    await nordmarkt.says("list_orders", "my orders")
    assert "wish" not in (nordmarkt.record.get("kept") or {})


async def test_of_two_orders_for_the_same_goods_the_open_one_is_meant(nordmarkt: Chat) -> None:
    await nordmarkt.says("change_order", "make it 900 pieces", quantity={"value": 900, "unit": "piece"})
    answer = await nordmarkt.says("inform", "the scarves", acts=ANSWER, product="scarves")
    assert "900" in str(answer.replies), answer.names
