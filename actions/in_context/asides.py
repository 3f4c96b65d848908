"""Answers remarks and questions beside the matter itself: what a word means, idle talk, "where were we?", "stop"."""

from __future__ import annotations

from actions.dialogue.abilities import list_abilities
from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.tasks import resume
from actions.dialogue.turn import Turn
from actions.in_context.likelihood import (
    ASKS,
    SURE,
    SURELY_ELSEWHERE,
    TALK,
)
from actions.marketplace.base.records import Quantity
from actions.replies import Value, one_after_another, quantity, term
from actions.sourcing.at_hand.basket import Pick, list_counted
from actions.sourcing.at_hand.current_search import OWN_SUBJECT, find_current_search
from actions.sourcing.searching.finding import find_supplier
from actions.sourcing.searching.results import say_so_far
from actions.support.small_talk import cancel

_LISTS = frozenset(("list_orders", "list_requests", "my_quotes", "view_leads", "daily_tasks"))
"""Intents that ask for a list, whose words ("my requests") may sound like going back to something."""
_ASKS_TOO = 0.3
"""The least confidence in a wish or a question at which a message that also says goodbye is answered as that."""
_MAY_CHAT = frozenset(("out_of_scope", "nlu_fallback", "inform", "report_problem"))
"""Intents that the NLU gives to chatter too."""


@reading
async def what_a_word_means(turn: Turn) -> list[Event] | None:
    """Answers the questions of beginners: what a minimum order is, how a factory differs from a trading company, how to
    begin."""
    meaning = turn.cues.meaning
    if meaning is None or turn.is_pressed or turn.task is not None or turn.is_supplier:
        return None
    if meaning == "beginning" and turn.entities.products:
        await find_supplier(turn)
    turn.say(f"utter_meaning_{meaning}", buttons=[] if turn.entities.products else list_abilities(turn)[:1])
    return []


@reading
async def chatter(turn: Turn) -> list[Event] | None:
    """Answers insults and idle talk calmly. The conversation stays about the same thing."""
    if turn.is_pressed or not turn.acts.are_situated or turn.intent in TALK:
        return None
    insults = turn.cues.complains and turn.intent in ("out_of_scope", "nlu_fallback", "report_problem")
    is_idle = "idle" in turn.topics
    if not (insults or is_idle) and (turn.acts.name != "chatter" or turn.acts.share("chatter") < ASKS):
        return None
    if turn.confidence >= SURE and turn.intent not in _MAY_CHAT and not is_idle:
        return None  # the words alone are a clear wish
    if turn.entities.has("order_number", "rfq_number", "product"):
        return None
    search = find_current_search(turn)
    if turn.cues.complains:
        turn.say("utter_unhappy")
    elif search and turn.topics & {"jests", "mash"}:
        return await say_so_far(turn, search, "utter_jest_search" if "jests" in turn.topics else "utter_mash_search")
    elif _accepts(turn):
        turn.say("utter_acknowledged")
    elif search:
        return await say_so_far(turn, search, "utter_chatter_search")
    else:
        turn.say("utter_not_understood" if "mash" in turn.topics else "utter_chatter", buttons=list_abilities(turn))
    return []


def _accepts(turn: Turn) -> bool:
    """Returns whether the message only acknowledges the last answer: "ok, I'll wait till Friday", 好 那我等等."""
    return turn.cues.acknowledges_first and not turn.asks and bool(turn.record.focus)


@reading
async def person_or_machine(turn: Turn) -> list[Event] | None:
    """Says that a computer program answers, for "are you a real person?". By its words alone, the question may ask for
    a person."""
    if turn.is_pressed or turn.intent not in ("human_handoff", "out_of_scope", "nlu_fallback"):
        return None
    unsure = turn.intent != "human_handoff" or turn.confidence < SURELY_ELSEWHERE
    return await HANDLERS["bot_challenge"](turn) if unsure and turn.cues.asks_if_person else None


@reading
async def back_to_it(turn: Turn) -> list[Event] | None:
    """Answers "where were we?" with the present state of the task or search, and "keep this, I come back tomorrow" by
    saying that nothing is lost."""
    if turn.is_pressed or turn.task is not None or turn.entities.has(*OWN_SUBJECT):
        return None
    search = find_current_search(turn)
    asks_for_a_list = turn.intent in _LISTS and turn.confidence >= SURE
    if turn.acts.name == "resume" and not asks_for_a_list:
        if turn.record.aside and await resume(turn):
            return []
        return await say_so_far(turn, search) if search else None
    asks_too = turn.intent not in TALK and turn.acts.share("wish", "ask") >= _ASKS_TOO
    if turn.acts.name == "save_draft" and not asks_too:
        kept = [] if turn.is_signed_in else list_counted(turn)
        turn.say("utter_wishes_stay" if kept else "utter_stays", {"goods": one_after_another(map(_say_pick, kept))})
        return []
    return None


def _say_pick(pick: Pick) -> Value:
    amount = pick.amount
    assert amount is not None
    return term(
        "order.quantity_of", quantity=quantity(Quantity(amount.value, amount.unit or "piece")), goods=pick.goods
    )


@reading
async def stop_this(turn: Turn) -> list[Event] | None:
    """Stops what the bot is doing when the message is only "cancel", unless the last answer was about an order: the
    contact may then want to cancel that order."""
    if turn.intent not in ("cancel_order", "deny") or turn.is_pressed or not turn.cues.stops:
        return None
    doing = turn.task is not None
    shown = turn.has_just_done("order_status") or turn.has_just_done("cancel_order")
    return None if (turn.intent == "deny" and not doing) or (shown and not doing) else await cancel(turn)


@reading
async def leave_it_so(turn: Turn) -> list[Event] | None:
    """Says that all stays as it is, for "only curious, keep it as it is", while nothing is under way. By its words alone, such a
    message may be anything."""
    only_asked = "only_asking" in turn.topics and not (turn.asks or turn.entities or turn.cues.is_question)
    is_unclear = turn.acts.share("give_up", "no", "yes") >= SURE or turn.confidence < SURE
    lets_be = only_asked or ("stays" in turn.topics and is_unclear)
    if not lets_be or turn.is_pressed or turn.task is not None or turn.open_proposal:
        return None
    turn.say("utter_offer_declined")
    return []
