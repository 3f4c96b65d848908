"""Job 1: find a supplier, narrow, page, look at one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.fakes.actions.chat import ANSWER, Answer, Chat, field

pytestmark = pytest.mark.asyncio(loop_scope="session")

T_SHIRTS = {
    "product": "men's cotton t-shirts",
    "quantity": {"value": 5000, "unit": "piece"},
    "region": {"province": "CN-XJ", "city": None},
}


def unit_prices(answer: Answer) -> list[Decimal]:
    prices = [field(card, "unit_price")["values"]["price"]["values"]["price"] for card in answer.cards]
    assert {price["currency"] for price in prices} == {"USD"}
    return [Decimal(price["amount"]) for price in prices]


async def test_t_shirts_from_xinjiang(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", "need 5000 men's cotton t-shirts from Xinjiang", **T_SHIRTS)
    assert answer.reply["response"].startswith("utter_offer")
    assert 1 <= len(answer.cards) <= 5
    for card in answer.cards:
        assert card["kind"] == "product"
        assert "Xinjiang" in str(field(card, "place"))
        for label in ("supplier", "unit_price", "moq", "lead_time", "rating", "verified"):
            assert field(card, label) is not None
        quantity = field(card, "unit_price")["values"]["quantity"]
        assert quantity == {"type": "quantity", "value": 5000, "unit": "piece"}
    assert {"supplier", "place", "price", "moq", "lead_time"} <= set(answer.values)


async def test_sichuan_pepper_in_chinese(visitor: Chat) -> None:
    answer = await visitor.says(
        "find_supplier", "找四川的花椒供应商", product="花椒", region={"province": "CN-SC", "city": None}
    )
    assert answer.cards
    for card in answer.cards:
        assert "花椒" in card["title"]["zh"] or "椒" in card["title"]["zh"]
        assert "四川" in str(field(card, "place"))


async def test_cheaper_sorts_by_price(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="tea")
    for text in ("cheaper", "便宜点的", "too expensive my friend"):
        answer = await visitor.says("negotiate_price", text)
        assert answer.reply["response"] == "utter_offers_by_price"
        assert visitor.slots["search"]["sort"] == "price"


async def test_every_way_to_say_cheaper_is_the_same(visitor: Chat) -> None:
    for intent in ("inform", "ask_price", "find_supplier", "nlu_fallback", "out_of_scope"):
        await visitor.says("find_supplier", product="porcelain tea set")
        answer = await visitor.says(intent, "anything cheaper?")
        assert answer.reply["response"] in ("utter_offers_by_price", "utter_offer_only"), intent


async def test_a_limit_holds(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    answer = await visitor.says("inform", "under 3 dollars", price={"amount": "3", "currency": "USD"})
    assert answer.cards
    assert max(unit_prices(answer)) <= 3


async def test_only_with_a_certificate(visitor: Chat) -> None:
    first = await visitor.says("find_supplier", product="LED floodlights")
    answer = await visitor.says("inform", "only with CE", certification="CE")
    assert answer.cards
    assert all("CE" in field(card, "certificates")["items"] for card in answer.cards)
    assert answer.values["count"] <= first.values["count"]


async def test_only_from_one_region(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="蚕丝被")
    answer = await visitor.says("inform", "只要四川的", region={"province": "CN-SC", "city": None})
    assert answer.cards
    assert all("四川" in str(field(card, "place")) for card in answer.cards)


async def test_verified_only(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="tea")
    answer = await visitor.says("faq_supplier_verification", "verified only")
    assert answer.cards
    assert all(field(card, "verified")["name"] == "answer.yes" for card in answer.cards)
    asked = await visitor.says("faq_supplier_verification", "how do you check that a supplier is real?")
    assert asked.names == ["utter_faq_supplier_verification"]


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("text", "product", "only"),
    [
        ("Find me verified suppliers of tomato paste", "tomato paste", True),
        ("Tomato paste for our new canteens please. All of the suppliers have to be verified", "tomato paste", True),
        ("tomato paste, and the suppliers don't have to be verified", "tomato paste", False),
        ("we cook for canteens in Hamburg and look for a verified and experienced maker", "tomato paste", True),
        ("已核实的番茄酱供应商有哪些", "番茄酱", True),
        ("找核实过的番茄酱工厂", "番茄酱", True),
        ("suppliers of tomato paste, not verified suppliers only", "tomato paste", False),
        ("通过ISO认证的番茄酱供应商", "番茄酱", False),
    ],
)
async def test_verified_said_with_the_wish(visitor: Chat, text: str, product: str, only: bool) -> None:
    answer = await visitor.says("find_supplier", text, product=product)
    assert answer.cards
    assert visitor.slots["search"]["verified"] is only
    if only:
        assert all(field(card, "verified")["name"] == "answer.yes" for card in answer.cards)


async def test_more_results_until_the_end(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", product="tea")
    seen = [card["title"]["en"] for card in answer.cards]
    answer = await visitor.presses(answer.button("button.more_results"))
    assert answer.names == ["utter_offers_more"]
    assert (answer.values["first"], answer.values["last"]) == (6, 5 + len(answer.cards))
    assert [card["buttons"] for card in answer.cards]
    answer = await visitor.says("nlu_fallback", "还有吗")
    assert answer.names[0] in ("utter_offers_more", "utter_offers_end")
    assert seen


async def test_another_product_begins_anew(visitor: Chat) -> None:
    await visitor.says("find_supplier", **T_SHIRTS)
    await visitor.says("find_supplier", product="LED floodlights")
    search = visitor.slots["search"]
    assert (search["text"], search["quantity"], tuple(search["regions"])) == ("LED floodlights", None, ())


async def test_the_button_for_a_new_search_asks_for_the_product(visitor: Chat) -> None:
    await visitor.says("find_supplier", **T_SHIRTS)
    answer = await visitor.says("find_supplier", "Find a supplier", relax="all")
    assert (answer.names, visitor.task) == (["utter_sourcing_form_product"], "search")


async def test_without_a_product_it_is_asked_for_and_the_rest_kept(visitor: Chat) -> None:
    asked = await visitor.says("find_supplier", "找有ISO 22000认证的供应商", certification="ISO 22000")
    assert (asked.names, visitor.asked) == (["utter_sourcing_form_product"], "product")
    answer = await visitor.says("out_of_scope", "花椒", acts=ANSWER)
    assert answer.cards
    assert all("ISO 22000" in str(field(card, "certificates")) for card in answer.cards)
    assert (visitor.task, visitor.slots["search"]["text"]) == (None, "花椒")


SICHUAN = {"region": {"province": "CN-SC", "city": None}}


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("find_supplier", "四川有什么好东西"),
        ("faq_about_platform", "what do you have from Sichuan"),
        ("find_supplier", "got goods from Sichuan"),
        ("inform", "四川特产"),
    ],
)
async def test_a_place_alone_shows_its_goods(visitor: Chat, intent: str, text: str) -> None:
    answer = await visitor.says(intent, text, **SICHUAN)
    assert answer.cards
    assert all("四川" in str(field(card, "place")) for card in answer.cards)
    narrowed = await visitor.says("inform", "花椒", product="花椒")
    assert 0 < narrowed.values["count"] < answer.values["count"]
    assert all("四川" in str(field(card, "place")) for card in narrowed.cards)


async def test_a_place_is_no_question_to_ask_back(visitor: Chat) -> None:
    close = {"find_supplier": 0.45, "faq_about_platform": 0.4}
    assert (await visitor.says("find_supplier", "what do you have from Sichuan", ranking=close, **SICHUAN)).cards


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("text", "sought"), [("need supplier", True), ("想找供应商", True), ("i want to be a supplier", False)]
)
async def test_who_needs_a_supplier_does_not_become_one(visitor: Chat, text: str, sought: bool) -> None:
    answer = await visitor.says("faq_become_supplier", text)
    assert (answer.names == ["utter_sourcing_form_product"]) is sought


@pytest.mark.of_words
@pytest.mark.parametrize("text", ["有没有便宜点的", "any others?", "第二个"])
async def test_a_follow_up_to_nothing_is_no_product(visitor: Chat, text: str) -> None:
    await visitor.says("find_supplier", "find me a supplier")
    again = await visitor.says("inform", text)
    assert again.names[-1] == "utter_sourcing_form_product_again"
    assert (visitor.asked, again.replies[-1]["cards"]) == ("product", [])


async def test_a_question_in_passing_is_no_product(visitor: Chat) -> None:
    await visitor.says("find_supplier", "find me a supplier")
    answer = await visitor.says("faq_fees", "what does it cost?")
    assert answer.names == ["utter_faq_fees", "utter_sourcing_form_product_again"]


async def test_nothing_found_says_what_to_relax(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", product="tomato paste", region={"province": "CN-HI", "city": None})
    assert answer.names == ["utter_offers_none_relax"]
    relaxed = await visitor.presses(answer.button("button.relax"))
    assert relaxed.values["count"] == answer.values["count"] > 0


async def test_nothing_like_it(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", product="zzqwx flibbertigibbet")
    assert answer.names == ["utter_offers_not_sold"]
    assert answer.values["search"] == "zzqwx flibbertigibbet"


async def test_several_goods_are_each_answered(visitor: Chat) -> None:
    answer = await visitor.says(
        "find_supplier",
        "500 porcelain cups, 300 silk scarves and 20 trombones",
        product=["porcelain cups", "silk scarves", "trombones"],
        quantity=[{"value": n, "unit": "piece"} for n in (500, 300, 20)],
    )
    assert answer.names == ["utter_offers_several"]
    found = str(answer.values["goods"])
    assert all(goods in found for goods in ("porcelain cups", "silk scarves", "trombones"))
    assert [card["kind"] for card in answer.cards] == ["product", "product"]
    second = await visitor.says("supplier_details", "the second one")
    assert second.values["supplier"] == field(answer.cards[1], "supplier")


async def test_goods_below_the_minimum_are_shown_smallest_first(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", product="silk scarves", quantity={"value": 3, "unit": "piece"})
    assert answer.names == ["utter_offers_below_moq"]
    assert answer.cards
    least = await visitor.says("ask_lead_time", "how long for the second one?")
    assert least.values["supplier"] == field(answer.cards[1], "supplier")


async def test_details_of_one(visitor: Chat) -> None:
    found = await visitor.says("find_supplier", product="silk scarves")
    answer = await visitor.presses(found.cards[1]["buttons"][0])
    assert answer.names == ["utter_product"]
    assert [card["kind"] for card in answer.cards] == ["product", "supplier"]
    assert answer.cards[0]["title"] == found.cards[1]["title"]


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("intent", "text", "index", "response"),
    [
        ("supplier_details", "whats the rating of the second one", 1, "utter_goods_rating"),
        ("nlu_fallback", "第二家", 1, "utter_product"),
        ("supplier_details", "看下第三家的资质证书", 2, "utter_supplier"),
    ],
)
async def test_the_second_one(visitor: Chat, intent: str, text: str, index: int, response: str) -> None:
    found = await visitor.says("find_supplier", product="silk scarves")
    answer = await visitor.says(intent, text)
    assert answer.names == [response]
    assert answer.values["supplier"] == field(found.cards[index], "supplier")


async def test_what_follows_the_second_one_is_about_it(visitor: Chat) -> None:
    found = await visitor.says("find_supplier", product="silk scarves")
    await visitor.says("supplier_details", "details of the second one")
    answer = await visitor.says("ask_moq", "what is their MOQ")
    assert answer.values["supplier"] == field(found.cards[1], "supplier")
    assert answer.values["offer"] == found.cards[1]["title"]


async def test_a_supplier_by_name(visitor: Chat) -> None:
    found = await visitor.says("find_supplier", product="silk scarves")
    name = field(found.cards[0], "supplier")
    for language in ("en", "zh"):
        answer = await visitor.says("supplier_details", company=name[language])
        assert answer.values["supplier"] == name


async def test_an_unknown_supplier(visitor: Chat) -> None:
    answer = await visitor.says("supplier_details", company="Zzqwx Flibbertigibbet")
    assert answer.names == ["utter_supplier_unknown"]


async def test_whether_a_supplier_has_a_certificate(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="LED floodlights", certification="CE")
    yes = await visitor.says("supplier_details", "does this supplier have CE", certification="CE")
    no = await visitor.says("supplier_details", "are they kosher", certification="Kosher")
    assert (yes.names, no.names) == (["utter_supplier_certified"], ["utter_supplier_not_certified"])


async def test_compare_what_is_shown(visitor: Chat) -> None:
    nothing = await visitor.says("compare_suppliers", "compare them")
    assert nothing.names == ["utter_compare_which"]
    await visitor.says("find_supplier", product="tea")
    answer = await visitor.says("compare_suppliers", "compare them")
    assert answer.names == ["utter_comparison"]
    assert 2 <= len(answer.cards) <= 3
    best = max(card_rating(card) for card in answer.cards)
    assert answer.values["rating"]["value"] == best


def card_rating(card: dict[str, Any]) -> float:
    return float(field(card, "rating").get("value", 0))


async def test_price_moq_and_lead_time(visitor: Chat) -> None:
    price = await visitor.says("ask_price", product="silk scarves", quantity={"value": 800, "unit": "piece"})
    assert price.names == ["utter_price"]
    assert price.values["priced_quantity"]["value"] == 800
    moq = await visitor.says("ask_moq", "what is the moq")
    few = await visitor.says("ask_moq", "can I order 1?", quantity={"value": 1, "unit": None})
    lead = await visitor.says("ask_lead_time", "how long does it take")
    assert (moq.names, few.names, lead.names) == (["utter_moq"], ["utter_moq_not_reached"], ["utter_lead_time"])
    assert moq.values["offer"] == few.values["offer"] == lead.values["offer"] == price.values["offer"]


@pytest.mark.parametrize(
    ("intent", "words"),
    [("ask_price", "too much for us. 1?"), ("inform", "1条呢"), ("negotiate_price", "1 is enough?")],
)
async def test_a_quantity_after_the_minimum_asks_for_so_few(visitor: Chat, intent: str, words: str) -> None:
    asks, one = {"ask_about": ("ask", 0.8)}, {"value": 1, "unit": None}
    await visitor.says("ask_price", product="silk scarves")
    await visitor.says("ask_moq", "what is the moq")
    assert (await visitor.says(intent, words, acts=asks, quantity=one)).names == ["utter_moq_not_reached"]


async def test_a_price_says_that_the_quantity_of_the_search_is_too_small(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="silk scarves", quantity={"value": 1, "unit": "piece"})
    answer = await visitor.says("ask_price", "how much are they", acts={"ask_about": ("ask", 0.8)})
    assert answer.names == ["utter_price_below_moq"]


async def test_a_price_without_a_product(visitor: Chat) -> None:
    assert (await visitor.says("ask_price", "how much")).names == ["utter_which_product"]


async def test_a_sample_is_not_pretended(visitor: Chat) -> None:
    answer = await visitor.says("request_sample", product="silk scarves")
    assert answer.names[0].startswith("utter_sample")
    assert (answer.names[-1], answer.effects) == ("utter_note_sample", [])
    await visitor.says("inform", "two of them, to Hamburg", acts=ANSWER)
    left = await visitor.says("affirm", "yes")
    assert (left.names, left.effects) == (["utter_note_left"], [{"kind": "handoff", "reason": "request_sample"}])


async def test_an_unsure_reading_gives_way_to_the_search(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="tomato paste")
    region = {"province": "CN-XJ", "city": None}
    answer = await visitor.says("order_status", "do you have any from Xinjiang?", confidence=0.34, region=region)
    assert answer.cards
    assert (await visitor.says("order_status", "where is my order", confidence=0.34)).names == ["utter_sign_in"]


async def test_organic_is_a_word_in_the_readers_language(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="花椒")
    answer = await visitor.says("inform", "只要有机认证的", certification="ORGANIC")
    assert answer.cards
    organic = {"type": "term", "name": "certificate.organic", "values": {}}
    assert all(organic in field(card, "certificates")["items"] for card in answer.cards)
    assert answer.values["search"]["values"]["conditions"]["items"][0]["values"]["certification"]["items"] == [organic]


async def test_a_city_without_suppliers_is_taken_as_its_province(visitor: Chat) -> None:
    answer = await visitor.says("find_supplier", product="t-shirts", region={"province": "CN-XJ", "city": "Nowhere"})
    assert answer.cards
    assert all("Xinjiang" in str(field(card, "place")) for card in answer.cards)


async def test_a_condition_right_after_results_beats_a_doubtful_intent(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="t-shirts")
    answer = await visitor.says("report_problem", "只要ISO 9001的", confidence=0.51, certification="ISO 9001")
    assert answer.cards
    await visitor.says("help")
    later = await visitor.says("report_problem", "ISO 9001 is fake", confidence=0.51, certification="ISO 9001")
    assert later.names == ["utter_problem_visitor"]


async def test_make_it_more(visitor: Chat) -> None:
    await visitor.says("find_supplier", **T_SHIRTS)
    answer = await visitor.says("change_order", "换成10000件呢", quantity={"value": 10000, "unit": "piece"})
    assert answer.values["priced_quantity"]["value"] == 10000


async def test_a_quantity_is_for_the_product_talked_about(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="silk scarves")
    await visitor.says("ask_price", product="LED floodlights")
    answer = await visitor.says("inform", "what about 5000", quantity={"value": 5000, "unit": None})
    assert answer.names == ["utter_goods_total"]
    assert "LED" in answer.values["offer"]["en"]
    cheaper = await visitor.says("ask_price", "anything cheaper?")
    assert visitor.slots["search"]["text"] == "LED floodlights"
    assert cheaper.reply["response"] == "utter_offers_by_price"


async def test_bargaining_for_less_than_the_minimum(visitor: Chat) -> None:
    await visitor.says("ask_price", product="LED floodlights")
    answer = await visitor.says("negotiate_price", "can I get just 2", quantity={"value": 2, "unit": None})
    assert answer.names == ["utter_moq_not_reached"]


async def test_a_product_alone_is_looked_for(visitor: Chat) -> None:
    answer = await visitor.says("out_of_scope", "tomato paste", confidence=0.6, product="tomato paste")
    assert visitor.slots["search"]["text"] == "tomato paste"
    assert answer.cards


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("intent", "text", "product"),
    [
        ("bot_challenge", "do you have silk scarves", "silk scarves"),
        ("faq_about_platform", "你们有没有丝巾", "丝巾"),
        ("bot_challenge", "are you having any tea cups?", "tea cups"),
    ],
)
async def test_goods_that_we_are_asked_for_are_looked_for(visitor: Chat, intent: str, text: str, product: str) -> None:
    ranking = {intent: 0.55, "find_supplier": 0.3}
    answer = await visitor.says(intent, text, ranking=ranking, product=product)
    assert answer.cards
    assert visitor.slots["search"]["text"] == product
    surely = await visitor.says(
        intent, f"are you a robot or do {product} talk", ranking={intent: 0.97}, product=product
    )
    assert not surely.cards


async def test_a_list_that_is_asked_for_is_no_way_back_to_the_search(nordmarkt: Chat) -> None:
    await nordmarkt.says("find_supplier", product="silk scarves")
    answer = await nordmarkt.says("list_requests", "my requests", acts={"resume": ("go_on", 0.49)})
    assert "RFQ-10023" in str(answer.replies)


async def test_only_verified_ones_is_a_condition_of_the_search(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="silk scarves")
    answer = await visitor.says("faq_supplier_verification", "only verified suppliers")
    assert visitor.slots["search"]["verified"] is True
    assert all(field(card, "verified")["name"] == "answer.yes" for card in answer.cards)


async def test_nobody_buys_an_absurd_quantity(visitor: Chat) -> None:
    await visitor.says("find_supplier", product="silk scarves", quantity={"value": 5 * 10**21, "unit": "piece"})
    assert not visitor.slots["search"].get("amount")
