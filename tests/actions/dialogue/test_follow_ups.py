"""Short questions that follow up on what was just said (actions/in_context/follow_ups.py)."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat, field
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.9)}


@pytest.mark.parametrize(
    ("first", "then"), [("what are your fees?", "and for suppliers?"), ("你们收费吗", "那供应商呢")]
)
async def test_a_question_after_a_general_answer_is_of_its_topic(
    server: httpx.AsyncClient, first: str, then: str
) -> None:
    visitor = Chat(server)
    await visitor.says("faq_fees", first)
    more = await visitor.says("supplier_details", then, acts=ASKS)
    assert more.names == ["utter_faq_fees_more"]
    again = await visitor.says("ask_price", "how much exactly?", acts=ASKS)
    assert again.names == ["utter_faq_no_more"]


async def test_a_question_about_goods_on_the_screen_is_about_them(server: httpx.AsyncClient) -> None:
    visitor = Chat(server)
    await visitor.says("find_supplier", product="silk scarves")
    await visitor.says("faq_shipping_time", "how long is sea freight?")
    answer = await visitor.says("ask_moq", "and the minimum?", acts=ASKS)
    assert answer.names == ["utter_each"]


@pytest.mark.parametrize("words", ["who pays the freight?", "运费谁出"])
async def test_who_pays_is_said_by_the_incoterm_of_the_order(server: httpx.AsyncClient, words: str) -> None:
    nordmarkt = Chat(server, "nordmarkt")
    await nordmarkt.says("order_status", order_number="ORD-100234")
    answer = await nordmarkt.says("faq_shipping_cost", words, acts=ASKS)
    assert answer.names == ["utter_terms_at_hand"]
    assert "ORD-100234" in str(answer.values["about"])
    assert "incoterm_meaning." in str(answer.values["meaning"])


async def test_the_minimum_of_each(server: httpx.AsyncClient) -> None:
    visitor = Chat(server)
    await visitor.says("find_supplier", "porcelain cups and silk scarves", product=["porcelain cups", "silk scarves"])
    answer = await visitor.says("ask_moq", "what is the minimum of each?", acts=ASKS)
    assert answer.names == ["utter_each"]
    assert len(answer.cards) == 2
    other = await visitor.says("ask_lead_time", "and how long does the second one take?", acts=ASKS)
    assert other.values["supplier"] == field(answer.cards[1], "supplier")
    first = await visitor.says("ask_price", "and the other one, what does it cost?", acts=ASKS)
    assert first.values["supplier"] == field(answer.cards[0], "supplier")


async def test_the_cheapest_one_is_found_by_its_price(server: httpx.AsyncClient) -> None:
    visitor = Chat(server)
    found = await visitor.says("find_supplier", product="silk scarves")
    prices = [float(field(card, "unit_price")["values"]["price"]["values"]["price"]["amount"]) for card in found.cards]
    answer = await visitor.says("ask_moq", "what is the minimum of the cheapest one?", acts=ASKS)
    assert answer.values["supplier"] == field(found.cards[prices.index(min(prices))], "supplier")


async def test_where_the_goods_go_is_noted_for_the_request(server: httpx.AsyncClient) -> None:
    nordmarkt = Chat(server, "nordmarkt")
    await nordmarkt.says("find_supplier", product="silk scarves", quantity={"value": 800, "unit": "piece"})
    noted = await nordmarkt.says("inform", "to Hamburg", country={"country": "DE", "city": "Hamburg"}, acts=ANSWER)
    assert noted.names == ["utter_search_noted"]
    asked = await nordmarkt.says("request_quote", "ask them for quotations")
    assert asked.names == ["utter_confirm_quote"]


async def test_the_second_of_the_orders_listed(server: httpx.AsyncClient) -> None:
    nordmarkt = Chat(server, "nordmarkt")
    listed = await nordmarkt.says("list_orders", "my orders")
    second = listed.cards[1]["title"]
    answer = await nordmarkt.says("supplier_details", "the second one, when does it arrive?", acts=ASKS)
    assert answer.names == ["utter_own_arrival_planned"]
    assert answer.values["number"] == second


async def test_what_was_passed_on_is_repeated_and_not_sent_again(server: httpx.AsyncClient) -> None:
    nordmarkt = Chat(server, "nordmarkt")
    await nordmarkt.says("request_quote", product="silk scarves", quantity={"value": 800, "unit": "piece"})
    await nordmarkt.says("inform", "Hamburg", country={"country": "DE", "city": "Hamburg"}, acts=ANSWER)
    sent = await nordmarkt.says("affirm", "yes")
    assert "utter_quote_sent" in str(sent.names)
    repeated = await nordmarkt.says("check_quotes", "what did you send them?", acts=ASKS)
    assert repeated.names == ["utter_passed_on_before"]
    assert "silk scarves" in str(repeated.values["values"])


async def test_a_condition_that_cannot_be_read_leaves_the_search(server: httpx.AsyncClient) -> None:
    visitor = Chat(server)
    await visitor.says("find_supplier", product="silk scarves")
    answer = await visitor.says(
        "find_supplier", "any that the guild of blue labels has blessed?", acts={"narrow": ("condition", 0.9)}
    )
    assert answer.names == ["utter_search_unread"]
    assert visitor.slots["search"]["text"] == "silk scarves"


async def test_a_place_that_was_ruled_out_is_taken_back(server: httpx.AsyncClient) -> None:
    visitor = Chat(server)
    all_of_them = await visitor.says("find_supplier", product="silk scarves")
    without = await visitor.says(
        "find_supplier", "not from Zhejiang", excluded_region={"province": "CN-ZJ", "city": None}
    )
    assert without.values["count"] < all_of_them.values["count"]
    back = await visitor.says("find_supplier", "Zhejiang is fine too", region={"province": "CN-ZJ", "city": None})
    assert back.values["count"] == all_of_them.values["count"]


@pytest.mark.parametrize(
    ("words", "more", "days"),
    [
        (
            "leave a message for your supervisor: we stop all new orders if this is not paid until friday",
            "make it monday",
            ("friday", "monday"),
        ),
        ("留个话给你们主管：周五之前不退款，我们就不再下单", "周五改成周一", ("周五", "周一")),
    ],
)
async def test_a_message_for_the_team_is_taken_down_with_its_words(
    server: httpx.AsyncClient, words: str, more: str, days: tuple[str, str]
) -> None:
    nordmarkt = Chat(server, "nordmarkt")
    taken = await nordmarkt.says("out_of_scope", words)
    assert taken.names == ["utter_note_confirm"]
    said = words.split(": ")[-1].split("：")[-1]
    assert f"'{said}'" in str(taken.values["words"]), "without what leads to the words"
    changed = await nordmarkt.says("inform", more, acts={"correct": ("correct", 0.8)})
    assert f"'{said.replace(*days)}'" in str(changed.values["words"])
    left = await nordmarkt.says("affirm", "yes")
    assert "utter_note_left" in left.names


async def test_a_question_about_the_orders_shown_is_not_about_goods(server: httpx.AsyncClient) -> None:
    nordmarkt = Chat(server, "nordmarkt")
    await nordmarkt.says("order_status", order_number="ORD-100420")
    answer = await nordmarkt.says("ask_price", "that one, how much in total?", acts=ASKS)
    assert answer.names == ["utter_fact_total"]
    assert answer.values["number"] == "ORD-100420"


async def test_a_bare_number_corrects_the_limit_that_was_just_set(server: httpx.AsyncClient) -> None:
    visitor = Chat(server)
    await visitor.says("find_supplier", product="silk scarves")
    await visitor.says(
        "inform", "under 9 dollars", price={"amount": "9", "currency": "USD"}, acts={"narrow": ("condition", 0.9)}
    )
    await visitor.says(
        "deny", "nah make that 8", quantity={"value": 8, "unit": None}, acts={"correct": ("correct", 0.9)}
    )
    assert (visitor.slots["search"]["max_price"], visitor.slots["search"]["quantity"]) == ("8", None)


async def test_a_condition_that_is_dropped_by_name(server: httpx.AsyncClient) -> None:
    visitor = Chat(server)
    await visitor.says("find_supplier", product="silk scarves", price={"amount": "8", "currency": "USD"})
    await visitor.says("negotiate_price", "drop the price thing", acts={"widen": ("condition", 0.4)})
    assert visitor.slots["search"]["max_price"] is None


@pytest.mark.parametrize(
    "words", ["we have only 45 in stock, the other 15 in three weeks", "现在库存只有45台，剩下15台三周后才有"]
)
async def test_what_is_told_about_the_order_at_hand_becomes_a_message(server: httpx.AsyncClient, words: str) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    await lumen.says("order_status", order_number="ORD-100420")
    taken = await lumen.says("inform", words, acts={"inform": ("value", 0.8)})
    assert taken.names == ["utter_question_confirm"]
    assert ("ORD-100420" in str(taken.values["about"]), "other 15 pieces" in str(taken.values["words"])) == (True, True)
    more = await lumen.says("inform", "correct: 40 now, 20 later", acts={"correct": ("correct", 0.8)})
    assert ("40 pieces first" in str(more.values["words"]), "other 20" in str(more.values["words"])) == (True, True)
    left = await lumen.says("affirm", "send it")
    assert "utter_question_sent" in left.names


@pytest.mark.parametrize("words", ["don't confirm yet, ask them if that is ok", "先别确认，问一下买家同不同意"])
async def test_a_supplier_asks_the_buyer_of_the_order_at_hand(server: httpx.AsyncClient, words: str) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    await lumen.says("order_status", order_number="ORD-100420")
    taken = await lumen.says("contact_supplier", words)
    assert taken.names == ["utter_question_confirm"]
    assert "ORD-100420" in str(taken.values["about"])


async def test_a_short_question_about_the_request_at_hand(server: httpx.AsyncClient) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    await lumen.says("view_leads", "RFQ-10032", rfq_number="RFQ-10032")
    answer = await lumen.says("faq_business_hours", "and until when?", acts=ASKS, confidence=0.5)
    assert "RFQ-10032" in str(answer.values)


async def test_a_clear_wish_is_no_chatter(server: httpx.AsyncClient) -> None:
    lumen = Chat(server, "shenzhen-lumen")
    await lumen.says("order_status", order_number="ORD-100420")
    answer = await lumen.says("confirm_order", "confirm", confidence=0.9, acts={"chatter": ("chatter", 0.6)})
    assert not [name for name in answer.names if name.startswith("utter_chatter")]


async def test_what_is_searched_for_is_repeated(server: httpx.AsyncClient) -> None:
    visitor = Chat(server)
    await visitor.says("find_supplier", product="silk scarves", quantity={"value": 300, "unit": "piece"})
    answer = await visitor.says("nlu_fallback", "现在我要的是啥 多少", acts=ASKS)
    assert answer.names == ["utter_search_so_far"]


@pytest.mark.parametrize("text", ["and for suppliers?", "那供应商呢"])
async def test_the_same_is_asked_about_others(visitor: Chat, text: str) -> None:
    await visitor.says("faq_fees", "what do you charge")
    answer = await visitor.says("supplier_details", text, confidence=0.3, acts={"supplier_details": ("wish", 0.4)})
    assert answer.names == ["utter_faq_fees_more"]


async def test_money_for_the_goods_of_an_order_is_asked_for(nordmarkt: Chat) -> None:
    answer = await nordmarkt.says("out_of_scope", "where is our money for the tomatoes", product="tomatoes")
    assert "ORD-100301" in str(answer.replies)


async def test_a_search_for_nothing_leaves_the_task_under_way(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("find_supplier", product="silk scarves")
    await chat.says("order_status", order_number="ORD-100234")
    await chat.says("request_invoice", "the VAT invoice please, made out to our branch", order_number="ORD-100234")
    task, unsure = chat.task, {"find_supplier": ("wish", 0.3), "inform": ("value", 0.2)}
    answer = await chat.says("find_supplier", "any that the guild of blue labels has blessed?", 0.6, acts=unsure)
    assert (answer.names[0], chat.task) == ("utter_search_unread", task)
    assert task is not None


async def test_a_day_on_which_the_contact_comes_back_is_no_day_for_the_goods(server: httpx.AsyncClient) -> None:
    visitor = Chat(server)
    await visitor.says("find_supplier", product="silk scarves")
    later = {"save_draft": ("give_up", 0.8)}
    answer = await visitor.says("link_account", "先记着 明天登录了再弄", acts=later, date="2026-11-26")
    assert answer.names == ["utter_stays"]
