"""A buyer and a supplier negotiate in the chat, by words and by buttons, and nobody reads the other side's limit."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import httpx
import pytest

from actions.marketplace.base.records import Money
from actions.marketplace.trades.requests.records import NewQuotation, Quotation
from actions.notices import KINDS, say_notice
from tests.fakes.actions.chat import Answer, Chat
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market, quotation, request, without_rate

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
YES = {"answer_yes": ("yes", 0.9)}


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


async def read(number: str) -> Quotation:
    return await (await market()).rfqs.access_quotation(BUYER, number)


async def notices(account: str) -> list[dict[str, Any]]:
    """What waits for the account, as it will be rendered; it is taken."""
    world = await market()
    waiting = await world.outbox.list_waiting([account], KINDS)
    await world.outbox.mark_taken([notice.id for notice in waiting])
    replies = [await say_notice(world, notice) for notice in waiting]
    return [dict(reply) for reply in replies if reply]


def button(reply: dict[str, Any], label: str) -> dict[str, Any]:
    return next(each for each in reply["buttons"] if each["label"]["name"] == label)


def amount(answer: Answer, name: str) -> Decimal:
    value = answer.replies[-1]["values"][name]
    money = value["values"]["price"] if value["type"] == "term" else value
    return Decimal(money["amount"])


async def begin() -> tuple[str, str]:
    """Returns the numbers of a request and of the only quotation for it, at 9.80 USD for 300 sets."""
    rfq = await request()
    number = await quotation(rfq)
    for account in (BUYER, SUPPLIER):
        await notices(account)
    return rfq, number


OFFERS: list[tuple[str, dict[str, Any], str, int]] = [
    ("can you do $9.50", {"price": usd("9.50")}, "9.50", 300),
    ("5% off and we have a deal", {}, "9.31", 300),
    ("能打九五折吗", {}, "9.31", 300),
    ("30 cents less", {}, "9.5", 300),
    ("$9.20 if I take 800", {"price": usd("9.20")}, "9.20", 800),
    ("$9.80 is too much, try 9.40", {"price": [usd("9.80"), usd("9.40")]}, "9.40", 300),
    ("offer 9.20 for 800", {}, "9.20", 800),
    ("10% off for 1,000 sets", {"quantity": {"value": 1000, "unit": "set"}}, "8.82", 1000),
]


@pytest.mark.of_words
@pytest.mark.parametrize(("words", "entities", "price", "quantity"), OFFERS)
async def test_a_buyer_offers_by_price_by_percent_or_by_quantity(
    server: httpx.AsyncClient, words: str, entities: dict[str, Any], price: str, quantity: int
) -> None:
    rfq, number = await begin()
    chat = Chat(server, BUYER)
    await chat.says("check_quotes", rfq_number=rfq)
    shown = await chat.says("negotiate_price", words, **entities)
    assert shown.names == ["utter_counter_confirm"]
    assert amount(shown, "price") == Decimal(price)
    assert amount(shown, "total") == Decimal(price) * quantity
    assert (await read(number)).rounds == (), "nothing is sent before the yes"
    sent = await chat.says("affirm", "yes", acts=YES)
    assert sent.names == ["utter_counter_sent"]
    after = await read(number)
    assert after.standing == "asked"
    assert after.waiting is not None
    assert (after.waiting.unit_price.amount, after.waiting.quantity.value) == (Decimal(price), quantity)
    (told,) = await notices(SUPPLIER)
    assert told["response"] == "utter_notice_counter_offer"
    assert told["cards"][0]["kind"] == "quotation"
    labels = [each["label"]["name"] for each in told["buttons"]]
    assert labels[:3] == ["button.accept_counter", "button.make_offer", "button.decline_counter"]


async def test_counter_twice_and_accept_by_buttons(server: httpx.AsyncClient) -> None:
    rfq, number = await begin()
    buyer, supplier = Chat(server, BUYER), Chat(server, SUPPLIER)
    await buyer.says("negotiate_price", "9.00 usd", price=usd("9.00"), rfq_number=rfq)
    await buyer.says("affirm", "yes", acts=YES)
    (told,) = await notices(SUPPLIER)
    asked = await supplier.presses(button(told, "button.make_offer"))
    assert asked.names == ["utter_counter_price"]
    shown = await supplier.says("inform", "9.40", acts={"answer": ("value", 0.9)})
    assert shown.names == ["utter_counter_confirm"]
    assert (await supplier.says("affirm", "好的", acts=YES)).names == ["utter_counter_sent"]
    (told,) = await notices(BUYER)
    assert told["response"] == "utter_notice_counter_offer"
    rounds = next(f["value"] for f in told["cards"][0]["fields"] if f["label"]["name"] == "field.rounds")
    assert [line["values"]["state"]["name"] for line in rounds["items"]] == [
        "round_state.quoted",
        "round_state.overtaken",
        "round_state.open",
    ]
    question = await buyer.presses(button(told, "button.accept_counter"))
    assert question.names == ["utter_accept_counter"]
    assert amount(question, "total") == Decimal("9.40") * 300
    assert [each["label"]["name"] for each in question.buttons] == ["button.accept_counter_now", "button.not_yet"]
    assert (await read(number)).standing == "answered"
    agreed = await buyer.presses(question.button("button.accept_counter_now"))
    assert agreed.names == ["utter_counter_agreed"]
    after = await read(number)
    assert (after.standing, after.unit_price.amount) == ("agreed", Decimal("9.40"))
    assert [each["response"] for each in await notices(SUPPLIER)] == ["utter_notice_counter_accepted"]
    again = await buyer.presses(question.button("button.accept_counter_now"))
    assert again.names == ["utter_counter_over"]
    ordered = await buyer.presses(agreed.button("button.order_now"))
    assert ordered.names == ["utter_quote_accepted"]
    made = await (await market()).orders.access_order(SUPPLIER, ordered.values["order"])
    assert made.total.amount == Decimal("9.40") * 300
    assert (await supplier.says("submit_quote", "报价", rfq_number=rfq)).names == ["utter_quotation_became_order"]


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("words", "intent"),
    [("7.00 and we have a deal", "submit_quote"), ("9.10成交", "inform"), ("9.10 then", "negotiate_price")],
)
async def test_another_price_after_an_offer_is_another_offer(
    server: httpx.AsyncClient, words: str, intent: str
) -> None:
    """It is neither the offer before once more, nor about the goods that were searched for before the request."""
    rfq, number = await begin()
    buyer, supplier = Chat(server, BUYER), Chat(server, SUPPLIER)
    await buyer.says("find_supplier", "looking for silk scarves", product="silk scarves")
    await buyer.says("negotiate_price", "9.00 usd", price=usd("9.00"), rfq_number=rfq)
    assert (await buyer.says("affirm", "yes", acts=YES)).names == ["utter_counter_sent"]
    await supplier.says("negotiate_price", "9.40", price=usd("9.40"), rfq_number=rfq)
    await supplier.says("affirm", "好的", acts=YES)
    shown = await buyer.says(intent, words, acts={intent: ("wish", 0.8)})
    assert shown.names == ["utter_counter_confirm"]
    assert amount(shown, "price") == Decimal(words[:4])
    await buyer.says("affirm", "yes", acts=YES)
    assert (await read(number)).standing == "asked"
    for account in (BUYER, SUPPLIER):
        await notices(account)


async def test_a_supplier_accepts_or_declines_in_words(server: httpx.AsyncClient) -> None:
    for words, intent, response, standing in (
        ("接受", "accept_quote", "utter_accept_counter", "agreed"),
        ("太低了，不接受", "decline_quote", "utter_decline_counter", "open"),
    ):
        rfq, number = await begin()
        await (await market()).bargaining.counter(BUYER, number, Money(Decimal(9), "USD"), Decimal(300), key())
        supplier = Chat(server, SUPPLIER)
        await supplier.says("my_quotes", "我的报价")
        asked = await supplier.says(intent, words, rfq_number=rfq)
        assert asked.names == [response]
        assert (await read(number)).standing == "asked"
        assert (await supplier.says("affirm", "是的", acts=YES)).names[0].startswith("utter_counter_")
        assert (await read(number)).standing == standing


async def test_a_no_leaves_everything_as_it_is(server: httpx.AsyncClient) -> None:
    rfq, number = await begin()
    chat = Chat(server, BUYER)
    await (await market()).bargaining.counter(BUYER, number, Money(Decimal(9), "USD"), Decimal(300), key())
    await (await market()).bargaining.counter(SUPPLIER, number, Money(Decimal("9.5"), "USD"), Decimal(300), key())
    before = await read(number)
    for intent in ("accept_quote", "decline_quote"):
        asked = await chat.says(intent, "that one", rfq_number=rfq)
        assert len(asked.buttons) == 2
        assert (await chat.presses(asked.buttons[1])).names == ["utter_offer_declined"]
        assert (await read(number)) == before


LIMITS = [
    ("I could go up to 9.37 but offer 9.00", {}),
    ("最多能出9.37，先报9.00", {}),
    ("offer $9.00, my limit is $9.37, don't tell them", {"price": [usd("9.00"), usd("9.37")]}),
]


@pytest.mark.parametrize(("words", "entities"), LIMITS)
async def test_a_private_limit_is_in_no_frame_notice_or_log_of_the_other_side(
    server: httpx.AsyncClient, words: str, entities: dict[str, Any], capfd: pytest.CaptureFixture[str]
) -> None:
    rfq, number = await begin()
    buyer, supplier = Chat(server, BUYER), Chat(server, SUPPLIER)
    await buyer.says("check_quotes", rfq_number=rfq)
    shown = await buyer.says("negotiate_price", words, **entities)
    assert shown.names == ["utter_counter_confirm_private"]
    assert amount(shown, "price") == Decimal("9.00")
    assert shown.values["limit"]["amount"] == "9.37"
    await buyer.says("affirm", "yes", acts=YES)
    seen: list[Any] = await notices(SUPPLIER)
    seen += [(await supplier.says(intent, "", rfq_number=rfq)).replies for intent in ("my_quotes", "view_leads")]
    seen += [(await supplier.says(intent, "", rfq_number=rfq)).replies for intent in ("accept_quote", "decline_quote")]
    seen.append(supplier.record)
    assert "9.37" not in json.dumps(seen, ensure_ascii=False, default=str)
    out, err = capfd.readouterr()
    assert "9.37" not in out + err
    await (await market()).bargaining.counter(SUPPLIER, number, Money(Decimal("9.30"), "USD"), Decimal(300), key())
    (told,) = await notices(BUYER)
    assert told["response"] == "utter_notice_counter_offer_within", "the limit is of use to the one who set it"


async def test_a_lone_limit_is_asked_about_before_anything_is_offered(server: httpx.AsyncClient) -> None:
    rfq, number = await begin()
    chat = Chat(server, BUYER)
    asked = await chat.says("negotiate_price", "at most 9.37 dollars", rfq_number=rfq, price=usd("9.37"))
    assert asked.names == ["utter_counter_price_limit"]
    shown = await chat.presses(asked.buttons[0])
    assert shown.names[-1] in ("utter_counter_confirm", "utter_counter_confirm_private")
    assert amount(shown, "price") == Decimal("9.37")
    assert (await read(number)).rounds == ()


async def test_a_price_in_another_currency_becomes_a_message_and_is_never_converted(server: httpx.AsyncClient) -> None:
    rfq, number = await begin()
    chat = Chat(server, BUYER)
    answer = await chat.says("negotiate_price", "60元吧", price={"amount": "60", "currency": "CNY"}, rfq_number=rfq)
    assert answer.names == ["utter_counter_other_currency"]
    assert (answer.values["own"], answer.values["other"], chat.task) == ("USD", "CNY", None)
    message = await chat.says("affirm", "yes", acts=YES)
    assert (message.names, chat.task) == (["utter_question_confirm"], "question")
    bare = {"amount": "8.5", "currency": None}
    named = await Chat(server, BUYER).says("negotiate_price", "8.50 in yuan", price=bare, rfq_number=rfq)
    assert named.names == ["utter_counter_other_currency"]
    assert (await read(number)).rounds == ()
    again = await Chat(server, BUYER).says("negotiate_price", "then 9.10", price=usd("9.10"), rfq_number=rfq)
    assert again.names == ["utter_counter_confirm"]


async def test_bargaining_about_a_listing_asks_its_supplier_with_the_target(nordmarkt: Chat) -> None:
    found = await nordmarkt.says("find_supplier", "silk scarves", product="silk scarves")
    await nordmarkt.presses(found.button("button.details"))
    answer = await nordmarkt.says("negotiate_price", "can they do $1.10", price=usd("1.10"))
    assert answer.names == ["utter_negotiate_target"]
    begun = await nordmarkt.says("affirm", "yes", acts=YES)
    assert nordmarkt.task == "request", begun.names
    assert nordmarkt.values["terms"]["price"] == usd("1.10")
    assert nordmarkt.values["supplier"]
    assert nordmarkt.values["product_id"]


async def test_a_quotation_is_declined_once_and_the_supplier_is_told(server: httpx.AsyncClient) -> None:
    rfq, number = await begin()
    chat = Chat(server, BUYER)
    seen = await chat.says("check_quotes", rfq_number=rfq)
    asked = await chat.presses(seen.button("button.decline_quote"))
    assert asked.names == ["utter_decline_quote"]
    done = await chat.presses(asked.button("button.decline_quote_now"))
    assert done.names == ["utter_quote_declined"]
    assert [each["response"] for each in await notices(SUPPLIER)] == ["utter_notice_quotation_refused"]
    assert (await chat.presses(asked.button("button.decline_quote_now"))).names == ["utter_quotation_over"]
    assert (await read(number)).standing == "declined"
    assert (await chat.says("negotiate_price", "9 usd", price=usd("9"), quotation=number)).names == [
        "utter_counter_too_late"
    ]


async def test_a_supplier_revises_and_withdraws(server: httpx.AsyncClient) -> None:
    rfq, number = await begin()
    chat = Chat(server, SUPPLIER)
    text = "改报9.60美元，FOB，交期20天，含印logo，有效期30天"
    shown = await chat.says("submit_quote", text, rfq_number=rfq, price=usd("9.60"), incoterm="FOB")
    assert shown.names == ["utter_quotation_revises", "utter_quotation_confirm_noted"]
    said = shown.replies[-1]["values"]
    assert (said["note"], said["valid_until"]["value"]) == ("含印logo", "2026-12-25")
    await chat.says("affirm", "发", acts=YES)
    (told,) = await notices(BUYER)
    assert told["response"] == "utter_notice_quotation_revised"
    assert "含印logo" in str(told["cards"])
    asked = await chat.says("withdraw_quote", "撤回报价", rfq_number=rfq)
    assert asked.names == ["utter_withdraw_quote"]
    assert (await read(number)).standing == "open"
    assert (await chat.says("affirm", "是", acts=YES)).names == ["utter_quotation_withdrawn"]
    assert [each["response"] for each in await notices(BUYER)] == ["utter_notice_quotation_withdrawn"]
    assert (await read(number)).standing == "withdrawn"


async def test_a_suspicious_note_is_left_out_and_told(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    text = "9.60美元，FOB，交期20天，包装问题加我微信silk8866"
    shown = await chat.says("submit_quote", text, rfq_number=rfq, price=usd("9.60"), incoterm="FOB")
    assert shown.names == ["utter_quotation_note_left_out", "utter_quotation_confirm"]
    assert shown.effects == [{"kind": "words_refused"}]
    await chat.says("affirm", "发", acts=YES)
    quoted = (await (await market()).rfqs.access_rfq(BUYER, rfq)).quotations
    assert "silk8866" not in str(quoted)


async def test_own_quotations_are_listed_by_their_state(server: httpx.AsyncClient) -> None:
    world = await market()
    _, asked = await begin()
    await world.bargaining.counter(BUYER, asked, Money(Decimal(9), "USD"), Decimal(300), key())
    _, withdrawn = await begin()
    await world.bargaining.withdraw(SUPPLIER, withdrawn, key())
    _, lost = await begin()
    await world.bargaining.decline(BUYER, lost, key())
    _, won = await begin()
    await world.quoting.accept_quotation(BUYER, won, key())
    chat = Chat(server, SUPPLIER)
    answer = await chat.says("my_quotes", "我的报价都怎么样了")
    assert answer.names == ["utter_my_quotes"]
    names = [line["name"] for line in answer.values["counts"]["items"]]
    assert {"own_quotes.asked", "own_quotes.won", "own_quotes.lost", "own_quotes.withdrawn"} <= set(names)
    assert answer.cards[0]["fields"][2]["value"] == asked, "what waits for an answer comes first"
    assert (await Chat(server, BUYER).says("my_quotes", "my quotes")).names == ["utter_my_quotes_buyer"]


async def test_only_like_is_compared_with_like(server: httpx.AsyncClient) -> None:
    cups = await Chat(server, "nordmarkt").says("check_quotes", rfq_number="RFQ-10036")
    assert cups.names == ["utter_quotes_converted"]
    assert [each["name"] for each in cups.values["others"]["items"]] == ["unlike.line", "rate.note"]
    rfq = await request(suppliers=(SUPPLIER, "chengdu-silk", "shenzhen-lumen"))
    world = await market()
    for account, amount_, currency in (
        (SUPPLIER, "10.50", "USD"),
        ("chengdu-silk", "9.90", "USD"),
        ("shenzhen-lumen", "60", "CNY"),
    ):
        new = NewQuotation(Money(Decimal(amount_), currency), 25, "FOB")
        await world.quoting.submit_quotation(account, rfq, new, key())
    answer = await Chat(server, BUYER).says("check_quotes", rfq_number=rfq)
    assert answer.names == ["utter_quotes_converted"]
    assert answer.values["price"]["values"]["about"] == {"type": "money", "amount": "8.43", "currency": "USD"}
    async with without_rate("CNY"):
        answer = await Chat(server, BUYER).says("check_quotes", rfq_number=rfq)
    assert answer.names == ["utter_quotes_some"]
    assert (answer.values["compared"], amount(answer, "price")) == (2, Decimal("9.90"))
    (apart,) = answer.values["others"]["items"]
    assert apart["values"]["reason"]["items"][0]["name"] == "unlike.currency"


async def test_accepting_asks_once_with_the_total_the_terms_and_a_no(server: httpx.AsyncClient) -> None:
    rfq, number = await begin()
    chat = Chat(server, BUYER)
    asked = await chat.says("accept_quote", "I take it", rfq_number=rfq)
    assert asked.names == ["utter_accept_quote"]
    assert amount(asked, "total") == Decimal("9.80") * 300
    assert {"incoterm", "lead_time", "valid_until"} <= set(asked.values)
    assert [each["label"]["name"] for each in asked.buttons] == ["button.accept_now", "button.not_yet"]
    await quotation(rfq, price=Money(Decimal("12.00"), "USD"))
    changed = await chat.presses(asked.button("button.accept_now"))
    assert changed.names == ["utter_accept_changed", "utter_accept_quote"], "the old button does not order new terms"
    assert (await read(number)).standing == "open"
    assert (await chat.says("affirm", "yes", acts=YES)).names == ["utter_quote_accepted"]


async def test_a_bare_price_about_a_quotation_is_an_offer(server: httpx.AsyncClient) -> None:
    rfq, number = await begin()
    buyer, supplier = Chat(server, BUYER), Chat(server, SUPPLIER)
    await buyer.says("check_quotes", rfq_number=rfq)
    shown = await buyer.says(
        "inform", "$9.05 if I take 8,000", price=usd("9.05"), quantity={"value": 8000, "unit": None}
    )
    assert shown.names == ["utter_counter_confirm"]
    assert amount(shown, "total") == Decimal("9.05") * 8000
    await buyer.says("affirm", "yes", acts=YES)
    asked = await supplier.says("inform", f"{rfq} 9.5可以", rfq_number=rfq, quantity={"value": 9.5, "unit": None})
    assert supplier.task == "counter_offer", asked.names
    await supplier.says("cancel", "forget it", acts={"drop": ("give_up", 0.9)})
    await (await market()).bargaining.decline_counter(SUPPLIER, number, 1, key())


async def test_a_limit_that_is_taken_for_a_quantity_is_still_a_limit(server: httpx.AsyncClient) -> None:
    rfq, _ = await begin()
    chat = Chat(server, BUYER)
    words = "I could go up to 9.60 but offer 9.20"
    shown = await chat.says("negotiate_price", words, rfq_number=rfq, quantity={"value": 9.6, "unit": None})
    assert shown.names == ["utter_counter_confirm_private"]
    assert (amount(shown, "price"), amount(shown, "total")) == (Decimal("9.2"), Decimal("9.2") * 300)


async def test_a_bare_number_answers_the_question_for_the_price(server: httpx.AsyncClient) -> None:
    rfq, _ = await begin()
    chat = Chat(server, BUYER)
    assert (await chat.says("negotiate_price", "too expensive", rfq_number=rfq)).names == ["utter_counter_price"]
    shown = await chat.says("inform", "9", acts={"answer": ("value", 0.9)}, quantity={"value": 9, "unit": None})
    assert (shown.names, amount(shown, "price")) == (["utter_counter_confirm"], Decimal(9))


async def test_can_i_take_it_back_asks_about_the_quotation(server: httpx.AsyncClient) -> None:
    rfq, chat = await request(), Chat(server, SUPPLIER)
    said = {"price": usd("9.60"), "incoterm": "FOB"}
    await chat.says("submit_quote", "9.60美元，FOB，交期20天", rfq_number=rfq, **said)
    await chat.says("affirm", "发", acts=YES)
    answer = await chat.says("cancel", "能撤回不")
    assert answer.names == ["utter_withdraw_quote_possible"]
    assert (await (await market()).rfqs.access_rfq(SUPPLIER, rfq)).quotations[0].standing == "open"


async def test_a_number_in_words_is_no_price(server: httpx.AsyncClient) -> None:
    rfq, _ = await begin()
    chat = Chat(server, BUYER)
    await chat.says("check_quotes", rfq_number=rfq)
    shown = await chat.says("negotiate_price", "$9.20 please", price=usd("9.20"))
    assert amount(shown, "price") == Decimal("9.20")
    await chat.says("negotiate_price", "the priciest one is too expensive", acts={"inform": ("value", 0.6)})
    assert chat.values["unit_price"]["amount"] == "9.20"


@pytest.mark.of_words
@pytest.mark.parametrize(
    "text",
    [
        "I can do 9.6",
        "9.6可以做",
        "还价9.6",
        "最低9.6",
        "9.2做不了，最低9.6",
        "茶具还价 9.2不行 还9.6",
        "they say 9.2, we say 9.6",
    ],
)
async def test_a_supplier_answers_a_counter_offer_in_any_order_of_words(server: httpx.AsyncClient, text: str) -> None:
    rfq, number = await begin()
    bargaining = (await market()).bargaining
    assert await bargaining.counter(BUYER, number, Money(Decimal("9.2"), "USD"), Decimal(300), key())
    chat = Chat(server, SUPPLIER, record={"version": 2, "focus": [["request", rfq]]})
    shown = await chat.says("change_listing", text, confidence=0.8)
    assert shown.names[-1] == "utter_counter_confirm"
    assert amount(shown, "price") == Decimal("9.6")
    await bargaining.decline_counter(SUPPLIER, number, 1, key())


async def test_a_limit_beside_an_offer_is_not_told(server: httpx.AsyncClient) -> None:
    rfq, number = await begin()
    bargaining = (await market()).bargaining
    assert await bargaining.counter(BUYER, number, Money(Decimal("9.2"), "USD"), Decimal(300), key())
    text = "offer them 9.7, 9.4 is our lowest"
    shown = await Chat(server, SUPPLIER).says("negotiate_price", text, rfq_number=rfq)
    assert amount(shown, "price") == Decimal("9.7")
    await bargaining.decline_counter(SUPPLIER, number, 1, key())
