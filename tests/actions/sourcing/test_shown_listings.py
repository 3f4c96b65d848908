"""What is said about the listings on the screen by pointing at them, and the conditions of a search that are taken over or dropped."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import Answer, Chat, field
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.8)}
POINTS = {"point": ("value", 0.8)}


@pytest.fixture
def visitor(server: httpx.AsyncClient) -> Chat:
    return Chat(server)


async def search(chat: Chat, goods: str = "silk scarves") -> list[int]:
    await chat.says("find_supplier", goods, product=goods)
    shown: list[int] = chat.slots["search"]["shown"]
    return shown


def titles(answer: Answer) -> list[str]:
    return [card["title"]["en"] for card in answer.cards]


@pytest.mark.parametrize("words", ["the second one", "要第二个", "not the first, the second"])
async def test_an_ordinal_means_the_listing_in_its_place(visitor: Chat, words: str) -> None:
    shown = await search(visitor)
    answer = await visitor.says("inform", words, acts=POINTS)
    assert answer.names == ["utter_product"]
    assert visitor.about("listing") == shown[1]


@pytest.mark.parametrize("words", ["the other one?", "另外嗰個呢"])
async def test_the_other_one_is_the_one_that_was_talked_about_before(visitor: Chat, words: str) -> None:
    shown = await search(visitor)
    await visitor.says("ask_moq", "what is the minimum of the third?", acts=ASKS)
    await visitor.says("ask_moq", "and of the first?", acts=ASKS)
    await visitor.says("find_supplier", words, confidence=0.5, acts=ASKS)
    assert visitor.about("listing") == shown[2]


@pytest.mark.parametrize("words", ["how much for both?", "兩間幾錢"])
async def test_both_are_the_two_that_were_talked_about(visitor: Chat, words: str) -> None:
    shown = await search(visitor)
    await visitor.says("ask_moq", "what is the minimum of the third?", acts=ASKS)
    await visitor.says("ask_moq", "and of the first?", acts=ASKS)
    answer = await visitor.says("ask_price", words, acts=ASKS)
    assert answer.names == ["utter_each"]
    assert visitor.record["lists"][0]["ids"] == [shown[0], shown[2]]


@pytest.mark.parametrize("words", ["how much for both?", "兩間幾錢"])
async def test_which_ones_are_meant_is_asked_when_it_is_unclear(visitor: Chat, words: str) -> None:
    shown = await search(visitor)
    answer = await visitor.says("ask_price", words, acts=ASKS)
    assert answer.names == ["utter_which_shown"]
    assert [each["entities"]["product_id"] for each in answer.buttons] == shown
    chosen = await visitor.presses(answer.buttons[1])
    assert chosen.names == ["utter_price"]
    assert visitor.about("listing") == shown[1]


@pytest.mark.parametrize("words", ["that one from Huzhou, whats its moq", "湖州那家起订量多少"])
async def test_one_is_meant_by_its_place(visitor: Chat, words: str) -> None:
    await search(visitor, "silk twill scarves")
    answer = await visitor.says("ask_moq", words, acts=ASKS)
    assert answer.names[0] in ("utter_moq", "utter_which_shown")
    assert chat_place_is(answer, "Huzhou")


def chat_place_is(answer: Answer, city: str) -> bool:
    said = str(answer.replies)
    return city in said


@pytest.mark.parametrize("words", ["the one from Harbin, what is its minimum?", "哈尔滨那家起订量多少"])
async def test_none_of_those_shown_is_from_there(visitor: Chat, words: str) -> None:
    await search(visitor)
    answer = await visitor.says("ask_moq", words, acts=ASKS)
    assert answer.names == ["utter_none_shown_called"]


@pytest.mark.parametrize("words", ["is the first one cheaper than the third at 3000?", "第一家和第三家 3000个哪个便宜"])
async def test_two_are_compared_by_what_is_asked(visitor: Chat, words: str) -> None:
    shown = await search(visitor)
    quantity = {"value": 3000, "unit": "piece"}
    answer = await visitor.says("compare_suppliers", words, acts=ASKS, quantity=quantity)
    assert answer.names[0] in ("utter_best_by_price", "utter_best_same_price")
    assert visitor.about("listing") in (shown[0], shown[2])
    assert visitor.record["offers"][:2] == [shown[0], shown[2]]


@pytest.mark.parametrize("words", ["who has BSCI?", "邊間有BSCI"])
async def test_who_holds_a_certificate_of_those_shown(visitor: Chat, words: str) -> None:
    await search(visitor)
    before = visitor.slots["search"]
    answer = await visitor.says("find_supplier", words, acts=ASKS, certification="BSCI")
    assert answer.names[0] in ("utter_certified_some", "utter_certified_all")
    assert visitor.slots["search"] == before


@pytest.mark.parametrize("words", ["the one you showed before the tea sets, how long?", "茶具之前看的那款交期多久"])
async def test_the_one_that_was_shown_before_other_goods(visitor: Chat, words: str) -> None:
    shown = await search(visitor)
    await search(visitor, "tea sets" if words.isascii() else "茶具")
    answer = await visitor.says("ask_lead_time", words, acts=ASKS)
    assert answer.names == ["utter_lead_time"]
    assert visitor.about("listing") == shown[0]


@pytest.mark.parametrize("words", ["i dont want anything from Hangzhou", "不要杭州的"])
async def test_a_place_that_is_not_wanted_is_ruled_out(visitor: Chat, words: str) -> None:
    await search(visitor)
    place = "Hangzhou" if words.isascii() else "杭州"
    await visitor.says("find_supplier", words, acts={"exclude": ("condition", 0.8)}, region=place)
    assert visitor.slots["search"]["excluded"] == [place]
    assert not visitor.slots["search"]["regions"]


@pytest.mark.parametrize("words", ["needs to be ready in three weeks", "交期三周以内"])
async def test_a_lead_time_in_words_is_a_condition(visitor: Chat, words: str) -> None:
    await search(visitor)
    await visitor.says("ask_moq", "minimum of the first?", acts=ASKS)
    await visitor.says("ask_lead_time", words, acts={"inform": ("value", 0.8)})
    assert visitor.slots["search"]["max_days"] == 21


@pytest.mark.parametrize("words", ["ship to Hamburg", "送到汉堡"])
async def test_where_the_goods_go_is_noted(visitor: Chat, words: str) -> None:
    await search(visitor)
    answer = await visitor.says(
        "order_status", words, confidence=0.5, acts={"order_status": ("wish", 0.4)}, country={"code": "DE"}
    )
    assert answer.names == ["utter_search_noted"]


@pytest.mark.parametrize(("words", "goods"), [("bath towels", "bath towels"), ("浴巾", "浴巾")])
async def test_conditions_that_a_new_search_drops_are_said_and_can_be_kept(
    visitor: Chat, words: str, goods: str
) -> None:
    await visitor.says("find_supplier", "silk scarves with BSCI", product="silk scarves", certification="BSCI")
    answer = await visitor.says("find_supplier", words, product=goods)
    assert answer.names[-1] == "utter_conditions_dropped"
    carry = next(each for each in answer.replies[-1]["choices"])
    await visitor.presses(carry)
    assert (visitor.slots["search"]["text"], visitor.slots["search"]["certifications"]) == (goods, ["BSCI"])


@pytest.mark.parametrize("words", ["行動電源 2000個", "想要行动电源"])
async def test_goods_in_words_of_taiwan_are_found_when_only_a_part_was_marked(visitor: Chat, words: str) -> None:
    part = "動電源" if "動" in words else "动电源"
    await visitor.says("find_supplier", words, product=part)
    assert visitor.slots["search"]["text"] == "充电宝"


@pytest.mark.parametrize("goods", ["silk scarves", "丝巾"])
async def test_conditions_that_leave_nothing_together_can_all_be_dropped(visitor: Chat, goods: str) -> None:
    limits = {"certification": "FDA", "price": {"amount": "0.01", "currency": "USD"}, "region": "Harbin"}
    answer = await visitor.says("find_supplier", goods, product=goods, **limits)
    assert answer.names == ["utter_offers_none_together"]
    again = await visitor.presses(answer.replies[0]["choices"][0])
    assert again.names == ["utter_offers_by_relevance"]


@pytest.mark.parametrize("words", ["budget is 3000 dollars", "总预算3000美元"])
async def test_a_budget_limits_the_price_of_one_once_the_quantity_is_known(visitor: Chat, words: str) -> None:
    await search(visitor)
    budget = {"amount": "3000", "currency": "USD"}
    asked = await visitor.says("find_supplier", words, acts={"narrow": ("condition", 0.8)}, price=budget)
    assert asked.names[-1] == "utter_budget_how_many"
    await visitor.says("inform", "500", acts={"inform": ("value", 0.8)}, quantity={"value": 500, "unit": None})
    assert visitor.slots["search"]["max_price"] == "6.00"


@pytest.mark.parametrize("words", ["which of these is verified?", "哪家已核实"])
async def test_who_of_those_shown_is_verified(visitor: Chat, words: str) -> None:
    await search(visitor)
    answer = await visitor.says("faq_supplier_verification", words, acts=ASKS)
    assert answer.names[0] in ("utter_verified_some", "utter_verified_all")


@pytest.mark.parametrize("words", ["number 2, whats the price at 2000?", "第二个 2000的话多少钱？"])
async def test_a_number_in_a_question_about_one_is_the_quantity(visitor: Chat, words: str) -> None:
    shown = await search(visitor)
    price = {"amount": "2000", "currency": "USD"}
    answer = await visitor.says("negotiate_price", words, acts=ASKS, price=price)
    assert answer.names == ["utter_goods_total"]
    assert (visitor.about("listing"), answer.values["quantity"]["value"]) == (shown[1], 2000)


@pytest.mark.parametrize("words", ["drop FSC", "FSC不要了"])
async def test_one_certificate_is_given_up_and_the_others_stay(visitor: Chat, words: str) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves", certification=["FSC", "BSCI"])
    await visitor.says("inform", words, acts={"narrow": ("condition", 0.7)}, certification="FSC")
    assert visitor.slots["search"]["certifications"] == ["BSCI"]


@pytest.mark.parametrize("words", ["唔好杭州嘅", "exclude Hangzhou"])
async def test_a_place_is_left_out_in_other_words(visitor: Chat, words: str) -> None:
    await search(visitor)
    place = "杭州" if "杭" in words else "Hangzhou"
    await visitor.says("inform", words, acts={"exclude": ("condition", 0.8)}, region=place)
    assert visitor.slots["search"]["excluded"] == [place]


def price_of(card: dict[str, Any]) -> str:
    amount: str = field(card, "unit_price")["values"]["price"]["values"]["price"]["amount"]
    return amount


@pytest.mark.parametrize("words", ["and the {} one?", "{}那家怎么样"])
async def test_a_price_names_the_listing_that_has_it(visitor: Chat, words: str) -> None:
    found = await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    shown = visitor.slots["search"]["shown"]
    prices = [price_of(card) for card in found.cards]
    at = next(n for n, price in enumerate(prices) if n and prices.count(price) == 1)
    await visitor.says("inform", words.format(prices[at]), acts=POINTS)
    assert visitor.about("listing") == shown[at]


@pytest.mark.parametrize("words", ["too many. 3?", "太多了，3条呢"])
async def test_a_follow_up_that_sounds_like_no_question_is_answered_with_the_minimum(visitor: Chat, words: str) -> None:
    await search(visitor)
    await visitor.says("ask_moq", "what is the minimum of each?", acts=ASKS)
    answer = await visitor.says("inform", words, acts=ASKS)
    assert answer.names
