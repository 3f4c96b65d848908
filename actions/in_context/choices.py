"""Continues after the bot asked which of several things is meant, or asks which intent is meant when several are about
equally likely."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.dialogue.abilities import list_abilities
from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, answer_question, reading
from actions.dialogue.said.entities import Entities
from actions.dialogue.turn import Turn
from actions.in_context.likelihood import SURE, VAGUE
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.goods.words.words import is_another_variant
from actions.reading.clarify import ask_which, is_close, offer_person, tell_corrected, tell_meant
from actions.support.lost import follow_up
from actions.trades.lookup.referring import find_meant, list_kinds

_VALUES = ("price", "incoterm")
"""Entities of a message that not only chooses a thing but also says what is offered for it."""


@reading
async def answer_to_choice(turn: Turn) -> list[Event] | None:
    """Continues after the bot asked which of several things is meant, when the message chooses one: "the second one" or
    "the tea sets"."""
    choice = turn.open_choice
    if choice is None or not turn.is_signed_in:
        return None
    if turn.is_pressed:
        value = turn.entities.word(choice["entity"])
        if value is None or value not in choice["values"] or turn.intent != choice["intent"] or turn.asked_by is None:
            return None
        return await HANDLERS[turn.intent](_with_chosen(turn, choice, value))
    asked_now = turn.record.lists[0].message_id == turn.record.last.message_id
    if not asked_now and not turn.cues.find_chosen(len(choice["values"])):
        return None
    if _looks_for_goods(turn):
        return None
    meant = await (_find_meant(turn, choice) if turn.intent in VAGUE else _named_alone(turn, choice))
    if len(meant) == 1:
        return await HANDLERS[choice["intent"]](_with_chosen(turn, choice, meant[0]))
    if (
        meant and turn.asked_by and turn.entities.products
    ):  # "the scarves", of which there are two: they are asked about
        return await HANDLERS[choice["intent"]](turn.asked_by.with_entities(product=turn.entities.products[0]))
    return None


def _looks_for_goods(turn: Turn) -> bool:
    """Returns whether the message surely begins a search, although the contact has also ordered the goods that it
    names: "show me the cheapest wok"."""
    is_search = turn.intent == "find_supplier" and turn.confidence >= SURE and not turn.cues.names_orders
    return is_search and turn.cues.sort is not None


def _with_chosen(turn: Turn, choice: dict[str, Any], value: str) -> Turn:
    """Returns the turn of the earlier message that the bot answered by asking which one is meant, now about the chosen
    one, and with the values that the present message adds."""
    chosen = {choice["entity"]: value}
    if turn.asked_by is None and turn.entities.has(*_VALUES):
        return turn.as_wish(choice["intent"]).with_entities(**chosen)  # "the plates, 2.15 each FOB"
    if turn.asked_by is None:
        return turn.with_question({"intent": choice["intent"], "entities": chosen})
    said = turn.entities.mapping if not turn.is_pressed else {}
    given = {name: said[name] for name in said if name not in ("product", "company", "order_number", "rfq_number")}
    before = tuple(each for each in turn.asked_by.entities.found if each[0] not in given)
    return replace(turn.asked_by, entities=Entities((*chosen.items(), *given.items(), *before)))


async def _find_meant(turn: Turn, choice: dict[str, Any]) -> list[str]:
    """Returns those of the things offered for choice that the message chooses or names."""
    values: list[str] = choice["values"]
    if pointed_at := turn.cues.find_chosen(len(values)):
        return [values[pointed_at[0]]]
    if turn.cues.is_question:
        return []
    meant = await find_meant(turn, list_kinds(turn, choice["entity"]))
    named = [own.number for own in meant.things if not is_another_variant(turn.text, own.goods)]
    return [value for value in values if value in named] if meant.is_named else []


async def _named_alone(turn: Turn, choice: dict[str, Any]) -> list[str]:
    """Returns the numbers of the orders whose goods the message names without any other word ("the monitors"). The
    intent of the message does not count."""
    page = await turn.market.orders.list_orders(turn.account, limit=50)
    return [
        order.number
        for order in page.orders
        if order.number in choice["values"] and goods_likeness(turn.text, order.goods.both) == 1
    ]


@reading
async def answer_to_did_you_mean(turn: Turn) -> list[Event] | None:
    """Handles the contact's answer to "did you mean …?": a pressed button, "the first one", or words that say that none
    of the offered meanings is right."""
    tell_corrected(turn)
    offered: list[str] = (turn.open_unclear or {}).get("offered") or []
    if not offered:
        return None
    if turn.intent == "deny":
        return offer_person(turn, list_abilities(turn)[:2])
    if turn.is_pressed and turn.intent in offered:
        tell_meant(turn, turn.intent)
    elif pointed_at := turn.cues.find_chosen(len(offered)):
        intent = offered[pointed_at[0]]
        tell_meant(turn, intent)
        return await answer_question(turn, {"intent": intent, "entities": turn.record.last.entities})
    elif turn.intent == "affirm" and turn.open_proposal:
        tell_meant(turn, str(turn.open_proposal["intent"]))
    return None


@reading
async def close_readings(turn: Turn) -> list[Event] | None:
    """Answers a message with two or three about equally likely intents as a follow-up to the things on the screen, or
    asks which intent is meant."""
    if not is_close(turn):
        return None
    understood = await follow_up(turn)
    return ask_which(turn) if understood is None else understood
