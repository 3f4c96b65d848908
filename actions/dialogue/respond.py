"""Answers every message of a conversation, words and buttons alike: the one action that Rasa runs.

A message first goes to the task under way. If it does not belong to the task, the action of its intent answers it, and
then the task's open question is asked again. The new record of the conversation (discourse.py) goes back to Rasa as the
slot `record`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.dialogue.abilities import ANSWERS_BOTH, is_of_other_role
from actions.dialogue.context import SignedContext, read_context
from actions.dialogue.discourse import KIND_OF_SLOT, Discourse, Last
from actions.dialogue.earlier_states import read_earlier
from actions.dialogue.events import Event
from actions.dialogue.hearing import hear
from actions.dialogue.moving import ASKED_AFTER, MOVED, ask_after, forget_moved, has_moved, move_here
from actions.dialogue.named_company import with_named_company, without_own_company
from actions.dialogue.named_goods import find_stand_ins, with_named_goods
from actions.dialogue.other_wishes import SUBJECTS
from actions.dialogue.registry import AFTERTHOUGHTS, NAMERS, NEED_ACCOUNT, answer, answer_in_passing, answers
from actions.dialogue.said.acts import Acts
from actions.dialogue.said.asked import read_asked
from actions.dialogue.said.complaint import read_complaint
from actions.dialogue.said.cues import read_cues
from actions.dialogue.said.described import read_described
from actions.dialogue.said.dictation import read_dictation
from actions.dialogue.said.entities import Entities
from actions.dialogue.said.figures import read_figures
from actions.dialogue.said.pointing import read_pointing
from actions.dialogue.said.private import read_private
from actions.dialogue.said.recipients import read_recipients
from actions.dialogue.said.shares import read_shares
from actions.dialogue.situation import TASK_OF_INTENT, describe_situation
from actions.dialogue.tasks import TASKS, find_asked, go_on, resume
from actions.dialogue.turn import Bound, Turn, say_refused
from actions.marketplace import Marketplace
from actions.marketplace.base.database.reads import remember_reads
from actions.marketplace.base.database.writes import watch_writes
from actions.marketplace.base.errors import NotAllowed, NotFound
from actions.own_numbers import show_own_numbers
from actions.world import open_world
from telemetry.turn import keep_private

log = structlog.get_logger(__name__)
_LEAVES = frozenset(["human_handoff"])
"""Intents after which the open question is not asked again, because a person answers next."""
_ASKS_OF_GOODS = frozenset(["ask_price", "ask_moq", "ask_lead_time"])
_ASKS = 0.4
_SURE = 0.5
_NO_DOUBT = 0.75
_LIKELY = 0.1
Ranking = tuple[tuple[str, float], ...]
PAUSED = "paused"
WISH = "wish"
"""The name under which the record keeps a message that the bot has answered by asking which of several things is
meant."""
_KEPT_OF_A_WISH = (
    *(
        "text",
        "cues",
        "mentions",
        "choices",
        "topics",
        "reports",
        "figures",
        "numbers",
        "differences",
        "shares",
        "percents",
        "shifts",
    ),
    *(
        "counted",
        "stated",
        "unstated",
        "removals",
        "sizes",
        "bounds",
        "bound",
        "limits",
        "is_private",
        "private",
        "remarks",
        "reasons",
        "faults",
        "complaint",
        "dictation",
        "repeats",
        "described",
        "denied",
        "asked",
        "asked_of_goods",
        "asked_of_market",
        "owning",
        "pointing",
    ),
)
_COMPLAINS = frozenset(["report_problem", "request_refund"])
"""Intents whose messages are read as complaints."""
_MOST_OF_A_WISH = 1200
"""The most bytes that such a message may have in the record."""
PAPER = "paper."
"""The prefix of the names of papers among the `mentions` of a message."""


class Respond(Action):  # type: ignore[misc]  # rasa_sdk has no types
    """Answers a message (Rasa's action protocol)."""

    def name(self) -> str:
        return "action_respond"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[Any]:
        with remember_reads():
            return await _run(dispatcher, tracker)


async def _run(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Any]:
    turn = await _begin_turn(dispatcher, tracker)
    if named := await _find_named_orders(turn, tracker):
        dispatcher.utter_message(json_message={"named_orders": named})
        return []
    turn = without_own_company(await with_named_company(await with_named_goods(turn)))
    with watch_writes() as writes:
        await respond(turn)
    if writes.any:
        turn.request_effect("wrote")
    _keep_wish(turn, tracker.latest_message or {})
    dispatcher.messages[:] = await show_own_numbers(turn.market, turn.context.account, dispatcher.messages)
    return [{"event": "slot", "name": "record", "value": _end_turn(turn)}]


async def _find_named_orders(turn: Turn, tracker: Tracker) -> dict[str, str]:
    """Returns, by words of the message, the words that the NLU shall read in their place: Caravan's number for an
    order's number in the operator's own system, or for the bare digits of a request (nlu/turn/named_orders.py), and
    everyday goods for the number of goods (named_goods.py). If there are any, this call answers nothing, and Rasa calls
    again with the new reading. Returns {} if the NLU has read the message so already."""
    metadata = (tracker.latest_message or {}).get("metadata") or {}
    said = metadata.get("said")
    if not isinstance(said, str):
        return {}
    numbers, account = turn.market.own_numbers, turn.context.account
    goods = await find_stand_ins(turn.market, said)
    if account is None:
        return goods
    numbered = await numbers.find_named(account, said) or await numbers.find_requests(account, said)
    if not numbered and (called := metadata.get("called")):
        for namer in NAMERS:
            numbered |= await namer(replace(turn, text=said), called)
    return goods | numbered


async def respond(turn: Turn) -> None:
    """Answers the message. When the marketplace refuses this account something that the task needs, the contact is told
    so."""
    try:
        await _answer_message(turn)
    except (NotAllowed, NotFound) as refused:
        turn.apply(say_refused(turn, turn.intent, refused))
    for look_at in AFTERTHOUGHTS:
        turn.apply(await look_at(turn))
    if turn.task is not None and turn.questions:
        _put_last(turn.dispatcher.messages, turn.questions[-1])


async def _answer_message(turn: Turn) -> None:
    before = turn.task
    if turn.intent == "resume_task" or _goes_back(turn):
        await take_up_again(turn)
        return None
    if _is_overtaken(turn):
        return _say_overtaken(turn)
    in_passing = _ask_about_goods(turn)
    if not await answer_in_passing(in_passing):
        if before is not None and await hear(turn):
            return turn.done.append(before.name)
        await answer(in_passing)
    if turn.task is before and before is not None and not turn.questions and not _LEAVES & set(turn.done):
        await go_on(turn)
    return None


@answers("resume_task")
async def take_up_again(turn: Turn) -> list[Event]:
    """Continues a task that was put aside: the one that the button names, else the latest. Without one here, takes up
    what was left in another conversation."""
    name = turn.entities.word("task")
    if turn.entities.word("reason") == MOVED:
        forget_moved(turn, name)
    elif turn.entities.word("reason") == ASKED_AFTER:
        ask_after(turn)
    elif not await resume(turn, name) and not await move_here(turn, name):
        _say_overtaken(turn)
    return []


def _say_overtaken(turn: Turn) -> None:
    turn.say("utter_button_moved" if has_moved(turn) else "utter_button_overtaken")


def _goes_back(turn: Turn) -> bool:
    """Returns whether the words ask to continue a task that was put aside: "let's go on with my request",
    "is my draft still there?"."""
    if turn.entities.has("product"):
        return False  # "back to the boards" means a list of goods
    speaks_of_it = "draft" in turn.topics and turn.acts.kind not in ("give_up", "no")
    speaks_of_it = speaks_of_it or "from_before" in turn.topics  # 昨天那个询价呢
    is_left = bool(turn.record.aside) or (turn.context.elsewhere is not None and not _begins_another(turn))
    is_begun_here = not turn.record.aside and bool(turn.record.last.message_id)
    asks = turn.asks and any(clause.fact for clause in turn.asked)  # "what do we still owe on it?"
    resumes = turn.acts.find("resume") > _SURE and not (is_begun_here or asks)  # 那还剩啥 is about this talk
    means_it = speaks_of_it or resumes
    return turn.task is None and is_left and means_it


def _begins_another(turn: Turn) -> bool:
    """Returns whether the message surely begins a task, and none of those that were left in another conversation:
    继续上次的订单再下一单."""
    left = (
        [TASKS[task.name].intent for task in turn.context.elsewhere.tasks if task.name in TASKS]
        if turn.context.elsewhere
        else []
    )
    is_begun = any(task.intent == turn.intent for task in TASKS.values()) and turn.intent not in left
    return is_begun and turn.acts.share("wish") >= _NO_DOUBT


def _ask_about_goods(turn: Turn) -> Turn:
    """Returns the turn of a question that names nothing as a turn about the goods of the task under way: "how much
    would that be?" during a request for bags is about bags, even if an order was talked about before."""
    if turn.task is None or turn.is_pressed or turn.entities.has(*SUBJECTS):
        return turn
    asks = turn.intent in _ASKS_OF_GOODS and turn.acts.share("ask", "wish") >= _ASKS
    return turn.with_entities(**turn.task.goods) if asks else turn


def _is_overtaken(turn: Turn) -> bool:
    """Returns whether the contact pressed "yes" or "no" of a final question (such as "Shall I send it?"), or a value for
    a task, after that task had ended. Such a button must not answer any other question."""
    of_task = turn.intent in ("affirm", "deny") or (turn.intent == "inform" and turn.entities.has("slot"))
    return turn.task is None and turn.is_pressed and of_task and turn.entities.has("task")


def _put_last(messages: list[Any], question: Any) -> None:
    """Moves the open question behind all other replies, so that the contact reads it last."""
    messages[:] = [*(message for message in messages if message is not question), question]


async def _begin_turn(dispatcher: CollectingDispatcher, tracker: Tracker) -> Turn:
    world = await open_world()
    message = tracker.latest_message or {}
    intent = message.get("intent") or {}
    name, confidence = intent.get("name") or "", float(intent.get("confidence") or 0)
    context = await _check_account(read_context(tracker, world.settings.action_context_secret), world.market)
    keep_private(context.name)
    ranking = tuple((str(each["name"]), float(each["confidence"])) for each in message.get("intent_ranking") or [])
    if context.account is not None:
        name, confidence = _find_own_role(name, confidence, ranking, context.role == "supplier")
    elif ranking and name in NEED_ACCOUNT and confidence < _SURE and ranking[0][0] not in NEED_ACCOUNT:
        name, confidence = ranking[0]  # "do I pay duty on top?" of somebody who has no orders asks in general
    record = _load_record(tracker.get_slot("record"), context.is_paused)
    turn = Turn(
        context=context,
        market=world.market,
        record=record,
        dispatcher=dispatcher,
        ranking=ranking,
        now=world.clock(),
        **_read_message(message, name, confidence),
    )
    return replace(turn, asked_by=_read_wish(turn))


def _read_message(message: Mapping[str, Any], name: str, confidence: float) -> dict[str, Any]:
    """Returns everything that the NLU has read in a message, by the names of the fields of `Turn`. `name` is the
    intent."""
    mentions = [str(name) for name in message.get("mentions") or ()]
    return {
        "text": message.get("text") or "",
        "intent": name,
        "confidence": confidence,
        "acts": Acts.read(message.get("acts") or (), name, confidence),
        "entities": Entities.of_message(_without_asides(message)),
        "mentions": tuple(name for name in mentions if not name.startswith(PAPER)),
        "papers": tuple(name.removeprefix(PAPER) for name in mentions if name.startswith(PAPER)),
        "paper_wishes": tuple(
            (str(each["words"]), tuple(map(str, each["papers"]))) for each in message.get("paper_wishes") or ()
        ),
        "choices": {str(name): str(value) for name, value in (message.get("choices") or {}).items()},
        "topics": frozenset(str(name) for name in message.get("topics") or ()),
        "reports": tuple(str(name) for name in message.get("reports") or ()),
        "figures": read_figures(message.get("figures")),
        "numbers": _read_numbers(message.get("numbers")),
        "differences": _read_numbers(message.get("differences")),
        "shares": read_shares(message.get("shares")),
        "percents": _read_numbers(message.get("percents")),
        "shifts": tuple(int(days) for days in _read_numbers(message.get("shifts"))),
        "counted": tuple((Decimal(str(number)), str(words)) for number, words in message.get("counted") or ()),
        "stated": tuple(dict(each) for each in message.get("stated") or ()),
        "unstated": _read_words(message.get("unstated")),
        "removals": _read_words(message.get("removals")),
        "dropped": _read_words(message.get("dropped")),
        "recipients": read_recipients(message.get("recipients")),
        "sizes": _read_words(message.get("sizes")),
        "bound": tuple((str(goods), str(words)) for goods, words in message.get("bound") or ()),
        "bounds": _read_bounds(message.get("bounds")),
        "limits": _read_numbers(message.get("limits")),
        "is_private": message.get("is_private") is True,
        "private": read_private(message.get("private")),
        "remarks": _read_words(message.get("remarks")),
        "provisos": _read_words(message.get("provisos")),
        "reasons": _read_words(message.get("reasons")),
        "content": str(message.get("content") or message.get("text") or "").strip(),
        "replaced": _read_words(message.get("replaced")),
        "faults": _read_words(message.get("faults")),
        "complaint": read_complaint(message.get("complaint")),
        "described": read_described(message.get("described")),
        "demanded": _read_words(message.get("demanded")),
        "beside": _read_words(message.get("beside")),
        "denied": _read_words(message.get("denied")),
        **{name: read_asked(message.get(name)) for name in ("asked", "asked_of_goods", "asked_of_market")},
        "general": _read_words(message.get("general")),
        "owning": frozenset(_read_words(message.get("owning"))),
        "kept": _read_words(message.get("kept")),
        "pointing": read_pointing(message.get("pointing")),
        "cues": read_cues(message.get("cues")),
        "dictation": read_dictation(message.get("dictation")),
        "repeats": message.get("repeats") is True,
    }


def _keep_wish(turn: Turn, message: Mapping[str, Any]) -> None:
    """Keeps a message that the bot has answered by asking which of several things is meant, so that its words still
    count once the contact has chosen: "change it to 900" – "which order?" – "the scarves". A long message is not
    kept."""
    latest = turn.record.latest_list
    if latest is None or latest.intent is None:
        return turn.note(WISH, None)
    if latest.message_id != turn.context.message_id or (turn.asked_by and turn.asked_by.intent == latest.intent):
        return None  # the question is still the same
    if turn.intent != latest.intent or turn.is_pressed or turn.context.files:
        return turn.note(WISH, None)
    names = (name for name in _KEPT_OF_A_WISH if name != "complaint" or turn.intent in _COMPLAINS)
    said = {name: found for name in names if (found := _without_empty(message.get(name)))}
    said["entities"] = [
        {part: each[part] for part in ("entity", "value", "role", "group", "of") if part in each}
        for each in _without_asides(message)
    ]
    kept = {"intent": turn.intent, "confidence": round(turn.confidence, 3), "message": said}
    return turn.note(WISH, kept if len(json.dumps(kept).encode()) <= _MOST_OF_A_WISH else None)


def _without_empty(read: object) -> object:
    """Returns a reading without its empty parts, which it has for whatever the message does not say."""
    return {name: found for name, found in read.items() if found} if isinstance(read, Mapping) else read


def _read_wish(turn: Turn) -> Turn | None:
    """Returns the turn of the message that the bot has answered by asking which of several things is meant, with the
    conversation as it is now; None when there is no such message."""
    kept = turn.record.kept.get(WISH)
    latest = turn.record.latest_list
    if not isinstance(kept, Mapping) or latest is None or latest.intent != kept.get("intent"):
        return None
    try:
        return replace(turn, ranking=(), **_read_message(kept["message"], kept["intent"], float(kept["confidence"])))
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _find_own_role(name: str, confidence: float, ranking: Ranking, is_supplier: bool) -> tuple[str, float]:
    """Returns the intent and its confidence. An intent that is only for the other role gives way to the next likely
    one, unless the NLU is very sure of it, by the situation as well as by the words alone (`ranking`): a buyer's
    "deliver until 20 March" is no report of production, and a supplier's "quote that one, 8.70" no request."""
    if name in ANSWERS_BOTH or not is_of_other_role(name, is_supplier):
        return name, confidence
    by_words = dict(ranking).get(name, 0.0) if ranking else confidence
    if min(confidence, by_words) >= _NO_DOUBT:
        return name, confidence
    others = [each for each in ranking if each[1] >= _LIKELY and not is_of_other_role(each[0], is_supplier)]
    return others[0] if others else (name, confidence)


def _without_asides(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Returns the entities of the message, without those that belong to a joke or idle talk."""
    asides: list[list[int]] = message.get("asides") or []
    found: list[Mapping[str, Any]] = message.get("entities") or []
    return [each for each in found if not any(start <= each.get("start", -1) < end for start, end in asides)]


def _read_bounds(given: object) -> tuple[Bound, ...]:
    """Returns the bounds of sizes that the NLU read."""
    each_of = given if isinstance(given, list) else []
    return tuple(
        Bound(str(each["words"]), Decimal(str(each["number"])), str(each["unit"]), each["least"] is True)
        for each in each_of
    )


def _read_numbers(given: object) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(number)) for number in given) if isinstance(given, list) else ()


def _read_words(given: object) -> tuple[str, ...]:
    return tuple(str(words) for words in given) if isinstance(given, list) else ()


async def _check_account(context: SignedContext, market: Marketplace) -> SignedContext:
    """Returns the context. If its account is paused, or has another role than the one that was signed, returns it as
    the context of a visitor. An account or a role that the operator's site has signed wrongly is logged."""
    if context.account is None:
        return context
    standing = await market.correcting.find_standing(context.account)
    if standing is None:
        log.warning("an account was signed that is not in the marketplace", account=context.account)
        return context
    if standing.role != context.role:
        log.warning("an account was signed in another role", account=context.account, signed=context.role)
    if standing.is_paused or standing.role != context.role:
        return replace(context, account=None, role="visitor", name=None, is_paused=standing.is_paused)
    return context


def _load_record(stored: object, is_paused: bool) -> Discourse:
    """Returns the record of the conversation. When the account has been paused, the record begins anew, because it
    holds data of the account."""
    earlier = stored.get("earlier") if isinstance(stored, Mapping) else None
    record = Discourse.load(stored) if earlier is None else read_earlier(earlier)
    if is_paused and not record.kept.get(PAUSED):
        return Discourse(kept={PAUSED: True})
    if not is_paused:
        record.kept.pop(PAUSED, None)
    return record


def _end_turn(turn: Turn) -> dict[str, Any]:
    """Returns the record in the form in which the next turn gets it."""
    record, context = turn.record, turn.context
    turn.note("mentioned", list(turn.mentions) or None)
    about = record.focus[0] if record.focus and any(name in KIND_OF_SLOT for name in turn.noted) else []
    record.last = Last(context.message_id, turn.intent, turn.entities.mapping, turn.done[-4:], turn.said[-4:], about)
    asked, task = find_asked(turn), turn.task.name if turn.task else "none"
    latest = next(iter(record.lists), None)
    if asked == "none" and latest and latest.intent and latest.message_id == context.message_id:
        asked, task = "choice", TASK_OF_INTENT.get(latest.intent, "other")
    proposal = record.proposal
    if asked == "none" and proposal and proposal["message_id"] == context.message_id and proposal.get("asked", True):
        asked, task = "yesno", TASK_OF_INTENT.get(proposal["intent"], "other")
    record.situation = describe_situation(record, asked, task)
    return record.dump()
