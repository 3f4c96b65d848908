"""Questions to a supplier: passed on in the buyer's words, answered in the supplier's, each once, and read by nobody else."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from actions.marketplace import NotAllowed, NotFound
from actions.marketplace.base.outbox import Notice
from actions.marketplace.trades.questions.records import NewQuestion
from actions.notices import KINDS
from bot.messages.reply import read_reply
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import load_catalogues
from bot.rendering.renderer import Renderer
from tests.fakes.actions.chat import ANSWER, TOKEN, Answer, Chat, field
from tests.fakes.actions.marketplace import NOW
from tests.fakes.actions.trading import (
    BUYER,
    SUPPLIER,
    key,
    listing,
    market,
    order_to_ship,
    question,
    quotation,
    request,
)

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.usefixtures("server")]
HEADERS = {"X-Caravan-Token": TOKEN}
STRANGER, OTHER_SUPPLIER = "nordmarkt", "shenzhen-lumen"
WITHOUT_ACCOUNT = "jingdezhen-ruihe-ceramics"
RENDERER = Renderer(load_catalogues())


async def news(account: str) -> list[Notice]:
    """What waits for the account; it is taken."""
    outbox = (await market()).outbox
    waiting = await outbox.list_waiting([account], KINDS)
    await outbox.mark_taken([notice.id for notice in waiting])
    return list(waiting)


async def shown(notice: Notice, language: str) -> str:
    reply = await KINDS[notice.kind](await market(), notice)
    row = MessageRow(1, "system", None, None, dict(read_reply(dict(reply))), False, NOW)  # type: ignore[arg-type]
    return RENDERER.message(row, language).text


async def ask(chat: Chat, words: str, **about: object) -> Answer:
    await chat.says("contact_supplier", "ask them something", **about)
    await chat.says("inform", words, acts=ANSWER)
    return await chat.says("affirm", "yes")


async def test_a_question_goes_there_and_its_answer_comes_back(server: httpx.AsyncClient) -> None:
    buyer, supplier = Chat(server, BUYER), Chat(server, SUPPLIER)
    await news(BUYER)
    await news(SUPPLIER)
    sent = await ask(buyer, "Can the lids be glazed inside?", supplier_id=SUPPLIER)
    assert (sent.names, sent.effects) == (["utter_question_sent"], [])
    number = sent.values["question"]
    (told,) = await news(SUPPLIER)
    assert told.kind == "question_asked"
    assert "“Can the lids be glazed inside?”（英文原文，未翻译）" in await shown(told, "zh")
    said = await KINDS[told.kind](await market(), told)
    (button,) = said["buttons"]
    begun = await supplier.presses({**button, "label": {"name": "button.answer_question"}})
    assert begun.names == ["utter_answer_words"]
    await supplier.says("inform", "可以，内外都能上釉，加价3%。", acts=ANSWER)
    answered = await supplier.says("affirm", "发吧")
    assert answered.names == ["utter_answer_sent"]
    (told,) = await news(BUYER)
    assert told.kind == "question_answered"
    text = await shown(told, "en")
    assert "You wrote: “Can the lids be glazed inside?”" in text, "the question is quoted"
    assert "“可以，内外都能上釉，加价3%。” (in Chinese, not translated)" in text
    seen = await buyer.says("answer_question", "did they answer?", question_number=number)
    assert seen.names == ["utter_question_answered"]
    assert await news(SUPPLIER) == []


@pytest.mark.parametrize(
    ("words", "language"),
    [("Which colour shall the lids be, white or black?", "en"), ("盖子要白色还是黑色？请尽快确认。", "zh")],
)
async def test_a_supplier_asks_the_buyer_and_reads_the_answer(
    server: httpx.AsyncClient, words: str, language: str
) -> None:
    """About an order or a request that it was sent, and by nobody who has no part in it."""
    for about, number in (("order_number", await order_to_ship()), ("rfq_number", await request())):
        buyer, supplier = Chat(server, BUYER), Chat(server, SUPPLIER, language=language)
        await news(BUYER)
        await news(SUPPLIER)
        sent = await ask(supplier, words, **{about: number})
        assert (sent.names, sent.effects) == (["utter_question_sent"], [])
        (told,) = await news(BUYER)
        assert (told.kind, words in await shown(told, "en")) == ("question_asked", True)
        assert number in await shown(told, "en")
        waits = await supplier.says("inform", "any answer?" if language == "en" else "他回了没")
        assert waits.names == ["utter_question_waits"]
        said = await KINDS[told.kind](await market(), told)
        await buyer.presses({**said["buttons"][0], "label": {"name": "button.answer_question"}})
        await buyer.says("inform", "White, please, as on the picture.", acts=ANSWER)
        assert (await buyer.says("affirm", "yes")).names == ["utter_answer_sent"]
        (told,) = await news(SUPPLIER)
        assert "White, please, as on the picture." in await shown(told, language)
        with pytest.raises(NotFound):
            await (await market()).questions.access_question(STRANGER, sent.values["question"])


async def test_a_supplier_asks_about_its_own_trades_alone(server: httpx.AsyncClient) -> None:
    questions = (await market()).questions
    for new in (
        NewQuestion("", "order", await order_to_ship(), "ok?"),
        NewQuestion("", "request", await request(), "ok?"),
    ):
        with pytest.raises(NotFound):
            await questions.ask(OTHER_SUPPLIER, new, key(), "v1")
    with pytest.raises(NotAllowed):
        await questions.ask(SUPPLIER, NewQuestion(SUPPLIER, "company", "", "ok?"), key(), "v1")


async def test_goods_buyer_and_kind_say_which_trade_is_meant(server: httpx.AsyncClient) -> None:
    """Claire's House asks for scarves too, and Nordmarkt has ordered some."""
    silk = Chat(server, "chengdu-silk", language="zh")
    asked = await silk.says("contact_supplier", "问一下诺德玛特那单丝巾要不要礼盒包装，谢谢", product="丝巾")
    assert "RFQ-" not in str(asked.replies[-1]["values"])
    if asked.names[-1] == "utter_question_confirm":
        assert asked.values["counterpart"]["en"] == "Nordmarkt Handels GmbH"


