"""Claims of both sides: opened within their period, answered, settled, escalated; once each, told to the other side, and seen by
nobody else."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
from decimal import Decimal
from typing import get_args

import httpx
import pytest

from actions.marketplace import NotAllowed, NotFound
from actions.marketplace.base.records import Money, Role, WriteKey
from actions.marketplace.trades.claims.lifecycle import DECISIONS, TRANSITIONS, Step, Who, list_steps
from actions.marketplace.trades.claims.records import Claim, ClaimState, NewClaim
from actions.marketplace.trades.staff_acts.records import NewAct
from actions.notices import KINDS
from tests.fakes.actions.chat import ANSWER, TOKEN, Answer, Chat, at_hand, field, sign
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.trading import BUYER, SUPPLIER, claim, key, market, order_delivered, order_to_ship

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
HEADERS = {"X-Caravan-Token": TOKEN}
WAYS: dict[ClaimState, tuple[tuple[Who, Step], ...]] = {
    "open": (),
    "offered": (("supplier", "offer"),),
    "refused": (("supplier", "refuse"),),
    "escalated": (("buyer", "escalate"),),
    "agreed": (("supplier", "accept"),),
    "withdrawn": (("buyer", "withdraw"),),
    "dismissed": (("buyer", "escalate"), ("staff", "dismiss")),
}
"""The steps that lead a new claim into each state."""
ACCOUNTS: dict[Role, str] = {"buyer": BUYER, "supplier": SUPPLIER}


async def news(account: str) -> list[str]:
    """The kinds of what waits for the account; it is taken."""
    outbox = (await market()).outbox
    waiting = await outbox.list_waiting([account], KINDS)
    await outbox.mark_taken([notice.id for notice in waiting])
    return [notice.kind for notice in waiting]


async def take(number: str, who: Who, step: Step) -> bool:
    amount = Decimal("80.00") if step in ("offer", "settle") else None
    pieces = Decimal(3) if step == "replace" else None
    account, used = (BUYER, await staff_key(number, step)) if who == "staff" else (ACCOUNTS[who], key())
    try:
        changed = await (await market()).claims.take_step(
            account, number, step, used, "v1", amount=amount, pieces=pieces, words="Packed well."
        )
    except NotAllowed:
        return False
    return changed.is_changed


async def staff_key(number: str, step: Step) -> WriteKey:
    """The key under which the staff decide for the marketplace."""
    act = NewAct(
        f"decides-{key().message_id:0>12}", BUYER, number, f"claim.{step}", None, "As the photos show.", "meilin"
    )
    return (await market()).staff_acts.make_key(act)


async def read(number: str, account: str = BUYER) -> Claim:
    return await (await market()).claims.access_claim(account, number)


@pytest.mark.parametrize("state", get_args(ClaimState))
async def test_each_step_of_each_side_in_each_state(state: ClaimState) -> None:
    """Only what the table allows happens, with its notice for the other side and its entry in the timeline."""
    number = ""
    for who, step in itertools.product(("buyer", "supplier", "staff"), get_args(Step)):
        if who == "staff" and step not in DECISIONS:
            continue
        if not number:
            number = await claim()
            for before in WAYS[state]:
                assert await take(number, *before)
            await news(BUYER)
            await news(SUPPLIER)
        count = len((await read(number)).events)
        expected = TRANSITIONS.get((state, step, who))
        assert await take(number, who, step) is (expected is not None), (who, step)
        now = await read(number)
        other = SUPPLIER if who == "buyer" else BUYER
        if expected is None:
            assert (now.state, len(now.events)) == (state, count)
            assert (await news(BUYER), await news(SUPPLIER)) == ([], [])
        else:
            assert (now.state, now.events[-1].kind, now.events[-1].by) == (expected.state, expected.event, who)
            assert await news(other) == [expected.notice.name]
            assert await news(BUYER if other == SUPPLIER else SUPPLIER) == (
                [expected.notice.name] if who == "staff" else []
            )
            number = ""  # the next step needs one that is in the state


async def test_a_claim_from_the_report_to_the_refund(server: httpx.AsyncClient) -> None:
    order = await order_delivered()
    buyer, supplier = Chat(server, BUYER), Chat(server, SUPPLIER)
    await news(BUYER)
    await news(SUPPLIER)
    begun = await buyer.says(
        "report_problem",
        "12 of the tea sets arrived broken, the lids are in pieces and two pots leak",
        order_number=order,
        quantity={"value": 12, "unit": "set"},
    )
    assert begun.names == ["utter_problem_delivered", "utter_task_taken", "utter_claim_wish"]
    assert [button["entities"]["value"] for button in begun.replies[-1]["choices"]] == [
        "refund",
        "replacement",
        "part_refund",
    ]
    shown = await buyer.presses(begun.replies[-1]["choices"][0])
    assert shown.names == ["utter_claim_confirm"]
    assert shown.values["estimate"] == {"type": "money", "amount": "117.60", "currency": "USD"}, "12 of 300 at $9.80"
    assert "two pots leak" in str(shown.values["words"])
    sent = await buyer.says("affirm", "yes")
    assert sent.names == ["utter_claim_sent"]
    assert sent.effects == [], "no person is asked for"
    number = sent.values["claim"]
    assert number.startswith("CLM-")
    assert await news(SUPPLIER) == ["claim_opened"]

    seen = await supplier.says("answer_claim", f"{number}怎么处理", claim_number=number)
    assert seen.names == ["utter_claim_what_now"]
    assert "two pots leak" in str(field(seen.cards[0], "words"))
    steps = [button["entities"]["step"] for button in seen.cards[0]["buttons"]]
    assert steps == ["accept", "offer", "replace", "refuse"]
    asked = await supplier.presses(seen.cards[0]["buttons"][1])
    assert asked.names == ["utter_claim_offer_amount"]
    shown = await supplier.says("inform", "80", acts=ANSWER)
    assert shown.values["amount"] == {"type": "money", "amount": "80", "currency": "USD"}
    assert (await supplier.says("affirm", "发")).names == ["utter_claim_done_offer_supplier"]
    assert await news(BUYER) == ["claim_offer"]

    status = await buyer.says("claim_status", "any news on my claim?")
    assert status.values["state"] == {"type": "term", "name": "claim_state.offered_buyer", "values": {}}
    sure = await buyer.says("answer_claim", "ok I accept their offer")
    assert sure.names == ["utter_claim_sure_accept_buyer"]
    done = await buyer.says("affirm", "yes")
    assert done.names == ["utter_claim_done_accept_buyer"]
    assert done.values["agreed"] == {"type": "money", "amount": "80.00", "currency": "USD"}
    assert await news(SUPPLIER) == ["claim_offer_accepted"]
    found = await (await market()).orders.access_order(BUYER, order)
    (refund,) = [payment for payment in found.payments if payment.kind == "refund"]
    assert (refund.amount, refund.state) == (Money(Decimal("80.00"), "USD"), "pending")
    assert [event.kind for event in found.events][-2:] == ["dispute_opened", "refund_requested"]
    assert (await buyer.says("request_refund", "where is my refund?", order_number=order)).names == [
        "utter_refund_pending"
    ]


async def test_a_sum_is_for_the_claim_about_the_order_at_hand(server: httpx.AsyncClient) -> None:
    """The supplier has read of the claim in a notice, and talked about its order last."""
    number = await claim(order := await order_delivered())
    supplier = Chat(server, SUPPLIER)
    await supplier.says("order_status", "how is the order?", order_number=order)
    usd = {"amount": "60", "currency": "USD"}
    shown = await supplier.says("inform", "I offer 60 USD", acts={"submit_quote": ("wish", 0.6)}, price=usd)
    assert (shown.names, shown.values["claim"]) == (["utter_claim_offer_confirm"], number)
    assert shown.values["amount"] == {"type": "money", "amount": "60", "currency": "USD"}


async def test_a_refusal_goes_to_the_staff_with_everything(server: httpx.AsyncClient) -> None:
    number = await claim()
    buyer, supplier = Chat(server, BUYER), Chat(server, SUPPLIER)
    begun = await supplier.says("answer_claim", "我们不接受这个索赔", claim_number=number)
    assert begun.names == ["utter_claim_reason"]
    shown = await supplier.says("inform", "出厂时包装完好，有照片为证。", acts=ANSWER)
    assert shown.names == ["utter_claim_refuse_confirm"]
    assert "有照片为证" in str(shown.values["reason"])
    await news(BUYER)
    assert (await supplier.says("affirm", "确认")).names == ["utter_claim_done_refuse_supplier"]
    (notice,) = await (await market()).outbox.list_waiting([BUYER], KINDS)
    said = await KINDS[notice.kind](await market(), notice)
    assert said["values"]["words"] == {  # marked as untranslated for a reader of English, by the term itself
        "type": "term",
        "name": "letter_in.zh",
        "values": {"words": "出厂时包装完好，有照片为证。"},
    }
    sure = await buyer.says("answer_claim", "that is not right, let the marketplace decide", claim_number=number)
    assert sure.names == ["utter_claim_sure_escalate_buyer"]
    done = await buyer.presses(sure.button("claim_button.escalate_buyer"))
    assert (done.names, done.effects) == (["utter_claim_done_escalate_buyer"], [{"kind": "handoff", "reason": "claim"}])
    dossier = str(done.cards[0])
    for part in ("Twelve came in pieces.", "有照片为证", "claim_event.refused", "claim_event.escalated", "117.60"):
        assert part in dossier


async def test_only_within_the_claim_period(server: httpx.AsyncClient) -> None:
    """Else it is said, and the problem goes to the staff as a note."""
    order = await order_delivered(claim_until=NOW - dt.timedelta(days=1))
    chat = Chat(server, BUYER)
    told = await chat.says("report_problem", "it is broken", order_number=order)
    assert (told.names, chat.task) == (["utter_claim_too_late", "utter_note_claim"], "problem")
    new = NewClaim(order, "damaged", None, "refund", "broken")
    assert await (await market()).claims.open_claim(BUYER, new, key(), "v1") is None
    under_way = await order_to_ship()
    chat = Chat(server, BUYER)
    told = await chat.says("report_problem", "it is late", order_number=under_way)
    assert (told.names, chat.task) == (["utter_problem_order", "utter_note_claim"], "problem")


async def test_a_part_of_the_money_as_a_share_of_it(server: httpx.AsyncClient) -> None:
    """15 percent of 300 at $9.80, corrected to 20; the supplier who accepts pays that, and not the whole."""
    chat, order = Chat(server, BUYER), await order_delivered()
    await chat.says(
        "report_problem", "the plugs of these pots are of the wrong kind for our country", order_number=order
    )
    shown = await chat.says("inform", "we keep them if you take 15 percent off", acts=ANSWER)
    assert (chat.values["percent"], chat.values["affected"]) == ("15", "all")
    assert shown.values["wish"]["values"]["amount"] == {"type": "money", "amount": "441.00", "currency": "USD"}
    shown = await chat.says("inform", "20, my boss says", acts=ANSWER)
    assert shown.replies[-1]["values"]["wish"]["values"]["amount"] == {
        "type": "money",
        "amount": "588.00",
        "currency": "USD",
    }
    sent = await chat.says("affirm", "yes")
    number = sent.values["claim"]
    opened = await read(number, SUPPLIER)
    assert (opened.wish, opened.wanted, opened.estimate) == (
        "part_refund", Money(Decimal("588.00"), "USD"), Money(Decimal("2940.00"), "USD"),
    )  # fmt: skip
    assert await take(number, "supplier", "accept")
    assert (await read(number)).agreed == Money(Decimal("588.00"), "USD")


async def test_a_remedy_that_only_the_words_say(server: httpx.AsyncClient) -> None:
    """It is kept word for word, and accepting it pays nothing back."""
    chat, order = Chat(server, BUYER), await order_delivered()
    await chat.says("report_problem", "300 of these arrived without adapters", order_number=order, quantity=300)
    await chat.says("inform", "goods missing", acts=ANSWER)
    shown = await chat.says("inform", "they send 300 adapters by air and pay the freight", acts=ANSWER)
    assert shown.names == ["utter_claim_confirm"]
    assert chat.values["wish"] == "other"
    assert "300 adapters by air" in str(shown.values["words"])
    sent = await chat.says("affirm", "yes")
    assert await take(sent.values["claim"], "supplier", "accept")
    assert (await read(sent.values["claim"])).agreed is None


async def test_what_is_wrong_and_what_would_make_it_good_are_one_wish(server: httpx.AsyncClient) -> None:
    chat, order = Chat(server, BUYER), await order_delivered()
    broken, wanted = f"12 of the pots in {order} are broken, ", "I want part of the money back"
    shown = await chat.says(
        "request_refund",
        broken + wanted,
        order_number=order,
    )
    assert shown.names[-1] == "utter_claim_confirm"
    assert (chat.values["affected"], chat.values["wish"]) == ("12", "part_refund")


async def test_the_time_for_claims_is_said_within_one(server: httpx.AsyncClient) -> None:
    chat, order = Chat(server, BUYER), await order_delivered()
    await chat.says("report_problem", "broken", order_number=order)
    told = await chat.says("claim_status", "until when can we claim?", acts={"ask_about": ("ask", 0.9)})
    assert told.names == ["utter_claim_until", "utter_claim_affected_again"]
    assert chat.task == "claim"


async def test_the_period_ends_before_the_yes(server: httpx.AsyncClient) -> None:
    chat, order = Chat(server, BUYER), await order_delivered()
    await chat.says("report_problem", "broken", order_number=order)
    await chat.says("inform", "all of them", acts=ANSWER)
    await chat.says("inform", "a replacement", acts=ANSWER)
    await chat.says("inform", "the lids are in pieces", acts=ANSWER)
    assert chat.asked == "confirmed"
    assert chat.values["affected"] == "all"
    await claim(order)  # a colleague was faster: there is one claim about an order at a time
    answer = await chat.says("affirm", "yes")
    assert answer.names == ["utter_claim_too_late"]


async def test_one_claim_about_an_order_at_a_time(server: httpx.AsyncClient) -> None:
    order = await order_delivered()
    number = await claim(order)
    again = await Chat(server, BUYER).says("report_problem", "it is broken", order_number=order)
    assert (again.names, again.values["claim"]) == (["utter_claim_waits"], number)
    assert await take(number, "buyer", "withdraw")
    assert await claim(order) != number


async def test_no_more_than_was_ordered(server: httpx.AsyncClient) -> None:
    chat, order = Chat(server, BUYER), await order_delivered()
    await chat.says("report_problem", "they are broken", order_number=order)
    answer = await chat.says("inform", "400 sets", acts=ANSWER, quantity={"value": 400, "unit": "set"})
    assert answer.names == ["utter_claim_too_many", "utter_claim_affected_again"]
    assert "affected" not in chat.values


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("words", "quantities", "affected"),
    [
        ("12 of the 300 sets are broken", ((12, None), (300, "set")), "12"),
        ("300套里碎了12套", ((300, "set"), (12, "set")), "12"),
        ("all 300 sets are broken", ((300, "set"),), "300"),
        ("three cartons were crushed", ((3, "carton"),), None),
        ("we ordered 300 sets and 280 came, so some are missing", ((300, "set"), (280, None)), None),
        ("12 sets are cracked and 7 have scratches", ((12, "set"), (7, None)), None),
    ],
)
async def test_how_many_are_concerned(
    server: httpx.AsyncClient, words: str, quantities: tuple[tuple[int, str | None], ...], affected: str | None
) -> None:
    """What is not sure is asked."""
    chat = Chat(server, BUYER)
    said = [{"value": value, "unit": unit} for value, unit in quantities]
    await chat.says("report_problem", words, order_number=await order_delivered(), quantity=said)
    assert chat.values.get("affected") == affected
    assert chat.asked == ("wish" if affected else "affected")


async def test_did_they_complain(server: httpx.AsyncClient) -> None:
    """Asked by a supplier about the order on the screen."""
    chat, order = Chat(server, SUPPLIER), await order_delivered()
    await chat.says("order_status", order, order_number=order)
    assert (await chat.says("claim_status", "did they complain?")).names == ["utter_no_claim_for_order"]
    number = await claim(order)
    assert (await chat.says("claim_status", "did they complain?")).values["claim"] == number


async def test_suspicious_words_wait_for_the_staff(server: httpx.AsyncClient) -> None:
    chat, order = Chat(server, BUYER), await order_delivered()
    words = "broken, please add me on whatsapp +49 170 1234567 and settle it directly"
    await chat.says("report_problem", words, order_number=order)
    await chat.says("inform", "all of them", acts=ANSWER)
    await chat.says("inform", "money back", acts=ANSWER)
    await news(SUPPLIER)
    sent = await chat.says("affirm", "yes")
    number = sent.values["claim"]
    assert sent.names == ["utter_claim_sent_held"]
    assert sent.effects == [{"kind": "words_held", "number": number}]
    assert await news(SUPPLIER) == ["claim_opened"], "the claim itself is told at once"
    seen = str((await Chat(server, SUPPLIER).says("claim_status", claim_number=number)).replies)
    assert "letter.held" in seen
    assert "whatsapp" not in seen
    assert words in str((await chat.says("claim_status", claim_number=number)).replies), "its author reads it"
    (held,) = [one for one in (await server.get("/held", headers=HEADERS)).json()["held"] if one["rfq"] == number]
    assert (held["account"], held["suppliers"], held["text"]) == (BUYER, [SUPPLIER], words)
    for _ in range(2):
        decided = await server.post(
            f"/held/{held['id']}", json={"decision": "released", "by": "liwei"}, headers=HEADERS
        )
        assert decided.json()["held"]["state"] == "released"
    assert decided.json()["decided_now"] is False
    assert await news(SUPPLIER) == ["claim_words"], "once"
    assert words in str((await Chat(server, SUPPLIER).says("claim_status", claim_number=number)).replies)


async def test_refused_words_stay_with_their_author(server: httpx.AsyncClient) -> None:
    number = await claim(words="pay to my account IBAN DE89370400440532013000 instead")
    (held,) = [one for one in (await server.get("/held", headers=HEADERS)).json()["held"] if one["rfq"] == number]
    await server.post(f"/held/{held['id']}", json={"decision": "refused", "by": "liwei"}, headers=HEADERS)
    seen = str((await Chat(server, SUPPLIER).says("claim_status", claim_number=number)).replies)
    assert "letter.refused" in seen
    assert "DE89" not in seen


async def test_a_claim_is_its_two_sides_own(server: httpx.AsyncClient) -> None:
    number = await claim()
    claims = (await market()).claims
    for stranger in ("nordmarkt", "chengdu-silk"):
        with pytest.raises(NotFound):
            await claims.access_claim(stranger, number)
        with pytest.raises(NotFound):
            await claims.take_step(stranger, number, "withdraw", key(), "v1")
        assert number not in [one.number for one in await claims.list_claims(stranger)]
        told = await Chat(server, stranger).says("claim_status", claim_number=number)
        absent = await Chat(server, stranger).says("claim_status", claim_number="CLM-99999")
        assert str(told.replies).replace(number, "CLM-99999") == str(absent.replies)


async def test_two_answers_at_once_count_once() -> None:
    number = await claim()
    await news(BUYER)
    done = await asyncio.gather(take(number, "supplier", "accept"), take(number, "supplier", "refuse"))
    assert sorted(done) == [False, True] or (await read(number)).state == "agreed"
    assert len(await news(BUYER)) == sum(done)


async def test_a_repeated_message_opens_one_claim() -> None:
    order, same = await order_delivered(), key()
    new = NewClaim(order, "missing", Decimal(3), "replacement", "three sets are missing")
    claims = (await market()).claims
    first, second = await asyncio.gather(*(claims.open_claim(BUYER, new, same, "v1") for _ in range(2)))
    assert first == second
    assert first is not None
    assert len(await claims.list_claims(BUYER, order=order)) == 1


async def test_evidence_goes_with_the_claim(server: httpx.AsyncClient) -> None:
    chat, order = Chat(server, BUYER), await order_delivered()
    await chat.says("report_problem", "they are broken", order_number=order)
    photo = [{"kind": "photo", "name": "lid.jpg", "id": "a" * 32}]
    answer = await chat.says("send_file", "", confidence=1.0, brings=photo)
    assert answer.names == ["utter_files_claim", "utter_claim_affected_again"]
    assert answer.effects == [{"kind": "files_answered", "place": "order"}], "no person is asked for"
    number = await claim(order)
    assert (await read(number, SUPPLIER)).evidence == 1
    listed = await (await market()).attachments.list_of_order(BUYER, order)
    assert [(file.name, file.use) for file in listed] == [("lid.jpg", "evidence")]


async def test_a_supplier_reads_its_own_side(server: httpx.AsyncClient) -> None:
    """A supplier with no claim, with one, and with several."""
    chat = Chat(server, "chengdu-silk")
    assert (await chat.says("claim_status", "有索赔吗")).names == ["utter_no_claims"]
    for _ in range(2):
        await claim()
    several = await Chat(server, SUPPLIER).says("claim_status", "有哪些索赔")
    assert several.names == ["utter_which_claim"]


def answers_of(answer: Answer) -> list[str]:
    return [button["entities"].get("step", "") for button in answer.cards[0]["buttons"]]


@pytest.mark.of_words
@pytest.mark.parametrize("state", get_args(ClaimState))
async def test_the_card_has_a_button_for_each_possible_step(server: httpx.AsyncClient, state: ClaimState) -> None:
    number = await claim()
    for before in WAYS[state]:
        await take(number, *before)
    for who in get_args(Role):
        shown = await Chat(server, ACCOUNTS[who]).says("claim_status", claim_number=number)
        assert answers_of(shown) == list(list_steps(state, who))


async def test_a_repeated_press_says_the_same_and_happens_once(server: httpx.AsyncClient) -> None:
    """The gateway repeats a turn of which it got no answer: with the same message."""
    number, chat = await claim(), Chat(server, SUPPLIER)
    message = {
        "intent": {"name": "answer_claim", "confidence": 1.0},
        "entities": [
            {"entity": name, "value": value}
            for name, value in {"claim_number": number, "step": "accept", "sure": True}.items()
        ],
        "text": "",
        "message_id": f"again-{number}",
        "metadata": {"context": sign(SUPPLIER, f"again-{number}")},
    }
    told = [await chat.runs(message) for _ in range(2)]
    assert [answer.names for answer in told] == [["utter_claim_done_accept_supplier"]] * 2
    order = await (await market()).orders.access_order(BUYER, (await read(number)).order)
    assert len([payment for payment in order.payments if payment.kind == "refund"]) == 1


async def test_an_offer_that_was_talked_about_is_of_the_claim(server: httpx.AsyncClient) -> None:
    """Whoever has just seen a claim and accepts "the offer" means no quotation, however the NLU reads it."""
    number = await claim()
    await take(number, "supplier", "offer")
    chat = Chat(server, BUYER)
    await chat.says("inform", number, claim_number=number)
    sure = await chat.says("accept_quote", "ok I take the offer")
    assert sure.names == ["utter_claim_sure_accept_buyer"]


@pytest.mark.parametrize(
    ("words", "about", "is_of_claim"),
    [
        ("接受方案", ("order", "ORD-100725"), True),
        ("接受方案", ("request", "RFQ-10029"), True),
        ("I accept the offer", ("order", "ORD-100725"), True),
        ("I accept the offer", ("request", "RFQ-10029"), False),
        ("I accept the quotation", ("order", "ORD-100725"), False),
    ],
)
async def test_an_offer_that_waits_is_of_the_claim_after_a_question_in_between(
    server: httpx.AsyncClient, words: str, about: tuple[str, str], is_of_claim: bool
) -> None:
    """What a claim offers is no quotation, even if something else was talked about last."""
    number = await claim()
    await take(number, "supplier", "offer")
    chat = Chat(server, BUYER)
    chat.record = at_hand(about[1], about[0])
    asked = await chat.says("accept_quote", words)
    assert ("utter_claim_sure_accept_buyer" in asked.names or "utter_which_claim" in asked.names) is is_of_claim


async def test_the_other_side_is_not_asked_for_its_own_steps(server: httpx.AsyncClient) -> None:
    """A buyer cannot refuse a claim, nor a supplier withdraw it, in words or by a button of the other side."""
    number = await claim()
    supplier = Chat(server, SUPPLIER)
    told = await supplier.says("answer_claim", "请撤销这个索赔", claim_number=number)
    assert told.names == ["utter_claim_not_now"]
    forged = await Chat(server, BUYER).says("answer_claim", claim_number=number, step="refuse", confidence=1.0)
    assert forged.names == ["utter_claim_not_now"]
    assert (await read(number)).state == "open"


@pytest.mark.parametrize("words", ["We only received 285 sets", "只收到285套"])
async def test_what_came_says_what_is_missing(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER)
    said = await chat.says("report_problem", words, order_number=await order_delivered(), quantity="285 sets")
    assert chat.values["affected"] == "15"
    assert said.names[-1] in ("utter_claim_wish", "utter_claim_words")


@pytest.mark.parametrize("words", ["until when can we claim?", "最晚什么时候能报？"])
async def test_until_when_is_said_and_the_claim_goes_on(server: httpx.AsyncClient, words: str) -> None:
    chat = Chat(server, BUYER)
    await chat.says("report_problem", "There is a problem", order_number=await order_delivered())
    asked = await chat.says("faq_return_policy", words, acts={"ask_about": ("ask", 0.9)})
    assert asked.names[0] == "utter_claim_until"
    assert asked.names[1:] == ["utter_claim_kind_again"]
    assert chat.task == "claim"


@pytest.mark.parametrize("text", ["yes but it is 45 not 40", "不是40，是45个"])
async def test_another_number_corrects_how_many_are_concerned(server: httpx.AsyncClient, text: str) -> None:
    chat, order = Chat(server, BUYER), await order_delivered()
    await chat.says("report_problem", f"40 of the pots in {order} are broken", order_number=order)
    await chat.says("inform", "a replacement", acts=ANSWER)
    await chat.says("inform", "the lids are in pieces, all of the forty", acts=ANSWER)
    chat.record["task"]["values"]["affected"] = "40"
    shown = await chat.says("inform", text, acts={"correct": ("correct", 0.9)})
    assert chat.values["affected"] == "45"
    assert text not in str(shown.replies)


@pytest.mark.parametrize(
    ("text", "count"),
    [("3个我们补发，不退钱", "3"), ("we send 3 new ones instead of money", "3"), ("全部补发，不退款", "12")],
)
async def test_new_goods_are_offered_and_taken_instead_of_money(
    server: httpx.AsyncClient, text: str, count: str
) -> None:
    number = await claim()
    await news(BUYER)
    chat = Chat(server, SUPPLIER)
    await chat.says("claim_status", number, claim_number=number)
    shown = await chat.says("answer_claim", text)
    assert shown.names == ["utter_claim_offer_confirm"]
    assert chat.values["pieces"] == count
    assert (await chat.says("affirm", "yes")).names == ["utter_claim_done_replace_supplier"]
    assert await news(BUYER) == ["claim_offer"]
    buyer = Chat(server, BUYER)
    offered = await buyer.says("claim_status", number, claim_number=number)
    assert "claim.replacement" in str(offered.cards)
    await buyer.presses(offered.button("claim_button.accept_buyer"))
    done = await buyer.says("affirm", "yes")
    assert done.names == ["utter_claim_done_accept_replacement"]
    settled = await (await market()).claims.access_claim(BUYER, number)
    assert (settled.state, settled.agreed, settled.offer) == ("agreed", None, None)
    assert settled.replaces is not None
    assert str(settled.replaces.value) == count


async def test_money_takes_the_place_of_new_goods_and_the_other_way_round(server: httpx.AsyncClient) -> None:
    number = await claim()
    chat = Chat(server, SUPPLIER)
    await chat.says("claim_status", number, claim_number=number)
    await chat.says("answer_claim", "补发3个")
    money = {"price": {"amount": "20", "currency": "USD"}}
    await chat.says("inform", "no, 20 dollars", acts={"correct": ("correct", 0.8)}, **money)
    assert chat.values["kind"] == "offer"
    assert not chat.values.get("pieces")
    await chat.says("inform", "还是补发4个", acts={"correct": ("correct", 0.8)})
    assert (chat.values["kind"], chat.values["pieces"]) == ("replace", "4")
    await chat.says("affirm", "发")
    offered = await (await market()).claims.access_claim(SUPPLIER, number)
    assert offered.offer is None
    assert offered.replaces is not None


async def test_more_than_was_ordered_is_not_replaced(server: httpx.AsyncClient) -> None:
    number = await claim()
    claims = (await market()).claims
    for pieces in (Decimal(0), Decimal(100_000), None):
        changed = await claims.take_step(SUPPLIER, number, "replace", key(), "v1", pieces=pieces)
        assert not changed.is_changed
    assert (await claims.access_claim(SUPPLIER, number)).state == "open"


@pytest.mark.parametrize("text", ["we cannot replace them", "不能补发"])
async def test_what_is_not_replaced_is_not_offered(server: httpx.AsyncClient, text: str) -> None:
    number = await claim()
    chat = Chat(server, SUPPLIER)
    await chat.says("claim_status", number, claim_number=number)
    await chat.says("answer_claim", text)
    assert chat.values.get("kind") != "replace"
