"""Declares the task of asking for a sample: how many, where they go, the exact address, and a final "yes", which sends
the request to the supplier. One that cannot reach the supplier by itself becomes a note for the staff."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.entities import find_place_in_address, read_amount, read_destination
from actions.dialogue.events import Event
from actions.dialogue.registry import answers
from actions.dialogue.tasks import Slot, Task, asks, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Destination, Quantity, WriteKey
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.trades.samples.records import NewSample
from actions.replies import Value, button, destination, lines, quantity, term, text
from actions.sourcing.cards import offer_values
from actions.sourcing.offers import access_offer
from actions.sourcing.products import say_sample
from actions.trades.notes.keeping import keeps_in
from actions.trades.notes.noting import begin_note, leave_note
from actions.trades.notes.tasks import SAMPLE_NOTE
from actions.trades.samples.cards import say_price, see_button

_LONGEST_ADDRESS = 500
_LONGEST_NOTE = 300
_FEW_WORDS, _FEW_HAN = 5, 8
_MOST = 100
"""The most pieces that count as a sample."""


@answers("request_sample")
async def request_sample(turn: Turn) -> list[Event]:
    """Says what a sample costs, and begins a request for it if the contact wants one. If the supplier has no account, or
    the contact is no buyer who is signed in, begins a note for the staff instead."""
    offer = await say_sample(turn)
    if offer is None:
        return []
    is_buyer = turn.is_signed_in and not turn.is_supplier
    if not is_buyer or not await turn.market.questions.can_be_asked(offer.supplier.slug):
        await begin_note(turn, SAMPLE_NOTE, f"listing {offer.product_id}", offer_values(offer)["offer"])
        return []
    known = {"product_id": offer.product_id, **_read_sample(turn, None, offer)}
    await start(turn, SAMPLE, known)
    return []


def _read_sample(turn: Turn, asked: str | None, offer: Listing) -> Json:
    """Returns the values of the request that the message gives, by slot."""
    found = Json()
    if _names_other_goods(turn, offer):
        return found
    amount = turn.entities.quantity
    number = turn.cues.number or (str(turn.numbers[0]) if len(turn.numbers) == 1 else None)
    if amount is None and asked == "sample_quantity" and number:
        amount = read_amount(number)
    corrects = _corrects_quantity(turn)
    if amount is None and corrects:
        amount = read_amount(str(turn.numbers[-1]))
    if amount is not None and (asked != "address" or corrects):
        unit = amount.unit or offer.moq.unit
        if amount.value > _MOST:
            turn.say("utter_sample_too_many", {"most": _MOST})
        else:
            found["sample_quantity"] = {"value": str(amount.value), "unit": unit}
    street = None if turn.is_pressed else turn.choices.get("street")
    named = turn.entities.destination or (find_place_in_address(street) if street else None)
    if asked != "address" and (goal := named):
        found["sample_country"] = asdict(goal)
    if street and asked != "address":
        found["address"] = street[:_LONGEST_ADDRESS]
    gives_address = asked == "address" and bool(turn.text.strip()) and not (turn.is_pressed or corrects)
    if gives_address and not _is_no_address(turn):
        found["address"] = turn.text.strip()[:_LONGEST_ADDRESS]
    return found


def _names_other_goods(turn: Turn, offer: Listing) -> bool:
    """Returns whether the message is about other goods than the sample, so that no number in it is the sample's."""
    names = offer.product.both
    return bool(turn.entities.products) and not any(goods_likeness(name, names) for name in turn.entities.products)


def _corrects_quantity(turn: Turn) -> bool:
    """Returns whether the message is nothing but another number of pieces: "make that 3"."""
    is_lone = len(turn.numbers) == 1 and not turn.numbers[0] % 1 and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    gives = turn.cues.corrects or turn.acts.kind == "correct"
    others = turn.entities.has("country", "date", "price") or bool(turn.sizes) or "street" in turn.choices
    return is_lone and gives and not (others or turn.is_pressed)


