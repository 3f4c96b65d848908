"""Articles of the operator: questions find them by words and meaning, a doubt is said, and what is about the contact's own
order is told beside a general answer; and the operator's terms count in the next order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from actions.world import open_world
from tests.fakes.actions.chat import TOKEN, Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

PALLETS = {
    "name": "pallet-sizes",
    "title": {"en": "Which pallets do you use?", "zh": "你们用什么托盘？"},
    "text": {"en": "EUR pallets of 120 by 80 cm.", "zh": "120×80厘米的欧标托盘。"},
    "questions": ["What size are your pallets?", "How much may a pallet weigh?", "托盘尺寸是多少？"],
}
TERMS = {"claim_days": 45, "deposit_percent": 20}


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def as_at_first(server: httpx.AsyncClient) -> AsyncIterator[None]:
    """Leaves the shared marketplace as it was."""
    yield
    await hand_over(server, "0", terms={"claim_days": 30, "deposit_percent": 30}, articles=[])


async def hand_over(server: httpx.AsyncClient, version: str = "1-0", **changes: Any) -> httpx.Response:
    body = {"version": version, "terms": TERMS, "articles": [PALLETS], **changes}
    return await server.put("/operator", json=body, headers={"X-Caravan-Token": TOKEN})


@pytest.mark.of_words
@pytest.mark.parametrize("question", ["how big are your pallets", "what is the max weight per pallet?", "托盘多大"])
async def test_a_question_in_other_words_finds_its_article_and_names_it(
    server: httpx.AsyncClient, visitor: Chat, question: str
) -> None:
    assert (await hand_over(server)).status_code == 204
    answer = await visitor.says("nlu_fallback", question, confidence=0.3)
    assert answer.names == ["utter_article"]
    assert answer.values["title"]["en"] == PALLETS["title"]["en"]  # type: ignore[index]
    assert answer.values["text"]["zh"] == PALLETS["text"]["zh"]  # type: ignore[index]


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("intent", "question"),
    [
        ("find_supplier", "托盘尺寸是多少"),
        ("find_supplier", "what size are your pallets"),
        ("ask_moq", "How much may a  pallet weigh??"),
        ("faq_about_platform", "Which pallets do you use?"),
    ],
)
async def test_a_question_that_is_written_into_an_article_is_answered_by_it_whatever_it_sounds_like(
    server: httpx.AsyncClient, visitor: Chat, intent: str, question: str
) -> None:
    await hand_over(server)
    answer = await visitor.says(intent, question, confidence=0.97, product="托盘")
    assert answer.names == ["utter_article"]
    assert answer.values["title"]["en"] == PALLETS["title"]["en"]  # type: ignore[index]


async def test_a_title_that_is_no_question_leaves_goods_of_that_name_to_the_search(
    server: httpx.AsyncClient, visitor: Chat
) -> None:
    await hand_over(server, articles=[PALLETS | {"title": {"en": "Silk scarves", "zh": "丝巾"}}])
    answer = await visitor.says("find_supplier", "silk scarves", product="silk scarves")
    assert "utter_article" not in answer.names


async def test_a_doubt_is_said_and_nothing_near_is_not_understood(server: httpx.AsyncClient, visitor: Chat) -> None:
    vat = {
        "name": "fapiao",
        "title": {"en": "Invoices with VAT (fapiao)", "zh": "增值税发票"},
        "text": {"en": "A special VAT invoice is issued within five days.", "zh": "五天内开具增值税专用发票。"},
        "questions": ["Can I get a fapiao?"],
    }
    await hand_over(server, "1-1", articles=[PALLETS, vat])
    doubted = await visitor.says("nlu_fallback", "what about taxes", confidence=0.3)
    assert doubted.names == ["utter_article_unsure"]
    assert [effect["kind"] for effect in doubted.effects] == ["not_understood"]
    strange = await visitor.says("out_of_scope", "who won the match yesterday", confidence=0.9)
    assert strange.names == ["utter_out_of_scope"]
    sure = await visitor.says("faq_fees", "what does it cost to use this?", confidence=0.97)
    assert sure.names == ["utter_faq_fees"]


async def test_a_new_version_replaces_the_old_one_and_strangers_replace_nothing(
    server: httpx.AsyncClient, visitor: Chat
) -> None:
    await hand_over(server)
    await hand_over(server, "2-0", articles=[])
    answer = await visitor.says("nlu_fallback", "how big are your pallets", confidence=0.3)
    assert "utter_article" not in answer.names
    known = await server.get("/operator", headers={"X-Caravan-Token": TOKEN})
    assert known.json() == {"version": "2-0"}
    assert (await server.put("/operator", json={})).status_code in (401, 403)
    assert (await hand_over(server, terms={"claim_days": 0, "deposit_percent": 20})).status_code == 422


@pytest.mark.parametrize(
    ("question", "goods"), [("how big are your pallets?", "big pallets"), ("托盘多大？", "托盘多")]
)
async def test_a_question_with_words_like_goods_that_nobody_sells_finds_its_article(
    server: httpx.AsyncClient, visitor: Chat, question: str, goods: str
) -> None:
    await hand_over(server)
    answer = await visitor.says("find_supplier", question, confidence=0.6, product=goods)
    assert answer.names == ["utter_article"]
    sold = await visitor.says("find_supplier", "do you have silk scarves?", confidence=0.9, product="silk scarves")
    assert "utter_article" not in sold.names


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("number", "topic", "fact"),
    [
        ("ORD-100234", "shipping_time", "utter_own_arrival"),
        ("ORD-100188", "return_policy", "utter_own_claims"),
        ("ORD-100188", "fees", None),
    ],
)
async def test_a_general_answer_says_what_it_means_for_the_order_at_hand(
    nordmarkt: Chat, number: str, topic: str, fact: str | None
) -> None:
    await nordmarkt.says("order_status", f"where is {number}", order_number=number)
    answer = await nordmarkt.says(f"faq_{topic}", "tell me how this works in general please", confidence=0.97)
    assert answer.names == [f"utter_faq_{topic}", *([fact] if fact else [])]


async def test_the_operators_terms_count_from_now_on(server: httpx.AsyncClient) -> None:
    market = (await open_world()).market
    assert (await market.operator.find_terms()).claim_period.days == 30
    await hand_over(server)
    assert (await market.operator.find_terms()).claim_period.days == 45
    assert str((await market.operator.find_terms()).deposit_share) == "0.2"
