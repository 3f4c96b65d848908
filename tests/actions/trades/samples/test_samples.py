"""Samples of both sides: asked for, answered, sent and followed; once each, told to the other side, and seen by nobody else."""

from __future__ import annotations

import asyncio
import itertools
from decimal import Decimal
from typing import get_args

import httpx
import pytest

from actions.marketplace import NotFound
from actions.marketplace.base.records import Money, Quantity, Role
from actions.marketplace.trades.samples.lifecycle import TRANSITIONS, Step, list_steps
from actions.marketplace.trades.samples.records import NewSample, Sample, SampleState
from actions.marketplace.trades.samples.samples import Given
from actions.notices import KINDS
from tests.fakes.actions.chat import ANSWER, TOKEN, Chat, field
from tests.fakes.actions.trading import BUYER, LAGOS, SUPPLIER, key, listing, market, sample

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
HEADERS = {"X-Caravan-Token": TOKEN}
WITHOUT_ACCOUNT = "jingdezhen-ruihe-ceramics"
ACCOUNTS: dict[Role, str] = {"buyer": BUYER, "supplier": SUPPLIER}
ACCEPT: tuple[Role, Step] = ("supplier", "accept")
WAYS: dict[SampleState, tuple[tuple[Role, Step], ...]] = {
    "requested": (),
    "quoted": (("supplier", "quote"),),
    "accepted": (ACCEPT,),
    "shipped": (ACCEPT, ("supplier", "ship")),
    "received": (ACCEPT, ("supplier", "ship"), ("buyer", "receive")),
    "declined": (("supplier", "decline"),),
    "cancelled": (("buyer", "cancel"),),
}
"""The steps that lead a new request into each state."""
LAGOS_SAID = {"country": "NG", "city": "Lagos"}
TWO = {"value": 2, "unit": "piece"}
GIVEN: dict[Step, Given] = {
    "quote": Given(cost=Money(Decimal("35.00"), "USD")),
    "decline": Given(words="They are sold out."),
    "ship": Given(carrier="DHL", tracking_number="SF1098837261"),
}


async def news(account: str) -> list[str]:
    """The kinds of what waits for the account; it is taken."""
    outbox = (await market()).outbox
    waiting = await outbox.list_waiting([account], KINDS)
    await outbox.mark_taken([notice.id for notice in waiting])
    return [notice.kind for notice in waiting]


async def take(number: str, who: Role, step: Step) -> bool:
    given = GIVEN.get(step, Given())
    return (await (await market()).samples.take_step(ACCOUNTS[who], number, step, given, key(), "v1")).is_taken


async def read(number: str, account: str = BUYER) -> Sample:
    return await (await market()).samples.access_sample(account, number)


@pytest.mark.parametrize("state", get_args(SampleState))
async def test_each_step_of_each_side_in_each_state(state: SampleState) -> None:
    """Only what the table allows happens, with its notice for the other side and its entry in the timeline."""
    number = ""
    for who, step in itertools.product(get_args(Role), get_args(Step)):
        if not number:
            number = await sample()
            for before in WAYS[state]:
                assert await take(number, *before)
            await news(BUYER)
            await news(SUPPLIER)
        count = len((await read(number)).events)
        expected = TRANSITIONS.get((state, step, who))
        assert await take(number, who, step) is (expected is not None), (who, step)
        now = await read(number)
        if expected is None:
            assert (now.state, len(now.events)) == (state, count)
            assert (await news(BUYER), await news(SUPPLIER)) == ([], [])
        else:
            assert (now.state, now.events[-1].kind, now.events[-1].by) == (expected.state, expected.event, who)
            assert await news(SUPPLIER if who == "buyer" else BUYER) == [expected.notice.name]
            assert await news(ACCOUNTS[who]) == []
            number = ""  # the next step needs one that is in the state


@pytest.mark.of_words
@pytest.mark.parametrize("state", get_args(SampleState))
async def test_the_card_has_a_button_for_each_possible_step(server: httpx.AsyncClient, state: SampleState) -> None:
    number = await sample()
    for before in WAYS[state]:
        await take(number, *before)
    for who in get_args(Role):
        shown = await Chat(server, ACCOUNTS[who]).says("sample_status", sample_number=number)
        steps = [button["entities"]["step"] for button in shown.cards[0]["buttons"]]
        assert steps == list(list_steps(state, who))


