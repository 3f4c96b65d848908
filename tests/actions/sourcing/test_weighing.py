"""What buyers ask of several listings or goods at once: which is the better choice, which is ready by a day, who makes both."""

from __future__ import annotations

import pytest

from tests.fakes.actions.chat import Chat

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.of_words]

ASKS = {"ask_about": ("ask", 0.8)}
NARROWS = {"narrow": ("condition", 0.7)}


async def _search(chat: Chat, goods: str, **entities: object) -> list[int]:
    await chat.says("find_supplier", goods, product=goods, **entities)
    shown: list[int] = chat.record["search"]["shown"]
    return shown


async def test_two_listings_are_weighed_by_all_their_figures(visitor: Chat) -> None:
    await _search(visitor, "yoga mats")
    await visitor.says("compare_suppliers", "compare 1 and 3")
    answer = await visitor.says("compare_suppliers", "which would you pick?", acts=ASKS)
    assert answer.names == ["utter_weighed", "utter_weighed_one_supplier"]
    assert (await visitor.says("supplier_details", "第一家靠谱不", acts=ASKS)).names != ["utter_weighed"]


async def test_a_part_that_the_name_of_the_goods_has_is_in_the_price(visitor: Chat) -> None:
    await _search(visitor, "glass storage jars")
    answer = await visitor.says("ask_price", "does the price include the bamboo lid?", acts=ASKS)
    assert answer.names == ["utter_goods_as_listed"]


async def test_which_of_those_shown_is_ready_by_a_day(visitor: Chat) -> None:
    await _search(visitor, "gift boxes")
    answer = await visitor.says("compare_suppliers", "which of these are ready by then?", acts=ASKS, date="2027-03-30")
    assert answer.names[0] in ("utter_ready_by", "utter_none_ready_by")


async def test_minimums_that_differ_are_said_of_each_listing(visitor: Chat) -> None:
    await _search(visitor, "yoga mats")
    listings = visitor.record["lists"][0]["ids"]
    answer = await visitor.says("ask_lead_time", "how long to make?", acts=ASKS)
    assert answer.names == ["utter_each"]
    assert len(answer.cards) == len(listings)


@pytest.mark.parametrize(
    ("goods", "response"), [("dumbbells", "utter_offers_all"), ("solar panels", "utter_nobody_offers_all")]
)
async def test_who_makes_both(visitor: Chat, goods: str, response: str) -> None:
    await _search(visitor, "yoga mats")
    await _search(visitor, goods)
    assert (await visitor.says("compare_suppliers", "who makes both?", acts=ASKS)).names == [response]


async def test_a_quantity_is_said_in_another_unit(visitor: Chat) -> None:
    await _search(visitor, "towels", quantity={"value": 25, "unit": "dozen"})
    answer = await visitor.says("ask_moq", "what is it in pieces?", acts=ASKS)
    assert answer.names == ["utter_amount_in_unit"]


@pytest.mark.parametrize(
    ("goods", "text", "found"),
    [
        ("纯棉T恤", "要180克以上的", True),
        ("cotton T-shirts", "at least 900 gsm please", False),
    ],
)
async def test_goods_of_at_least_a_size(visitor: Chat, goods: str, text: str, found: bool) -> None:
    await _search(visitor, goods)
    answer = await visitor.says("inform", text, acts=NARROWS)
    assert bool(answer.cards) is found
    assert found or answer.names == ["utter_offers_without_property"]


async def test_a_certificate_that_is_welcome_is_no_condition(visitor: Chat) -> None:
    await _search(visitor, "yoga mats")
    answer = await visitor.says("find_supplier", "REACH would be nice to have", acts=NARROWS, certification="REACH")
    assert answer.names[0] == "utter_wish_kept"
    assert not visitor.record["search"]["certifications"]


async def test_goods_that_nobody_has_are_not_shown_twice(visitor: Chat) -> None:
    await _search(visitor, "surfboards")
    answer = await visitor.says("find_supplier", "I still want surfboards", product="surfboards")
    assert answer.names == ["utter_offers_still_none_visitor"]


async def test_what_is_given_up_leaves_the_goods_and_what_is_named_takes_its_place(visitor: Chat) -> None:
    await _search(visitor, "terracotta flower pots")
    await visitor.says("inform", "drop terracotta, white", acts=NARROWS)
    assert visitor.record["search"]["text"] == "white flower pots"


async def test_a_place_that_is_ruled_out_stays_so(visitor: Chat) -> None:
    await _search(visitor, "towels")
    await visitor.says(
        "find_supplier", "not from Guangdong", acts=NARROWS, excluded_region={"province": "CN-GD", "city": None}
    )
    region = {"province": "CN-GD", "city": None}
    answer = await visitor.says("supplier_details", "are those from Guangdong left out?", acts=ASKS, region=region)
    assert answer.names == ["utter_still_left_out"]
