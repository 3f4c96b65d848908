"""How a search treats sizes, words that only describe its goods, budgets, and words that are no goods."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
NARROWS = {"narrow": ("condition", 0.7)}


@pytest.fixture
def visitor(server: httpx.AsyncClient) -> Chat:
    return Chat(server)


def titles(answer: Answer) -> list[str]:
    return [card["title"]["en"] for card in answer.cards]


@pytest.mark.parametrize(
    ("words", "goods"),
    [
        ("backpacks for laptop, 800 pcs", ["backpacks", "laptop"]),
        ("white cups for breakfast, porcelain", ["white cups", "porcelain"]),
    ],
)
async def test_words_that_only_describe_goods_begin_no_search_of_their_own(
    visitor: Chat, words: str, goods: list[str]
) -> None:
    await visitor.says("find_supplier", words, product=goods)
    assert goods[1] in visitor.slots["search"]["text"]
    assert goods[0].split()[-1] in visitor.slots["search"]["text"]


async def test_goods_of_their_own_are_searched_for_each(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", "wine glasses and tea sets", product=["wine glasses", "tea sets"])
    assert answer.names == ["utter_offers_several"]


@pytest.mark.parametrize(
    ("words", "goods", "first"),
    [
        ("40oz tumblers w handle", "tumblers", "40 oz"),
        ("truck tyre 295/80 22.5", "truck tyre", "295/80R22.5"),
        ("solar street lights all in one, 60W", "solar street lights", "all-in-one"),
        ("lithium battery 48v 100ah", "lithium battery", "51.2 V"),
        ("锂电池 48伏 100安时", "锂电池", "51.2 V"),
    ],
)
async def test_the_listings_of_the_size_or_those_nearest_to_it_come_first(
    visitor: Chat, words: str, goods: str, first: str
) -> None:
    answer = await visitor.says("find_supplier", words, product=goods)
    assert first in titles(answer)[0]


@pytest.mark.parametrize(("words", "goods"), [("electric bicycles, 48v, price?", "electric bicycles")])
async def test_a_size_that_a_priced_listing_does_not_state_is_named(visitor: Chat, words: str, goods: str) -> None:
    answer = await visitor.says("ask_price", words, product=goods)
    assert answer.names == ["utter_price", "utter_not_stated_of_shown"]


@pytest.mark.parametrize("words", ["a bit over, I have 1500 dollars", "有点超了 我就1500美金"])
async def test_a_sum_far_above_any_price_is_meant_for_all_pieces(visitor: Chat, words: str) -> None:
    await visitor.says("find_supplier", "80 silk scarves", product="silk scarves", quantity={"value": 80, "unit": None})
    await visitor.says("inform", words, acts=NARROWS, price={"amount": 1500, "currency": "USD"})
    assert visitor.slots["search"]["budget"] == "1500"
    assert visitor.slots["search"]["max_price"] == "18.75"


async def test_a_price_of_one_piece_stays_a_limit(visitor: Chat) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    await visitor.says("inform", "8 dollars", acts=NARROWS, price={"amount": 8, "currency": "USD"})
    assert visitor.slots["search"]["max_price"] == "8"


@pytest.mark.parametrize(
    ("intent", "words"), [("inform", "15.12."), ("bot_challenge", "are you robot or girl? jaja"), ("inform", "12/24")]
)
async def test_what_is_no_property_does_not_narrow_the_search(visitor: Chat, intent: str, words: str) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    await visitor.says(intent, words, acts=NARROWS)
    assert visitor.slots["search"]["text"] == "silk scarves"


async def test_a_description_that_fits_only_the_goods_before_is_meant_of_them(visitor: Chat) -> None:
    await visitor.says("find_supplier", "solar inverters", product="solar inverters")
    await visitor.says("find_supplier", "lithium batteries too", product="lithium batteries")
    answer = await visitor.says("inform", "the grid-tied ones not", acts=NARROWS)
    assert titles(answer)
    assert all("inverter" in title and "Grid-tied" not in title for title in titles(answer))


@pytest.mark.parametrize(
    "words", ["1000 is many for me. i have 46 rooms", "100组太多了啦 我店面小小的", "起订这么多啊"]
)
async def test_a_minimum_that_is_too_much_is_answered_with_the_smallest_one(visitor: Chat, words: str) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    answer = await visitor.says("out_of_scope", words, acts=NARROWS)
    assert answer.names == ["utter_moq_too_high"]
    assert visitor.slots["search"]["quantity"] is None


async def test_what_is_not_wanted_of_the_named_goods_is_left_out(visitor: Chat) -> None:
    await visitor.says("find_supplier", "枕套", product="枕套")
    answer = await visitor.says("find_supplier", "枕套不要真丝的啊", acts={"correct": ("correct", 0.7)}, product="枕套")
    assert answer.names == ["utter_offers_all_unwanted"]


async def test_a_smaller_quantity_than_the_minimum_stays_in_the_search(visitor: Chat) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    await visitor.says("inform", "5 pieces", quantity={"value": "5", "unit": None}, acts=NARROWS)
    await visitor.says("out_of_scope", "起订这么多啊?? 我哪用得了", acts=NARROWS)
    assert visitor.slots["search"]["quantity"] == "5"


@pytest.mark.parametrize(
    ("goods", "says", "entities", "field", "value"),
    [
        ("竹砧板", "2000块呢", {"price": {"amount": "2000", "currency": "CNY"}}, "quantity", "2000"),
        ("yoga mats", "有没有5块的", {"price": {"amount": "5", "currency": "CNY"}}, "max_price", "5"),
        ("550w solar panels", "anyone quicker than 19 days?", {}, "max_days", 18),
        ("550w solar panels", "有没有比19天快的", {}, "max_days", 18),
    ],
)
async def test_what_a_bare_number_is_to_a_search(
    visitor: Chat, goods: str, says: str, entities: dict[str, object], field: str, value: object
) -> None:
    await visitor.says("find_supplier", goods, product=goods)
    await visitor.says("inform", says, acts=NARROWS, **entities)
    assert visitor.slots["search"][field] == value


async def test_the_only_number_beside_the_goods_counts_them(visitor: Chat) -> None:
    await visitor.says("find_supplier", "竹砧板 有做的吗 先要600", product="竹砧板")
    assert visitor.slots["search"]["quantity"] == "600"


async def test_a_size_and_a_part_narrow_together(visitor: Chat) -> None:
    await visitor.says("find_supplier", "air fryers", product="air fryers")
    answer = await visitor.says("inform", "4 litre, the ones w a window", acts=NARROWS)
    assert answer.names == ["utter_offers_by_relevance"]
    assert "with window" in str(answer.replies)
