"""Decides what a message means for the task under way: it gives values, corrects one, says yes or no, asks something
else in between, or gives the task up.

A message counts as an answer only if both hold: its act (what the NLU says it does in the conversation) gives or
corrects a value, and its words contain a value that fits.
"""

from __future__ import annotations

from actions.cues.answering import acknowledges, asks_to_translate, complains, refuses_to_confirm, sends, stops
from actions.cues.brief import is_brief, is_question
from actions.cues.ruling_out import corrects
from actions.dialogue.abilities import is_of_other_role
from actions.dialogue.acts import SMALL_TALK
from actions.dialogue.agreement import agrees_clearly
from actions.dialogue.discourse import Json
from actions.dialogue.tasks import (
    CONFIRMED,
    Task,
    conclude,
    drop,
    fill,
    find_task,
    go_on,
    name_task,
    read_out,
    refuse,
    save,
    skip,
)
from actions.dialogue.turn import Turn
from actions.replies import term

_NEVER_VALUES = frozenset(
    (
        "human_handoff",
        "change_language",
        "bot_challenge",
        "help",
        "goodbye",
        "greet",
        "order_status",
        "list_orders",
        "check_quotes",
        "payment_status",
        "report_problem",
        "request_refund",
        "claim_status",
        "answer_claim",
        "answer_question",
        "sample_status",
        "request_invoice",
        "send_file",
        "view_leads",
        "link_account",
        "accept_quote",
        "confirm_order",
        "decline_quote",
        "withdraw_quote",
        "my_quotes",
        "list_requests",
        "cancel_request",
        "daily_tasks",
        "own_products",
        "own_figures",
        "change_listing",
    )
)
"""Intents that ask for something else and give no value to the task under way, unless they are among the task's `own`
intents."""
_NEVER_OF_A_TASK = frozenset(["change_language", "human_handoff", "bot_challenge"])
"""Intents that are about the conversation as a whole and never about the task under way."""
_COURTESIES = frozenset(["thank", "greet"])
_REFUSALS = frozenset(["cancel", "deny", "cancel_order", "cancel_request"])
"""Intents that speak against the task under way, unless it is about cancelling."""
_CARRIES_VALUES = frozenset(["inform", "affirm", "deny"])
_OTHER_SUBJECTS = frozenset(
    (
        "find_supplier",
        "request_quote",
        "place_order",
        "order_status",
        "list_orders",
        "check_quotes",
        "report_problem",
        "compare_suppliers",
        "supplier_details",
        "cancel_order",
        "request_invoice",
        "request_sample",
        "list_requests",
        "ship_order",
        "submit_quote",
        "report_production",
        "confirm_order",
        "view_leads",
        "answer_question",
    )
)
"""Intents of wishes that are never a part of a message to somebody else, if the words name what they are about."""
SUBJECTS = ("product", "company", "order_number", "rfq_number", "quotation", "claim_number", "sample_number")
"""Entities that say what a message is about."""
_OF_THE_TASK = frozenset(["sent", "missing", "draft"])
"""Topics that ask about the task under way itself."""
_SURE = 0.5
_QUITE_SURE = 0.6
_VERY_SURE = 0.75
_LIKELY = 0.35
_FEW_WORDS = 8
_FEW_HAN = 16


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
    if topic := next((each for each in sorted(turn.topics) if each in task.answers), None):
        await task.answers[topic](turn, dict(state.values))
        await go_on(turn)
        return True
    translates = asks_to_translate(turn.text) or ("translates" in turn.topics and turn.intent == "change_language")
    if task.takes_questions and state.values.get("words") and translates:
        turn.say("utter_words_not_translated")
        await go_on(turn)
        return True
    if turn.intent in _NEVER_OF_A_TASK and turn.confidence >= _SURE and not _is_for_the_other_side(turn, task):
        return False
    if state.asked == CONFIRMED and task.name == "cancel_order" and turn.intent == "cancel_order" and stops(turn.text):
        await conclude(turn)  # "cancel it" is the yes to "shall I have it cancelled?"
        return True
    if turn.acts.name == "skip" and state.asked != CONFIRMED and not turn.entities:
        await skip(turn)
        return True
    if sends(turn.text) and state.asked != CONFIRMED:
        slot = task.find_slot(state.asked)
        await (skip if slot and slot.optional else read_out)(turn)  # says what is missing before it can be sent
        return True
    if _is_mere_courtesy(turn):
        return False  # thanks in passing are no words to pass on
    if turn.topics & _OF_THE_TASK and turn.acts.kind in ("ask", "go_on", "yes", "give_up") and not turn.entities:
        await read_out(turn)  # "what will they read?", "do you have everything?"
        return True
    values = await task.read(turn, dict(state.values), state.asked)
    was_refused = bool(turn.dispatcher.messages)
    changed = {name: value for name, value in values.items() if state.values.get(name) != value}
    names_another = turn.intent in ("cancel", "cancel_order") and _names_another(turn, task)
    if state.asked == CONFIRMED and "holds" in turn.topics and not changed and not sends(turn.text):
        turn.say("utter_task_held", {"task": name_task(state)})
        return not (
            turn.asks or turn.acts.share("ask", "wish") >= _LIKELY
        )  # what is asked before it is sent is answered
    if (
        _gives_up(turn) and not names_another and not (changed and (turn.mentions or turn.removals))
    ):  # "forget the target price" and "no pens" give up a value, not the task
        keeps = turn.intent == "goodbye" or turn.acts.find("save_draft") > turn.acts.find("drop", "cancel")
        await (save if keeps else drop)(turn)
        return True
    if changed and _may_give(turn, task, changed, state.asked):
        _tell_corrected(turn)
        await fill(turn, changed)
        return True
    repeats = bool(values) and not changed
    if state.asked == CONFIRMED and (verdict := _say_yes_or_no(turn, task, repeats)) is not None:
        await (conclude if verdict else refuse)(turn)
        return True
    says_more = _half_agrees(turn) and not refuses_to_confirm(turn.text)
    if state.asked == CONFIRMED and says_more and not _is_wish_of_its_own(turn, task):
        turn.say("utter_task_unread")
        state.times = 0  # whoever says more than yes reads once more, in full, what a yes would do
        await go_on(turn)
        return True
    if turn.acts.kind == "go_on":
        await read_out(turn)
        return True
    if values and not changed and turn.acts.share("value", "correct") > _SURE:
        await fill(turn, {}, say_back=False)  # the message repeats what the task knows already
        return True
    if was_refused and not _is_wish_of_its_own(
        turn, task
    ):  # the task has already told the contact why it cannot take the value
        await go_on(turn)
        return True
    return turn.acts.are_situated and not _is_wish_of_its_own(turn, task) and await _stay(turn, task)


