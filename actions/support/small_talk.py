"""Answers greetings, requests for help, "yes", "no", "never mind" and messages of bare values. The answers depend on
the contact and on the conversation before."""

from __future__ import annotations

from actions.dialogue.abilities import list_abilities
from actions.dialogue.agreement import agrees_clearly, agrees_to
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.moving import offer_to_move
from actions.dialogue.registry import HANDLERS, answer_question, answers, in_passing
from actions.dialogue.signing_in import answer_waiting
from actions.dialogue.turn import Turn
from actions.reading.clarify import not_understood
from actions.replies import button, person_button
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.said_goods import is_sold, with_goods
from actions.sourcing.products import ask_price
from actions.sourcing.searching.finding import find_supplier
from actions.sourcing.searching.narrowing import narrow
from actions.sourcing.searching.results import say_so_far
from actions.sourcing.suppliers import supplier_details
from actions.support.lost import follow_up
from actions.trades.claims.status import claim_status
from actions.trades.orders.selling.confirming import confirm_order
from actions.trades.orders.selling.shipping import ship_order
from actions.trades.orders.told.status import order_status
from actions.trades.questions.answering import take_up_question
from actions.trades.quotations.offering import submit_quote
from actions.trades.quotations.received import check_quotes
from actions.trades.samples.following import sample_status

_LIKELY = 0.35
_OF_THE_BUTTON = ("sure", "terms")
"""Entities of a proposal that a "yes" to a final question carries. Without them, the action asks its final question
first."""
_DEEDS = {
    "accept_quote": frozenset(("accept", "order")),
    "answer_claim": frozenset(("accept",)),
    "cancel_request": frozenset(("withdraw", "cancel")),
    "confirm_order": frozenset(("accept", "change")),
    "contact_team": frozenset(("request",)),
    "decline_quote": frozenset(("decline",)),
    "request_quote": frozenset(("request", "quote")),
    "withdraw_quote": frozenset(("withdraw",)),
}
"""By the intent of a proposal, the names of the deeds that a yes to it may name (nlu/turn/words/cues/agreement.yml)."""
_OBJECTS = {"request": "rfq_number", "order": "order_number", "quotation": "quotation"}
"""By the name of a thing in a yes, the entity of a proposal that is about such a thing."""
LEAVE_QUEUE = "leave_queue"
"""The intent of the button, and of the "yes", with which a contact leaves the queue for a person."""


@answers("greet")
async def greet(turn: Turn) -> list[Event]:
    """Greets the contact. Somebody who waits for a person and asks whether anybody is there is told
    how the queue stands instead."""
    if turn.context.waits_for_person:
        turn.request_effect("tell_queue")
        return []
    if turn.is_signed_in:
        answered = await answer_waiting(turn)
        if answered is not None:
            return answered
    name = turn.context.name or turn.context.account or ""
    turn.say(f"utter_greet_{turn.context.role}", {"name": name} if name else {}, buttons=list_abilities(turn))
    return offer_to_move(turn)


@answers("help")
async def give_help(turn: Turn) -> list[Event]:
    turn.say(f"utter_help_{turn.context.role}", buttons=list_abilities(turn))
    return []


@answers("affirm")
async def affirm(turn: Turn) -> list[Event]:
    """Carries out the last proposal of the bot.

    Something that cannot be taken back is done only after a clear yes. If the message says more than yes, or if it may
    be about another answer that the bot has given since, the bot asks again. Without a proposal, a supplier's "confirm" is about an order, and a buyer's about a quotation. After any
    other "yes", says what the contact can do here.
    """
    proposal = turn.open_proposal
    if proposal and turn.cues.stops:
        return await deny(turn)  # "ok leave that one"
    is_clear = (agrees_clearly(turn) and not _may_be_of_another_answer(turn)) or _agrees_in_so_many_words(turn)
    is_clear = is_clear and not ("names_sending" in turn.topics and not turn.is_pressed)  # nothing sure is sent
    if proposal and proposal["entities"].get("sure") and not is_clear:
        about = {name: value for name, value in proposal["entities"].items() if name not in _OF_THE_BUTTON}
        return await answer_question(turn, {**proposal, "entities": about})  # asks once more, in full
    if proposal and (proposal.get("asked", True) or not turn.cues.acknowledges):
        return [SlotSet("offer", None), *await answer_question(turn, proposal)]
    answered = await answer_waiting(turn)
    waiting = turn.slot("waiting")
    if not turn.is_signed_in and isinstance(waiting, dict) and (turn.cues.sends or turn.cues.sends_among):
        return await answer_question(turn, waiting)  # "yes please send", of a visitor who has not signed in
    if answered is None and turn.cues.confirms and (turn.is_supplier or turn.word_slot("rfq_number")):
        return await confirm_order(turn)
    if answered is None:
        turn.say("utter_affirm", buttons=list_abilities(turn))
    return answered or []


