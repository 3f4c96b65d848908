"""A buyer cancels and changes an order: at once, or with the supplier's agreement, which is told to both sides."""

from __future__ import annotations

from decimal import Decimal

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Chat
from tests.fakes.actions.news import see_order, take_news
from tests.fakes.actions.trading import BUYER, SUPPLIER, key, market, order, order_to_ship

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
SETS = {"value": 400, "unit": "set"}


async def in_production() -> str:
    number = await order_to_ship()
    await (await market()).fulfilment.start_production(SUPPLIER, number, key())
    return number


async def test_a_new_order_is_changed_after_one_yes_that_shows_old_and_new(server: httpx.AsyncClient) -> None:
    number, chat = await order(), Chat(server, BUYER)
    await take_news(SUPPLIER)
    place = {"country": "NG", "city": {"en": "Abuja", "zh": "阿布贾"}}
    shown = await chat.says(
        "change_order", "make it 400 and to Abuja", order_number=number, quantity=SETS, country=place
    )
    assert shown.names == ["utter_change_confirm"]
    changes = shown.values["changes"]["items"]
    assert [one["values"]["what"]["name"] for one in changes] == ["slot.quantity", "field.total", "field.destination"]
    assert changes[1]["values"]["new"] == {"type": "money", "amount": "3920.00", "currency": "USD"}
    assert (await see_order(number)).lines[0].quantity.value == 300, "nothing happens before the yes"
    assert (await chat.says("affirm", "yes")).names == ["utter_order_changed_now"]
    changed = await see_order(number)
    assert (changed.lines[0].quantity.value, changed.destination.city.zh) == (400, "阿布贾")
    assert sum(payment.amount.amount for payment in changed.payments) == changed.total.amount
    (told,) = await take_news(SUPPLIER)
    assert told["response"] == "utter_notice_order_changed"
    assert [button["intent"] for button in told["buttons"]] == ["confirm_order", "decline_order"]
    assert told["cards"][0]["title"] == number


@pytest.mark.parametrize("agrees", [True, False])
@pytest.mark.parametrize("by", ["notice", "words"])
async def test_an_accepted_order_is_changed_when_the_supplier_agrees(
    server: httpx.AsyncClient, agrees: bool, by: str
) -> None:
    number, buyer, supplier = await order_to_ship(), Chat(server, BUYER), Chat(server, SUPPLIER)
    await take_news(SUPPLIER)
    await buyer.says("change_order", "400 sets", order_number=number, quantity=SETS)
    assert (await buyer.says("affirm", "yes")).names == ["utter_change_asked"]
    (told,) = await take_news(SUPPLIER)
    assert told["response"] == "utter_notice_change_asked"
    await take_news(BUYER)
    yes, no = told["buttons"][:2]
    if by == "notice":
        answer = await supplier.presses(dict(yes if agrees else no))
    else:
        asked = await supplier.says("confirm_order", "关于这个更改", order_number=number)
        assert asked.names == ["utter_asked_to_change"]
        answer = await supplier.says(*(("affirm", "可以") if agrees else ("deny", "不行")))
    assert answer.names == ["utter_change_agreed" if agrees else "utter_change_refused"]
    assert (await see_order(number)).lines[0].quantity.value == (400 if agrees else 300)
    (told,) = await take_news(BUYER)
    assert told["response"] == ("utter_notice_change_agreed" if agrees else "utter_notice_change_refused")
    assert (await supplier.presses(dict(yes))).names == ["utter_change_answered_already"]
    assert await take_news(BUYER) == []


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("words", "quantity"),
    [
        ("20 less, and blue ones", 280),
        ("swap 50 of the red for blue", None),
        ("把其中50套换成蓝色", None),
        ("改成蓝色，少20套", 280),
    ],
)
async def test_another_colour_goes_to_the_supplier_in_the_buyers_words(
    server: httpx.AsyncClient, words: str, quantity: int | None
) -> None:
    number, buyer, supplier = await order_to_ship(), Chat(server, BUYER), Chat(server, SUPPLIER)
    await take_news(SUPPLIER)
    asked = await buyer.says("change_order", words, order_number=number, **_marked(words))
    assert asked.names == ["utter_change_ask_confirm" if quantity else "utter_change_ask_confirm_same"]
    assert words in str(asked.values["changes"])
    assert (await buyer.says("affirm", "yes")).names == ["utter_change_asked"]
    (told,) = await take_news(SUPPLIER)
    assert words in str(told["values"]["changes"])
    await supplier.presses(dict(told["buttons"][0]))
    changed = await see_order(number)
    assert changed.lines[0].quantity.value == (quantity or 300)
    assert changed.events[-1].kind == "changed"
    assert str(changed.events[-1].words).endswith(words)


