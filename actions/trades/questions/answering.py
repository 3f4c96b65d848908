"""Declares the task of answering a question of the other side, and shows those who asked their questions with the
answers."""

from __future__ import annotations

from contextlib import suppress

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import answers, in_passing, reading
from actions.dialogue.tasks import Slot, Task, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.questions.records import Question
from actions.replies import Button, button, lines, search_button
from actions.trades.notes.drafting import compose, only_reminds, quote_words, take_words
from actions.trades.questions.cards import question_button, question_card, question_line, question_values

_FEW_WORDS, _FEW_HAN, _SHOWN = 6, 11, 6
_LONGEST_LABEL = 20
_FEWEST_WORDS, _FEWEST_HAN = 3, 4
_SURE = 0.6
_SHOW_QUESTIONS = frozenset(("utter_buyers_wait",))
"""The responses that show the questions of the other side."""
_OTHERWISE = frozenset(
    (
        *("view_leads", "list_orders", "daily_tasks", "own_products", "own_figures", "my_quotes", "check_quotes"),
        *("order_status", "payment_status", "change_listing", "thank", "greet", "goodbye", "human_handoff", "help"),
        *("confirm_order", "decline_order", "affirm", "deny", "cancel", "find_supplier", "change_language"),
    )
)
"""Intents of messages that answer no question of the other side."""


@answers("answer_question", signed_in=True)
async def take_up_question(turn: Turn) -> list[Event]:
    """Begins the answer to a question: the question that the message names, else the one that was talked about last,
    else the only one that waits for an answer. If the contact's own side asked the question, shows the question with
    its answers."""
    question = await _find_question(turn)
    if question is None:
        return []
    turn.apply([SlotSet("question_number", question.number)])
    if question.is_own:
        say_state(turn, question)
        return []
    answer = _without_address(turn.text, question.number)
    named = answer != turn.text.strip()
    brief = turn.is_pressed or (not named and is_brief(turn.text, _FEW_WORDS, _FEW_HAN))
    words = None if brief else [answer if named else turn.dictation.words or answer]
    figures = dict(turn.dictation.figures) if words else None
    await start(turn, ANSWER, {"question_number": question.number, "words": words, "figures": figures})
    return []


def _without_address(words: str, number: str) -> str:
    """Returns the words without a beginning that only names the question: "QST-60001, answer: yes, we can" becomes
    "yes, we can"."""
    before, found, after = words.partition(number)
    said = after if found and not before.strip() else words
    label, colon, answer = said.replace("：", ":", 1).partition(":")
    return answer.strip() if found and colon and answer.strip() and len(label) <= _LONGEST_LABEL else words.strip()


@reading
async def named_question(turn: Turn) -> list[Event] | None:
    """Reads a message with the number of the other side's question as the answer to that question, unless the message
    itself asks something."""
    number = turn.entities.question_number
    if number is None or turn.is_pressed or not turn.is_signed_in or turn.task is not None:
        return None
    return None if turn.cues.is_question else await take_up_question(turn)


@in_passing
async def answer_told(turn: Turn) -> list[Event] | None:
    """Reads a short message to the other side as the answer to its question, if only one question of it waits: "tell
    them yes", 跟他说可以."""
    told = turn.dictation.words
    if not turn.dictation.is_to_them or not told or turn.is_pressed or not turn.is_signed_in or turn.task is not None:
        return None
    if only_reminds(turn):
        return None  # "remind them of the balance"
    if turn.entities.has("order_number", "rfq_number", "company", "price") or not is_brief(told, _FEW_WORDS, _FEW_HAN):
        return None
    questions = await turn.market.questions.list_questions(turn.account, ("asked",), limit=_SHOWN)
    waiting = [question for question in questions if not question.is_own]
    if len(waiting) != 1:
        return None
    await start(turn, ANSWER, {"question_number": waiting[0].number, "words": [told]})
    return [SlotSet("question_number", waiting[0].number)]


