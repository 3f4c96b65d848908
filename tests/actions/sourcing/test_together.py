"""The goods that a contact wants together: one list for the whole conversation, its sum, what is left out of it, and the
request for all of it."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import Chat

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]


def _count(value: int) -> dict[str, Any]:
    return {"value": value, "unit": "piece"}


async def _named(server: httpx.AsyncClient, zh: bool = False) -> Chat:
    """Returns a visitor's conversation in which yoga mats and towels were wanted, one after the other."""
    chat = Chat(server)
    for goods, value in (("瑜伽垫", 2000), ("毛巾", 5000)) if zh else (("yoga mats", 2000), ("towels", 5000)):
        await chat.says("find_supplier", f"{value} {goods}", product=goods, quantity=_count(value))
    return chat


@pytest.mark.parametrize(("zh", "words"), [(False, "total everything"), (True, "两样加起来多少")])
async def test_the_sum_of_goods_that_were_named_one_after_the_other(
    server: httpx.AsyncClient, zh: bool, words: str
) -> None:
    chat = await _named(server, zh)
    answer = await chat.says("list_orders", words, confidence=0.5)
    assert answer.names == ["utter_goods_together"]
    said = answer.values["goods"]["items"]
    assert [each["values"]["quantity"]["value"] for each in said] == [2000, 5000]


@pytest.mark.parametrize(("zh", "words"), [(False, "cancel the mats one"), (True, "瑜伽垫算了")])
async def test_goods_are_left_out_and_the_others_stay(server: httpx.AsyncClient, zh: bool, words: str) -> None:
    chat = await _named(server, zh)
    answer = await chat.says("cancel_order", words, confidence=0.5)
    assert answer.names == ["utter_goods_left_out"]
    assert [each["goods"] for each in chat.record["basket"]] == ["毛巾" if zh else "towels"]


@pytest.mark.parametrize(("zh", "words"), [(False, "make the towels 6000"), (True, "毛巾改6000")])
async def test_another_number_of_one_of_the_goods(server: httpx.AsyncClient, zh: bool, words: str) -> None:
    chat = await _named(server, zh)
    answer = await chat.says(
        "inform", words, product="毛巾" if zh else "towels", quantity={"value": 6000, "unit": None}
    )
    assert "utter_goods_changed" in answer.names
    assert [each["amount"]["value"] for each in chat.record["basket"]] == ["2000", "6000"]


@pytest.mark.parametrize(("zh", "words"), [(False, "do request for the 2"), (True, "都给我发个询价吧")])
async def test_a_visitors_request_for_all_goods_waits_for_the_sign_in(
    server: httpx.AsyncClient, zh: bool, words: str
) -> None:
    chat = await _named(server, zh)
    answer = await chat.says("nlu_fallback", words, confidence=0.4)
    assert answer.names == ["utter_request_kept_together", "utter_sign_in"]
    assert chat.record["waiting"]["intent"] == "request_quote"
    assert chat.record["waiting"]["entities"]["use"] == "together"


ASKS = {"ask_about": ("ask", 0.8)}


async def _at_hand(server: httpx.AsyncClient) -> Chat:
    chat = Chat(server)
    await chat.says("find_supplier", "1000 yoga mats", product="yoga mats", quantity=_count(1000))
    await chat.says("ask_price", "how much is the first one?", acts=ASKS)
    return chat


@pytest.mark.parametrize("words", ["is it cheaper if I take 40000?", "拿到40000能便宜多少"])
async def test_two_quantities_are_set_beside_each_other(server: httpx.AsyncClient, words: str) -> None:
    chat = await _at_hand(server)
    answer = await chat.says("negotiate_price", words, quantity={"value": 40000, "unit": None}, acts=ASKS)
    assert answer.names == ["utter_goods_at_two"]
    assert [each["amount"]["value"] for each in chat.record["basket"]] == ["1000"]


@pytest.mark.parametrize(
    ("words", "amount", "response"),
    [
        ("my budget is 900 dollars for all of them, feasible?", "900", "utter_goods_over_budget"),
        ("我的预算一共90000美元 够吗", "90000", "utter_goods_within_budget"),
    ],
)
async def test_a_budget_is_set_beside_the_cost(
    server: httpx.AsyncClient, words: str, amount: str, response: str
) -> None:
    chat = await _at_hand(server)
    answer = await chat.says("inform", words, price={"amount": amount, "currency": "USD"})
    assert answer.names == [response]


async def test_freight_and_duty_of_the_contact_are_added_and_converted(server: httpx.AsyncClient) -> None:
    chat = await _at_hand(server)
    answer = await chat.says("faq_shipping_cost", "say freight 2800 dollars and duty 5 percent, what is it landed?")
    assert answer.names == ["utter_goods_landed"]
    assert (await chat.says("faq_payment_methods", "and in euros?")).names == ["utter_goods_in_currency"]
    assert (await chat.says("nlu_fallback", "and in naira?")).names == ["utter_goods_no_rate"]