def _marked(words: str) -> dict[str, object]:
    return {"quantity": {"value": 50, "unit": "set"}} if "50" in words else {}


async def test_words_with_an_address_in_them_change_nothing(server: httpx.AsyncClient) -> None:
    number, chat = await order(), Chat(server, BUYER)
    await chat.says("change_order", "I want to change it", order_number=number)
    refused = await chat.says("inform", "blue ones, write me at a.b@example.com", acts=ANSWER)
    assert refused.names[0] == "utter_reason_refused"
    assert (await see_order(number)).changes == ()


async def test_what_is_too_late_leaves_a_note(server: httpx.AsyncClient) -> None:
    late, chat = await order_to_ship(), Chat(server, BUYER)
    await (await market()).fulfilment.ship_order(SUPPLIER, late, "DHL", "SF1098837261", key(), Decimal(100))
    asked = await chat.says("change_order", "400 sets", order_number=late, quantity=SETS)
    assert asked.names[0] == "utter_change_on_the_way"
    assert (await see_order(late)).changes == ()


async def test_a_cancellation_says_what_is_returned_and_happens_once(server: httpx.AsyncClient) -> None:
    number, chat = await order_to_ship(), Chat(server, BUYER)
    await take_news(SUPPLIER)
    shown = await chat.says("cancel_order", "cancel it please", order_number=number)
    assert shown.names == ["utter_cancel_confirm_unpaid"]
    yes = shown.reply["choices"][0]
    done = await chat.presses(yes)
    assert done.names == ["utter_order_cancelled_now_unpaid"]
    assert (await see_order(number)).state == "cancelled"
    (told,) = await take_news(SUPPLIER)
    assert told["response"] == "utter_notice_order_cancelled"
    assert (await chat.presses(yes)).names == ["utter_button_overtaken"]
    assert await take_news(SUPPLIER) == []


@pytest.mark.parametrize("agrees", [True, False])
async def test_in_production_the_supplier_is_asked_first(server: httpx.AsyncClient, agrees: bool) -> None:
    number, buyer, supplier = await in_production(), Chat(server, BUYER), Chat(server, SUPPLIER)
    await take_news(SUPPLIER)
    assert (await buyer.says("cancel_order", "这单不要了", order_number=number)).names == ["utter_cancel_ask_confirm"]
    assert (await buyer.says("affirm", "yes")).names == ["utter_cancel_asked"]
    assert (await see_order(number)).state == "in_production"
    assert (await buyer.says("cancel_order", "I do not want it any more", order_number=number)).names == [
        "utter_cancel_waits"
    ]
    await take_news(BUYER)
    first = await supplier.says("ship_order", "发货了", order_number=number)
    assert first.names == ["utter_asked_to_cancel"], "the answer comes first"
    answer = await supplier.says(
        *(("confirm_order", "同意") if agrees else ("decline_order", "不同意")), order_number=number
    )
    if agrees:
        answer = await supplier.says("affirm", "同意")
    assert answer.names == ["utter_cancel_agreed" if agrees else "utter_cancel_refused"]
    assert (await see_order(number)).state == ("cancelled" if agrees else "in_production")
    (told,) = await take_news(BUYER)
    assert told["response"] == ("utter_notice_cancel_agreed" if agrees else "utter_notice_cancel_refused")


@pytest.mark.of_words
@pytest.mark.parametrize("words", ["同意取消", "we agree to cancel it"])
async def test_agreeing_to_cancel_confirms_no_other_order(server: httpx.AsyncClient, words: str) -> None:
    """The supplier has read of the wish in a notice, while another order waits for its confirmation."""
    number, buyer, supplier = await in_production(), Chat(server, BUYER), Chat(server, SUPPLIER)
    await order()
    await buyer.says("cancel_order", "这单不要了", order_number=number)
    await buyer.says("affirm", "yes")
    asked = await supplier.says("confirm_order", words)
    assert (asked.names, asked.values["number"]) == (["utter_asked_to_cancel"], number)
    assert (await supplier.says("affirm", "是")).names == ["utter_cancel_agreed"]
    await take_news(BUYER)
    await take_news(SUPPLIER)


