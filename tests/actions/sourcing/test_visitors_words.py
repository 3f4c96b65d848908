"""What visitors say before they have an account: questions that no listing answers, requests that have to wait for an
account, and words that would begin something that nobody has asked for."""

from __future__ import annotations

import httpx
import pytest

from tests.fakes.actions.chat import Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
ASKS = {"ask_about": ("ask", 0.8)}


@pytest.fixture
def visitor(server: httpx.AsyncClient) -> Chat:
    return Chat(server)


async def search(chat: Chat, goods: str = "silk scarves") -> list[int]:
    await chat.says("find_supplier", goods, product=goods)
    shown: list[int] = chat.slots["search"]["shown"]
    return shown


@pytest.mark.parametrize("words", ["and the cheapest?", "so the cheapest one?"])
async def test_the_cheapest_is_named_although_it_sounds_like_haggling(visitor: Chat, words: str) -> None:
    await search(visitor)
    answer = await visitor.says("negotiate_price", words, acts=ASKS)
    assert answer.names[0] == "utter_best_by_price"


async def test_a_place_beyond_a_shorter_list_means_the_list_before(visitor: Chat) -> None:
    shown = await search(visitor)
    await visitor.says("supplier_details", "the first one", acts={"point": ("value", 0.8)})
    visitor.record["lists"].insert(0, {**visitor.record["lists"][0], "ids": shown[:1]})
    visitor.record["search"]["shown"] = shown[:1]
    await visitor.says("supplier_details", "the second one", acts={"point": ("value", 0.8)})
    assert visitor.about("listing") == shown[1]


async def test_each_certificate_that_is_asked_for_is_answered(visitor: Chat) -> None:
    await search(visitor)
    answer = await visitor.says(
        "supplier_details", "which of them have BSCI or ISO9001?", acts=ASKS, certification=["BSCI", "ISO9001"]
    )
    assert len([name for name in answer.names if name.startswith("utter_certified")]) == 2


@pytest.mark.parametrize("words", ["would I pay tax on that?", "这个要交税吗"])
async def test_what_no_listing_answers_is_answered_in_general(visitor: Chat, words: str) -> None:
    await search(visitor)
    await visitor.says("ask_moq", "what is the minimum of the first?", acts=ASKS)
    ranking = {"negotiate_price": 0.48, "faq_customs_duty": 0.32}
    answer = await visitor.says("negotiate_price", words, ranking=ranking, acts=ASKS)
    assert answer.names == ["utter_faq_customs_duty"]


async def test_who_has_no_orders_asks_in_general(visitor: Chat) -> None:
    ranking = {"faq_customs_duty": 0.9, "payment_status": 0.04}
    answer = await visitor.says("payment_status", "do I pay duty on top", 0.48, ranking=ranking, acts=ASKS)
    assert answer.names[0] != "utter_sign_in"


async def test_a_search_is_no_wish_for_a_sample(visitor: Chat) -> None:
    ranking = {"request_sample": 0.7, "find_supplier": 0.25}
    wish = {"request_sample": ("wish", 0.7)}
    answer = await visitor.says(
        "request_sample", "a quick one: silk scarves for a boutique", ranking=ranking, acts=wish, product="silk scarves"
    )
    assert answer.names[0].startswith("utter_offer")
    assert visitor.task is None


async def test_a_question_about_samples_begins_no_note(visitor: Chat) -> None:
    await search(visitor)
    answer = await visitor.says("request_sample", "這個可以寄樣品嗎，", acts={"request_sample": ("wish", 0.6)})
    assert answer.names[0] == "utter_sample"
    assert visitor.task is None


async def test_what_a_request_would_say_is_kept_until_the_visitor_has_signed_in(visitor: Chat) -> None:
    await search(visitor)
    entities = {"quantity": {"value": 800, "unit": "piece"}, "country": {"country": "DE"}}
    answer = await visitor.says("request_quote", "800 pieces to Germany, ask for prices", **entities)
    assert answer.names == ["utter_request_kept", "utter_sign_in"]
    assert visitor.slots["search"]["quantity"] == "800"
    again = await visitor.says("affirm", "yes, send it", acts={"answer_yes": ("yes", 0.5)})
    assert again.names[-1] == "utter_sign_in"