@in_passing
async def agrees_to_the_proposal(turn: Turn) -> list[Event] | None:
    """Answers a message as a yes to what the bot has just asked, if its words say yes or name the deed and nothing
    else, whatever its intent: "yes. ship date stays"."""
    if turn.task is not None or turn.is_pressed or turn.open_unclear or not _agrees_in_so_many_words(turn):
        return None
    return await HANDLERS["affirm"](turn)


def _agrees_in_so_many_words(turn: Turn) -> bool:
    """Returns whether the message answers the question of the last reply with yes and nothing else, even if it names
    the deed or says that the rest stays as it is."""
    proposal = turn.open_proposal
    if proposal is None or not proposal.get("asked", True):
        return False
    deeds = frozenset(turn.cues.deeds_at_last)
    if (
        deeds
        and deeds <= _DEEDS.get(proposal["intent"], frozenset())
        and not (turn.entities or turn.asks or turn.numbers)
    ):
        return True  # "no leave it, yuan is ok. yes accept", also after an answer in between
    if proposal["message_id"] != turn.record.last.message_id:
        return False
    if turn.cues.agrees_of and _OBJECTS[turn.cues.agrees_of] in proposal["entities"]:
        return True  # "yes the request, not the order"
    moves = proposal["entities"].get("day") or proposal["entities"].get("change")
    is_yes = turn.intent == "affirm" or turn.acts.share("yes") >= _LIKELY or turn.cues.assents
    return is_yes and not (turn.kept and moves) and agrees_to(turn, _DEEDS.get(proposal["intent"], frozenset()))


def _may_be_of_another_answer(turn: Turn) -> bool:
    """Returns whether the message may only acknowledge or praise an answer that the bot has given since its proposal:
    "ok great", after an answer about something else."""
    proposal = turn.open_proposal
    is_latest = proposal is not None and proposal.get("message_id") == turn.record.last.message_id
    return not is_latest and not turn.is_pressed and (turn.cues.acknowledges or turn.cues.praises)


@answers("deny")
async def deny(turn: Turn) -> list[Event]:
    """Drops the open proposal, or carries out the meaning that the proposal gives to a "no". Without a proposal,
    answers the message as a follow-up to the search."""
    proposal = turn.open_proposal
    if proposal and proposal["intent"] == LEAVE_QUEUE and turn.context.waits_for_person:
        turn.request_effect("tell_queue")
        return [SlotSet("offer", None)]
    if proposal and "refusal" in proposal and proposal["message_id"] == turn.record.last.message_id:
        return [SlotSet("offer", None), *await answer_question(turn, proposal["refusal"])]
    if proposal:
        turn.say("utter_offer_declined", buttons=list_abilities(turn)[:2])
        return [SlotSet("offer", None)]
    narrowed = await narrow(turn)
    if narrowed is None:
        turn.say("utter_deny", buttons=list_abilities(turn))
    return narrowed or []


@answers("goodbye")
async def say_goodbye(turn: Turn) -> list[Event]:
    """Says goodbye. Somebody who waits for a person is asked once whether to leave the queue."""
    if not turn.context.waits_for_person:
        turn.say("utter_goodbye")
        return []
    proposal = turn.open_proposal
    if proposal and proposal["intent"] == LEAVE_QUEUE:
        return await leave_queue(turn)
    stay = button("button.stay_in_queue", "deny")
    turn.say("utter_goodbye_in_queue", buttons=[button("button.leave_queue", LEAVE_QUEUE), stay])
    return [turn.propose(LEAVE_QUEUE)]