@in_passing
async def answer_to_what_was_shown(turn: Turn) -> list[Event] | None:
    """Reads a statement as the answer to the only question of the other side that waits, if the last reply has shown it:
    200床18号可以 剩下的22."""
    if (
        turn.is_pressed
        or not turn.is_signed_in
        or turn.task is not None
        or not _SHOW_QUESTIONS & set(turn.record.last.said)
    ):
        return None
    others = turn.intent in _OTHERWISE and turn.confidence >= _SURE
    if turn.asks or turn.cues.is_question or others or is_brief(turn.text, _FEWEST_WORDS, _FEWEST_HAN):
        return None
    if turn.entities.has("rfq_number", "claim_number", "sample_number", "tracking_number", "company"):
        return None
    questions = await turn.market.questions.list_questions(turn.account, ("asked",), limit=_SHOWN)
    waiting = [question for question in questions if not question.is_own]
    if len(waiting) != 1:
        return None
    return await take_up_question(turn.with_entities(question_number=waiting[0].number))


def say_state(turn: Turn, question: Question) -> None:
    """Says whether the other side has answered a question of this contact's company, and shows the answers."""
    response = "utter_question_answered" if question.answers else "utter_question_waits"
    turn.say(response, question_values(question), cards=[question_card(question)])


async def _find_question(turn: Turn) -> Question | None:
    """Returns the question that the message means. Returns None after saying that there is none, or after asking which
    one is meant."""
    if number := turn.entities.question_number:
        return await _access_named(turn, number)
    if (focused := turn.word_slot("question_number")) and not turn.is_pressed:
        return await _access_named(turn, focused)
    questions = await turn.market.questions.list_questions(turn.account, limit=_SHOWN)
    to_answer = [question for question in questions if question.state == "asked" and not question.is_own]
    waiting = [question for question in questions if question.state == "asked"]
    shown = to_answer or waiting or list(questions)
    if len(shown) == 1:
        return shown[0]
    if not shown:
        turn.say("utter_no_questions", buttons=[_elsewhere(turn)])
        return None
    turn.say(
        "utter_which_question",
        {"questions": lines(map(question_line, shown))},
        buttons=[question_button(question) for question in shown],
    )
    turn.give_choice("answer_question", "question_number", [question.number for question in shown])
    return None


def _elsewhere(turn: Turn) -> Button:
    return button("button.leads", "view_leads") if turn.is_supplier else search_button()


async def _access_named(turn: Turn, number: str) -> Question | None:
    """Returns the question of that number. If it is unknown or belongs to somebody else, or if the contact is a
    visitor, says that there is none."""
    if turn.is_signed_in:
        with suppress(NotFound):
            return await turn.market.questions.access_question(turn.account, number)
    turn.say("utter_question_not_found", {"number": number})
    return None


async def _access(turn: Turn, values: Json) -> Question | None:
    return await _access_named(turn, str(values.get("question_number")))


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    return {} if turn.is_pressed else take_words(turn, known, asked)


async def _ask_words(turn: Turn, values: Json, again: bool) -> None:
    question = await _access(turn, values)
    response = "utter_answer_words_again" if again else "utter_answer_words"
    turn.say(response, question_values(question) if question else {})


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    question = await _access(turn, values)
    assert question is not None
    shown = {**question_values(question), "answer": quote_words(values)}
    buttons = confirm_buttons(turn, "button.send_answer", "button.do_not_send")
    turn.say("utter_answer_confirm_again" if again else "utter_answer_confirm", shown, buttons=buttons)


async def _send(turn: Turn, values: Json) -> None:
    """Passes the answer on, only once even if the turn is repeated."""
    question = await _access(turn, values)
    assert question is not None
    words = "\n".join(compose(values))
    key = WriteKey(turn.context.message_id, "answer_question")
    taken = await turn.market.questions.answer(turn.account, question.number, words, key, turn.context.conversation)
    response = "utter_answer_held" if taken.is_held else "utter_answer_sent"
    turn.say(response, {**question_values(question), "answer": quote_words(values)})
    if taken.is_held:
        turn.request_effect("words_held", number=question.number)
    turn.done.append("answer_question")


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether this contact may still answer the question. The contact may have signed in as somebody else. If
    not, tells the contact."""
    question = await _access(turn, values)
    if question is not None and question.is_own:
        turn.say("utter_question_not_found", {"number": question.number})
    return question is not None and not question.is_own


ANSWER = declare(
    Task(
        name="answer",
        intent="answer_question",
        slots=(Slot("words", "free", _ask_words),),
        read=_read,
        describe=lambda turn, values: [quote_words(values)] if values.get("words") else [],
        confirm=_confirm,
        effect=_send,
        is_there=_is_there,
        refused="utter_answer_not_sent",
        takes_questions=True,
        about={"question_number": "question_number"},
    )
)
"""The task of answering a question of the other side."""