@pytest.mark.parametrize(("zh", "words"), [(False, "one sample of each, how much?"), (True, "两种各拿一个样品多少钱")])
async def test_samples_of_all_goods_with_their_sum(server: httpx.AsyncClient, zh: bool, words: str) -> None:
    answer = await (await _named(server, zh)).says("ask_price", words, acts=ASKS)
    assert answer.names[0].startswith("utter_samples_each")
    assert len(answer.values["samples"]["items"]) == 2


async def test_one_sample_is_no_order_of_one_piece(server: httpx.AsyncClient) -> None:
    chat = await _at_hand(server)
    answer = await chat.says("ask_moq", "can I take 1 sample first, how much?", quantity=_count(1), acts=ASKS)
    assert answer.names[0].startswith("utter_sample")


async def test_who_pays_the_courier_is_answered_after_a_sample(server: httpx.AsyncClient) -> None:
    chat = await _at_hand(server)
    await chat.says("request_sample", "can I get a sample?", acts=ASKS)
    assert (await chat.says("nlu_fallback", "and DHL, who is paying for that?")).names[-1] == "utter_sample_courier"


@pytest.mark.parametrize(("zh", "words"), [(False, "do request for the 2, to Lagos"), (True, "就按这个发询价")])
async def test_a_request_for_all_goods_holds_each_with_its_quantity(
    server: httpx.AsyncClient, zh: bool, words: str
) -> None:
    buyer = Chat(server, "nordmarkt")
    for goods, value in (("瑜伽垫", 2000), ("毛巾", 5000)) if zh else (("yoga mats", 2000), ("towels", 5000)):
        await buyer.says("find_supplier", f"{value} {goods}", product=goods, quantity=_count(value))
    await buyer.says("request_quote", words)
    values = buyer.record["task"]["values"]
    assert (values["quantity"]["value"], values["also"][0]["quantity"]["value"]) == ("2000", "5000")


async def test_a_number_that_is_changed_along_with_the_request(server: httpx.AsyncClient) -> None:
    buyer = Chat(server, "nordmarkt")
    for goods, value in (("瑜伽垫", 2000), ("毛巾", 5000)):
        await buyer.says("find_supplier", f"{value} {goods}", product=goods, quantity=_count(value))
    amount = {"value": 6000, "unit": None}
    await buyer.says("request_quote", "就按这个发询价 毛巾改6000", product="毛巾", quantity=amount)
    values = buyer.record["task"]["values"]
    assert (values["quantity"]["value"], values["also"][0]["quantity"]["value"]) == ("2000", "6000")


@pytest.mark.parametrize(
    ("zh", "words"), [(False, "10000 is the minimum? ok then 10,000, black"), (True, "笔起订一万啊…那就一万 要黑的")]
)
async def test_a_minimum_order_is_taken_for_goods_of_which_too_few_were_wanted(
    server: httpx.AsyncClient, zh: bool, words: str
) -> None:
    chat = Chat(server)
    for goods, value in (("中性笔", 5000), ("毛巾", 5000)) if zh else (("gel pens", 5000), ("towels", 5000)):
        await chat.says("find_supplier", f"{value} {goods}", product=goods, quantity=_count(value))
    answer = await chat.says("negotiate_price", words, confidence=0.5)
    assert answer.names == ["utter_goods_changed"]
    assert [each["amount"]["value"] for each in chat.record["basket"]] == ["10000", "5000"]
    assert ("黑" if zh else "black") in str(answer.values["goods"])


@pytest.mark.parametrize(
    ("zh", "words"), [(False, "is there one company for everything?"), (True, "有没有一家全能做的")]
)
async def test_one_supplier_of_all_or_of_the_most(server: httpx.AsyncClient, zh: bool, words: str) -> None:
    chat = Chat(server)
    for goods in ("手巾", "浴巾", "瑜伽垫") if zh else ("hand towels", "bath towels", "yoga mats"):
        await chat.says("find_supplier", f"5000 {goods}", product=goods, quantity=_count(5000))
    answer = await chat.says("compare_suppliers", words, acts=ASKS)
    assert answer.names == ["utter_offers_most"]


@pytest.mark.parametrize(
    ("zh", "words", "is_narrowed"),
    [
        (False, "send it only to the ones in Nantong", True),
        (True, "发给南通的就好", True),
        (True, "哦不对高阳是做别的 算了", False),
    ],
)
async def test_suppliers_spoken_of_amid_a_request_get_no_message(
    server: httpx.AsyncClient, zh: bool, words: str, is_narrowed: bool
) -> None:
    buyer = Chat(server, "nordmarkt")
    goods = "手巾" if zh else "hand towels"
    await buyer.says(
        "request_quote", "quote", product=goods, quantity=_count(5000), country={"country": "DE", "city": None}
    )
    answer = await buyer.says("inform" if is_narrowed and not zh else "contact_supplier", words)
    assert answer.names[-1].startswith("utter_confirm_quote"), answer
    assert buyer.record["task"]["name"] == "request"
    assert bool(buyer.record["task"]["values"].get("suppliers")) == is_narrowed