@answers(LEAVE_QUEUE)
async def leave_queue(turn: Turn) -> list[Event]:
    """Withdraws the request for a person. The gateway says so, unless the contact is not waiting."""
    turn.request_effect("withdraw_handoff")
    return [SlotSet("offer", None)]


@answers("thank")
async def welcome(turn: Turn) -> list[Event]:
    """Answers thanks. Somebody who waits for a person may mean that they no longer need one."""
    if turn.context.waits_for_person:
        turn.say("utter_thank_in_queue", buttons=[button("button.leave_queue", LEAVE_QUEUE)])
        return [turn.propose(LEAVE_QUEUE, asked=False)]
    turn.say("utter_thank_and_goodbye" if "wishes_well" in turn.topics else "utter_thank")
    return []


@answers("bot_challenge")
async def say_what_it_is(turn: Turn) -> list[Event]:
    """Says that a computer program answers. Somebody who waits for a person is told how the queue
    stands, too."""
    waits = turn.context.waits_for_person
    turn.say("utter_bot_challenge", buttons=[] if waits else [person_button("asked")])
    if waits:
        turn.request_effect("tell_queue")
    return []


@answers("cancel")
async def cancel(turn: Turn) -> list[Event]:
    """Forgets the search and the open proposal, and withdraws a request for a person that is still waiting. After a
    question whether to do something, "leave it" is only a "no" to that."""
    if turn.open_proposal and "stays" in turn.topics:
        return await deny(turn)
    turn.say("utter_cancelled", buttons=list_abilities(turn))
    turn.request_effect("withdraw_handoff")
    turn.record.lists = []
    return [SlotSet(name, None) for name in ("search", "offer", "waiting")]


@answers("inform")
async def inform(turn: Turn) -> list[Event]:
    """Answers a message that consists of values only, such as "5000 pcs" or "Hamburg". The meaning of such a message
    depends on the kind of value and on the subject of the conversation."""
    entities = turn.entities
    if turn.is_supplier and entities.has("tracking_number"):
        return await ship_order(turn)
    if entities.order_number:
        return await order_status(turn.with_entities(order_number=entities.order_number))
    if entities.claim_number:
        return await claim_status(turn)
    if entities.sample_number:
        return await sample_status(turn)
    if entities.question_number:
        return await take_up_question(turn)
    if entities.rfq_number:
        return await (submit_quote(turn) if turn.is_supplier else check_quotes(turn))
    if entities.products:
        narrowed = await _narrow_by_specification(turn)
        return await find_supplier(turn) if narrowed is None else narrowed
    if entities.has("company"):
        return await supplier_details(turn)
    return await _answer_bare_values(turn)


async def _narrow_by_specification(turn: Turn) -> list[Event] | None:
    """Narrows the search on the screen by words that the NLU takes for goods although they only specify those that are
    searched for: nobody sells anything of that name, and it ends in a size ("white 100% cotton 600 gsm")."""
    names = turn.entities.products
    if turn.is_supplier or len(names) != 1 or not any(names[0].endswith(size) for size in turn.sizes):
        return None
    return None if await is_sold(turn, names[0]) else await narrow(with_goods(turn, []))


async def _answer_bare_values(turn: Turn) -> list[Event]:
    """Uses a quantity, a price or a place to change the search, or to answer for the product that is talked about."""
    if turn.entities.has("quantity") and turn.slot("product_id") is not None:
        return await ask_price(turn)
    understood = await follow_up(turn)
    if understood is not None:
        return understood
    if turn.entities.regions and not turn.is_supplier:
        return await find_supplier(turn)
    if turn.entities:
        turn.say("utter_inform", buttons=list_abilities(turn))
        return []
    if (search := find_current_search(turn)) is not None and not turn.is_supplier:
        return await say_so_far(turn, search, "utter_search_unread")
    return not_understood(turn, list_abilities(turn))
