"""What people say when they look through results and weigh suppliers: sizes, going back, one beside another, and what is not
on record."""

from __future__ import annotations

import pytest

from tests.fakes.actions.chat import Chat

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.of_words]

CONDITION = {"narrow": ("condition", 0.6)}
ASKS = {"ask_about": ("ask", 0.8)}


async def _search(chat: Chat, goods: str) -> list[int]:
    await chat.says("find_supplier", goods, product=goods)
    shown: list[int] = chat.record["search"]["shown"]
    return shown


@pytest.mark.parametrize(
    ("text", "entities", "size"),
    [
        ("500ml ones, max $5", {"price": {"amount": "5", "currency": "USD"}}, "500ml"),
        ("2000个，要500毫升的", {"quantity": {"value": 2000, "unit": "piece"}}, "500毫升"),
    ],
)
async def test_a_size_beside_other_conditions_is_searched(
    visitor: Chat, text: str, entities: dict[str, object], size: str
) -> None:
    await _search(visitor, "vacuum flasks")
    await visitor.says("inform", text, acts=CONDITION, **entities)
    assert size in visitor.record["search"]["text"]


@pytest.mark.parametrize(("intent", "text"), [("human_handoff", "四人的"), ("inform", "the 4 man ones, not 2")])
async def test_words_that_mean_little_alone_are_a_property_after_results(visitor: Chat, intent: str, text: str) -> None:
    await _search(visitor, "camping tents" if text.isascii() else "帐篷")
    acts = {"correct": ("correct", 0.6)} if intent == "inform" else {"narrow": ("condition", 0.45)}
    extra = {"quantity": {"value": 2, "unit": None}} if intent == "inform" else {}
    confidence = 0.9 if intent == "inform" else 0.47
    answer = await visitor.says(intent, text, confidence=confidence, acts=acts, **extra)
    assert answer.cards, (answer.names, answer.effects)
    assert "utter_handoff" not in answer.names
    assert visitor.record["search"].get("quantity") is None
    assert "4" in visitor.record["search"]["text"] or "四" in visitor.record["search"]["text"]


async def test_a_condition_is_for_the_search_although_one_listing_is_talked_about(visitor: Chat) -> None:
    await _search(visitor, "花椒")
    await visitor.says("ask_moq", "第一家起订量多少")
    acts = {"ask_about": ("ask", 0.52), "narrow": ("condition", 0.34)}
    answer = await visitor.says("find_supplier", "有机的有吗", acts=acts, certification="ORGANIC")
    assert visitor.record["search"]["certifications"] == ["ORGANIC"]
    assert len(answer.cards) > 1


async def test_cheaper_ones_in_cantonese(visitor: Chat) -> None:
    await _search(visitor, "毛巾")
    await visitor.says("ask_price", "第一間幾錢")
    answer = await visitor.says("negotiate_price", "貴咗啲喎，平啲嘅有冇", acts={"ask_about": ("ask", 0.5)})
    assert answer.names == ["utter_offers_by_price"]


@pytest.mark.parametrize("text", ["go back to the towels", "回到刚才的毛巾"])
async def test_going_back_shows_the_list_again(visitor: Chat, text: str) -> None:
    goods = "towels" if text.isascii() else "毛巾"
    shown = await _search(visitor, goods)
    await visitor.says("faq_payment_methods", "how can I pay?")
    acts = {"resume": ("go_on", 0.7)}
    answer = await visitor.says("cancel", text, confidence=0.47, acts=acts, product=goods)
    assert visitor.record["search"]["shown"] == shown
    assert len(answer.cards) == len(shown)


async def test_going_back_to_goods_that_were_named_along_searches_them(visitor: Chat) -> None:
    await visitor.says("find_supplier", "towels and slippers", product=["towels", "slippers"])
    await _search(visitor, "towels")
    acts = {"resume": ("go_on", 0.7)}
    answer = await visitor.says("cancel", "go back to the slippers", confidence=0.47, acts=acts, product="slippers")
    assert answer.names == ["utter_offers_by_relevance"]
    assert visitor.record["search"]["text"] == "slippers"


@pytest.mark.parametrize("text", ["跟第一家比呢", "and compared with the first one?"])
async def test_the_one_at_hand_beside_one_of_the_list(visitor: Chat, text: str) -> None:
    shown = await _search(visitor, "camping tents")
    await visitor.says("ask_price", "how much is the third one")
    answer = await visitor.says("compare_suppliers", text, acts=ASKS)
    assert answer.names[0].startswith("utter_comparison")
    assert set(visitor.record["lists"][0]["ids"]) == {shown[0], shown[2]}


