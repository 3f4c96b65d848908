"""What visitors say while goods are on the screen: questions that by their words alone are about orders, about the platform or about
nothing, and conditions that correct or rule out."""

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
CORRECTS = {"correct": ("correct", 0.9)}
EXCLUDES = {"exclude": ("condition", 0.7)}


@pytest.fixture
def visitor(server: httpx.AsyncClient) -> Chat:
    return Chat(server)


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        ("order_status", "does that come with my label sewn in"),
        ("order_status", "連掛鈎㗎？"),
        ("faq_return_policy", "保质期多久"),
        ("faq_return_policy", "and warranty"),
        ("out_of_scope", "dishwasher safe ?"),
    ],
)
async def test_a_question_beyond_the_record_is_said_back(visitor: Chat, intent: str, words: str) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    answer = await visitor.says(intent, words, acts=ASKS)
    assert answer.names[0] in ("utter_goods_not_said", "utter_goods_unstated")
    assert answer.cards == []
    passed_on = await visitor.says("affirm", "yes", acts={"answer_yes": ("yes", 0.9)})
    assert passed_on.names != ["utter_affirm"]


async def test_a_question_about_the_guarantee_is_none_about_the_lead_time(visitor: Chat) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    ranking = {"faq_buyer_protection": 0.5, "ask_lead_time": 0.4}
    answer = await visitor.says("faq_buyer_protection", "how long is the guarantee?", ranking=ranking, acts=ASKS)
    assert answer.names == ["utter_goods_unstated"]


async def test_a_general_question_stays_one(visitor: Chat) -> None:
    await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    answer = await visitor.says("faq_shipping_time", "and the delivery time?", acts=ASKS)
    assert answer.names == ["utter_faq_shipping_time"]


async def test_goods_are_shown_before_a_visitor_is_asked_to_sign_in(visitor: Chat) -> None:
    answer = await visitor.says("request_quote", "pls quote silk scarves", product="silk scarves")
    assert answer.names[0].startswith("utter_offer")
    assert answer.names[-1] == "utter_sign_in"
    assert visitor.record["waiting"]["entities"]["product"] == "silk scarves"
    again = await visitor.says("request_quote", "quote the silk scarves", product="silk scarves")
    assert again.names == ["utter_request_kept", "utter_sign_in"]


@pytest.mark.parametrize("words", ["真没有？上次还看到的", "really none? i saw some last time"])
async def test_goods_that_nobody_sells_are_still_not_sold(visitor: Chat, words: str) -> None:
    await visitor.says("find_supplier", "bicycle helmets", product="bicycle helmets")
    answer = await visitor.says("order_status", words, acts={"narrow": ("condition", 0.4)})
    assert answer.names == ["utter_offers_not_sold"]


async def test_a_bare_number_corrects_the_limit(visitor: Chat) -> None:
    await visitor.says("find_supplier", "scarves", product="scarves")
    await visitor.says("inform", "under 60 dollars", price={"amount": "60", "currency": "USD"})
    await visitor.says("inform", "nah make that 45", acts=CORRECTS)
    assert visitor.slots["search"]["max_price"] == "45"
    assert visitor.slots["search"]["quantity"] is None


@pytest.mark.parametrize("words", ["not from Zhejiang or Jiangsu", "除咗Zhejiang同Jiangsu"])
async def test_both_of_two_places_are_ruled_out(visitor: Chat, words: str) -> None:
    await visitor.says("find_supplier", "scarves", product="scarves")
    await visitor.says("find_supplier", words, acts=EXCLUDES, region=["Zhejiang", "Jiangsu"])
    assert visitor.slots["search"]["excluded"] == ["Zhejiang", "Jiangsu"]
    assert visitor.slots["search"]["regions"] == []
    await visitor.says("inform", "hmm. Jiangsu ok then", acts={"widen": ("condition", 0.7)}, region="Jiangsu")
    assert visitor.slots["search"]["excluded"] == ["Zhejiang"]


