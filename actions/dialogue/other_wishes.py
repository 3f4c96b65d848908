"""Tells messages that wish or ask for something else from messages that belong to the task under way."""

from __future__ import annotations

from actions.dialogue.abilities import is_of_other_role
from actions.dialogue.tasks import CONFIRMED, Task
from actions.dialogue.turn import Turn

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
"""Intents of wishes that are never a part of a message to somebody else, if the words name the thing that the wish is
about."""
_OF_REQUESTS = frozenset(("change_request", "cancel_request"))
"""Intents that change the contact's own requests."""
SUBJECTS = ("product", "company", "order_number", "rfq_number", "quotation", "claim_number", "sample_number")
"""Entities that say what a message is about."""
_LIKELY, _SURE, _QUITE_SURE, _VERY_SURE = 0.35, 0.5, 0.6, 0.75


def is_wish_of_its_own(turn: Turn, task: Task) -> bool:
    """Returns whether the message wants or asks something that has nothing to do with the task."""
    if turn.intent == "human_handoff" and task.takes_questions and "calls_person" not in turn.topics:
        return False
    if _is_another_subject(turn, task) or asks_the_bot(turn, task) or _goes_on_with_goods(turn, task):
        return True
    if turn.intent in task.own or turn.intent == task.intent or is_of_other_role(turn.intent, turn.is_supplier):
        return False
    if _is_clear_wish(turn) and turn.entities.has(*SUBJECTS):
        return True  # "I also need 200 blankets" is no part of a complaint
    slot = task.find_slot(turn.task.asked) if turn.task else None
    if (slot is None or slot.kind == "free") and not task.takes_questions:
        names_it = turn.entities.has(*SUBJECTS) or (bool(turn.papers) and turn.intent == "request_invoice")
        if names_it and wants_another(turn, task) and turn.confidence >= _VERY_SURE:
            return True  # "I need the packing list for the tea sets" is no reason for a cancellation
    gives = turn.acts.share("value", "correct") >= _QUITE_SURE
    general = turn.intent.startswith("faq_") and turn.confidence >= _VERY_SURE and not gives
    certain = general or (turn.confidence >= _SURE and turn.acts.kind in ("wish", "ask"))
    return (turn.intent in _NEVER_VALUES or turn.intent.startswith("faq_")) and certain


def _goes_on_with_goods(turn: Turn, task: Task) -> bool:
    """Returns whether the message goes on with the goods that the bot has just shown in passing: "anyone cheaper for
    that, 200 pcs", amid the change of an order. Its numbers are no values of the task."""
    latest = turn.record.latest_list
    was_shown = latest is not None and latest.kind == "listing" and latest.message_id == turn.record.last.message_id
    is_of_goods = turn.intent == "find_supplier" and turn.intent not in (task.intent, *task.own)
    return was_shown and is_of_goods and turn.confidence >= _VERY_SURE and not turn.is_pressed


def _is_another_subject(turn: Turn, task: Task) -> bool:
    """Returns whether the message wants something about another thing, while a message that somebody else will read
    waits for the final "yes". Words that the contact dictates are no such wish."""
    state = turn.task
    if not task.takes_questions or state is None or state.asked != CONFIRMED:
        return False
    if moves_on(turn, task):
        return True
    if turn.confidence < _VERY_SURE:
        return False
    companies = [name.casefold() for name in turn.entities.words("company")]
    if turn.intent == task.intent and companies:  # "tell the other one that …" is another subject
        return not any(name in str(state.values.get("name")).casefold() for name in companies)
    if turn.intent == "find_supplier" and not turn.entities and turn.acts.share("value", "correct") < _LIKELY:
        return not turn.dictation.adds  # "show me cheaper ones"
    return turn.intent in _OTHER_SUBJECTS and turn.entities.has(*SUBJECTS) and not turn.dictation.edits(turn.text)


def moves_on(turn: Turn, task: Task) -> bool:
    """Returns whether the message turns to another thing of the contact's own that it names, to change it or to ask
    about it: "next: the LED panel request, make it 2500". Words that only change a request name the request as such,
    because the supplier who reads the message knows nothing of other requests."""
    if turn.intent == task.intent or not turn.entities.has(*SUBJECTS) or turn.dictation.is_to_them:
        return False
    names_request = "request" in turn.topics and not turn.dictation.edits(turn.text)
    of_request = turn.intent in _OF_REQUESTS and names_request and turn.acts.kind == "wish"
    turns_away = "moves_on" in turn.topics and turn.intent in _OTHER_SUBJECTS | _OF_REQUESTS | _NEVER_VALUES
    return (of_request or turns_away) and turn.confidence >= _LIKELY


def _is_clear_wish(turn: Turn) -> bool:
    """Returns whether the message, understood with the conversation before it, surely wants something new."""
    is_wish = turn.acts.are_situated and turn.acts.kind == "wish" and turn.acts.name == turn.intent
    return is_wish and turn.acts.share("wish") >= _QUITE_SURE


def asks_the_bot(turn: Turn, task: Task) -> bool:
    """Returns whether the message asks the bot something, while a message to somebody else waits for the final "yes". A
    message asks the other side instead if it was dictated before, or if words such as "also ask them …" introduce
    it."""
    state = turn.task
    if not task.takes_questions or state is None or state.asked != CONFIRMED or turn.dictation.edits(turn.text):
        return False
    if "goes_on" in turn.topics and turn.intent in ("inform", "nlu_fallback", "out_of_scope"):
        return False  # "and a week later is ok, too?" asks the other side
    is_wish = turn.intent != task.intent and turn.acts.kind in ("ask", "wish") and turn.confidence >= _SURE
    return is_wish or (turn.asks and turn.acts.kind == "ask")


def wants_another(turn: Turn, task: Task) -> bool:
    """Returns whether the words by themselves surely express a wish that the task does not carry out, as in "then take
    it, it leaves on the 20th". Such words are no "yes" to the task's question."""
    of_others = turn.intent in (_NEVER_VALUES | _OTHER_SUBJECTS) - {task.intent, *task.own}
    return of_others and turn.confidence >= _SURE


def wants_to_tell(turn: Turn, task: Task) -> bool:
    """Returns whether the words by themselves surely tell the other side something, while the task is no message: "wish
    them a happy new year from us"."""
    of_task = task.takes_questions or "contact_supplier" in (task.intent, *task.own)
    return turn.intent == "contact_supplier" and turn.confidence >= _SURE and not of_task


def names_another(turn: Turn, task: Task) -> bool:
    """Returns whether the message names an order or a request that the task is not about."""
    state = turn.task
    held = state.values if state else {}
    for entity in ("order_number", "rfq_number", "claim_number", "sample_number", "question_number"):
        named = turn.entities.word(entity)
        if named and named.upper() != held.get(task.about.get(entity, ""), None):
            return True
    return False
