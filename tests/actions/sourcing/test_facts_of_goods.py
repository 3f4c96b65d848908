"""What is asked about listings on the screen and their suppliers is answered by the very fact, whatever the words mean by themselves."""

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


async def _search(chat: Chat, goods: str) -> list[int]:
    await chat.says("find_supplier", goods, product=goods)
    shown: list[int] = chat.record["search"]["shown"]
    return shown


@pytest.mark.parametrize(
    ("intent", "words", "response"),
    [
        ("ask_price", "what weight is the first one?", "utter_goods_weight"),
        ("find_supplier", "第一款什么材质的", "utter_goods_material"),
        ("supplier_details", "is the second one a factory or a trading company", "utter_goods_kind"),
        ("supplier_details", "where are they based", "utter_goods_location"),
        ("report_problem", "回复快不快", "utter_goods_response"),
        ("supplier_details", "what else do they make", "utter_goods_products"),
        ("faq_about_platform", "how many people work there", "utter_goods_employees"),
        ("supplier_details", "does the first one have any certificates", "utter_goods_certificate"),
        ("ask_moq", "can they put our logo on", "utter_goods_unstated_hint"),
        ("faq_return_policy", "有质保吗", "utter_goods_unstated"),
        ("out_of_scope", "are they machine washable?", "utter_goods_not_said"),
    ],
)
async def test_the_very_fact_is_said_without_a_card(visitor: Chat, intent: str, words: str, response: str) -> None:
    await _search(visitor, "towels" if words.isascii() else "毛巾")
    answer = await visitor.says(intent, words, acts=ASKS)
    assert answer.names == [response]
    assert answer.cards == []


async def test_a_quantity_is_counted_up_or_refused(visitor: Chat) -> None:
    await _search(visitor, "towels")
    total = await visitor.says("ask_price", "what would 5000 of the first one come to", acts=ASKS)
    assert total.names == ["utter_goods_total"]
    refused = await visitor.says("inform", "is 20 possible", acts=ASKS)
    assert refused.names == ["utter_moq_not_reached"]


async def test_whether_a_day_can_be_met(visitor: Chat) -> None:
    await _search(visitor, "towels")
    await visitor.says("ask_price", "how much is the first one")
    late = await visitor.says("ask_lead_time", "can they deliver in 2 weeks", acts=ASKS)
    assert late.names == ["utter_goods_not_ready_by"]


async def test_the_same_is_asked_of_another_listing(visitor: Chat) -> None:
    shown = await _search(visitor, "towels")
    await visitor.says("supplier_details", "how old is the company behind the first one", acts=ASKS)
    answer = await visitor.says("compare_suppliers", "and the second one?", acts=ASKS)
    assert answer.names == ["utter_goods_founded"]
    assert ["listing", shown[1]] in visitor.record["focus"]


async def test_who_of_those_shown(visitor: Chat) -> None:
    await _search(visitor, "towels")
    answer = await visitor.says("out_of_scope", "who has stock right now", acts=ASKS)
    assert answer.names in (["utter_goods_each"], ["utter_goods_none_stated"])


async def test_a_yes_asks_the_supplier_what_no_record_says(visitor: Chat) -> None:
    await _search(visitor, "towels")
    await visitor.says("out_of_scope", "are they machine washable?", acts=ASKS)
    asked = await visitor.says("affirm", "yes please")
    assert "are they machine washable?" in str(asked.replies)


async def test_a_condition_stays_one(visitor: Chat) -> None:
    await _search(visitor, "towels")
    await visitor.says("find_supplier", "any verified ones", acts={"narrow": ("condition", 0.8)})
    assert visitor.record["search"]["verified"] is True


async def test_a_question_about_goods_on_the_screen_is_none_about_orders(server: httpx.AsyncClient) -> None:
    buyer = Chat(server, "nordmarkt")
    await _search(buyer, "towels")
    answer = await buyer.says("supplier_details", "what certificates do they have", acts=ASKS)
    assert answer.names == ["utter_goods_certificate"]


