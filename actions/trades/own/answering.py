"""Answers questions about the account's own things from their records: which port, who carries it, when it was confirmed, how much
is left to pay. By their words alone, many would be searches of the catalogue, new wishes or general questions."""

from __future__ import annotations

from actions.cues import is_brief, is_question, seeks_supplier
from actions.dialogue.asked import Asked, load_asked
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import in_passing_first
from actions.dialogue.tasks import CONFIRMED, find_task
from actions.dialogue.turn import Turn
from actions.replies import lines
from actions.trades.own.facts import Fact, find_facts
from actions.trades.own.naming import Meant, find_meant
from actions.trades.own.things import ENTITIES, SUBJECTS, Own, show_button

_HINTS, _ASKS, _ACTS = 0.25, 0.4, 0.5
"""How sure the NLU must be that a message asks about what is at hand, if its words ask and if they do not; and of a wish to do
something, for that to be answered instead."""
_ANSWERED = 3
"""Of how many things that fit the facts are said. Of more, the contact is asked which one is meant."""
_MOST, _FACTS = 6, 3
_FEW_WORDS, _FEW_HAN = 8, 12
_LAST = "asked"
"""The name under which the record keeps what was asked last."""
_ELSEWHERE = frozenset(
    (
        *("payee", "new_account", "sent", "leave_word", "missing", "rivals", "sales", "listing", "postpones", "bill_to"),
        *("nudges", "supposes", "what_if", "other", "others", "each", "came_only", "converts", "adds"),
    )
)
"""Topics of messages that other functions answer."""
_DOES = frozenset(
    (
        *("accept_quote", "negotiate_price", "decline_quote", "contact_supplier", "contact_team", "human_handoff"),
        *("cancel_request", "change_request", "place_order", "request_quote", "cancel_order", "change_order"),
        *("report_problem", "request_refund", "confirm_order", "decline_order", "ship_order", "report_production"),
        *("submit_quote", "withdraw_quote", "change_listing", "request_sample", "report_arrival", "answer_question"),
    )
)
"""Intents of messages that do something, instead of asking."""
_OF_TRADES = frozenset(
    ("order_status", "payment_status", "list_orders", "check_quotes", "list_requests", "claim_status", "sample_status", "view_leads")
)
_OF_GOODS = ("region", "certification", "excluded_region", "tracking_number")


@in_passing_first
async def fact_of_own(turn: Turn) -> list[Event] | None:
    """States what the message asks about something that the account has ordered, requested or claimed, or sold."""
    if turn.is_pressed or not turn.is_signed_in or turn.topics & _ELSEWHERE or is_dictating(turn) or _is_taken(turn):
        return None
    asked = _find_asked(turn)
    wanted = {kind: facts for kind, subject in SUBJECTS.items() if (facts := find_facts(subject.facts, asked))}
    if not wanted or not _may_ask(turn, asked):
        return None
    meant = await find_meant(turn, list(wanted))
    things = _choose_kind(turn, meant, wanted)
    if not things or not _is_of_own(turn, meant, [fact for each in things for fact in wanted[each.kind]]):
        return None
    if len(things) > _ANSWERED:
        return _ask_which(turn, things, asked) if meant.is_named else None
    return await _say_facts(turn, things, wanted, asked)


def is_dictating(turn: Turn) -> bool:
    """Returns whether the message is a part of what a task passes on in the contact's words, and may be a question."""
    task, state = find_task(turn), turn.task
    if task is None or state is None or not task.takes_questions:
        return False
    goes_on = turn.dictation.edits(turn.text) or "goes_on" in turn.topics
    is_asked_here = turn.asks and turn.acts.kind in ("ask", "wish") and not goes_on
    return state.asked != CONFIRMED or (turn.acts.find("ask_about") < 0.75 and not is_asked_here)


