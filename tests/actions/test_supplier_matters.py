"""A supplier's words about samples, claims and offers of buyers are about its own ones."""

from __future__ import annotations

import httpx
import pytest

from actions.marketplace.trades.claims.records import WAITING
from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER, SUPPLIER, claim, key, market, question, quotation, request, sample

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
OTHER = "xinjiang-tomato"


@pytest.mark.parametrize("words", ["有没有要样品的", "did anyone ask for a sample?"])
async def test_whether_a_sample_is_wanted_is_no_general_question(server: httpx.AsyncClient, words: str) -> None:
    assert (await Chat(server, OTHER).says("faq_sample_policy", words)).names == ["utter_no_samples"]


async def test_a_cost_is_stated_for_the_sample_that_waits(server: httpx.AsyncClient) -> None:
    number = await sample()
    chat = Chat(server, SUPPLIER)
    chat.record = {"version": 2, "focus": [["sample", number]]}
    answer = await chat.says(
        "faq_sample_policy", "可以寄 样品费30美金含运费", price={"amount": "30", "currency": "USD"}
    )
    assert chat.task == "sample_cost"
    assert answer.values["sample"] == number


async def test_who_pays_for_samples_stays_a_general_question(server: httpx.AsyncClient) -> None:
    answer = await Chat(server, OTHER).says("faq_sample_policy", "who pays for samples as a rule?")
    assert answer.names == ["utter_faq_sample_policy"]


@pytest.mark.parametrize("words", ["有人还价吗", "any counter offers?"])
async def test_whether_a_buyer_bargains_is_answered_from_the_own_quotations(
    server: httpx.AsyncClient, words: str
) -> None:
    assert (await Chat(server, OTHER).says("faq_fees", words)).names == ["utter_no_counter_waits"]


@pytest.mark.parametrize(
    ("words", "said"),
    [("拉各斯说货有问题 啥情况", "utter_claim"), ("拉各斯那个 我们赔一半", "utter_claim_offer_confirm")],
)
async def test_a_claim_is_found_by_the_buyer_that_is_named(server: httpx.AsyncClient, words: str, said: str) -> None:
    await only_claim()
    answer = await Chat(server, SUPPLIER).says("report_problem", words)
    assert answer.names == [said]


async def test_half_of_what_was_claimed_is_offered(server: httpx.AsyncClient) -> None:
    number = await only_claim()
    found = await (await market()).claims.access_claim(SUPPLIER, number)
    chat = Chat(server, SUPPLIER)
    await chat.says("claim_status", "claims?", claim_number=number)
    await chat.says("report_problem", "18个太多了 最多赔一半")
    assert found.estimate is not None
    assert chat.task == "claim_offer"
    assert chat.values["amount"]["amount"] == str(round(found.estimate.amount / 2, 2))


async def test_a_sum_after_a_claim_is_for_the_claim_and_no_bargain(server: httpx.AsyncClient) -> None:
    number = await only_claim()
    await quotation(await request())
    chat = Chat(server, SUPPLIER)
    await chat.says("claim_status", "claims?", claim_number=number)
    await chat.says("inform", "9.27 usd", price={"amount": "9.27", "currency": "USD"})
    assert (chat.task, chat.values["amount"]["amount"]) == ("claim_offer", "9.27")


async def test_one_sentence_more_after_an_answer_is_the_next_message(server: httpx.AsyncClient) -> None:
    number = await question()
    chat = Chat(server, SUPPLIER)
    await chat.says("answer_question", "客户问啥了", question_number=number)
    await chat.says("inform", "里面也上釉", acts=ANSWER)
    assert (await chat.says("affirm", "yes")).names == ["utter_answer_sent"]
    await chat.says("own_products", "再补一句 打样要一周")
    assert chat.task == "question"
    assert chat.values["words"] == ["打样要一周"]


async def test_what_is_not_named_stays_when_it_is_quoted_again(server: httpx.AsyncClient) -> None:
    rfq = await request()
    number = await quotation(rfq)
    await (await market()).bargaining.withdraw(SUPPLIER, number, key())
    chat = Chat(server, SUPPLIER)
    shown = await chat.says("submit_quote", "quote again 9.60, same rest", rfq_number=rfq)
    assert shown.names[-1] == "utter_quotation_confirm"
    assert shown.values["lead_time"]["value"] == 25


async def only_claim() -> str:
    """Opens a claim, after all others of the supplier were withdrawn; returns its number."""
    claims = (await market()).claims
    for one in await claims.list_claims(BUYER, WAITING, limit=50):
        await claims.take_step(BUYER, one.number, "withdraw", key(), "v1")
    return await claim()


async def test_a_request_that_is_not_quoted_for_is_named_by_its_country(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "jingdezhen-ceramics")
    left = await chat.says("decline_order", "葡萄牙那个盘子我们做不了，回掉", country={"country": "PT"})
    assert left.names == ["utter_refuse_lead"]
    assert left.values["number"] == "RFQ-10025"
    assert chat.task == "decline_lead"