@pytest.mark.parametrize(
    "text", ["do they do the printing themselves?", "do they have a showroom?", "他们有没有做过欧洲的单？"]
)
async def test_what_no_profile_says_is_said_to_be_unknown(visitor: Chat, text: str) -> None:
    await _search(visitor, "camping tents")
    await visitor.says("ask_price", "how much is the first one")
    answer = await visitor.says("supplier_details", text, acts=ASKS)
    assert answer.names == ["utter_not_on_profile"]
    asked = await visitor.says("affirm", "yes please")
    assert asked.names == ["utter_note_confirm"]
    assert text in str(asked.replies)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("where are they?", "location"),
        ("are they any good?", "reliability"),
        ("他们成立多久了？", "founded"),
        ("how many workers do they have?", "employees"),
    ],
)
async def test_the_fact_that_the_profile_has_is_said(visitor: Chat, text: str, fact: str) -> None:
    await _search(visitor, "camping tents")
    await visitor.says("ask_price", "how much is the first one")
    answer = await visitor.says("supplier_details", text, acts=ASKS)
    assert answer.names == [f"utter_goods_{fact}"]


async def test_one_fact_of_the_one_that_is_pointed_at(visitor: Chat) -> None:
    await _search(visitor, "camping tents")
    ranking = {"supplier_details": 0.43, "compare_suppliers": 0.28, "ask_lead_time": 0.27}
    answer = await visitor.says("supplier_details", "那刚才那个第二家呢，交期多久", ranking=ranking, acts=ASKS)
    assert answer.names == ["utter_lead_time"]


@pytest.mark.parametrize(
    ("those", "says"),
    [
        ("the first and the second", ["utter_certified_some", "utter_certified_elsewhere"]),
        ("the first and the fourth", ["utter_certified_all"]),
    ],
)
async def test_a_certificate_of_each(visitor: Chat, those: str, says: list[str]) -> None:
    await _search(visitor, "LED bulbs")
    await visitor.says("compare_suppliers", f"compare {those}")
    answer = await visitor.says("compare_suppliers", "do both have CE?", acts=ASKS, certification="CE")
    assert answer.names == says


async def test_thanks_are_no_words_for_the_supplier(visitor: Chat) -> None:
    await _search(visitor, "毛巾")
    await visitor.says("contact_supplier", "想问一下供应商")
    acts = {"answer": ("value", 0.42)}
    answer = await visitor.says("thank", "唔該晒", confidence=0.82, acts=acts)
    assert "utter_thank" in answer.names
    assert not (visitor.values or {}).get("words")


async def _name_supplier(chat: Chat, position: int) -> tuple[int, str]:
    """Returns the product at that position of the results, and its supplier's name."""
    answer = await chat.says("ask_price", f"how much is the {('first', 'second', 'third')[position]} one")
    return chat.about("listing"), answer.values["supplier"]["en"]


async def test_a_named_supplier_beats_what_is_talked_about(visitor: Chat) -> None:
    await _search(visitor, "camping tents")
    third, name = await _name_supplier(visitor, 2)
    first, _ = await _name_supplier(visitor, 0)
    assert first != third
    answer = await visitor.says("ask_moq", f"what is the minimum at {name}?", acts=ASKS, company=name)
    assert answer.names == ["utter_moq"]
    assert answer.values["supplier"]["en"] == name


async def test_a_named_supplier_that_is_not_on_the_list_is_answered_about(visitor: Chat) -> None:
    await _search(visitor, "camping tents")
    answer = await visitor.says(
        "ask_price", "how much is it at Chengdu Silk Road?", company="Chengdu Silk Road Textile"
    )
    assert answer.names == ["utter_supplier"]
    unknown = await visitor.says("ask_price", "how much is it at Qwert Yuiop?", company="Qwert Yuiop")
    assert unknown.names == ["utter_supplier_unknown"]


async def test_a_named_supplier_is_compared_with_the_one_pointed_at(visitor: Chat) -> None:
    await _search(visitor, "LED bulbs")
    text = "compare the first one with Chengdu Silk Road Textile"
    answer = await visitor.says("compare_suppliers", text, company="Chengdu Silk Road Textile")
    assert answer.names[0].startswith("utter_comparison")
    assert len(answer.values["suppliers"]["items"]) == 2


@pytest.mark.parametrize("text", ["forget that, do you have black ones?", "算了先不比，有没有黑色的"])
async def test_a_colour_among_other_words_narrows(visitor: Chat, text: str) -> None:
    await _search(visitor, "backpacks" if text.isascii() else "背包")
    acts = {"narrow": ("condition", 0.45)}
    answer = await visitor.says("find_supplier", text, confidence=0.36, acts=acts)
    assert answer.cards
    assert any(word in visitor.record["search"]["text"] for word in ("black", "黑色"))


