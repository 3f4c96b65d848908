"""What a message is to the words that a contact is having written for somebody: a table of sayings in both languages, tried
in a message to the other side, in the answer to a question, and in a note for the team."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.fakes.actions.chat import ANSWER, Answer, Chat
from tests.fakes.actions.registered import register_actions
from tests.fakes.actions.trading import BUYER, SUPPLIER, question

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.parametrize("seeded", ["sqlite"], indirect=True, scope="session"),
]
register_actions()

WORDS = {
    "en": ["two pallets must be shrink-wrapped, and please tell us the price", "we need them by Friday"],
    "zh": ["外箱要用五层瓦楞，另外请报一下运费", "周五之前要货"],
}
YES, CORRECT, INFORM = {"answer_yes": ("yes", 0.8)}, {"correct": ("correct", 0.7)}, {"inform": ("value", 0.7)}
HALF = {"inform": ("value", 0.4)}
ASK, CHATTER, NO = {"ask_about": ("ask", 0.8)}, {"chatter": ("chatter", 0.9)}, {"answer_no": ("no", 0.6)}
Says = tuple[str, str, dict[str, tuple[str, float]]]


async def begin_message(server: httpx.AsyncClient) -> tuple[Chat, Answer]:
    chat = Chat(server, BUYER)
    return chat, await chat.says("contact_supplier", "ask them something", supplier_id=SUPPLIER)


async def begin_answer(server: httpx.AsyncClient) -> tuple[Chat, Answer]:
    chat = Chat(server, SUPPLIER)
    return chat, await chat.says("answer_question", "I answer it", question_number=await question())


async def begin_note(server: httpx.AsyncClient) -> tuple[Chat, Answer]:
    chat = Chat(server)
    return chat, await chat.says("human_handoff", "leave a note")


DRAFTS: dict[str, Callable[[httpx.AsyncClient], Awaitable[tuple[Chat, Answer]]]] = {
    "question": begin_message,
    "answer": begin_answer,
    "message": begin_note,
}
drafts = pytest.mark.parametrize("draft", DRAFTS)


async def write(server: httpx.AsyncClient, draft: str, language: str) -> Chat:
    """Returns a conversation in which two sentences are written, and the final question is open."""
    chat, _ = await DRAFTS[draft](server)
    for words in WORDS[language]:
        await chat.says("inform", words, acts=ANSWER)
    assert (chat.asked, chat.values["words"]) == ("confirmed", WORDS[language])
    return chat


@dataclass(frozen=True)
class Saying:
    """Holds what is said, what the NLU makes of it, and the sentences afterwards."""

    language: str
    intent: str
    words: str
    acts: dict[str, tuple[str, float]]
    then: list[str]


EN, ZH = WORDS["en"], WORDS["zh"]
AMENDS = (
    Saying("en", "negotiate_price", "take out the bit about the price", CORRECT, [EN[0].split(",")[0], EN[1]]),
    Saying("en", "deny", "bin that question about the price", NO, [EN[0].split(",")[0], EN[1]]),
    Saying("en", "contact_supplier", "leave out the last sentence", CORRECT, EN[:1]),
    Saying("en", "cancel", "scrap the last bit, just say we can wait", CORRECT, [EN[0], "we can wait"]),
    Saying("en", "inform", "say three pallets", INFORM, [EN[0].replace("two", "three"), EN[1]]),
    Saying("en", "inform", "Monday instead of Friday", CORRECT, [EN[0], EN[1].replace("Friday", "Monday")]),
    Saying("en", "contact_supplier", "not like that. just write: we take four", CORRECT, ["we take four"]),
    Saying("en", "affirm", "lemme also know whether they stack", INFORM, [*EN, "whether they stack"]),
    Saying("en", "faq_data_privacy", "also that we share photos tomorrow", INFORM, [*EN, "we share photos tomorrow"]),
    Saying("en", "answer_question", "both in one message please", INFORM, [*EN]),
    Saying(
        "en", "contact_supplier", "before you send it: does the lid fit? add that too", HALF, [*EN, "does the lid fit?"]
    ),
    Saying("zh", "contact_supplier", "先别发，盖子能不能换成木头的？也加上", HALF, [*ZH, "盖子能不能换成木头的？"]),
    Saying("zh", "faq_shipping_cost", "运费那句先拿掉", CORRECT, ["外箱要用五层瓦楞", ZH[1]]),
    Saying("zh", "contact_supplier", "最后一句去掉", CORRECT, ZH[:1]),
    Saying("zh", "contact_supplier", "后面那句不要了，改成问他们最快几号能发", CORRECT, [ZH[0], "最快几号能发"]),
    Saying("zh", "change_order", "五层改七层", CORRECT, [ZH[0].replace("五", "七"), ZH[1]]),
    Saying("zh", "out_of_scope", "等等 是周六之前", INFORM, [ZH[0], "周六之前要货"]),
    Saying("zh", "report_problem", "写清楚是老客户", INFORM, [*ZH, "老客户"]),
    Saying("zh", "report_problem", "仓库周六不收货 也写进去", INFORM, [*ZH, "仓库周六不收货"]),
)


@drafts
@pytest.mark.parametrize("saying", AMENDS, ids=lambda saying: saying.words)
async def test_what_changes_the_words_is_carried_out_and_is_none_of_them(
    server: httpx.AsyncClient, draft: str, saying: Saying
) -> None:
    chat = await write(server, draft, saying.language)
    answer = await chat.says(saying.intent, saying.words, acts=saying.acts)
    assert chat.values["words"] == saying.then
    assert chat.asked == "confirmed"
    assert answer.names[-1].endswith("_confirm"), "the whole is shown again"


LEAVES = (
    ("en", "inform", "make it shorter please", CORRECT, "utter_words_not_reworded"),
    ("en", "change_language", "can you tidy my english a bit", CHATTER, "utter_words_not_reworded"),
    ("en", "report_problem", "cut the apology", CORRECT, "utter_words_unread"),
    ("en", "out_of_scope", "my boss is mad at me today", CHATTER, "utter_chatter_amid_task"),
    ("en", "inform", "not just yet", {"answer_no": ("no", 0.4)}, "utter_task_held"),
    ("en", "affirm", "yes but only on Mondays", YES, "utter_task_unread"),
    ("zh", "negotiate_price", "太啰嗦了，精简一下", CORRECT, "utter_words_not_reworded"),
    ("zh", "report_problem", "道歉那句删掉", CORRECT, "utter_words_without"),
    ("zh", "out_of_scope", "唉 最近真是忙死了", CHATTER, "utter_chatter_amid_task"),
    ("zh", "inform", "先缓一缓", {"answer_no": ("no", 0.4)}, "utter_task_held"),
)


@drafts
@pytest.mark.parametrize(("language", "intent", "words", "acts", "said"), LEAVES, ids=[each[2] for each in LEAVES])
async def test_what_is_no_words_of_the_message_leaves_it_as_it_is(
    server: httpx.AsyncClient, draft: str, language: str, intent: str, words: str, acts: Any, said: str
) -> None:
    chat = await write(server, draft, language)
    answer = await chat.says(intent, words, acts=acts)
    assert chat.values["words"] == WORDS[language]
    assert (answer.names[0], chat.asked) == (said, "confirmed")


@drafts
@pytest.mark.parametrize("words", ["yep fire away, and be quick about it", "yh go for it", "嗯嗯 快点发给他们"])
async def test_a_hurried_yes_sends_it(server: httpx.AsyncClient, draft: str, words: str) -> None:
    chat = await write(server, draft, "zh" if words[0] == "嗯" else "en")
    answer = await chat.says("affirm", words, acts=YES)
    assert chat.task is None
    assert answer.names[0] in ("utter_question_sent", "utter_answer_sent", "utter_note_left")


@drafts
@pytest.mark.parametrize("words", ["yes in navy", "ok send it later", "好的 过会儿发"])
async def test_more_than_a_yes_sends_nothing(server: httpx.AsyncClient, draft: str, words: str) -> None:
    chat = await write(server, draft, "en")
    await chat.says("affirm", words, acts=YES)
    assert chat.asked == "confirmed"


@drafts
async def test_nothing_is_left_of_a_message_without_its_only_sentence(server: httpx.AsyncClient, draft: str) -> None:
    chat, _ = await DRAFTS[draft](server)
    await chat.says("inform", "can it go to Rotterdam instead", acts=ANSWER)
    answer = await chat.says("inform", "forget the Rotterdam thing", acts=CORRECT)
    assert (answer.names, chat.task) == (["utter_task_dropped"], None)


async def test_a_yes_before_there_are_words_is_none_of_them(server: httpx.AsyncClient) -> None:
    chat, _ = await begin_message(server)
    answer = await chat.says("affirm", "嗯嗯 快点发给他们", acts=ANSWER)
    assert (chat.asked, answer.names[-1]) == ("words", "utter_question_words")


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        ("tell yuyao ceramics we need the lids glazed, and by Friday", "we need the lids glazed, and by Friday"),
        ("问一下景德镇那家 盖子能不能上釉", "盖子能不能上釉"),
    ],
)
async def test_the_name_of_the_reader_is_none_of_the_words(server: httpx.AsyncClient, wish: str, words: str) -> None:
    chat = Chat(server, BUYER)
    await chat.says("contact_supplier", wish, supplier_id=SUPPLIER)
    assert chat.values["words"] == [words]


@drafts
@pytest.mark.parametrize(
    ("intent", "words"), [("help", "show what they get to read"), ("list_orders", "看看发出去的样子")]
)
async def test_words_that_hardly_want_anything_else_show_the_draft(
    server: httpx.AsyncClient, draft: str, intent: str, words: str
) -> None:
    chat = await write(server, draft, "en")
    unsure = {intent: ("wish", 0.46), "resume": ("go_on", 0.44)}
    answer = await chat.says(intent, words, acts=unsure, ranking={intent: 0.4, "out_of_scope": 0.3})
    assert (answer.names[0].endswith("_confirm"), chat.asked, chat.values["words"]) == (True, "confirmed", EN)
