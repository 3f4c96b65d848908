"""Goods that are misspelt, or that the NLU did not know for goods: what is searched instead, and when the contact chooses."""

from __future__ import annotations

import pytest

from tests.fakes.actions.chat import Chat

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.of_words]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cermic mugs", "ceramic mugs"),
        ("stainles steel bottels", "stainless steel bottles"),
        ("walnutts", "walnuts"),
        ("陶磁茶具", "陶瓷茶具"),
        ("丝绸围斤", "丝绸围巾"),
        ("枸记", "枸杞"),
    ],
)
async def test_misspelt_goods_are_found_and_said(visitor: Chat, typed: str, meant: str) -> None:
    answer = await visitor.says("find_supplier", typed, product=typed)
    assert answer.names[0] == "utter_offers_corrected"
    assert answer.replies[0]["values"] == {"typed": typed, "product": meant}
    assert answer.replies[1]["cards"]
    assert visitor.slots["search"]["text"] == meant


async def test_several_spellings_are_to_choose_from_and_the_conditions_stay(visitor: Chat) -> None:
    amount = {"value": 5000, "unit": "piece"}
    answer = await visitor.says("find_supplier", "毛斤 5000条", product="毛斤", quantity=amount)
    assert answer.names == ["utter_offers_which_spelling"]
    named = [button["entities"]["product"] for button in answer.buttons]
    assert sorted(named) == ["毛巾", "毛衣"]
    chosen = await visitor.presses(answer.buttons[named.index("毛巾")])
    assert chosen.cards
    assert visitor.slots["search"]["quantity"] == "5000"


@pytest.mark.parametrize("goods", ["peanut butter", "花生酱", "番茄汁", "棉花糖", "carpet cleaner", "leather weather"])
async def test_other_goods_are_not_taken_for_misspelt_ones(visitor: Chat, goods: str) -> None:
    answer = await visitor.says("find_supplier", goods, product=goods)
    assert not {"utter_offers_corrected", "utter_offers_which_spelling"} & set(answer.names)


@pytest.mark.parametrize(
    ("text", "product", "meant"),
    [("need porcelin tea set", "tea set", "porcelain tea set"), ("我想买丝筹围巾", "围巾", "丝绸围巾")],
)
async def test_a_misspelt_word_beside_the_goods_belongs_to_them(
    visitor: Chat, text: str, product: str, meant: str
) -> None:
    await visitor.says("find_supplier", text, product=product)
    assert visitor.slots["search"]["text"] == meant


@pytest.mark.parametrize("text", ["looking for bluetoth speakers", "buy bluetoth speakers"])
async def test_what_asks_for_goods_is_no_part_of_them(visitor: Chat, text: str) -> None:
    await visitor.says("find_supplier", text, product="bluetoth speakers")
    assert visitor.slots["search"]["text"] == "bluetooth speakers"


@pytest.mark.parametrize("intent", ["nlu_fallback", "out_of_scope", "find_supplier"])
@pytest.mark.parametrize(
    ("text", "meant"), [("garlick", "garlic"), ("mushrooms", "mushrooms"), ("我想买核挑仁", "核桃仁")]
)
async def test_goods_that_the_nlu_did_not_know(visitor: Chat, intent: str, text: str, meant: str) -> None:
    answer = await visitor.says(intent, text, confidence=0.4)
    assert answer.replies[-1]["cards"]
    assert visitor.slots["search"]["text"] == meant


@pytest.mark.parametrize("text", ["do you have sillk quilt", "could anybody here offer me garlick?"])
async def test_goods_named_last_by_who_looks_for_some(visitor: Chat, text: str) -> None:
    assert (await visitor.says("find_supplier", text)).names[0] == "utter_offers_corrected"


@pytest.mark.parametrize("text", ["weather", "tell me a joke", "今天天气怎么样", "qwrt zzz"])
async def test_chatter_is_not_searched(visitor: Chat, text: str) -> None:
    assert (await visitor.says("out_of_scope", text, confidence=0.9)).names == ["utter_out_of_scope"]


async def test_a_misspelt_property_of_known_goods(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", "cotten towels", product="cotten towels")
    assert answer.replies[0]["values"]["product"] == "cotton towels"
    assert all("otton" in card["title"]["en"] for card in answer.replies[1]["cards"])