async def test_a_sample_from_the_wish_to_its_arrival(server: httpx.AsyncClient) -> None:
    """With a cost that the supplier states and the buyer agrees to, in words and by buttons."""
    buyer, supplier = Chat(server, BUYER), Chat(server, SUPPLIER)
    await news(BUYER)
    await news(SUPPLIER)
    begun = await buyer.says(
        "request_sample",
        "two samples please",
        product_id=await listing(),
        quantity={"value": 2, "unit": "piece"},
    )
    assert begun.names[-1] == "utter_sample_country"
    assert begun.names[0].startswith("utter_sample"), "who pays is said first"
    await buyer.says("inform", "Lagos", acts=ANSWER, country={"country": "NG", "city": "Lagos"})
    shown = await buyer.says("inform", "Adeola Trading, 12 Marina Road, 101231", acts=ANSWER)
    assert shown.names == ["utter_sample_confirm"]
    sent = await buyer.says("affirm", "yes")
    assert (sent.names, sent.effects) == (["utter_sample_requested"], [])
    number = sent.values["sample"]
    assert number.startswith("SMP-")
    assert await news(SUPPLIER) == ["sample_requested"]

    seen = await supplier.says("sample_status", "有样品要寄吗？")
    assert seen.names in (["utter_sample_state"], ["utter_which_sample"])
    seen = await supplier.says("sample_status", number, sample_number=number)
    assert "12 Marina Road" in str(field(seen.cards[0], "address"))
    shown = await supplier.says("sample_status", "样品费35美元", price={"amount": "35", "currency": "USD"})
    assert shown.names == ["utter_sample_cost_confirm"]
    assert (await supplier.says("affirm", "发")).names == ["utter_sample_done_quote"]
    assert await news(BUYER) == ["sample_quoted"]

    sure = await buyer.says("sample_status", "ok I accept the cost")
    assert sure.names == ["utter_sample_sure_agree"]
    assert (await buyer.says("affirm", "yes")).names == ["utter_sample_done_agree"]
    assert await news(SUPPLIER) == ["sample_agreed"]

    shown = await supplier.says(
        "sample_status", "已寄出 DHL SF1098837261", carrier="DHL", tracking_number="SF1098837261"
    )
    assert shown.names == ["utter_sample_ship_confirm"]
    assert (await supplier.says("affirm", "是的")).names == ["utter_sample_done_ship"]
    assert await news(BUYER) == ["sample_shipped"]

    where = await buyer.says("sample_status", "where is my sample?")
    assert where.names == ["utter_sample_state"]
    assert field(where.cards[0], "tracking_number") == {"type": "code", "value": "SF1098837261"}
    sure = await buyer.says("sample_status", "the sample has arrived")
    assert sure.names == ["utter_sample_sure_receive"]
    done = await buyer.presses(sure.button("sample_button.receive"))
    assert done.names == ["utter_sample_done_receive"]
    assert (await read(number)).state == "received"
    assert await news(SUPPLIER) == ["sample_received"]


async def test_without_an_account_the_same_values_go_to_the_staff(server: httpx.AsyncClient) -> None:
    product, chat = await listing(WITHOUT_ACCOUNT), Chat(server, BUYER)
    asked = await chat.says("request_sample", "a sample please", product_id=product)
    assert asked.names[-1] == "utter_sample_quantity"
    kinds = "two, one of 60w and one of 100w"
    await chat.says("inform", kinds, acts=ANSWER)
    paid = await chat.says("faq_payment_methods", "who pays the courier?", acts={"ask_about": ("ask", 0.9)})
    assert paid.names == ["utter_sample_who_pays", "utter_sample_country_again"]
    shown = await chat.says("inform", "to my office 12 Marina Road, Lagos", acts=ANSWER, country=LAGOS_SAID)
    assert (shown.names, shown.values["quantity"]["value"]) == (["utter_sample_confirm_by_team"], 2)
    left = await chat.says("affirm", "yes")
    assert (left.names, left.effects) == (["utter_sample_left"], [{"kind": "handoff", "reason": "request_sample"}])
    assert kinds in str(left.values["address"])
    new = NewSample(product, Quantity(Decimal(1), "piece"), LAGOS, "12 Marina Road")
    assert await (await market()).samples.request(BUYER, new, key(), "v1") is None