@pytest.mark.parametrize(
    ("words", "excluded"),
    [
        ("not from Zhejiang, Guangdong or Jiangsu", ["Zhejiang", "Guangdong", "Jiangsu"]),
        ("not from Zhejiang, Jiangsu", ["Zhejiang"]),
    ],
)
async def test_a_list_of_places_is_ruled_out_to_its_end(visitor: Chat, words: str, excluded: list[str]) -> None:
    await visitor.says("find_supplier", "scarves", product="scarves")
    named = [place for place in ("Zhejiang", "Guangdong", "Jiangsu") if place in words]
    await visitor.says("find_supplier", words, acts=EXCLUDES, region=named)
    assert visitor.slots["search"]["excluded"] == excluded


@pytest.mark.parametrize("words", ["350 to start, if it sells 2000 next time", "先要350，卖得好下次2000"])
async def test_a_later_order_is_not_the_quantity(visitor: Chat, words: str) -> None:
    await visitor.says("find_supplier", "scarves", product="scarves")
    amounts = [{"value": 350, "unit": None}, {"value": 2000, "unit": None}]
    await visitor.says("inform", words, acts={"inform": ("value", 0.6)}, quantity=amounts)
    assert visitor.slots["search"]["quantity"] == "350"


async def test_goods_named_in_short_are_those_named_in_full(visitor: Chat) -> None:
    text = "silk scarves sold well, the quilts did not. I want 1200 scarves"
    entities = {"product": ["silk scarves", "quilts", "scarves"], "quantity": {"value": 1200, "unit": None}}
    answer = await visitor.says("find_supplier", text, **entities)
    assert answer.names == ["utter_offers_several"]
    assert len(answer.values["goods"]["items"]) == 2


async def test_the_other_goods_can_be_taken_up_after_the_first(visitor: Chat) -> None:
    await visitor.says("find_supplier", "silk scarves and quilts", product=["silk scarves", "quilts"])
    await visitor.says("inform", "scarves first so", product="scarves")
    assert visitor.slots["search"]["text"] == "silk scarves"
    await visitor.says("report_problem", "the quilts!", acts={"chatter": ("chatter", 0.6)})
    assert visitor.slots["search"]["text"] == "quilts"


async def test_a_name_that_goes_on_is_read_to_its_end(visitor: Chat) -> None:
    await visitor.says("find_supplier", "伴手礼想用丝绸围巾配个盒子", product="丝绸")
    assert visitor.slots["search"]["text"] == "丝绸围巾"


@pytest.mark.parametrize("words", ["and with insurance it costs how much more", "加上保险多少钱"])
async def test_insurance_of_a_listing(visitor: Chat, words: str) -> None:
    await visitor.says("find_supplier", "scarves", product="scarves")
    answer = await visitor.says("ask_price", words, acts=ASKS, fact="total")
    assert answer.names == ["utter_price_without_insurance"]


@pytest.mark.parametrize(
    ("intent", "words", "response"),
    [
        ("out_of_scope", "do you speak french", "utter_know_languages"),
        ("change_language", "懂了 那你会说英语不", "utter_languages"),
    ],
)
async def test_a_question_about_languages_changes_none(visitor: Chat, intent: str, words: str, response: str) -> None:
    answer = await visitor.says(intent, words, confidence=0.6)
    assert answer.names == [response]
    assert not answer.effects


async def test_whether_a_person_answers_calls_nobody(visitor: Chat) -> None:
    answer = await visitor.says("human_handoff", "haha and are YOU a real person", confidence=0.5)
    assert answer.names == ["utter_bot_challenge"]


async def test_a_sure_wish_is_followed_although_the_words_alone_are_close(visitor: Chat) -> None:
    ranking = {"find_supplier": 0.45, "request_quote": 0.42}
    acts = {"find_supplier": ("wish", 0.95)}
    answer = await visitor.says("find_supplier", "ok. silk scarves", ranking=ranking, acts=acts, product="silk scarves")
    assert answer.names[0].startswith("utter_offer")
