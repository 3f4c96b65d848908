"""Answers short messages from the conversation that by themselves would mean something else, such as the question how
the thing under discussion stands now, and the repetition of a wish that has just been carried out.

Each function here is registered to look at a message before the task under way does, and returns None for messages that it
does not answer.
"""

from __future__ import annotations

from collections.abc import Mapping

from actions.dialogue.abilities import list_abilities
from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand
from actions.dialogue.registry import HANDLERS, afterthought, in_passing
from actions.dialogue.tasks import PASSED_ON, TASKS, find_task, name_task, resume_button
from actions.dialogue.turn import Turn
from actions.replies import button, term
from actions.support.person import note_for_the_colleague
from actions.trades.lookup.referring import find_meant

_SUBJECT = (
    *("product", "company", "order_number", "rfq_number", "claim_number", "sample_number", "question_number", "region"),
    *("quantity", "price", "date", "country", "certification", "incoterm"),
)
SHOWS = {
    "order": ("order_status", "order_number"),
    "request": ("list_requests", "rfq_number"),
    "claim": ("claim_status", "claim_number"),
    "sample": ("sample_status", "sample_number"),
    "question": ("answer_question", "question_number"),
}
"""The intent that shows a thing of each kind, and the entity that names it."""
BINDING = frozenset(
    (
        "confirm_order",
        "accept_quote",
        "decline_quote",
        "withdraw_quote",
        "place_order",
        "cancel_order",
        "cancel_request",
    )
)
"""Intents whose proposals ask for a yes that binds the contact."""
_DECIDES = BINDING - {"place_order"} | {"cancel", "change_order", "deny"}
"""Intents of wishes that a contact may only announce, for the case that somebody else does something later."""
_WAITS = frozenset(("human_handoff", "for_the_colleague"))
_REFUSES = 0.5
_SAYS_LITTLE = frozenset(("goodbye", "nlu_fallback", "out_of_scope", "inform", "save_draft"))
"""Intents of messages that hold no other wish."""
_FEW_WORDS, _FEW_HAN = 6, 10
_AGREES = 0.3
_NUMBERS = ("order_number", "rfq_number", "claim_number", "sample_number", "question_number")
_UNDO_WORDS, _UNDO_HAN = 12, 14
"""The most words and Chinese characters of a message that only takes something back."""


@in_passing
async def only_supposed(turn: Turn) -> list[Event] | None:
    """Carries out nothing yet if a wish depends on something that somebody else does later, and says so: "if they don't
    confirm by Friday I'll cancel", 不行就原价吧."""
    if "supposes" not in turn.topics or turn.is_pressed or not turn.is_signed_in or turn.open_choice:
        return None
    task = find_task(turn)
    passes_on = turn.dictation.is_to_them or turn.dictation.is_message or (task is not None and task.takes_questions)
    gives = task is not None and turn.acts.share("value", "correct") >= _REFUSES
    asks = turn.asks or "what_then" in turn.topics or any(clause.fact == "may_cancel" for clause in turn.asked)
    explains = "withdraws" in turn.topics and asks
    if passes_on or gives or explains or not (turn.intent in _DECIDES or "withdraws" in turn.topics):
        return None
    turn.say("utter_only_supposed")
    turn.done.append("only_supposed")
    return []


@in_passing
async def for_the_colleague(turn: Turn) -> list[Event] | None:
    """After the contact has asked for a person, says that this person also reads the words that the contact adds: "tell
    them that it is about the deposit", "Ms. Petersen, reachable under 040 555 0192"."""
    if turn.context.waits_for_person and "no_person" in turn.topics and not turn.is_pressed and turn.task is None:
        left = await HANDLERS["leave_queue"](turn)
        asks_more = any(clause.things for clause in (*turn.asked_of_goods, *turn.asked_of_market))
        says_more = turn.entities or turn.intent.startswith("faq_") or asks_more
        return left if not says_more else None
    asked_now = turn.context.waits_for_person and bool(_WAITS & set(turn.record.last.done))
    gives_contact = turn.context.waits_for_person and turn.cues.gives_contact and not turn.entities.has(*_NUMBERS)
    reports = turn.intent == "report_problem" and not turn.is_signed_in  # only a colleague can help
    names_them = turn.intent in ("contact_supplier", "contact_team")
    is_for_them = turn.dictation.is_to_them or turn.dictation.is_message or names_them or reports
    is_meant = gives_contact or (asked_now and is_for_them)
    if not is_meant or turn.is_pressed or turn.task is not None or turn.asks:
        return None
    if gives_contact:
        return note_for_the_colleague(turn, turn.text.strip())
    if turn.entities.has("company", "product") or "the_supplier" in turn.topics:
        return None
    return note_for_the_colleague(turn, turn.dictation.words or turn.text.strip())


@in_passing
async def not_the_colleague(turn: Turn) -> list[Event] | None:
    """Lets the contact leave the queue, for "cancel the human thing" right after they have asked for a person."""
    asked_now = turn.context.waits_for_person and "for_the_colleague" in turn.record.last.done
    if not asked_now or turn.is_pressed or turn.intent != "cancel_order" or turn.entities.has(*_SUBJECT):
        return None
    return await HANDLERS["leave_queue"](turn)


@in_passing
async def how_it_stands(turn: Turn) -> list[Event] | None:
    """Answers "how does it stand now?" by showing the order, request or other thing that was talked about last."""
    at_hand = find_at_hand(turn)
    if "state" not in turn.topics or turn.is_pressed or not turn.is_signed_in or turn.task is not None:
        return None
    if at_hand is None or at_hand.number is None or at_hand.kind not in SHOWS or turn.entities.has(*_SUBJECT):
        return None
    if turn.open_choice or (await find_meant(turn)).is_named:
        return None  # the words name another order: 餐具那单怎么样了
    if turn.is_supplier and at_hand.kind == "request":
        return await HANDLERS["view_leads"](turn.with_entities(rfq_number=at_hand.number))
    intent, entity = SHOWS[at_hand.kind]
    return await HANDLERS[intent](turn.with_entities(**{entity: at_hand.number}))