def _find_asked(turn: Turn) -> tuple[Asked, ...]:
    """Returns what the message asks. One that only names something else asks the same of it as the message before: "and the scarves?"."""
    if any(clause.things for clause in turn.asked) or not turn.has_just_done("own_fact"):
        return turn.asked
    kept = load_asked(turn.record.kept.get(_LAST))
    if any(clause.kinds for clause in turn.asked):  # "and when?" is about the same
        things = frozenset(thing for clause in kept for thing in clause.things)
        return tuple(Asked(clause.kinds, things) for clause in turn.asked)
    return kept if is_brief(turn.text, _FEW_WORDS, _FEW_HAN) else turn.asked


def _is_taken(turn: Turn) -> bool:
    """Returns whether the message is for the task under way or passes words on to somebody."""
    task = find_task(turn)
    if turn.dictation.is_to_them or turn.dictation.is_message or turn.dictation.told:
        return True
    if task is None:
        return False
    gives = turn.acts.share("value", "correct", "answer") >= _ACTS and not is_question(turn.text)
    return gives or bool(turn.topics & set(task.answers)) or task.name == "new_order"


def _may_ask(turn: Turn, asked: tuple[Asked, ...]) -> bool:
    """Returns whether the message asks something, and neither seeks a supplier nor wants something done."""
    if seeks_supplier(turn.text) or turn.entities.has(*_OF_GOODS):
        return False
    asks = turn.acts.find("ask_about")
    puts = any(kind not in ("whether", "") for clause in asked for kind in clause.questions)
    does = turn.intent in _DOES and turn.acts.find(turn.intent) >= _ACTS
    if does and not (puts and is_question(turn.text)):
        return False
    return turn.asks or asks >= _HINTS or puts or turn.intent in _OF_TRADES or is_brief(turn.text, _FEW_WORDS, _FEW_HAN)


def _choose_kind(turn: Turn, meant: Meant, wanted: dict[str, list[Fact]]) -> list[Own]:
    """Returns the things of the kind of which most is asked, those that are over only if no open one fits."""
    things = list(meant.things)
    if meant.is_named and len({each.kind for each in things}) > 1:
        most = max(len(wanted[each.kind]) for each in things)
        things = [each for each in things if len(wanted[each.kind]) == most]
        kind = next((each.kind for each in things if turn.record.is_about(each.kind)), things[0].kind)
        things = [each for each in things if each.kind == kind]
    at_hand = [each for each in things if turn.record.find_focus(each.kind) == each.number]
    if meant.is_named and at_hand and not turn.owning - {"past"}:
        return at_hand
    return [each for each in things if each.is_open] or things


def _is_of_own(turn: Turn, meant: Meant, facts: list[Fact]) -> bool:
    """Returns whether the question is about own things: what could as well be asked about goods on sale must be asked of what is at
    hand, of the past, or of something that is called one's own."""
    if not all(fact.is_shared for fact in facts):
        return True
    if not meant.is_named:
        return turn.task is None or not turn.task.goods
    return bool(turn.owning) or turn.is_supplier or turn.record.is_about(*ENTITIES) or turn.intent in _OF_TRADES


async def _say_facts(
    turn: Turn, things: list[Own], wanted: dict[str, list[Fact]], asked: tuple[Asked, ...]
) -> list[Event] | None:
    said = 0
    for own in things:
        record = await SUBJECTS[own.kind].access(turn, own.number)
        said += sum(fact.say(turn, record) for fact in wanted[own.kind][:_FACTS])
    if not said:
        return None
    turn.done.append("own_fact")
    turn.note(_LAST, [clause.dump() for clause in asked])
    if len(things) == 1:
        return [SlotSet(ENTITIES[things[0].kind], things[0].number)]
    turn.show_list(ENTITIES[things[0].kind], [own.number for own in things])
    return []


def _ask_which(turn: Turn, things: list[Own], asked: tuple[Asked, ...]) -> list[Event]:
    """Asks which of several things is meant, with a button for each."""
    kind = things[0].kind
    shown = things[:_MOST]
    turn.say("utter_which_own", {"things": lines(own.line for own in shown)}, buttons=[show_button(own) for own in shown])
    turn.give_choice(SUBJECTS[kind].shows, ENTITIES[kind], [own.number for own in shown])
    turn.note(_LAST, [clause.dump() for clause in asked])
    turn.done.append("own_fact")
    return []
