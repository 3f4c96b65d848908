"""Reads the tracking number and the carrier of a shipment in a supplier's words."""

from __future__ import annotations

from actions.dialogue.discourse import Json
from actions.dialogue.said.clauses import divide_clauses
from actions.dialogue.said.entities import read_amount
from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Quantity
from actions.marketplace.trades.orders.carriers import find_carrier
from actions.marketplace.trades.orders.tracking import is_mistyped, read_tracking_number
from actions.marketplace.trades.requests.held_words import find_in
from actions.reading.plain import plain_words
from actions.replies import code, person_button

_FEWEST, _MOST = 2, 6
"""The fewest and the most digits that people name when they correct only the end of a number."""
_OF_CODES = {"phone", "off_platform"}
"""Kinds of contact details for which a tracking number with a wrong digit may be mistaken."""


MISTYPED = "mistyped"
"""The name under which a shipment keeps a number whose check digit does not fit, so that its ending can be corrected."""


def read_shipment(turn: Turn, requested: str | None, known: str | None = None, mistyped: str | None = None) -> Json:
    """Returns the tracking number and the carrier that the message names. `known` is the carrier that was named before:
    if a message names it and another one, the other one counts ("not by DHL, by UPS").

    Words that are no known carrier or tracking number are not accepted, because the buyer would read them as if they
    came from Caravan. The contact is told so and offered a person. When the words hold contact or bank details, the
    gateway is asked to have a person look at them. A number whose check digit does not fit is kept under `MISTYPED`; if
    it was before (`mistyped`), the message may give its right ending.
    """
    if mistyped and (ending := _find_ending(turn, mistyped)):
        if number := read_tracking_number(ending):
            return {"tracking_number": number, MISTYPED: None}
        turn.say("utter_ship_tracking_check", {"number": code(ending)})
        return {MISTYPED: ending}
    read = {
        "tracking_number": (_find_tracking_words(turn, requested), read_tracking_number, "utter_ship_tracking_unknown"),
        "carrier": (_find_carrier_words(turn, requested, known), find_carrier, "utter_ship_carrier_unknown"),
    }
    found = {name: (words, find(words), sorry) for name, (words, find, sorry) in read.items() if words}
    unread = {name: (words, sorry) for name, (words, known, sorry) in found.items() if known is None}
    wrong = unread["tracking_number"][0] if "tracking_number" in unread else ""
    if wrong and is_mistyped(wrong) and "carrier" not in unread:
        turn.say("utter_ship_tracking_check", {"number": code(wrong)})
        return {**{name: known for name, (_, known, _) in found.items()}, MISTYPED: wrong}
    if any(_has_contact_details(name, words) for name, (words, _) in unread.items()):
        turn.request_effect("words_refused")
    else:
        for _, sorry in unread.values():
            turn.say(sorry, buttons=[person_button("ship_order")])
    return {name: known for name, (_, known, _) in found.items()}


def read_lots(turn: Turn, left: Quantity) -> list[Json]:
    """Returns the shipments that one message names, in the order of its words. Each has a tracking number (None if it
    is not valid), a quantity and a carrier. A single carrier counts for all shipments, except for those whose number
    shows another carrier ("SF…"). `left` is the quantity of the order that is left to ship. Returns an empty list if
    the message does not name several shipments in this way."""
    numbers = [read_tracking_number(word) for word in turn.entities.words("tracking_number")]
    amounts = [amount for amount in map(read_amount, turn.entities.values("quantity")) if amount]
    carriers = [find_carrier(word) for word in turn.entities.words("carrier")]
    carriers = [_find_by_letters(number) or carriers[0] for number in numbers] if len(carriers) == 1 else carriers
    if len(numbers) < 2 or len(numbers) != len(carriers) or None in carriers:
        return []
    if any(amount.unit not in (None, left.unit) for amount in amounts):
        return []
    values = [amount.value for amount in amounts]
    if len(values) != len(numbers):  # the NLU has not marked all quantities
        values = [number for number in turn.numbers if number not in (1, len(numbers)) and number <= left.value]
    total = max(values, default=None)
    if total is not None and len(values) == len(numbers) + 1 and sum(values) == 2 * total:
        values.remove(total)  # "600 in all, 400 and 200"
    if len(values) != len(numbers):
        return []
    return [
        {"tracking_number": number, "carrier": carrier, "part": {"value": str(value), "unit": left.unit}}
        for number, carrier, value in zip(numbers, carriers, values, strict=True)
    ]