async def test_a_reason_with_contact_details_is_not_passed_on(server: httpx.AsyncClient) -> None:
    number, chat = await order(), Chat(server, BUYER)
    await chat.says("cancel_order", "we do not need it", order_number=number)
    refused = await chat.says("inform", "write to me at joe@lagos.example", acts={"correct": ("correct", 0.8)})
    assert refused.names[0] == "utter_reason_refused"
    assert {"kind": "words_refused"} in refused.effects
    assert "reason" not in chat.values
    await chat.says("affirm", "yes")
    assert (await see_order(number)).events[-1].words is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("half of them please, 300, in dark blue", "dark blue"),
        ("其中300条改蓝色，其余的不变", "其中300条改蓝色，其余的不变"),
    ],
)
async def test_a_wish_for_a_part_changes_no_quantity(server: httpx.AsyncClient, words: str, told: str) -> None:
    nordmarkt = Chat(server, "nordmarkt")
    await nordmarkt.says("change_order", "can we change it?", order_number="ORD-100555")
    asked = await nordmarkt.says("inform", words, quantity={"value": 300, "unit": "piece"}, acts=ANSWER)
    assert asked.names == ["utter_change_ask_confirm_same"]
    assert [one["name"] for one in asked.values["changes"]["items"]] == ["change.part"]
    assert told in str(asked.values["changes"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("no, only 250 green. the others stay", "dark green"),
        ("不对，只要250绿的，其余不变", "不对，只要250绿的，其余不变"),
    ],
)
async def test_a_number_before_a_colour_corrects_the_part(server: httpx.AsyncClient, words: str, told: str) -> None:
    nordmarkt, first = Chat(server, "nordmarkt"), "half of them in dark green please"
    await nordmarkt.says("change_order", "can we change it?", order_number="ORD-100555")
    await nordmarkt.says("inform", first, acts=ANSWER)
    corrects = {"correct": ("correct", 0.9)}
    await nordmarkt.says("inform", words, acts=corrects, quantity={"value": 250, "unit": None})
    assert nordmarkt.values["change"] == {"items": f"250/800: {told}"}


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("镶边也改成金色的", "镶边不改了 只改数量"),
        ("and make the border golden", "leave the border as it is, just the quantity"),
    ],
)
async def test_what_stays_as_ordered_is_no_wish_any_more(server: httpx.AsyncClient, wish: str, words: str) -> None:
    nordmarkt, new = Chat(server, "nordmarkt"), {"value": 900, "unit": "piece"}
    await nordmarkt.says("change_order", "make it 900", order_number="ORD-100555", quantity=new)
    await nordmarkt.says("change_order", wish, acts={"correct": ("correct", 0.8)})
    assert nordmarkt.values["change"]["items"] == wish.removeprefix("and ")
    await nordmarkt.says("change_order", words, acts={"drop": ("give_up", 0.5)})
    assert nordmarkt.values["change"] == {"quantity": {"value": "900", "unit": "piece"}, "items": None}


@pytest.mark.parametrize(("words", "goods"), [("add 100 silk ties", "silk ties"), ("再加100条领带", "领带")])
async def test_other_goods_are_asked_for_in_words_and_change_no_quantity(
    server: httpx.AsyncClient, words: str, goods: str
) -> None:
    nordmarkt, ties = Chat(server, "nordmarkt"), {"value": 100, "unit": "piece"}
    asked = await nordmarkt.says("change_order", words, order_number="ORD-100555", product=goods, quantity=ties)
    assert asked.names == ["utter_change_not_offered", "utter_change_ask_confirm_same"]
    changes = asked.replies[-1]["values"]["changes"]
    assert [one["name"] for one in changes["items"]] == ["change.items"]
    assert words in str(changes)


@pytest.mark.parametrize(
    ("words", "acts", "said"),
    [
        ("then cancel, we found local", {"drop": ("give_up", 0.8)}, "utter_order_cancelled_now_unpaid"),
        ("wait, the customer needs it again", {"answer_no": ("no", 0.6)}, "utter_order_kept"),
        ("forget it, the customer wants it", {"answer_no": ("no", 0.5)}, "utter_task_dropped"),
    ],
)
async def test_the_last_word_on_a_cancellation_counts(
    server: httpx.AsyncClient, words: str, acts: dict[str, tuple[str, float]], said: str
) -> None:
    number, chat = await order(), Chat(server, BUYER)
    await chat.says("cancel_order", "we have to cancel this order", order_number=number)
    intent = "cancel_order" if "cancel" in words else "contact_supplier"
    answer = await chat.says(intent, words, acts=acts)
    assert answer.names[0] == said


@pytest.mark.parametrize("words", ["只是要推后 下月18号以后再出", "only please not before 18 January"])
async def test_a_day_changes_the_order_once_its_cancellation_waits(server: httpx.AsyncClient, words: str) -> None:
    number, chat = await order(), Chat(server, BUYER)
    await chat.says("cancel_order", "we have to cancel this order", order_number=number)
    await chat.says("contact_supplier", "wait a moment", acts={"answer_no": ("no", 0.4)})
    answer = await chat.says("affirm", words, acts={"inform": ("value", 0.5)}, date="2027-01-18")
    assert answer.names == ["utter_cancel_left", "utter_change_confirm_same"]
    assert chat.values["change"] == {"items": words}