async def test_what_a_supplier_means_is_found_by_goods_and_buyer(server: httpx.AsyncClient) -> None:
    await request()
    chat = Chat(server, SUPPLIER)
    asked = await chat.says(
        "contact_supplier", "ask the customer of the tea sets whether a gift box is needed for each"
    )
    assert asked.names[-1] in ("utter_question_confirm", "utter_which_trade")
    number = await order_to_ship()
    about = await chat.says(
        "contact_supplier", "please tell them that the glaze of the lids is a little darker", order_number=number
    )
    assert about.names[-1] == "utter_question_confirm"
    assert about.values["about"]["values"]["number"] == number


async def test_the_message_is_kept_while_the_order_is_chosen(server: httpx.AsyncClient) -> None:
    await order_to_ship()
    number = await order_to_ship()
    chat = Chat(server, SUPPLIER)
    asked = await chat.says("contact_supplier", "let the customer know that the truck leaves on Friday at noon")
    assert asked.names == ["utter_task_taken", "utter_which_trade"]
    more = await chat.says("inform", "and that somebody has to sign for the boxes", acts={"inform": ("value", 0.9)})
    assert more.names[-1] == "utter_which_trade"
    (choice,) = [each for each in asked.replies[-1]["choices"] if each["entities"]["value"] == number]
    chosen = await chat.presses(choice)
    assert chosen.names == ["utter_question_confirm"]
    assert chosen.values["about"]["values"]["number"] == number
    assert len(chosen.values["words"]["items"]) == 2
    assert (await chat.says("affirm", "send")).values["counterpart"]["en"].startswith("Lagos Home")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("send lagos a msg: the deposit is overdue", "the deposit is overdue"),
        ("给拉各斯那单的买家留言：定金过期了", "定金过期了"),
    ],
)
async def test_a_message_is_meant_whatever_its_words_are_about(
    server: httpx.AsyncClient, text: str, words: str
) -> None:
    seller = Chat(server, "xinjiang-tomato")
    asked = await seller.says("order_status", text, confidence=0.95)
    assert asked.names[-1] in ("utter_question_confirm", "utter_which_trade")
    assert seller.values["words"] == [words]