def _find_ending(turn: Turn, number: str) -> str | None:
    """Returns the number with the ending that the message gives it: 最后是46不是44, "it ends in 46"."""
    speaks = turn.topics & {"ends", "waybill"} or "wrong" in turn.reports or turn.cues.corrects or turn.cues.ruled_out
    said = [f"{each:f}" for each in turn.cues.written if each not in turn.cues.ruled_out and not each % 1]
    new = [each for each in dict.fromkeys(said) if _FEWEST <= len(each) <= _MOST and not number.endswith(each)]
    return f"{number[: -len(new[0])]}{new[0]}" if speaks and len(new) == 1 and len(new[0]) < len(number) else None


def _find_by_letters(number: str | None) -> str | None:
    """Returns the carrier to which the letters at the beginning of a tracking number belong, such as SF. Returns None
    if there are no letters."""
    letters = (number or "").rstrip("0123456789")
    return find_carrier(letters) if letters else None


def _find_tracking_words(turn: Turn, requested: str | None) -> str | None:
    """Returns the words that may be a tracking number: the words that the NLU has found, the whole answer, or a word
    that looks like a code."""
    if turn.cues.waybill:
        return turn.cues.waybill
    if requested == "tracking_number" and (read_tracking_number(turn.text) or turn.cues.has_long_number):
        return turn.entities.word("tracking_number") or turn.text
    return turn.entities.word("tracking_number") or _find_code(turn, requested)


def _find_carrier_words(turn: Turn, requested: str | None, known: str | None) -> str | None:
    said = turn.entities.words("carrier")
    others = [word for word in said if find_carrier(word) != known]
    if known and not others and (instead := _find_instead(turn, known)):
        return instead
    if said:
        return (others or said)[0]
    if turn.entities.has("tracking_number") and find_carrier(turn.text):
        return turn.text
    if beside := _find_beside(turn):
        return beside
    if turn.cues.waybill and (word := next(filter(find_carrier, turn.text.split()), None)):
        return word
    return turn.text if requested == "carrier" and (plain_words(turn) or find_carrier(turn.text)) else None


def _find_instead(turn: Turn, known: str) -> str | None:
    """Returns the clause of a correction that names another carrier than `known`, if the NLU has marked none: 不是德邦
    是跨越."""
    if not (turn.cues.corrects or turn.acts.kind == "correct"):
        return None
    clauses = [words for words, _ in divide_clauses(turn.text)]
    return next((words for words in clauses if (found := find_carrier(words)) and found != known), None)


def _find_beside(turn: Turn) -> str | None:
    """Returns the word right before the tracking number, if it names a carrier: dhl in "sorry its dhl 3318810025"."""
    before, found, _ = turn.text.partition(turn.entities.word("tracking_number") or "\n")
    words = before.split()
    return words[-1] if found and words and find_carrier(words[-1]) else None


def _has_contact_details(name: str, value: str) -> bool:
    """Returns whether the words hold bank details or an invitation to leave the platform.

    In a tracking number, telephone numbers are ignored: every tracking number looks like one.
    """
    kinds = {finding.kind for finding in find_in(value)}
    is_code = name == "tracking_number" and value.isalnum()
    return bool(kinds - _OF_CODES if is_code else kinds - {"phone"} if name == "tracking_number" else kinds)


def _find_code(turn: Turn, requested: str | None) -> str | None:
    """Returns a word that looks like a tracking number, if the message is likely to contain one."""
    expected = requested == "tracking_number" or turn.entities.has("carrier") or turn.cues.speaks_of_tracking
    is_amid_others = turn.entities.has("quantity", "price") and not (
        turn.cues.has_long_number and turn.entities.has("carrier")
    )
    return turn.cues.shipment_code if expected and not is_amid_others else None
