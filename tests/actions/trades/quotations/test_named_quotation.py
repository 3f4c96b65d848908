"""The quotation that a buyer names is the one that is acted on, whatever was talked about before; a bid is no acceptance."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.registered import register_actions

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()
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


@pytest.mark.parametrize(
    "intent", ["accept_quote", "inform", "negotiate_price", "find_supplier", "contact_supplier", "submit_quote"]
)
@pytest.mark.parametrize(
    "words", ["and offer qinghua 24", "offer qinghua 0.9 for the cups", "qinghua at 24", "青花坊24可以", "给青花坊出24"]
)
async def test_words_with_a_price_of_ones_own_never_ask_to_accept(
    server: httpx.AsyncClient, intent: str, words: str
) -> None:
    chat = await at_hand(server, "nordmarkt", CUPS, QINGHUA)
    answer = await chat.says(intent, words, **({"product": "cups"} if "cups" in words else {}))
    assert "utter_accept_quote" not in answer.names
    if intent == "accept_quote" or words.startswith(("and offer", "offer")):
        assert (answer.names[-1], number(answer)) == ("utter_counter_confirm", QINGHUA)
        assert answer.replies[-1]["values"]["price"]["values"]["price"]["amount"] in ("24", "0.9")


@pytest.mark.parametrize("words", ["yes, at 24", "yes 0.95", "send it at 24", "好的，24", "行，0.95"])
async def test_a_yes_with_another_price_accepts_nothing(server: httpx.AsyncClient, words: str) -> None:
    chat = await at_hand(server, "nordmarkt", CUPS, QINGHUA)
    assert (await chat.says("accept_quote", "accept qinghua")).names == ["utter_accept_quote"]
    answer = await chat.says("affirm", words, acts={"answer_yes": ("yes", 0.9)})
    assert answer.names[-1] == "utter_counter_confirm"


@pytest.mark.parametrize(
    "words",
    [
        "accept number 2",
        "accept the one with 25 days",
        "accept qinghua for 3000 pieces",
        "accept qinghua at 1.03",
        "qinghua 1.03 is better than 6.48, accept",
        "接受第2家",
        "接受25天交货的那家",
    ],
)
async def test_other_numbers_are_no_offer(server: httpx.AsyncClient, words: str) -> None:
    chat = await at_hand(server, "nordmarkt", CUPS, QINGHUA)
    amount = {"quantity": {"value": 3000, "unit": "piece"}} if "pieces" in words else {}
    answer = await chat.says("accept_quote", words, **amount)
    assert (answer.names, number(answer)) == (["utter_accept_quote"], QINGHUA)


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
    assert chat.task is None
    answer = await chat.says("request_sample", "can the second one send a sample?")
    assert answer.names[0].startswith("utter_sample")


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("quotes for the tea cups pls", False),
        ("I need quotes for tea cups", True),
        ("quotes for tea cups", True),
        ("茶杯那个的报价", False),
        ("我要茶杯的报价", True),
    ],
)
async def test_known_goods_have_their_quotations_shown_and_any_are_requested(
    server: httpx.AsyncClient, words: str, begins: bool
) -> None:
    chat = Chat(server, "nordmarkt")
    answer = await chat.says("request_quote", words, product="tea cups" if words.isascii() else "茶杯")
    assert chat.task == ("request" if begins else None)
    assert answer.names[0] == ("utter_task_taken" if begins else "utter_quotes_converted")


@pytest.mark.parametrize(
    ("intent", "words"), [("check_quotes", "offer qinghua 0.9 for the tea cups"), ("inform", "qinghua at 0.95 then")]
)
async def test_an_offer_is_made_where_quotations_could_be_shown(
    server: httpx.AsyncClient, intent: str, words: str
) -> None:
    chat = await at_hand(server, "nordmarkt", CUPS, YUYAO)
    answer = await chat.says(
        intent, words, acts={intent: ("wish", 0.8)}, **({"product": "tea cups"} if "cups" in words else {})
    )
    assert (answer.names[-1], number(answer)) == ("utter_counter_confirm", QINGHUA)


@pytest.mark.parametrize(
    "words",
    ["three cents for eight days, what is that in total?", "three cents for eight days, hmm.", "差三分钱，总共差多少"],
)
async def test_a_price_that_is_only_weighed_is_no_offer(server: httpx.AsyncClient, words: str) -> None:
    chat = await at_hand(server, "nordmarkt", CUPS, YUYAO)
    answer = await chat.says("negotiate_price", words, price={"amount": "0.03", "currency": "USD"})
    assert (chat.task, answer.wrote) == (None, False)


async def test_a_quotation_is_named_by_its_number_price_or_days(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    answer = await chat.says("faq_incoterms", "QUO-20006 what are the terms", quotation=YUYAO)
    assert answer.names == ["utter_quotation_shown"]
    answer = await chat.says("ask_lead_time", "how long can we still take the 2.63")
    assert answer.names == ["utter_own_quotation_valid_until"]
    assert chat.record["kept"]["quotation"] == "QUO-20002"


async def test_the_difference_that_is_worth_it_names_the_quotation(server: httpx.AsyncClient) -> None:
    chat = await at_hand(server, "nordmarkt", "RFQ-10023", "QUO-20003")
    answer = await chat.says("negotiate_price", "ok 150 for 8 days is worth it. offer them 2.55")
    assert answer.names == ["utter_counter_confirm"]
    assert (number(answer), chat.values["unit_price"]["amount"]) == ("QUO-20002", "2.55")


async def test_what_the_supplier_sees_is_the_offer_that_was_sent(server: httpx.AsyncClient) -> None:
    chat = await at_hand(server, "nordmarkt", "RFQ-10023", "QUO-20003")
    answer = await chat.says("nlu_fallback", "what exactly do they see now")
    assert answer.names == ["utter_counter_not_seen"]


async def test_a_request_that_is_out_gets_no_more_suppliers(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("list_requests", rfq_number="RFQ-10032")
    answer = await chat.says("contact_supplier", "send it to zhaoming too")
    assert answer.names == ["utter_request_one_more"]


async def test_the_target_price_of_a_request_that_is_out_is_a_change(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("list_requests", rfq_number="RFQ-10032")
    price = {"amount": "9.20", "currency": None}
    answer = await chat.says("ask_price", "and target price 9.20", price=price)
    assert answer.names == ["utter_request_change_confirm"]


async def test_what_follows_if_nobody_quotes(server: httpx.AsyncClient) -> None:
    chat = Chat(server, "nordmarkt")
    await chat.says("list_requests", rfq_number="RFQ-10032")
    answer = await chat.says("check_quotes", "and if nobody quotes by the deadline, what then")
    assert answer.names == ["utter_request_if_unquoted"]