async def test_a_certificate_takes_the_place_of_another(visitor: Chat) -> None:
    await visitor.says("find_supplier", "towels with GOTS", product="towels", certification="GOTS")
    acts = {"widen": ("condition", 0.7)}
    await visitor.says("find_supplier", "forget gots, any with BSCI?", acts=acts, certification=["GOTS", "BSCI"])
    assert visitor.record["search"]["certifications"] == ["BSCI"]


async def test_a_company_is_called_by_its_place_and_one_word(visitor: Chat) -> None:
    await _search(visitor, "towels")
    region = {"province": "CN-SC", "city": "Chengdu"}
    answer = await visitor.says("ask_price", "what do chengdu silk make then", acts=ASKS, region=region)
    assert answer.names == ["utter_goods_products"]


async def test_a_statement_is_no_question_about_goods(visitor: Chat) -> None:
    await _search(visitor, "towels")
    await visitor.says("ask_lead_time", "do they print a logo?", acts=ASKS)
    answer = await visitor.says("contact_supplier", "tell them the logo is 2 colours", acts={"inform": ("value", 0.5)})
    assert not any(name.startswith("utter_goods_") for name in answer.names)


async def test_what_was_said_is_no_property_of_goods(visitor: Chat) -> None:
    await _search(visitor, "towels")
    await visitor.says("ask_lead_time", "do they print a logo?", acts=ASKS)
    answer = await visitor.says("inform", "what did you tell them?", acts=ASKS)
    assert not any(name.startswith("utter_goods_") for name in answer.names)


@pytest.mark.parametrize(
    ("intent", "words", "response"),
    [
        ("supplier_details", "factory?", "utter_goods_kind"),
        ("supplier_details", "厂家？", "utter_goods_kind"),
        ("supplier_details", "第一家出过纠纷没有", "utter_goods_disputes"),
        ("ask_price", "is that price per piece or per carton", "utter_price"),
    ],
)
async def test_what_is_on_record_is_said(visitor: Chat, intent: str, words: str, response: str) -> None:
    await _search(visitor, "towels" if words.isascii() else "毛巾")
    answer = await visitor.says(intent, words, acts=ASKS)
    assert answer.names == [response]


async def test_a_small_quantity_is_no_size(visitor: Chat) -> None:
    await _search(visitor, "towels")
    before = visitor.record["search"]["text"]
    await visitor.says("find_supplier", "any maker accept this small", acts={"widen": ("condition", 0.4)})
    assert visitor.record["search"]["text"] == before


@pytest.mark.parametrize(
    ("place", "response"), [("Hebei", "utter_goods_made_there"), ("Yiwu", "utter_goods_none_made_there")]
)
async def test_which_come_from_a_place(visitor: Chat, place: str, response: str) -> None:
    await _search(visitor, "towels")
    answer = await visitor.says("compare_suppliers", f"which of them are made in {place}", acts=ASKS, region=place)
    assert answer.names[0].startswith(response)


@pytest.mark.parametrize("words", ["any claims or disputes with chengdu silk road?", "成都丝路有没有纠纷"])
async def test_rates_are_computed_and_say_from_what(visitor: Chat, words: str) -> None:
    answer = await visitor.says("supplier_details", words, company="chengdu-silk", acts=ASKS)
    assert answer.names == ["utter_goods_disputes"], "no order of it has been delivered in the demo"
    assert "performance.none_delivered" in str(answer.replies)


async def test_the_profile_says_where_each_figure_comes_from(visitor: Chat) -> None:
    answer = await visitor.says(
        "supplier_details", "tell me about Jingdezhen Fuyu Ceramics", company="jingdezhen-fuyu-ceramics"
    )
    said = str(answer.cards)
    assert "source.stated" in said
    assert "performance.stated" in said
    assert "performance.disputed" in said