def _is_mere_courtesy(turn: Turn) -> bool:
    """Returns whether the message only thanks or greets the bot."""
    says_nothing = not turn.entities and not sends(turn.text) and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    return turn.intent in _COURTESIES and turn.confidence >= _VERY_SURE and says_nothing


def _is_for_the_other_side(turn: Turn, task: Task) -> bool:
    """Returns whether the message is a part of what the task passes on, although its words may also ask something of the
    bot: "write it to them in English"."""
    gives = turn.acts.share("value", "correct")
    return task.takes_questions and turn.intent == "change_language" and gives >= _SURE


async def _stay(turn: Turn, task: Task) -> bool:
    """Answers a message that belongs to the task but gives no value: a question about what was said, a value that
    cannot be read, or chatter. The intent of such a message would lead away from the task, so it is ignored. Returns
    False for any other message."""
    state, kind = turn.task, turn.acts.kind
    assert state is not None
    if kind == "ask" and not _can_be_answered(turn):
        if state.asked == CONFIRMED and state.times > 0 and turn.record.last.done[-1:] == [task.name]:
            turn.say("utter_task_unanswered")  # everything was shown just now, and does not answer it
            await go_on(turn)
        else:
            await read_out(turn)
    elif kind in ("value", "correct", "condition") and not turn.entities.has("order_number", "rfq_number", "company"):
        if _wants_another(turn, task):
            return False  # nothing in it fits this task, and its words are a clear wish
        slot = task.find_slot(state.asked)
        if slot is None:
            turn.say("utter_task_unread")
            state.times = 0
        else:
            turn.say("utter_task_not_taken", {"value": term(f"slot.{slot.name}")})
        await go_on(turn)
    elif kind == "chatter" and turn.intent not in SMALL_TALK:
        turn.say("utter_unhappy" if complains(turn.text) else "utter_chatter")
        await go_on(turn)
    elif kind == "yes":
        await go_on(turn)
    else:
        return False
    return True