async def test_a_few_metres_are_a_size_and_no_quantity(visitor: Chat) -> None:
    amount = {"value": 2, "unit": "metre"}
    await visitor.says("find_supplier", "usb cable 2 m", product="usb cable", quantity=amount)
    assert visitor.record["search"].get("quantity") is None
    assert "2 m" in visitor.record["search"]["text"]


async def test_verified_beside_a_place(visitor: Chat) -> None:
    await _search(visitor, "LED bulbs")
    region = {"province": "CN-ZJ", "city": None}
    await visitor.says("find_supplier", "from Zhejiang and only verified ones", acts=CONDITION, region=region)
    assert visitor.record["search"]["verified"] is True


async def test_a_search_beside_a_message_is_no_part_of_it(nordmarkt: Chat) -> None:
    await _search(nordmarkt, "backpacks")
    await nordmarkt.says("contact_supplier", "ask the first one whether the zip can be replaced")
    assert nordmarkt.task is not None
    acts = {"narrow": ("condition", 0.3)}
    answer = await nordmarkt.says("find_supplier", "show me cheaper ones", confidence=0.99, acts=acts)
    assert answer.names[0] == "utter_offers_by_price"
    assert "cheaper" not in str(nordmarkt.values.get("words"))


@pytest.mark.parametrize("text", ["hmm no, Zhejiang doesnt matter, just cheap", "浙江无所谓，便宜就行"])
async def test_what_does_not_matter_is_taken_back(visitor: Chat, text: str) -> None:
    region = {"province": "CN-ZJ", "city": None}
    await visitor.says("find_supplier", "LED bulbs", product="LED bulbs", region=region)
    assert visitor.record["search"]["regions"]
    acts = {"narrow": ("condition", 0.4), "widen": ("condition", 0.12)}
    await visitor.says("find_supplier", text, confidence=0.8, acts=acts, region=region)
    assert not visitor.record["search"].get("regions")
    assert visitor.record["search"]["sort"] == "price"


async def test_a_quantity_of_the_one_pointed_at_is_priced(visitor: Chat) -> None:
    await _search(visitor, "LED bulbs")
    amount = {"value": 5000, "unit": "piece"}
    answer = await visitor.says("inform", "what about 5000 pieces of the second", confidence=0.68, quantity=amount)
    assert answer.names[0].startswith("utter_price")
    assert visitor.about("listing") == visitor.record["search"]["shown"][1]


async def test_the_first_three_of_each_are_three(visitor: Chat) -> None:
    await _search(visitor, "LED bulbs")
    answer = await visitor.says("ask_moq", "moq of each of the first three")
    assert len(answer.values["facts"]["items"]) == 3


async def test_other_goods_named_alone_are_searched(visitor: Chat) -> None:
    await _search(visitor, "帆布袋")
    acts = {"correct": ("correct", 0.39), "ask_about": ("ask", 0.17)}
    await visitor.says("inform", "那无纺布袋呢", confidence=0.72, acts=acts)
    assert visitor.record["search"]["text"] == "无纺布袋"


async def test_an_account_is_no_question_about_the_listing(visitor: Chat) -> None:
    await _search(visitor, "LED bulbs")
    await _name_supplier(visitor, 0)
    acts = {"ask_about": ("ask", 0.5), "link_account": ("wish", 0.15)}
    answer = await visitor.says("link_account", "那我注册账号要钱不", confidence=0.74, acts=acts)
    assert answer.names == ["utter_sign_in_how"]


async def test_a_price_limits_the_search_while_no_listing_is_talked_about(visitor: Chat) -> None:
    await _search(visitor, "LED bulbs")
    price = {"amount": "8", "currency": None}
    amount = {"value": 5000, "unit": "piece"}
    await visitor.says("negotiate_price", "单价不超过8，要5000个", price=price, quantity=amount)
    assert visitor.record["search"]["max_price"] == "8"
    assert visitor.record["search"]["quantity"] == "5000"


async def test_back_to_goods_is_back_to_their_list_although_a_message_waits(nordmarkt: Chat) -> None:
    await _search(nordmarkt, "backpacks")
    await nordmarkt.says("contact_supplier", "ask the first one whether the zip can be replaced")
    await nordmarkt.says("deny", "no", acts={"answer_no": ("no", 0.9)})
    acts = {"resume": ("go_on", 0.8)}
    answer = await nordmarkt.says("cancel", "back to the backpacks", confidence=0.4, acts=acts, product="backpacks")
    assert answer.names == ["utter_offers_by_relevance"]