@pytest.mark.parametrize("instead", ["no, say: it leaves on Friday", "内容不对，写：it leaves on Friday"])
async def test_other_words_take_the_place_of_the_message(server: httpx.AsyncClient, instead: str) -> None:
    seller = Chat(server, "xinjiang-tomato")
    await seller.says("contact_supplier", "tell the buyer that the drums are ready", order_number="ORD-100852")
    await seller.says("deny", instead, acts={"answer_no": ("no", 0.8)})
    assert seller.values["words"] == ["it leaves on Friday"]
    assert seller.values["named"] == "ORD-100852"


async def test_a_short_name_of_another_order_sends_the_same_words_there(server: httpx.AsyncClient) -> None:
    seller = Chat(server, "xinjiang-tomato")
    await seller.says("contact_supplier", "tell the buyer that the drums are ready", order_number="ORD-100725")
    await seller.says("inform", "番茄酱852那单", acts={"give_value": ("value", 0.8)}, product="番茄酱")
    assert seller.values["named"] == "ORD-100852"
    assert seller.values["words"] == ["the drums are ready"]


async def test_what_a_question_is_about(server: httpx.AsyncClient) -> None:
    """The order, the quotation or the listing that is talked about, else the company."""
    order, rfq = await order_to_ship(), await request()
    number = await quotation(rfq)
    page = await (await market()).suppliers.access_supplier(SUPPLIER)
    chat = Chat(server, BUYER)
    await chat.says("order_status", "where is it", order_number=order)
    sent = await ask(chat, "Which port do they leave from?")
    assert sent.values["about"]["values"]["number"] == order
    cards = (await Chat(server, BUYER).says("check_quotes", rfq_number=rfq)).cards
    button = next(b for b in cards[0]["buttons"] if b["intent"] == "contact_supplier")
    chat = Chat(server, BUYER)
    assert button["entities"]["quotation"] == number
    await chat.presses(button)
    await chat.says("inform", "Is the mould included?", acts=ANSWER)
    sent = await chat.says("affirm", "yes")
    assert sent.values["about"] == {"type": "term", "name": "question.about_quotation", "values": {"number": number}}
    chat = Chat(server, BUYER)
    details = await chat.says("supplier_details", product_id=await listing(), confidence=1.0)
    contact = next(b for b in details.buttons if b["intent"] == "contact_supplier")
    await chat.presses(contact)
    assert chat.values["subject"] == "listing"
    company = await ask(Chat(server, BUYER), "Do you take part in the Canton Fair?", company=page.summary.name.en)
    assert company.values["about"] == {"type": "term", "name": "question.about_company", "values": {}}