async def test_too_many_are_no_sample(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    await chat.says("request_sample", "a sample please", product_id=await listing())
    answer = await chat.says("inform", "5000 pieces", acts=ANSWER, quantity={"value": 5000, "unit": "piece"})
    assert answer.names == ["utter_sample_too_many", "utter_sample_quantity_again"]


async def test_a_suspicious_address_waits_for_the_staff(server: httpx.AsyncClient) -> None:
    await news(SUPPLIER)
    words = "12 Marina Road, call me on whatsapp +49 170 1234567 and we settle it directly"
    number = await sample(words)
    assert await news(SUPPLIER) == ["sample_requested"], "the request itself is told at once"
    seen = str((await Chat(server, SUPPLIER).says("sample_status", sample_number=number)).replies)
    assert "letter.held" in seen
    assert "whatsapp" not in seen
    (held,) = [one for one in (await server.get("/held", headers=HEADERS)).json()["held"] if one["rfq"] == number]
    decision = {"decision": "released", "by": "liwei"}
    await server.post(f"/held/{held['id']}", json=decision, headers=HEADERS)
    assert await news(SUPPLIER) == ["sample_words"]
    assert words in str((await Chat(server, SUPPLIER).says("sample_status", sample_number=number)).replies)


async def test_a_city_that_leads_away_is_left_out() -> None:
    goal = LAGOS.__class__("NG", LAGOS.city.__class__("Lagos, whatsapp +49 170 1234567", "Lagos"))
    new = NewSample(await listing(), Quantity(Decimal(1), "piece"), goal, "12 Marina Road")
    requested = await (await market()).samples.request(BUYER, new, key(), "v1")
    assert requested is not None
    found = await read(requested.number, SUPPLIER)
    assert (found.destination.country, found.destination.city.en, found.destination.city.zh) == ("NG", "", "")


async def test_only_known_carriers_and_numbers() -> None:
    number = await sample()
    await take(number, *ACCEPT)
    for carrier, tracking in (("Uncle Wang", "SF1098837261"), ("DHL", "call me")):
        given = Given(carrier=carrier, tracking_number=tracking)
        with pytest.raises(ValueError, match="carrier"):
            await (await market()).samples.take_step(SUPPLIER, number, "ship", given, key(), "v1")
    assert (await read(number)).state == "accepted"


async def test_a_sample_is_its_two_sides_own(server: httpx.AsyncClient) -> None:
    number, samples = await sample(), (await market()).samples
    for stranger in ("nordmarkt", "chengdu-silk"):
        with pytest.raises(NotFound):
            await samples.access_sample(stranger, number)
        with pytest.raises(NotFound):
            await samples.take_step(stranger, number, "cancel", Given(), key(), "v1")
        assert number not in [one.number for one in await samples.list_samples(stranger)]
        told = await Chat(server, stranger).says("sample_status", sample_number=number)
        absent = await Chat(server, stranger).says("sample_status", sample_number="SMP-99999")
        assert str(told.replies).replace(number, "SMP-99999") == str(absent.replies)


async def test_repeated_messages_request_and_answer_once() -> None:
    samples, same = (await market()).samples, key()
    new = NewSample(await listing(), Quantity(Decimal(1), "piece"), LAGOS, "12 Marina Road")
    await news(SUPPLIER)
    await news(BUYER)
    first, second = await asyncio.gather(*(samples.request(BUYER, new, same, "v1") for _ in range(2)))
    assert first == second
    assert first is not None
    assert len(await news(SUPPLIER)) == 1
    again = key()
    for _ in range(2):
        assert (await samples.take_step(SUPPLIER, first.number, "accept", Given(), again, "v2")).is_taken
    assert len(await news(BUYER)) == 1


async def test_a_decline_is_told_with_its_reason(server: httpx.AsyncClient) -> None:
    number, chat = await sample(), Chat(server, SUPPLIER)
    begun = await chat.says("sample_status", "这个样品我们不寄", sample_number=number)
    assert begun.names == ["utter_sample_reason"]
    await chat.says("inform", "目前缺货，下个月才有。", acts=ANSWER)
    assert (await chat.says("affirm", "发")).names == ["utter_sample_done_decline"]
    seen = str((await Chat(server, BUYER).says("sample_status", "any news?", sample_number=number)).replies)
    assert "目前缺货，下个月才有。" in seen
    assert "letter_in.zh" in seen, "marked as untranslated for a reader of English"


@pytest.mark.of_words
@pytest.mark.parametrize(("intent", "text"), [("affirm", "行，发吧"), ("deny", "no no"), ("affirm", "send it")])
async def test_a_yes_is_no_address(server: httpx.AsyncClient, intent: str, text: str) -> None:
    chat = Chat(server, BUYER)
    await chat.says("request_sample", "two samples please", product_id=await listing(), quantity=TWO)
    await chat.says("inform", "Lagos", acts=ANSWER, country={"country": "NG", "city": "Lagos"})
    await chat.says(intent, text, acts=ANSWER)
    assert chat.asked == "address"


async def test_a_number_of_other_goods_is_not_the_samples(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    await chat.says("request_sample", "two samples please", product_id=await listing(), quantity=TWO)
    twelve = {"value": 12, "unit": "piece"}
    await chat.says(
        "inform", "12 of the bluetooth speakers", acts=ANSWER, product="bluetooth speakers", quantity=twelve
    )
    assert chat.values["sample_quantity"]["value"] == "2"