def _is_no_address(turn: Turn) -> bool:
    """Returns whether the message only agrees or refuses, or asks for something else."""
    agrees = turn.intent in ("affirm", "deny") and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    return turn.cues.sends or agrees or (turn.acts.kind in ("wish", "ask") and not turn.numbers)


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    offer = await access_offer(turn, known.get("product_id"))
    return _read_sample(turn, asked, offer) if offer else {}


def _read_quantity(values: Json) -> Quantity | None:
    amount = read_amount(values.get("sample_quantity"))
    return Quantity(Decimal(amount.value), amount.unit) if amount and amount.unit else None


def _read_goal(values: Json) -> Destination | None:
    return read_destination(values.get("sample_country"))


def _describe(turn: Turn, values: Json) -> list[Value]:
    words: list[Value] = []
    if amount := _read_quantity(values):
        words.append(quantity(amount))
    if goal := _read_goal(values):
        words.append(term("request.to", destination=destination(goal)))
    if values.get("address"):
        words.append(term("note.words", words=str(values["address"])))
    if values.get("note"):
        words.append(term("request.note", note=str(values["note"])))
    return words


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    offer = await _access_offer(turn, values)
    assert offer is not None
    buttons = confirm_buttons(turn, "button.send_request", "button.do_not_send")
    response = "utter_sample_confirm_again" if again else "utter_sample_confirm"
    turn.say(response, _values(offer, values), buttons=buttons)


def _values(offer: Listing, values: Json) -> dict[str, Value]:
    amount, goal = _read_quantity(values), _read_goal(values)
    return {
        "goods": text(offer.product),
        "supplier": text(offer.supplier.name),
        "quantity": quantity(amount) if amount else term("date.unknown"),
        "destination": destination(goal) if goal else term("destination.open"),
        "address": lines(term("note.words", words=words) for words in _write(values)),
        "price": say_price(offer.sample_price),
    }


def _write(values: Json) -> list[str]:
    """Returns what the supplier reads beside the values: the address, and what else the buyer has said."""
    return [str(words) for words in (values.get("address"), values.get("note")) if words]


async def _send(turn: Turn, values: Json) -> None:
    """Sends the request, only once even if the turn is repeated. Leaves a note for the staff if it cannot reach the
    supplier."""
    offer = await _access_offer(turn, values)
    amount, goal = _read_quantity(values), _read_goal(values)
    if offer is None or amount is None or goal is None:
        return await start(turn, SAMPLE, {"product_id": values.get("product_id")})
    new = NewSample(offer.product_id, amount, goal, "\n".join(_write(values)))
    key = WriteKey(turn.context.message_id, "request_sample")
    requested = await turn.market.samples.request(turn.account, new, key, turn.context.conversation)
    if requested is None:
        note = {"named": f"listing {offer.product_id}", "name": text(offer.product), "words": [new.address]}
        return await leave_note(turn, SAMPLE_NOTE.name, note, "request_sample")
    sample = await turn.market.samples.access_sample(turn.account, requested.number)
    response = "utter_sample_requested_held" if requested.is_held else "utter_sample_requested"
    turn.say(response, {**_values(offer, values), "sample": sample.number}, buttons=[see_button(sample)])
    turn.note("sample_number", sample.number)
    if requested.is_held:
        turn.request_effect("words_held", number=sample.number)
    turn.done.append("request_sample")
    return None


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether the listing is still offered and the contact is still a buyer. If not, tells the contact."""
    if turn.is_signed_in and not turn.is_supplier and await _access_offer(turn, values) is not None:
        return True
    turn.say("utter_which_product", buttons=[button("button.find_supplier", "find_supplier", relax="all")])
    return False


async def _access_offer(turn: Turn, values: Json) -> Listing | None:
    return await access_offer(turn, values.get("product_id"))


SAMPLE = declare(
    Task(
        name="sample",
        intent="request_sample",
        slots=(
            Slot("sample_quantity", "quantity", asks("utter_sample_quantity")),
            Slot("sample_country", "place", asks("utter_sample_country")),
            Slot("address", "free", asks("utter_sample_address")),
        ),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_send,
        is_there=_is_there,
        refused="utter_sample_not_requested",
        describes_goods=True,
        keep=keeps_in("note", _LONGEST_NOTE),
    )
)
"""The task of asking for a sample."""
