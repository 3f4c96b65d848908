"""Suppliers that a message calls by the beginning of their name, wherever a supplier may be meant."""

from __future__ import annotations

import pytest

from tests.fakes.actions.chat import Chat

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.of_words]

ASKS = {"ask_about": ("ask", 0.8)}
EXCLUDES = {"exclude": ("condition", 0.7)}


async def _search(chat: Chat, goods: str, **entities: object) -> None:
    await chat.says("find_supplier", goods, product=goods, **entities)


@pytest.mark.parametrize(
    ("goods", "asks", "named"),
    [
        ("mens cashmere sweaters", "are dongsheng a factory?", "Ordos Dongsheng"),
        ("white marble slabs", "are dongsheng a factory?", "Nan'an Dongsheng"),
        ("酒店浴巾", "海门那家是工厂吗", "Nantong Haimen"),
        ("竹砧板", "绿竹源是工厂吗", "Anji"),
    ],
)
async def test_a_fact_of_a_supplier_called_in_short(visitor: Chat, goods: str, asks: str, named: str) -> None:
    await _search(visitor, goods)
    answer = await visitor.says("supplier_details", asks, acts=ASKS)
    assert answer.names == ["utter_goods_kind"]
    assert named in str(answer.replies)


async def test_exactly_the_two_named_are_compared(visitor: Chat) -> None:
    await _search(visitor, "air fryers")
    asks = "whats the diff between shunde and ronggui ones"
    region = {"province": "CN-GD", "city": "Shunde"}
    answer = await visitor.says("compare_suppliers", asks, acts=ASKS, region=region)
    assert answer.names == ["utter_comparison"]
    assert len(visitor.record["lists"][0]["ids"]) == 2
    assert "Beijiao" not in str(answer.replies)


async def test_the_faster_of_two_named_is_of_the_goods_that_are_described(visitor: Chat) -> None:
    await _search(visitor, "guangxi white marble slabs")
    answer = await visitor.says("compare_suppliers", "too shiny. honed. shuitou vs huaxing who is faster", acts=ASKS)
    assert answer.names == ["utter_best_by_lead_time", "utter_best_others"]
    assert "honed" in str(answer.replies)


async def test_another_supplier_is_set_against_the_one_talked_about(visitor: Chat) -> None:
    await _search(visitor, "40 oz tumblers", quantity={"value": 2500, "unit": None})
    await visitor.says("ask_price", "what would yibei charge me for that qty", acts=ASKS)
    answer = await visitor.says("supplier_details", "a friend buys from fangyan, are they dearer?", acts=ASKS)
    assert answer.names == ["utter_best_by_price", "utter_best_others"]
    assert len(visitor.record["lists"][0]["ids"]) == 2


@pytest.mark.parametrize(
    ("goods", "says", "entities"),
    [
        ("普洱茶", "冰岛湖的不考虑 上次闹过不愉快", {"country": {"country": "IS", "city": None}}),
        ("40 oz tumblers", "not yibei please", {}),
    ],
)
async def test_a_supplier_is_ruled_out(visitor: Chat, goods: str, says: str, entities: dict[str, object]) -> None:
    await _search(visitor, goods)
    await visitor.says("inform", says, acts=EXCLUDES, **entities)
    search = visitor.record["search"]
    assert len(search["left_out"]) == 1


async def test_a_visitors_request_goes_to_the_supplier_that_is_named(visitor: Chat) -> None:
    await _search(visitor, "mens cashmere sweaters")
    says = "ok i'd go w dongsheng crew, 60, navy. ask them for an offer"
    answer = await visitor.says("request_quote", says, quantity={"value": 60, "unit": None})
    assert answer.names == ["utter_request_kept_for", "utter_sign_in"]
    assert visitor.record["waiting"]["entities"]["note"] == "navy"


@pytest.mark.parametrize("says", ["from yiwu please", "white ones", "is it in stock?"])
async def test_places_and_goods_call_no_supplier(visitor: Chat, says: str) -> None:
    await _search(visitor, "bluetooth speakers")
    await visitor.says("inform", says, acts=ASKS)
    assert not visitor.record["search"]["left_out"]
    assert "company" not in visitor.record["last"]["entities"]


async def test_a_listing_without_the_certificate_is_told_from_its_company(visitor: Chat) -> None:
    await _search(visitor, "air fryers 4 litre mechanical")
    answer = await visitor.says("compare_suppliers", "which one has CE", acts=ASKS, certification="CE")
    assert answer.names == ["utter_certified_none", "utter_certified_elsewhere"]


async def test_a_condition_is_dropped_and_another_one_set(visitor: Chat) -> None:
    await _search(visitor, "40 oz tumblers", certification="LFGB", quantity={"value": 2500, "unit": None})
    price = {"amount": "6", "currency": "USD"}
    says = "forget LFGB, who else is under 6 bucks"
    narrows = {"narrow": ("condition", 0.6)}
    await visitor.says("find_supplier", says, acts=narrows, certification="LFGB", price=price)
    search = visitor.record["search"]
    assert (search["certifications"], search["max_price"]) == ([], "6")


async def test_the_supplier_of_several_listings_is_meant(visitor: Chat) -> None:
    await _search(visitor, "普洱茶")
    answer = await visitor.says("supplier_details", "凤庆那家 有啥证书", acts=ASKS)
    assert "凤庆源" in str(answer.replies)
