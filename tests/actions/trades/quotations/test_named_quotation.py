"""The quotation that a buyer names is the one that is acted on, whatever was talked about before; a bid is no acceptance."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from rasa_sdk.executor import ActionExecutor

from tests.fakes.actions.chat import Answer, Chat

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
ActionExecutor().register_package("actions")
TOWELS, CUPS = "RFQ-10040", "RFQ-10036"
GAOYANG, RUICHUNYUAN, YUYAO, QINGHUA = "QUO-20004", "QUO-20005", "QUO-20006", "QUO-20007"


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


async def at_hand(server: httpx.AsyncClient, account: str, rfq: str, quotation: str) -> Chat:
    """Returns a chat in which the quotations for the request were shown, and this one was talked about last."""
    chat = Chat(server, account)
    await chat.says("check_quotes", rfq_number=rfq)
    chat.record.setdefault("kept", {})["quotation"] = quotation
    return chat


def number(answer: Answer) -> Any:
    return answer.replies[-1]["values"]["quotation"]


BIDS = [
    ("negotiate_price", "跟瑞春源也还价,6块"),
    ("negotiate_price", "第二家便宜点行不行,6块"),
    ("contact_supplier", "瑞春源那家也问下,能不能做到6块"),
    ("accept_quote", "瑞春源那家6块的话就接受"),
    ("inform", "瑞春源 6块"),
    ("inform", "the ruichun one, 6"),
    ("negotiate_price", "the other one 6"),
]


@pytest.mark.parametrize(("intent", "words"), BIDS)
async def test_a_bid_goes_to_the_supplier_that_is_named(server: httpx.AsyncClient, intent: str, words: str) -> None:
    chat = await at_hand(server, "huaxia-trade", TOWELS, GAOYANG)
    answer = await chat.says(intent, words, price=cny("6"))
    assert answer.names == ["utter_counter_confirm"]
    assert number(answer) == RUICHUNYUAN


@pytest.mark.parametrize("words", ["接受瑞春源那家", "accept the ruichun one", "the second one please"])
async def test_the_quotation_that_is_named_is_accepted(server: httpx.AsyncClient, words: str) -> None:
    chat = await at_hand(server, "huaxia-trade", TOWELS, GAOYANG)
    answer = await chat.says("accept_quote", words)
    assert (answer.names, number(answer)) == (["utter_accept_quote"], RUICHUNYUAN)


@pytest.mark.parametrize("words", ["offer the second one 0.90", "ok 0.90 for qinghua", "青花坊0.90接受"])
async def test_another_price_is_no_acceptance(server: httpx.AsyncClient, words: str) -> None:
    chat = await at_hand(server, "nordmarkt", CUPS, YUYAO)
    answer = await chat.says("accept_quote", words)
    assert (answer.names, number(answer)) == (["utter_counter_confirm"], QINGHUA)
    assert answer.replies[-1]["values"]["price"]["values"]["price"]["currency"] == "USD", "that of the quotation"


async def test_the_price_that_is_quoted_is_accepted_and_not_offered(server: httpx.AsyncClient) -> None:
    chat = await at_hand(server, "huaxia-trade", TOWELS, RUICHUNYUAN)
    await chat.says("negotiate_price", "跟瑞春源还价,6块", price=cny("6"))
    answer = await chat.says(
        "negotiate_price", "不用还了,先接受高阳那家吧,5.15也行", price=cny("5.15"), acts={"correct": ("correct", 0.8)}
    )
    assert (answer.names[-1], number(answer)) == ("utter_accept_quote", GAOYANG)
    assert chat.task is None


async def test_cheaper_is_not_the_cheapest_while_one_is_talked_about(server: httpx.AsyncClient) -> None:
    chat = await at_hand(server, "huaxia-trade", TOWELS, RUICHUNYUAN)
    assert number(await chat.says("negotiate_price", "能不能便宜点6块", price=cny("6"))) == RUICHUNYUAN


async def test_another_quotation_named_amid_a_bid_begins_anew(server: httpx.AsyncClient) -> None:
    chat = await at_hand(server, "nordmarkt", CUPS, YUYAO)
    await chat.says("negotiate_price", "5.80", price=cny("5.80"))
    answer = await chat.says("inform", "the qinghua one, 0.95", acts={"answer": ("value", 0.9)})
    assert number(answer) == QINGHUA
    assert chat.values["unit_price"] == {"amount": "0.95", "currency": "USD"}
    answer = await chat.says("inform", "the yuyao one", acts={"answer": ("value", 0.9)})
    assert number(answer) == YUYAO
    assert chat.asked == "unit_price", "the price for the one is none for the other"


async def test_a_supplier_that_did_not_quote_is_asked_about(server: httpx.AsyncClient) -> None:
    chat = await at_hand(server, "huaxia-trade", TOWELS, GAOYANG)
    answer = await chat.says("accept_quote", "接受成都丝路的", company="成都丝路锦纺织有限公司")
    assert answer.names == ["utter_which_quotation"]
    assert len(answer.cards) == 2
    assert all(card["buttons"] for card in answer.cards)


@pytest.mark.parametrize(
    ("words", "names"),
    [("高阳那家的评价怎么样", 1), ("便宜的那家靠谱吗?", 1), ("两家都要OEKO-TEX证书的,他们有没有", 2)],
)
async def test_those_who_quoted_are_asked_about(server: httpx.AsyncClient, words: str, names: int) -> None:
    chat = await at_hand(server, "huaxia-trade", TOWELS, "")
    certificate = {"certification": "OEKO-TEX"} if "OEKO" in words else {}
    answer = await chat.says("supplier_details", words, **certificate)
    assert len(answer.names) == names
    assert "utter_which_supplier" not in answer.names


async def test_quotes_for_goods_are_shown_and_a_sample_is_of_what_was_quoted(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    shown = await chat.says("request_quote", "quotes for the tea cups?", confidence=0.5, product="tea cups")
    assert len(shown.cards) == 2
    answer = await chat.says("request_sample", "can the second one send a sample?")
    assert answer.names[0].startswith("utter_sample")
