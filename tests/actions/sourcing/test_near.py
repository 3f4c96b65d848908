"""Goods that nothing in the catalogue is called by: what is near is called near, what nobody sells is said not to be there."""

from __future__ import annotations

import pytest

from tests.fakes.actions.chat import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("typed", "near"),
    [("lamp hanging over the dining table", "pendant lamp"), ("放葡萄酒的冰箱", "恒温酒柜"), ("trombone", "guitar")],
)
async def test_what_is_near_is_called_near(visitor: Chat, typed: str, near: str) -> None:
    answer = await visitor.says("find_supplier", typed, product=typed)
    assert answer.names == ["utter_offers_near"]
    [reply] = answer.replies
    assert reply["values"]["search"] == typed
    assert near in str(reply["cards"]).casefold()
    named = [
        button["entities"]["product"]
        for button in answer.buttons
        if button["intent"] == "find_supplier" and "product" in button["entities"]
    ]
    assert 1 <= len(named) <= 3
    [request] = [
        button for button in answer.buttons if button["intent"] == "request_quote" and button["entities"].get("product")
    ]
    assert request["entities"]["product"] == typed


async def test_a_near_kind_that_is_pressed_is_searched_by_its_words(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", "trombone", product="trombone")
    [kind, *_] = [button for button in answer.buttons if "product" in button["entities"]]
    pressed = await visitor.presses(kind)
    assert pressed.names == ["utter_offers_by_relevance"]


async def test_more_of_what_is_near_is_still_called_near_and_other(visitor: Chat) -> None:
    first = await visitor.says("find_supplier", "trombone", product="trombone")
    [more] = [button for button in first.buttons if button["entities"].get("page")]
    second = await visitor.presses(more)
    assert second.names == ["utter_offers_near_more"]
    assert not {card["title"]["en"] + str(card["fields"]) for card in first.cards} & {
        card["title"]["en"] + str(card["fields"]) for card in second.cards
    }


@pytest.mark.parametrize("typed", ["uranium", "麻醉药"])
async def test_what_nobody_sells_is_said_with_what_is_nearest(visitor: Chat, typed: str) -> None:
    answer = await visitor.says("find_supplier", typed, product=typed)
    assert answer.names[-1] in ("utter_offers_not_sold", "utter_offers_near")
    assert not {"utter_offers_by_relevance", "utter_offer_only", "utter_offers_corrected"} & set(answer.names)


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("typed", "usual"), [("tiffin", "lunch box"), ("lorry tyres", "truck tyre"), ("波鞋", "运动鞋"), ("尿袋", "充电宝")]
)
async def test_a_name_from_elsewhere_is_searched_by_the_usual_one_and_said(
    visitor: Chat, typed: str, usual: str
) -> None:
    answer = await visitor.says("find_supplier", typed, product=typed)
    assert answer.names == ["utter_offers_corrected", "utter_offers_by_relevance"]
    assert answer.replies[0]["values"] == {"typed": typed, "product": usual}


async def test_nothing_that_meets_the_conditions_offers_to_relax_and_to_ask(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("find_supplier", "goji berries from Hainan", product="goji berries", region="CN-HI")
    assert answer.names == ["utter_offers_none_relax"]
    assert answer.buttons[0]["entities"]["relax"] == "region"
    assert answer.buttons[-1]["intent"] == "request_quote"


async def test_a_supplier_is_not_offered_to_ask_for_a_quotation(chengdu: Chat) -> None:
    answer = await chengdu.says("find_supplier", "trombone", product="trombone")
    assert "request_quote" not in {button["intent"] for button in answer.replies[-1]["buttons"]}


@pytest.mark.of_words
@pytest.mark.parametrize("text", ["qwer", "asdf", "好的", "that is kind of you", "what a day"])
async def test_chatter_is_not_taken_for_goods(visitor: Chat, text: str) -> None:
    for intent in ("nlu_fallback", "out_of_scope"):
        answer = await visitor.says(intent, text)
        assert "utter_offers_near" not in answer.names


async def test_goods_described_without_a_verb_are_searched_by_meaning(visitor: Chat) -> None:
    answer = await visitor.says("nlu_fallback", "放葡萄酒的冰箱")
    assert answer.names == ["utter_offers_near"]


async def test_words_that_only_describe_goods_are_searched_by_meaning(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", "I need something to keep wine bottles cool")
    assert answer.names == ["utter_offers_near"]
    assert "wine cooler" in str(answer.cards).casefold()
