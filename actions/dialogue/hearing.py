"""Carries out what a message does to the task under way: it gives values to the task, agrees to it, refuses it, asks
about it, or gives it up. `actions.dialogue.deciding` decides which of these a message does, before any value is read
from it.

A message counts as an answer only if both hold: its act (what the NLU says it does in the conversation) gives or
corrects a value, and its words contain a value that fits.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from actions.dialogue.agreement import agrees_clearly, has_content
from actions.dialogue.brief import is_brief
from actions.dialogue.deciding import Move, Said, asks_whether_sent, decide
from actions.dialogue.discourse import Json
from actions.dialogue.other_wishes import wants_another, wants_to_tell
from actions.dialogue.said.acts import SMALL_TALK
from actions.dialogue.said.entities import read_destination
from actions.dialogue.tasks import (
    CONFIRMED,
    conclude,
    drop,
    fill,
    find_task,
    go_on,
    name_task,
    read_out,
    refuse,
    resume,
    save,
    skip,
)
from actions.dialogue.turn import Turn
from actions.dialogue.unplaced import find_properties, find_unplaced
from actions.dialogue.whose import names_other_goods
from actions.replies import one_after_another, term

_SURE, _QUITE_SURE, _LIKELY = 0.5, 0.6, 0.35
_FEW_WORDS, _FEW_HAN = 5, 8


async def hear(turn: Turn) -> bool:
    """Uses the message for the task under way, if it belongs to the task. Returns False if it does not; the caller then
    answers it otherwise and asks the open question again."""
    task, state = find_task(turn), turn.task
    if task is None or state is None:
        return False
    if turn.is_pressed:
        return await _hear_button(turn)
    if turn.context.files and turn.intent == "send_file":
        return False
    if turn.private and task.keep_private:
        state.values |= await task.keep_private(turn, state.values)
    if turn.private:
        state.times = 0  # what is asked next is asked in full, with the limit
    if turn.private and not _says_more(turn):
        await go_on(turn)
        return True
    said = Said(turn, task, state, await names_other_goods(turn, state))
    tried: set[Move] = set()
    for move in decide(said):
        if move in tried:
            continue  # this step had no effect before, and would have none now
        tried.add(move)
        heard = await _DO[move](said)
        if heard is not None:
            return heard
    return False


def _says_more(turn: Turn) -> bool:
    """Returns whether a message that gives a private limit says anything besides, other than the goods to which the
    limit belongs."""
    names_only_goods = not turn.figures and all(name == "product" for name, _ in turn.entities.found)
    return bool(turn.text) and not (names_only_goods and turn.acts.kind in ("value", "correct", "ask", "chatter"))


async def _leave(said: Said) -> bool:
    return False


async def _answer_topic(said: Said) -> bool:
    answers = {**said.task.answers_alone, **said.task.answers}
    topic = next(each for each in sorted(said.turn.topics) if each in answers)
    await answers[topic](said.turn, dict(said.state.values))
    await go_on(said.turn)
    return True


def _say(response: str, *, in_full: bool = False) -> Callable[[Said], Awaitable[bool]]:
    """Returns a function that says `response` and asks the open question again, in full if `in_full`."""

    async def say(said: Said) -> bool:
        said.turn.say(response)
        if in_full:
            said.state.times = 0
        await go_on(said.turn)
        return True

    return say


async def _ask_in_full(said: Said) -> bool:
    said.state.times = 0
    await go_on(said.turn)
    return True


def _lead(step: Callable[[Turn], Awaitable[None]]) -> Callable[[Said], Awaitable[bool]]:
    """Returns a function that takes this step of `actions.dialogue.tasks`."""

    async def lead(said: Said) -> bool:
        await step(said.turn)
        return True

    return lead


async def _tell_of_it(said: Said) -> bool:
    """Says which values the contact has given so far. If the task collects words for somebody, also says that nothing
    has been sent."""
    if said.is_at_end and said.turn.asks and (said.task.takes_questions or asks_whether_sent(said)):
        said.turn.say("utter_question_not_yet" if said.task.takes_questions else "utter_task_not_sent_yet")
    await read_out(said.turn)
    return True


async def _press_on(said: Said) -> bool:
    """Says which values are missing before the message or order can be sent, or leaves the asked value open if the task
    can do without it."""
    await (skip if said.slot and said.slot.optional else read_out)(said.turn)
    return True


async def _hold(said: Said) -> bool:
    """Keeps the task at its final question. Returns False if the message also asks something, which is then answered
    elsewhere."""
    said.turn.say("utter_task_held", {"task": name_task(said.state)})
    return not (said.turn.asks or said.turn.acts.share("ask", "wish") >= _LIKELY)


async def _take(said: Said) -> bool | None:
    """Takes the values in the message. Returns None if it holds none."""
    turn, task, state = said.turn, said.task, said.state
    values = await task.read(turn, dict(state.values), state.asked)
    values |= _keep_provisos(said, {**state.values, **values})
    values |= _keep_unplaced(said, values)
    changed = {name: value for name, value in values.items() if state.values.get(name) != value}
    changed = {name: value for name, value in changed.items() if not _says_less(turn, state.values.get(name), value)}
    if changed:
        _tell_corrected(turn)
        await fill(turn, changed)
        return True
    is_yes = turn.acts.kind == "yes" and agrees_clearly(turn, repeats=True) and not turn.provisos
    repeats = turn.cues.agrees_first and is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and not turn.asks
    if values and said.is_at_end and (is_yes or (repeats and not turn.provisos)):
        await conclude(turn)  # the yes repeats values that were shown
        return True
    if values and turn.acts.share("value", "correct") > _SURE:
        await fill(turn, {}, say_back=False)  # the message repeats what the task knows already
        return True
    if turn.provisos or (turn.dispatcher.messages and not said.is_own_wish):
        await go_on(turn)  # the task has told the contact why it cannot take the value
        return True
    return None


def _says_less(turn: Turn, held: Any, value: Any) -> bool:
    """Returns whether the value is only the country of the city that is known already, which corrects nothing."""
    places = (read_destination(held), read_destination(value)) if isinstance(held, Mapping) else (None, None)
    known, named = places
    same = known is not None and named is not None and known.country == named.country
    return same and bool(known and known.city.en) and not (named and named.city.en) and not turn.cues.corrects


def _keep_provisos(said: Said, values: Json) -> Json:
    """Returns the values that change when the task keeps the message's conditions; tells the contact if the task has no
    place for them."""
    turn, task = said.turn, said.task
    if not turn.provisos or task.takes_questions:
        return {}
    if task.keep is not None:
        return task.keep(turn, values, turn.provisos)
    unkept = [words for words in turn.provisos if words not in str(values.get("words"))]
    if unkept:
        said_back = one_after_another(term("note.words", words=words) for words in unkept)
        turn.say("utter_condition_not_kept", {"words": said_back})
    return {}


def _keep_unplaced(said: Said, values: Json) -> Json:
    """Returns the values that change when the task keeps, in the contact's words, those parts of the message that are
    no values of the task. Tells the contact if the task has no place for these words."""
    turn, task, held = said.turn, said.task, said.state.values
    is_computed = (
        turn.cues.whole_price or turn.differences or turn.percents or turn.shares or turn.shifts or turn.removals
    )
    is_given = turn.acts.share("value", "correct", "condition") >= _SURE and not (turn.asks or turn.edits)
    if task.confirm is None or task.takes_questions or is_computed or not is_given or turn.dispatcher.messages:
        return {}
    unplaced = find_unplaced(turn, held, values)
    if task.keep is not None:
        is_given_on = turn.acts.kind in ("value", "correct") and not turn.cues.corrects
        is_more = values and is_given_on and task.describes_goods
        more = find_properties(turn, held, values) if is_more else []
        only = turn.cues.keeps_only  # "only the 4000K one" says which remarks stay, and is none
        kept = [words for words in dict.fromkeys((*unplaced, *more)) if not (only and only in words)]
        return task.keep(turn, {**held, **values}, kept) if kept else {}
    if unplaced:
        words = one_after_another(term("note.words", words=each) for each in unplaced)
        turn.say("utter_task_unplaced", {"words": words, "task": name_task(said.state)})
    return {}


async def _say_unread(said: Said) -> bool:
    """Says that the collected words do not speak of what is to be left out, or else that the change is not understood, and
    shows the words again."""
    dictated = said.turn.dictation
    if dictated.gone and not (dictated.swap or dictated.place or dictated.insertion or dictated.steps):
        gone = one_after_another(term("note.words", words=each) for each in dictated.gone)
        said.turn.say("utter_words_without", {"words": gone})
    else:
        said.turn.say("utter_words_unread")
    said.state.times = 0
    await go_on(said.turn)
    return True


async def _take_up(said: Said) -> bool:
    """Puts the task aside, and takes up the one whose deed the message agrees to."""
    said.turn.say("utter_task_aside", {"task": name_task(said.state)})
    return await resume(said.turn, said.agreed_aside)


async def _edit(said: Said) -> bool | None:
    """Changes the words that the task has collected. Returns None if they do not contain the part that the message
    wants changed."""
    if await _take(replace(said, turn=replace(said.turn, edits=True))) is None:
        return None
    if said.is_draft or said.turn.task is not said.state:
        return True
    said.turn.dispatcher.messages.clear()
    await drop(said.turn)  # the change has left no words
    return True


async def _stay(said: Said) -> bool:
    """Answers a message that belongs to the task but gives no value: a question about the values so far, a value that
    cannot be read, or chatter. The intent of such a message would lead away from the task, so it is ignored. Returns
    False for any other message."""
    turn, task, state, kind = said.turn, said.task, said.state, said.turn.acts.kind
    if "jests" in turn.topics:
        turn.say("utter_chatter_amid_task")
        await go_on(turn)
    elif (
        _adds_in_own_words(said)
        and task.keep is not None
        and (kept := task.keep(turn, state.values, [turn.content or turn.text.strip()]))
    ):
        await fill(turn, kept)
    elif said.is_at_end and turn.cues.asks_first and not turn.intent.startswith("faq_"):
        turn.say("utter_task_unanswered")  # 能做蓝色吗，上次那个白的 is a question, not a remark
        await go_on(turn)
    elif kind == "ask" and not _can_be_answered(turn):
        if said.is_at_end and state.times > 0 and turn.record.last.done[-1:] == [task.name]:
            turn.say(
                "utter_task_unanswered"
            )  # the bot has just shown all values; showing them again would answer nothing
            await go_on(turn)
        else:
            await read_out(turn)
    elif kind == "correct" and turn.cues.corrects and said.is_at_end and not (turn.entities or turn.numbers):
        state.times = 0  # "I mean the bedding" changes none of the values shown
        await go_on(turn)
    elif kind in ("value", "correct", "condition") and not turn.entities.has("order_number", "rfq_number", "company"):
        if wants_another(turn, task) or (said.is_at_end and wants_to_tell(turn, task)):
            return False  # nothing in it fits this task, and its words are a clear wish
        if said.slot is None:
            turn.say("utter_task_unread")
            state.times = 0
        else:
            turn.say("utter_task_not_taken", {"value": term(f"slot.{said.slot.name}")})
        await go_on(turn)
    elif kind == "chatter" and turn.intent not in SMALL_TALK:
        is_mash = "mash" in turn.topics
        amid = "utter_not_understood_here" if is_mash else "utter_chatter_amid_task"
        turn.say("utter_unhappy" if turn.cues.complains else amid)
        await go_on(turn)
    elif kind == "yes":
        await go_on(turn)
    elif turn.intent == "out_of_scope" and said.is_at_end and not turn.asks and not turn.entities:
        turn.say("utter_chatter_amid_task")
        await go_on(turn)
    else:
        return False
    return True


def _adds_in_own_words(said: Said) -> bool:
    """Returns whether the message, which follows the summary, adds something that is not a value of the task:
    对了裂在把手那里, "with a pole please"."""
    turn, task = said.turn, said.task
    is_of_it = turn.intent in (task.intent, *task.own, "inform") or turn.acts.kind in ("value", "condition")
    says_more = has_content(turn) or not (turn.cues.assents or turn.acts.kind in ("chatter", "yes", "no", "go_on"))
    is_correction = turn.cues.corrects or turn.acts.kind in ("ask", "give_up") or bool(turn.removals)
    stays = turn.kept or turn.topics & {"stays", "keeps", "holds"}
    is_other = turn.asks or turn.cues.asks_first or is_correction or stays or wants_another(turn, task)
    return said.is_at_end and is_of_it and says_more and not is_other


def _can_be_answered(turn: Turn) -> bool:
    """Returns whether the words are clearly a question that the bot can answer by itself, and not one about the task's
    values."""
    least = _SURE if turn.intent.startswith("faq_") else _QUITE_SURE
    return turn.confidence >= least or turn.entities.has("order_number", "rfq_number", "company", "product")


def _tell_corrected(turn: Turn) -> None:
    """Reports the previous message to the gateway as misunderstood, if this one corrects a value in it: "no, 600"."""
    if turn.cues.corrects and set(turn.entities.mapping) & set(turn.record.last.entities):
        turn.request_effect("not_understood", outcome="corrected", message="previous")


async def _hear_button(turn: Turn) -> bool:
    """Handles a pressed button. A button with a value gives it to the task that it was shown for. The buttons "yes" and
    "no" of the final question work once, and only while the task is as it was when they were shown."""
    state, task = turn.task, find_task(turn)
    assert state is not None
    if turn.intent == "cancel":
        await drop(turn)
        return True
    if turn.intent == "inform" and turn.entities.has("slot"):
        slot = task.find_slot(turn.entities.word("slot")) if task else None
        if slot is None or turn.entities.word("task") != state.id:
            turn.say("utter_button_overtaken")
            await read_out(turn)
        else:
            await fill(turn, {slot.name: turn.entities.word("value")})
        return True
    if turn.intent not in ("affirm", "deny"):
        return False
    shown = turn.entities.word("task")
    if shown is not None and shown != f"{state.id}:{state.revision}":
        turn.say("utter_button_overtaken")
        await read_out(turn)
        return True
    if state.asked == CONFIRMED:
        await (conclude if turn.intent == "affirm" else refuse)(turn)
        return True
    return False


_DO: dict[Move, Callable[[Said], Awaitable[bool | None]]] = {
    Move.IS_ELSEWHERE: _leave,
    Move.ASKS_OF_TOPIC: _answer_topic,
    Move.ASKS_OF_IT: _tell_of_it,
    Move.ASKS_TO_TRANSLATE: _say("utter_words_not_translated"),
    Move.ASKS_TO_REWORD: _say("utter_words_not_reworded"),
    Move.EDITS: _edit,
    Move.GIVES: _take,
    Move.IS_UNCLEAR_EDIT: _say_unread,
    Move.PRAISES: _lead(go_on),
    Move.AGREES_TO_ANOTHER: _take_up,
    Move.CONFIRMS: _lead(conclude),
    Move.ADDS_TO_YES: _say("utter_task_unread", in_full=True),
    Move.ASKS_IN_FULL: _ask_in_full,
    Move.REFUSES: _lead(refuse),
    Move.HOLDS: _hold,
    Move.SKIPS: _lead(skip),
    Move.PRESSES_ON: _press_on,
    Move.PUTS_OFF: _lead(save),
    Move.GIVES_UP: _lead(drop),
    Move.GOES_ON: _lead(read_out),
    Move.STAYS: _stay,
}
"""The function that carries out each move. It returns True if the task has answered the message, False if the message
is to be answered elsewhere, and None if the move has no effect, so that the next one is tried."""
