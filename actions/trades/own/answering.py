"""Answers questions about the account's own things from their records: which port, who carries it, when it was confirmed, how much
is left to pay. By their words alone, many would be searches of the catalogue, new wishes or general questions."""

from __future__ import annotations

from dataclasses import replace

from actions.cues.brief import asks_alike, is_brief, is_question
from actions.cues.searching import seeks_supplier
from actions.dialogue.asked import Asked, load_asked
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.tasks import find_task
from actions.dialogue.turn import Turn
from actions.reading.order_words import asks_for_some
from actions.replies import lines
from actions.trades.own.dictating import goes_on, is_dictating
from actions.trades.own.facts import Fact, find_facts
from actions.trades.own.naming import Meant, find_meant, goes_there
from actions.trades.own.things import ENTITIES, SUBJECTS, Kind, Own, Subject, list_own, show_button

_HINTS, _ASKS, _ACTS = 0.25, 0.4, 0.5
"""How sure the NLU must be that a message asks about what is at hand, if its words ask and if they do not; and of a wish to do
something, for that to be answered instead."""
_FEW_WORDS, _FEW_HAN = 3, 5
"""How long a message may be that asks one more thing of what was asked about just now."""
_SOME_WORDS, _SOME_HAN = 6, 8
"""How long a message may be that means one of those listed last."""
_ANSWERED = 3
"""Of how many things that fit the facts are said. Of more, the contact is asked which one is meant."""
_MOST, _FACTS = 6, 3
_LAST = "asked"
"""The name under which the record keeps what was asked last."""
_ELSEWHERE = frozenset(
    (
        *("payee", "new_account", "sent", "leave_word", "missing", "rivals", "sales", "listing", "bill_to"),
        *("nudges", "report", "what_if", "came_only", "converts", "adds"),
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
_TELLS = frozenset(("report_problem", "request_refund", "ship_order", "report_production"))
"""Those that the NLU often gives to questions about an order: 茶杯是谁送的货."""
_LISTS = frozenset(("list_orders", "list_requests", "daily_tasks"))
_STATES = frozenset(("order_status", "payment_status", "check_quotes"))
"""Intents of messages that ask for the state of something, in whatever words."""
_OF_TRADES = frozenset(
    (
        "order_status",
        "payment_status",
        "list_orders",
        "check_quotes",
        "list_requests",
        "claim_status",
        "sample_status",
        "view_leads",
    )
)
_OF_GOODS = ("region", "excluded_region")
_GIVES = ("yes", "no", "give_up", "value", "correct", "chatter")
_OF_REQUESTS = frozenset(("request", "wants", "of_request", "quotes"))
_OF_FREIGHT = "faq_shipping_cost"
"""The intent of questions whether a price includes the freight to a place, which the terms answer."""
_UNCLEAR = frozenset(("which", "how", "why"))
"""Kinds of questions that need a thing to be understood."""
_DETAILS = frozenset(("tracking", "carrier", "vessel", "destination", "incoterm"))
"""What no list of things is asked for by."""
_BY_FORM = frozenset(("whether", ""))
"""The kinds of questions that words without a question word may put."""


@in_passing
async def fact_of_own(turn: Turn) -> list[Event] | None:
    """States what the message asks about something that the account has ordered, requested or claimed, or sold."""
    if turn.is_pressed or not turn.is_signed_in or is_dictating(turn) or _is_taken(turn):
        return None
    asked = _find_asked(turn)
    if not _may_ask(turn, asked):
        return None
    for subjects in _group_subjects(turn, asked):
        wanted: dict[str, list[Fact]] = {
            each.kind: facts for each in subjects if (facts := find_facts(each.facts, asked))
        }
        if wanted and (said := await _answer(turn, wanted, asked)) is not None:
            return said
        if kind := await _find_missing_kind(turn, wanted, asked):
            return await HANDLERS[SUBJECTS[kind].shows](turn)
    return None


async def _find_missing_kind(turn: Turn, wanted: dict[str, list[Fact]], asked: tuple[Asked, ...]) -> Kind | None:
    """Returns the kind of thing that the message calls by its name and asks about, if the account has none: "any samples on the
    way?" is not about orders."""
    kinds = [each.kind for each in SUBJECTS.values() if each.kind in wanted and each.is_called_so]
    has_question = any("whether" in clause.questions for clause in asked)
    is_own = all(not fact.is_shared for kind in kinds for fact in wanted[kind])
    return kinds[0] if kinds and has_question and is_own and not await list_own(turn, kinds) else None


async def _answer(turn: Turn, wanted: dict[str, list[Fact]], asked: tuple[Asked, ...]) -> list[Event] | None:
    """States the facts of the things that are meant, if there are some and the question can be about them."""
    meant = await find_meant(turn, list(wanted))
    things = _choose_kind(turn, meant, wanted)
    facts = [fact for each in things for fact in wanted[each.kind]]
    after_words = turn.record.latest_focus is not None and turn.record.latest_focus[0] == "question"
    if (turn.intent in _TELLS | {"claim_status"} or after_words) and any(fact.is_whole for fact in facts):
        return None  # 拉各斯说货有问题 啥情况; "any news", of a message that was sent
    if not things or not _is_of_own(turn, meant, facts) or _is_about_a_place(turn, things, asked):
        return None
    if len(things) > (1 if any(fact.is_whole for fact in facts) else _ANSWERED):
        return _ask_which(turn, things, asked) if meant.is_named or _is_of_the_list(turn) else None
    return await _say_facts(turn, things, wanted, asked)


def _group_subjects(turn: Turn, asked: tuple[Asked, ...]) -> tuple[list[Subject], list[Subject]]:
    """Returns the subjects that the message may be about: first those that it calls by their kind ("the sample"), then the others."""
    said = frozenset(thing for clause in asked for thing in clause.things)
    speaks_of_leads = "request" in turn.topics or ("wants" in turn.topics and _list_latest(turn) != ["order"])
    no_order = turn.is_supplier and speaks_of_leads and not turn.entities.has("order_number")
    may = [
        each for each in SUBJECTS.values() if turn.context.role in each.roles and (each.kind != "order" or not no_order)
    ]
    called = [each for each in may if said & each.is_called_so or turn.entities.has(ENTITIES[each.kind])]
    others = [each for each in may if not each.is_called_so or turn.record.is_about(each.kind)]
    return called, [each for each in others if each not in called]


def _find_asked(turn: Turn) -> tuple[Asked, ...]:
    """Returns what the message asks. One that only names something else asks the same of it as the message before: "and the scarves?"."""
    if turn.entities.certifications and turn.owning:  # "did we ask for LFGB?"
        return tuple(replace(clause, things=clause.things or frozenset(("certificate",))) for clause in turn.asked)
    if turn.entities.has("incoterm") and not any(clause.things for clause in turn.asked):  # "is that FOB?"
        return tuple(replace(clause, things=frozenset(("incoterm",))) for clause in turn.asked if clause.is_question)
    if any(clause.things for clause in turn.asked) or not turn.has_just_done("own_fact"):
        return turn.asked
    kept = load_asked(turn.record.kept.get(_LAST))
    if not turn.asked:
        return kept if asks_alike(turn.text) else ()
    if "until" in turn.topics:
        return turn.asked  # "how long have they got?" asks for no arrival
    if not is_brief(turn.text, _FEW_WORDS, _FEW_HAN) or turn.entities or turn.acts.find("ask_about") < _ASKS:
        return turn.asked
    if any(set(clause.kinds) & _UNCLEAR for clause in turn.asked):
        return turn.asked  # 什么 asks for something else each time
    things = frozenset(thing for clause in kept for thing in clause.things)
    return tuple(replace(clause, things=things) for clause in turn.asked)  # "by when" after "do I owe them something?"


def _is_taken(turn: Turn) -> bool:
    """Returns whether the message is for the task under way or passes words on to somebody."""
    task = find_task(turn)
    told = turn.dictation
    if told.is_to_them or told.is_message or told.told or told.reminds:
        return True
    if task is None:
        return False
    return bool(turn.topics & set(task.answers)) or task.name == "new_order"


def _may_ask(turn: Turn, asked: tuple[Asked, ...]) -> bool:
    """Returns whether the message asks something, and neither seeks a supplier nor wants something done."""
    if seeks_supplier(turn.text) or turn.entities.has("tracking_number") or turn.papers:
        return False
    questions = {kind for clause in asked for kind in clause.questions}
    is_put, by_form = bool(questions - _BY_FORM), any(clause.is_question and clause.things for clause in asked)
    if _is_elsewhere(turn, asked, puts=is_put or by_form):
        return False
    if turn.is_supplier and turn.entities.has("carrier"):
        return False  # who carries the goods is reported
    if "supposes" in turn.topics and (turn.intent in _DOES or turn.acts.kind in _GIVES):
        return False
    if "postpones" in turn.topics and any(clause.is_about_money for clause in asked):
        return False  # "can I push the deposit to Friday?"
    puts = is_put or by_form or _names_detail(turn, asked)
    if turn.intent == _OF_FREIGHT and not is_put:
        return False  # "is that incl. shipping to Hamburg?"
    if turn.intent in _LISTS and turn.confidence >= _ACTS and not puts:
        return False  # "orders not shipped yet"
    listed = turn.record.latest_list
    if (
        listed is not None
        and listed.kind == "order"
        and not turn.record.focus
        and not is_put
        and asks_for_some(turn.text)
    ):
        return False  # "and the delivered ones?"
    does = turn.intent in _DOES and turn.acts.find(turn.intent) >= _ACTS
    if does and not (by_form or (is_put and (turn.intent in _TELLS or is_question(turn.text)))):
        return False
    if goes_on(turn):
        return False
    gives = turn.acts.kind in _GIVES and turn.acts.share(*_GIVES) >= _ACTS and not is_question(turn.text)
    if gives and not (is_put and turn.acts.kind == "chatter"):
        return False
    asks = turn.acts.find("ask_about")
    return turn.asks or puts or asks >= _ASKS or (turn.task is None and (asks >= _HINTS or turn.intent in _STATES))


def _is_elsewhere(turn: Turn, asked: tuple[Asked, ...], *, puts: bool) -> bool:
    """Returns whether the message has a topic that other functions answer. A target price (目标价) is no listed one (标价), only
    suppliers have rivals, and a question (`puts`) adds nothing: 他们还有几天."""
    of_target = any("target" in clause.things for clause in asked)
    asks_who = any("who" in clause.kinds for clause in asked)
    no_matter = {
        name
        for name, is_none in (
            ("listing", of_target),
            ("rivals", not turn.is_supplier),
            ("adds", puts),
            ("missing", asks_who),
        )
        if is_none
    }
    return bool(turn.topics & (_ELSEWHERE - no_matter))


def _is_of_the_list(turn: Turn) -> bool:
    """Returns whether the message names nothing, so that it can only mean one of those listed last."""
    names = turn.numbers or turn.entities or "latest" in turn.topics
    return not names and is_brief(turn.text, _SOME_WORDS, _SOME_HAN)


def _names_detail(turn: Turn, asked: tuple[Asked, ...]) -> bool:
    """Returns whether the message names a detail of the one thing that was talked about: 单号给我."""
    return bool(turn.record.focus) and any(clause.things & _DETAILS for clause in asked)


def _choose_kind(turn: Turn, meant: Meant, wanted: dict[str, list[Fact]]) -> list[Own]:
    """Returns the things of the kind of which most is asked, those that are over only if no open one fits."""
    things = list(meant.things)
    if meant.is_named and len({each.kind for each in things}) > 1:
        most = max(len(wanted[each.kind]) for each in things)
        things = [each for each in things if len(wanted[each.kind]) == most]
        of_orders = [] if turn.topics & _OF_REQUESTS else ["order"]
        named = [each.kind for each in things]
        kind = next((kind for kind in (*_list_latest(turn), *of_orders) if kind in named), named[0])
        things = [each for each in things if each.kind == kind]
    at_hand = [each for each in things if turn.record.find_focus(each.kind) == each.number]
    if meant.is_named and at_hand and not turn.owning - {"past"}:
        return at_hand
    return [each for each in things if each.is_open] or things


def _list_latest(turn: Turn) -> list[str]:
    """Returns the kind of the thing that was talked about last; a request is a lead for a supplier."""
    latest = turn.record.latest_focus
    kind = str(latest[0]) if latest else ""
    return ["lead" if kind == "request" and turn.is_supplier else kind]


def _is_about_a_place(turn: Turn, things: list[Own], asked: tuple[Asked, ...]) -> bool:
    """Returns whether the message asks for another place than the one where the things go: "can it go to Jiaxing once it is here?"."""
    by_form = all(kind in _BY_FORM for clause in asked for kind in clause.questions)
    return by_form and turn.entities.destination is not None and not any(goes_there(turn, own) for own in things)


def _is_of_own(turn: Turn, meant: Meant, facts: list[Fact]) -> bool:
    """Returns whether the question is about own things: what could as well be asked about goods on sale must be asked of what is at
    hand, of the past, or of something that is called one's own."""
    if not all(fact.is_shared for fact in facts):
        return True
    if turn.entities.has(*_OF_GOODS) and not turn.owning and not turn.record.is_about(*ENTITIES):
        return False
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
    return [SlotSet(ENTITIES[things[0].kind], None)]  # "when is that payable?" is asked of these


def _ask_which(turn: Turn, things: list[Own], asked: tuple[Asked, ...]) -> list[Event]:
    """Asks which of several things is meant, with a button for each."""
    kind = things[0].kind
    shown = things[:_MOST]
    turn.say(
        "utter_which_own", {"things": lines(own.line for own in shown)}, buttons=[show_button(own) for own in shown]
    )
    turn.give_choice(SUBJECTS[kind].shows, ENTITIES[kind], [own.number for own in shown])
    turn.note(_LAST, [clause.dump() for clause in asked])
    turn.done.append("own_fact")
    return []