async def test_a_question_about_an_order_that_the_data_do_not_answer(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    await chat.says("order_status", "where is it", order_number=await order_to_ship())
    offered = await chat.says("inform", "is the lid included", acts={"ask_about": ("ask", 0.9)})
    assert offered.names == ["utter_on_record_order"]
    confirmed = await chat.says("affirm", "yes")
    assert confirmed.names == ["utter_question_confirm"]
    assert "is the lid included" in str(confirmed.values["words"])
    assert (await chat.says("affirm", "yes")).names == ["utter_question_sent"]


async def test_without_an_account_it_is_a_note_and_that_is_said(server: httpx.AsyncClient) -> None:
    chat = Chat(server, BUYER)
    asked = await chat.says("contact_supplier", "ask them something", supplier_id=WITHOUT_ACCOUNT)
    assert asked.names == ["utter_contact_supplier", "utter_note_question"]
    await chat.says("inform", "do you glaze inside?", acts=ANSWER)
    left = await chat.says("affirm", "yes")
    assert (left.names, left.effects) == (["utter_note_left"], [{"kind": "handoff", "reason": "contact_supplier"}])
    new = NewQuestion(WITHOUT_ACCOUNT, "company", "", "do you glaze inside?")
    assert await (await market()).questions.ask(BUYER, new, key(), "v1") is None


async def test_a_visitors_question_is_a_note(visitor: Chat) -> None:
    asked = await visitor.says("contact_supplier", "ask them something", supplier_id=SUPPLIER)
    assert asked.names[-1] == "utter_note_question"


async def test_suspicious_words_wait_for_the_staff_in_both_directions(server: httpx.AsyncClient) -> None:
    buyer = Chat(server, BUYER)
    await news(BUYER)
    await news(SUPPLIER)
    words = "Please add me on whatsapp +49 170 1234567, we settle it directly without the platform"
    held = await ask(buyer, words, supplier_id=SUPPLIER)
    number = held.values["question"]
    assert held.names == ["utter_question_held"]
    assert held.effects == [{"kind": "words_held", "number": number}]
    assert await news(SUPPLIER) == []
    questions = (await market()).questions
    with pytest.raises(NotFound):
        await questions.access_question(SUPPLIER, number)
    assert (await Chat(server, SUPPLIER).says("answer_question", question_number=number)).names == [
        "utter_question_not_found"
    ]
    assert number in [one.number for one in await questions.list_questions(BUYER)], "its author sees it"
    await decide(server, number, "released")
    (told,) = await news(SUPPLIER)
    assert told.kind == "question_asked"
    await questions.answer(SUPPLIER, number, "加我微信 silk8866 私下谈，不走平台", key(), "v2")
    assert await news(BUYER) == []
    assert "silk8866" not in str((await buyer.says("answer_question", "any answer?", question_number=number)).replies)
    await decide(server, number, "refused")
    assert await news(BUYER) == []
    seen = str((await buyer.says("answer_question", "any answer?", question_number=number)).replies)
    assert "silk8866" not in seen
    assert "letter.refused" in seen


async def decide(server: httpx.AsyncClient, number: str, decision: str) -> None:
    (held,) = [one for one in (await server.get("/held", headers=HEADERS)).json()["held"] if one["rfq"] == number]
    answer = {"decision": decision, "by": "liwei"}
    assert (await server.post(f"/held/{held['id']}", json=answer, headers=HEADERS)).json()["decided_now"] is True


async def test_who_may_ask_and_answer() -> None:
    questions, number = (await market()).questions, await question()
    for stranger in ("nordmarkt", "chengdu-silk"):
        with pytest.raises(NotFound):
            await questions.access_question(stranger, number)
        with pytest.raises(NotFound):
            await questions.answer(stranger, number, "yes", key(), "v1")
    assert (await questions.answer(BUYER, number, "yes", key(), "v1")).is_taken is False, "not one's own question"
    with pytest.raises(NotAllowed):
        await questions.ask(SUPPLIER, NewQuestion(SUPPLIER, "company", "", "hm?"), key(), "v1")
    for subject, about in (("order", "ORD-100234"), ("quotation", "QUO-20001"), ("listing", "1")):
        with pytest.raises(NotFound):
            await questions.ask(BUYER, NewQuestion("shenzhen-lumen", subject, about, "hm?"), key(), "v1")  # type: ignore[arg-type]


async def test_repeated_messages_ask_and_answer_once() -> None:
    questions, same, asked = (await market()).questions, key(), NewQuestion(SUPPLIER, "company", "", "open in May?")
    await news(SUPPLIER)
    await news(BUYER)
    first, second = await asyncio.gather(*(questions.ask(BUYER, asked, same, "v1") for _ in range(2)))
    assert first == second
    assert first is not None
    assert len(await news(SUPPLIER)) == 1
    again = key()
    for _ in range(2):
        assert (await questions.answer(SUPPLIER, first.number, "yes", again, "v2")).is_taken
    assert len(await news(BUYER)) == 1
    assert len((await questions.access_question(BUYER, first.number)).answers) == 1


async def test_an_answer_may_be_added_to(server: httpx.AsyncClient) -> None:
    number, chat = await question(), Chat(server, SUPPLIER)
    questions = (await market()).questions
    await questions.answer(SUPPLIER, number, "yes", key(), "v2")
    begun = await chat.says("answer_question", "补充一下", question_number=number)
    assert begun.names == ["utter_answer_words"]
    await chat.says("inform", "下周起", acts=ANSWER)
    await chat.says("affirm", "发")
    found = await questions.access_question(BUYER, number)
    assert [letter.text for letter in found.answers] == ["yes", "下周起"]
    assert found.state == "answered"


async def test_several_questions_are_a_choice(server: httpx.AsyncClient) -> None:
    numbers = [await question("Open in May?"), await question("Open in June?")]
    chat = Chat(server, SUPPLIER)
    asked = await chat.says("answer_question", "有客户提问吗")
    assert asked.names == ["utter_which_question"]
    chosen = next(b for b in asked.buttons if b["entities"]["question_number"] == numbers[0])
    begun = await chat.presses(chosen)
    assert begun.names == ["utter_answer_words"]
    assert "Open in May?" in str(begun.values["words"])


async def test_nothing_to_answer(server: httpx.AsyncClient) -> None:
    assert (await Chat(server, "xinjiang-tomato").says("answer_question", "有提问吗")).names == ["utter_no_questions"]


async def test_the_card_says_what_was_asked_when(server: httpx.AsyncClient) -> None:
    number = await question(about=await order_to_ship())
    seen = await Chat(server, BUYER).says("answer_question", number, question_number=number)
    assert seen.names == ["utter_question_waits"]
    assert field(seen.cards[0], "asked_on") == {"type": "date", "value": NOW.date().isoformat()}


@pytest.mark.of_words
@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        (
            "please pack them 10 to a carton and mark each carton LAGOS HOME",
            ["leave the 10 to a carton out", 'put "fragile" before LAGOS HOME'],
            ["mark each carton fragile LAGOS HOME"],
        ),
        (
            "we can pay on friday",
            ["change friday to monday and add that the forwarder picks up on the 4th"],
            ["we can pay on monday", "the forwarder picks up on the 4th"],
        ),
        (
            "第一批200条，剩下的月底",
            ["把月底改成12月28号，再补一句运费我们出"],
            ["第一批200条，剩下的12月28号", "运费我们出"],
        ),
        ("纸箱要加固", ["开头写上我们急用"], ["我们急用", "纸箱要加固"]),
    ],
)
async def test_a_message_is_edited_as_often_as_it_takes(
    server: httpx.AsyncClient, first: str, then: list[str], words: list[str]
) -> None:
    buyer = Chat(server, BUYER)
    await buyer.says("contact_supplier", "ask them something", supplier_id=SUPPLIER)
    await buyer.says("inform", first, acts=ANSWER)
    for edit in then:
        answer = await buyer.says("contact_supplier", edit, acts={"correct": ("correct", 0.6)})
        assert answer.names == ["utter_question_confirm"]
    assert buyer.values["words"] == words


async def test_an_edit_that_finds_no_place_is_said_back_and_the_others_are_made(server: httpx.AsyncClient) -> None:
    buyer = Chat(server, BUYER)
    await buyer.says("contact_supplier", "ask them something", supplier_id=SUPPLIER)
    await buyer.says("inform", "we can pay on friday", acts=ANSWER)
    answer = await buyer.says(
        "inform", "change tuesday to sunday and add that it is urgent", acts={"correct": ("correct", 0.6)}
    )
    assert answer.names == ["utter_words_step_unread", "utter_question_confirm"]
    assert buyer.values["words"] == ["we can pay on friday", "it is urgent"]


async def test_who_only_names_the_reader_is_asked_what_to_write(server: httpx.AsyncClient) -> None:
    buyer = Chat(server, BUYER)
    asked = await buyer.says(
        "contact_supplier", "i want to write to the cup factory about my order", supplier_id=SUPPLIER
    )
    assert (asked.names[-1], buyer.asked) == ("utter_question_words", "words")