def _can_be_answered(turn: Turn) -> bool:
    """Returns whether the words are clearly a question that the bot can answer by itself, and not one about the task's
    values."""
    least = _SURE if turn.intent.startswith("faq_") else _QUITE_SURE
    return turn.confidence >= least or turn.entities.has("order_number", "rfq_number", "company", "product")


def _tell_corrected(turn: Turn) -> None:
    """Reports the previous message to the gateway as misunderstood, if this one corrects a value in it: "no, 600"."""
    if corrects(turn.text) and set(turn.entities.mapping) & set(turn.record.last.entities):
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


def _gives_up(turn: Turn) -> bool:
    if turn.intent == "cancel" and turn.confidence >= _SURE:
        return stops(turn.text) or not (turn.acts.are_situated and turn.acts.kind in ("ask", "yes", "go_on"))
    if turn.intent == "goodbye" and turn.confidence >= _SURE and turn.acts.name in ("skip", "save_draft", "drop"):
        return True
    if turn.intent in ("cancel_order", "deny", "cancel") and stops(turn.text):
        return True
    return turn.acts.kind == "give_up" and turn.acts.share("give_up") >= _SURE


def _say_yes_or_no(turn: Turn, task: Task, repeats: bool) -> bool | None:
    """Returns whether the message is the "yes" or the "no" to the final question; None if it is neither, if it says more
    than yes, or if its words and its act contradict each other, since what is sent cannot be taken back. `repeats` says
    that the values in the message are those of the task."""
    if sends(turn.text):
        return True
    if refuses_to_confirm(turn.text):
        return None  # "don't confirm yet. ask them if that is ok" is no yes to what is shown
    if _goes_ahead(turn):
        return True
    against = frozenset(["deny"]) if task.intent in _REFUSALS else _REFUSALS - {task.intent, *task.own}
    is_refusal = turn.intent in against and turn.confidence >= _SURE
    other = bool(turn.entities) and _wants_another(turn, task)
    if _half_agrees(turn) and not is_refusal and not other and agrees_clearly(turn, repeats=repeats):
        return True
    if turn.intent == "deny" or (turn.acts.kind == "no" and turn.acts.share("no") >= _LIKELY):
        return False
    return True if acknowledges(turn.text) else None


def _goes_ahead(turn: Turn) -> bool:
    """Returns whether the message is surely a yes in this situation, in words that alone sound like giving up: "shoot it out",
    "off it goes"."""
    is_yes = turn.acts.share("yes") >= _QUITE_SURE and not stops(turn.text)
    return is_yes and turn.intent != "deny" and agrees_clearly(turn)


def _half_agrees(turn: Turn) -> bool:
    """Returns whether the message agrees, whatever else it says."""
    return turn.intent == "affirm" or (turn.acts.kind == "yes" and turn.acts.share("yes") >= _SURE)


def _wants_another(turn: Turn, task: Task) -> bool:
    """Returns whether the words by themselves surely express a wish that the task does not carry out, as in "then take
    it, it leaves on the 20th". Such words are no "yes" to the task's question."""
    of_others = turn.intent in (_NEVER_VALUES | _OTHER_SUBJECTS) - {task.intent, *task.own}
    return of_others and turn.confidence >= _SURE