async def test_how_to_get_an_account_is_said(visitor: Chat) -> None:
    answer = await visitor.says("link_account", "what do I need for an account", acts=ASKS)
    assert answer.names == ["utter_sign_in_how"]


@pytest.mark.parametrize("words", ["I'll register another day, thanks", "我先不注册 先这样"])
async def test_who_registers_later_is_not_taught_how(visitor: Chat, words: str) -> None:
    answer = await visitor.says("link_account", words, acts={"link_account": ("wish", 0.7)})
    assert answer.names == ["utter_stays"]


async def test_a_specification_is_about_the_goods_on_the_screen(visitor: Chat) -> None:
    await search(visitor)
    said = "nylon ripstop 900 gsm"
    await visitor.says(
        "inform",
        f"600 pcs {said}",
        acts={"inform": ("value", 0.5)},
        product=said,
        quantity={"value": 600, "unit": "piece"},
    )
    assert "silk scarves" in visitor.slots["search"]["text"]
    assert visitor.slots["search"]["quantity"] == "600"


async def test_what_is_unwanted_is_left_out_of_the_first_search(visitor: Chat) -> None:
    await visitor.says("find_supplier", "scarves, no silk please", product="scarves")
    assert visitor.slots["search"]["unwanted"] == ["silk"]


async def test_a_feature_beside_what_is_not_wanted_is_no_other_search(visitor: Chat) -> None:
    await search(visitor, "scarves")
    await visitor.says(
        "report_problem", "no, not silk, with tassels", acts={"correct": ("correct", 0.9)}, product="tassels"
    )
    assert visitor.slots["search"]["text"] == "scarves"


async def test_the_kind_of_the_own_shop_describes_no_goods(visitor: Chat) -> None:
    await visitor.says("find_supplier", "you guys have scarves? small shop, accra", product="scarves")
    assert visitor.slots["search"]["text"] == "scarves"


async def test_the_queue_is_meant_when_nothing_else_is_talked_about(visitor: Chat) -> None:
    await visitor.says("report_problem", "我的货一直没到", waits=True, acts={"report_problem": ("wish", 0.9)})
    answer = await visitor.says("ask_lead_time", "要等多久啊", waits=True, acts=ASKS)
    assert {"kind": "tell_queue"} in answer.effects


async def test_what_a_visitor_reports_is_for_the_colleague_who_was_asked_for(visitor: Chat) -> None:
    await visitor.says("human_handoff", "转人工")
    answer = await visitor.says("report_problem", "就说货一直没到", waits=True, acts={"report_problem": ("wish", 0.9)})
    assert answer.names == ["utter_for_the_colleague"]


@pytest.mark.parametrize(
    ("intent", "words", "response"),
    [
        ("faq_fees", "要钱不", "utter_market_seller_fees"),
        ("faq_payment_methods", "do I get dollars or yuan", "utter_market_seller_money"),
    ],
)
async def test_who_wants_to_sell_is_answered_as_a_seller(visitor: Chat, intent: str, words: str, response: str) -> None:
    await visitor.says("faq_become_supplier", "how can I become a supplier here")
    assert (await visitor.says(intent, words)).names == [response]


async def test_a_question_beside_a_goodbye_is_answered(visitor: Chat) -> None:
    await search(visitor)
    words = "I'll talk to my boss. Do these prices hold until Friday?"
    answer = await visitor.says("negotiate_price", words, 0.5, acts=ASKS)
    assert "utter_stays" not in answer.names


async def test_an_incoterm_question_is_no_part_of_a_note(visitor: Chat) -> None:
    await search(visitor)
    await visitor.says("request_sample", "I need a sample of the first", acts={"request_sample": ("wish", 0.9)})
    assert visitor.task == "sample_note"
    words = "FOB跟DAP差在哪"
    answer = await visitor.says("faq_incoterms", words, 0.94, acts={"answer": ("value", 0.7)}, incoterm=["FOB", "DAP"])
    assert answer.names[0] == "utter_incoterms_named"
    assert words not in str(visitor.values)