@in_passing
async def refused(turn: Turn) -> list[Event] | None:
    """Answers a message as a "no" to what the bot has just proposed, if it is one in this situation, even if its other
    words are about something else: 别别别 手滑 等厂长回来, "nah, don't ask them now"."""
    proposal = turn.open_proposal
    if proposal is None or turn.is_pressed or turn.task is not None or turn.entities or turn.asks:
        return None
    if turn.intent in ("deny", "cancel") or not _says_no(turn, proposal):
        return None
    if turn.intent == "goodbye":
        turn.say("utter_stays")  # "I'll think about it"
        return [SlotSet("offer", None)]
    return await HANDLERS["deny"](turn)


def _says_no(turn: Turn, proposal: Json) -> bool:
    """Returns whether the message refuses or puts off the open proposal. Words that may express another wish count only
    if they are about the proposal or say little."""
    refuses = turn.acts.share("no", "give_up") >= _REFUSES and not turn.dictation.is_to_them
    if proposal["intent"] in BINDING:
        return refuses and turn.acts.name == "answer_no"
    is_latest = proposal["message_id"] == turn.record.last.message_id and proposal.get("asked", True)
    if not is_latest or turn.intent not in (proposal["intent"], *_SAYS_LITTLE):
        return False
    return refuses or "asks_nobody" in turn.topics


@afterthought
async def proposal_stays_open(turn: Turn) -> list[Event]:
    """Says after idle talk that an earlier proposal still waits for the contact's "yes"."""
    proposal, chats = turn.open_proposal, {"utter_chatter", "utter_unhappy"} & set(turn.said)
    if proposal is None or proposal["intent"] not in BINDING or turn.task is not None or not chats:
        return []
    if proposal.get("message_id") != turn.context.message_id:
        turn.say("utter_proposal_open", {"what": term(f"intent.{proposal['intent']}")})
    return []


@in_passing
async def done_already(turn: Turn) -> list[Event] | None:
    """Says that a wish was carried out already, when the contact repeats it right afterwards. Nothing is done twice."""
    done = turn.slot(PASSED_ON)
    if not isinstance(done, Mapping) or turn.is_pressed or turn.task is not None:
        return None
    if done.get("message_id") == turn.context.message_id:  # "ok, send it" was carried out with its first word
        agrees = turn.intent == "affirm" or turn.acts.kind == "yes" or turn.cues.sends or turn.cues.acknowledges
        return [] if agrees and not turn.asks else None
    just_now = done.get("message_id") == turn.record.last.message_id
    if done.get("is_old") or turn.entities.has(*_SUBJECT) or turn.differences or turn.asks:
        return None
    if turn.shares or turn.choices or turn.reports or turn.figures:  # "7.00 and we have a deal" is another offer
        return None
    waits = bool(turn.record.aside or turn.open_proposal)  # a "yes" then answers the task or the proposal that waits
    brief = is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and not turn.cues.acknowledges
    agrees = just_now and not waits and (turn.intent == "affirm" or turn.acts.find("answer_yes") >= _AGREES)
    same_words = turn.text.casefold() == str(done.get("said")).casefold() and not turn.cues.acknowledges
    sends_again = (turn.cues.sends or same_words) and (just_now or not waits)
    if not (sends_again or (brief and (turn.intent == done.get("intent") or agrees))):
        return None
    more = [button("button.another_change", "change_order")] if done["task"] == "order_change" else []
    turn.say("utter_done_already", {"task": term(f"task.{done['task']}"), "values": done["values"]}, buttons=more)
    turn.note(PASSED_ON, {**done, "message_id": turn.context.message_id})
    turn.done.append("done_already")
    return []


@in_passing
async def nothing_to_send(turn: Turn) -> list[Event] | None:
    """Says that nothing waits to be sent, for a bare "send it" that answers no question, and offers the task that was put
    aside. By its words alone, it may begin a shipment."""
    if turn.is_pressed or turn.task is not None or not turn.cues.sends:
        return None
    if turn.open_proposal or turn.open_files or turn.open_choice or turn.context.files or turn.slot("waiting"):
        return None
    aside = next(iter(turn.record.aside), None)
    if aside is None:
        turn.say("utter_nothing_to_send", buttons=list_abilities(turn))
        return []
    turn.say("utter_task_waits", {"task": name_task(aside)}, buttons=[resume_button(aside)])
    return [turn.propose("resume_task", task=aside.name)]


@in_passing
async def take_back(turn: Turn) -> list[Event] | None:
    """Takes back the last deed, for "undo", or says that it cannot be taken back."""
    if "undo" not in turn.topics or turn.is_pressed or turn.task is not None or not turn.is_signed_in:
        return None
    if turn.entities.has(*_NUMBERS) or turn.cues.is_question or not is_brief(turn.text, _UNDO_WORDS, _UNDO_HAN):
        return None
    done = turn.slot(PASSED_ON)
    if not isinstance(done, Mapping):
        if not turn.is_supplier:
            return None
        turn.say("utter_nothing_to_undo", buttons=list_abilities(turn))
        return []
    task = TASKS.get(str(done["task"]))
    if task is not None and task.undo is not None:
        await task.undo(turn)
    else:
        turn.say("utter_undo_not_possible", {"task": term(f"task.{done['task']}"), "values": done["values"]})
    return []