def _may_give(turn: Turn, task: Task, values: Json, asked: str | None) -> bool:
    """Returns whether the message gives `values` to the task, and does not only mention them while it asks for
    something else."""
    if corrects(turn.text) and not _names_another(turn, task):
        return True
    if turn.removals or "own_place" in turn.topics or turn.dictation.adds:
        return (
            True  # the message takes something out, adds to what is said, or means the usual place ("the same address")
        )
    if _names_another(turn, task) or _is_wish_of_its_own(turn, task):
        return False
    if task.takes_questions and "goes_on" in turn.topics:
        return True
    if task.takes_questions and asked in values:
        return turn.acts.share("chatter", "go_on", "give_up") < _SURE
    gives = turn.acts.share("value", "correct", "condition", "yes", "no") + turn.acts.find(task.intent, *task.own)
    others = (
        turn.acts.share("ask", "go_on", "chatter") + turn.acts.share("wish") - turn.acts.find(task.intent, *task.own)
    )
    if turn.intent in _CARRIES_VALUES or turn.intent in (task.intent, *task.own):
        gives += 0.3
    if asked in values and is_brief(turn.text, _FEW_WORDS, _FEW_HAN):
        gives += 0.5
    if is_question(turn.text):
        others += 0.3
    return gives >= others


def _is_another_subject(turn: Turn, task: Task) -> bool:
    """Returns whether the message wants something about another thing, while a message that somebody else will read waits
    for the final "yes". What the contact dictates is no such wish."""
    state = turn.task
    if not task.takes_questions or state is None or state.asked != CONFIRMED or turn.confidence < _VERY_SURE:
        return False
    companies = [name.casefold() for name in turn.entities.words("company")]
    if turn.intent == task.intent and companies:  # "tell the other one that …"
        return not any(name in str(state.values.get("name")).casefold() for name in companies)
    if turn.intent == "find_supplier" and not turn.entities and turn.acts.share("value", "correct") < _LIKELY:
        return not turn.dictation.adds  # "show me cheaper ones"
    return turn.intent in _OTHER_SUBJECTS and turn.entities.has(*SUBJECTS) and not turn.dictation.edits(turn.text)


def _is_wish_of_its_own(turn: Turn, task: Task) -> bool:
    if _is_another_subject(turn, task) or _asks_the_bot(turn, task):
        return True
    if turn.intent in task.own or turn.intent == task.intent or is_of_other_role(turn.intent, turn.is_supplier):
        return False
    if _is_clear_wish(turn) and turn.entities.has(*SUBJECTS):
        return True  # "I also need 200 blankets" is no part of a complaint
    slot = task.find_slot(turn.task.asked) if turn.task else None
    if (slot is None or slot.kind == "free") and not task.takes_questions:
        names_it = turn.entities.has(*SUBJECTS) or (bool(turn.papers) and turn.intent == "request_invoice")
        if names_it and _wants_another(turn, task) and turn.confidence >= _VERY_SURE:
            return True  # "I need the packing list for the tea sets" is no reason for a cancellation
    general = turn.intent.startswith("faq_") and turn.confidence >= _VERY_SURE
    certain = general or (turn.confidence >= _SURE and turn.acts.kind in ("wish", "ask"))
    return (turn.intent in _NEVER_VALUES or turn.intent.startswith("faq_")) and certain


def _is_clear_wish(turn: Turn) -> bool:
    """Returns whether the message, with all that came before it, surely wants something new."""
    is_wish = turn.acts.are_situated and turn.acts.kind == "wish" and turn.acts.name == turn.intent
    return is_wish and turn.acts.share("wish") >= _QUITE_SURE


def _asks_the_bot(turn: Turn, task: Task) -> bool:
    """Returns whether the message asks the bot something, while a message to somebody else waits for the final "yes". A
    question for the other side is known from before, or is introduced ("also ask them …")."""
    state = turn.task
    if not task.takes_questions or state is None or state.asked != CONFIRMED or turn.dictation.edits(turn.text):
        return False
    if "goes_on" in turn.topics and turn.intent in ("inform", "nlu_fallback", "out_of_scope"):
        return False  # "and a week later is ok, too?"
    is_wish = turn.intent != task.intent and turn.acts.kind in ("ask", "wish") and turn.confidence >= _SURE
    return is_wish or (turn.asks and turn.acts.kind == "ask")


def _names_another(turn: Turn, task: Task) -> bool:
    """Returns whether the message names an order or a request that the task is not about."""
    state = turn.task
    held = state.values if state else {}
    for entity in ("order_number", "rfq_number", "claim_number", "sample_number", "question_number"):
        named = turn.entities.word(entity)
        if named and named.upper() != held.get(task.about.get(entity, ""), None):
            return True
    return False
