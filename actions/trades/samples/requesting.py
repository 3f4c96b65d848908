"""Declares the task of asking for a sample: how many, to which place, the exact address, and a final "yes", which sends
the request to the supplier, or leaves it to the staff if the supplier has no account here."""

from __future__ import annotations

from dataclasses import asdict, replace
from decimal import Decimal

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.events import Event
from actions.dialogue.registry import answers
from actions.dialogue.said.clauses import divide_clauses
from actions.dialogue.said.entities import find_place_in_address, read_amount, read_destination
from actions.dialogue.said.figures import Figure
from actions.dialogue.saying_back import BETWEEN
from actions.dialogue.tasks import Slot, Task, asks, confirm_buttons, declare, start
from actions.dialogue.turn import Turn
from actions.dialogue.values import QUANTITY, Held, settle
from actions.marketplace.base.records import Destination, Quantity, WriteKey
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.trades.notes.records import NewNote
from actions.marketplace.trades.samples.records import NewSample
from actions.replies import Value, button, destination, lines, quantity, term, text
from actions.sourcing.at_hand.listings import access_listing
from actions.sourcing.at_hand.which_listing import find_pointed_at
from actions.sourcing.cards import listing_values
from actions.sourcing.products import say_sample
from actions.trades.notes.keeping import keeps_in, without_parts
from actions.trades.notes.noting import begin_note, leave_with_staff
from actions.trades.notes.tasks import SAMPLE_NOTE
from actions.trades.requests.usual_place import find_usual_place
from actions.trades.samples.cards import say_price, see_button

_LONGEST_ADDRESS = 500
_LONGEST_NOTE = 300
_FEW_WORDS, _FEW_HAN = 5, 8
_GIVES = 0.4
_FILLERS = frozenset(("no", "yes", "ok", "okay", "sorry", "wait", "不", "不对", "不是", "对", "好"))
_COMMON = "一个两的那这色, "
"""Characters that two remarks may have in common although they are about different things."""
_LEAST_LETTERS, _LEAST_HAN = 3, 2
"""The least number of letters and of Chinese characters by which a message names one of the kinds noted before."""
_COMPANY_ADDRESS = {"zh": "公司地址（街道待确认）", "en": "company address (street to be confirmed)"}
_A_NUMBER = 2
"""The most words or characters of a message that consists of nothing but a number."""
_MOST = 100
"""The most pieces that count as a sample."""
_SAMPLES = ("sample", "样", "樣")
"""The beginnings of words that mean samples."""


@answers("request_sample")
async def request_sample(turn: Turn) -> list[Event]:
    """Says what a sample costs, and begins a request for it if the contact wants one. If the contact is not signed in
    as a buyer, begins a note for the staff instead."""
    listing = await say_sample(turn)
    if listing is None:
        return []
    if not turn.is_signed_in or turn.is_supplier:
        await begin_note(turn, SAMPLE_NOTE, f"listing {listing.product_id}", listing_values(listing)["offer"])
        return []
    known = {**await _choose(turn, listing), **_read_sample(turn, None, listing, {})}
    await start(turn, SAMPLE, known)
    return []


async def _choose(turn: Turn, listing: Listing) -> Json:
    """Returns the values that say of which listing the sample is, and whether a person has to ask the supplier, because
    the supplier has no account here."""
    return {
        "product_id": listing.product_id,
        "by_team": not await turn.market.questions.can_be_asked(listing.supplier.slug) or None,
    }


def _read_sample(turn: Turn, asked: str | None, listing: Listing, known: Json) -> Json:
    """Returns the values of the request that the message gives, by slot."""
    found = Json()
    if _names_other_goods(turn, listing):
        return found
    street = None if turn.is_pressed else turn.choices.get("street")
    turn = _settle(turn, asked, listing, known, street or "")
    amount = turn.entities.quantity
    number = turn.cues.number or (str(turn.numbers[0]) if len(turn.numbers) == 1 else None)
    if amount is None and asked == "sample_quantity" and (number or turn.numbers) and not turn.asks:
        amount = read_amount(number or str(turn.numbers[0]))  # 两个 一个香槟色一个藏青
    corrects = _corrects_quantity(turn) and not street
    if amount is not None and (asked != "address" or corrects):
        unit = amount.unit or listing.moq.unit
        if amount.value > _MOST:
            turn.say("utter_sample_too_many", {"most": _MOST})
        else:
            found["sample_quantity"] = {"value": str(amount.value), "unit": unit}
    named = turn.entities.destination or (find_place_in_address(street) if street else None)
    if asked != "address" and (goal := named):
        found["sample_country"] = asdict(goal)
    if street and asked != "address":
        found["address"] = street[:_LONGEST_ADDRESS]
    gives_address = asked == "address" and bool(turn.text.strip()) and not (turn.is_pressed or corrects)
    gives_address = gives_address and not _find_kind_kept(turn, known)
    if gives_address and not _is_no_address(turn):
        found["address"] = turn.text.strip()[:_LONGEST_ADDRESS]
    return found


def _corrects_quantity(turn: Turn) -> bool:
    """Returns whether the message gives hardly more than a number of pieces, and no address: "make that 3"."""
    meant = turn.meant.get(QUANTITY)
    corrects = turn.cues.corrects or turn.acts.kind == "correct" or is_brief(turn.text, _A_NUMBER, _A_NUMBER)
    is_named = meant is not None and (meant.kind == "count" or meant.name == "set")
    return meant is not None and (corrects or is_named) and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)


def _count_samples(figure: Figure) -> Figure:
    """Returns the figure without its unit, if the unit means samples, as in "2 samples"."""
    counts = figure.kind == "named" and figure.name.casefold().startswith(_SAMPLES)
    return replace(
        figure, label="" if figure.label == "sample" else figure.label, kind="bare" if counts else figure.kind
    )


def _names_other_goods(turn: Turn, listing: Listing) -> bool:
    """Returns whether the message is about other goods than the sample, so that no number in it can be a number of
    samples."""
    names = listing.product.both
    return bool(turn.entities.products) and not any(goods_likeness(name, names) for name in turn.entities.products)


def _settle(turn: Turn, asked: str | None, listing: Listing, known: Json, street: str) -> Turn:
    """Returns the turn in which `settle` has decided what each number means. The number of a house counts as no
    value."""
    held = read_amount(known.get("sample_quantity"))
    figures = [figure for figure in turn.figures if f"{figure.value:f}" not in street]
    figures = [_count_samples(figure) for figure in figures]
    quantity_held = Held(held.value, held.unit) if held else Held(None, listing.moq.unit)
    return settle(replace(turn, figures=tuple(figures)), asked, {QUANTITY: quantity_held}, listing.product.both)


def _is_no_address(turn: Turn) -> bool:
    """Returns whether the message only agrees or refuses, or asks for something else."""
    agrees = turn.intent in ("affirm", "deny") and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    return (
        turn.cues.sends or agrees or turn.acts.kind == "yes" or (turn.acts.kind in ("wish", "ask") and not turn.numbers)
    )


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    listing = await access_listing(turn, known.get("product_id"))
    if listing is None:
        return {}
    pointed = None if turn.is_pressed or asked == "address" else await find_pointed_at(turn)
    chosen = await access_listing(turn, pointed) if pointed else None
    found = await _choose(turn, chosen) if chosen else {}  # "the one from Chengdu"
    if chosen:
        turn.say("utter_sample_chosen", {"goods": text(chosen.product), "supplier": text(chosen.supplier.name)})
    found |= _read_sample(turn, asked, chosen or listing, known)
    if asked != "address" and "sample_country" not in found and (place := await find_usual_place(turn)):
        found["sample_country"] = place
        by_team = bool({**known, **found}.get("by_team"))
        if by_team and not known.get("address"):
            found["address"] = _COMPANY_ADDRESS[turn.context.language]  # the team asks for the street
        if goal := _read_goal(found):
            response = "utter_sample_usual_place_by_team" if by_team else "utter_sample_usual_place"
            turn.say(response, {"destination": destination(goal)})
    kind = _read_kind(turn, known, asked, found)
    if "note" in kind and turn.intent == "contact_supplier" and not turn.is_pressed:
        turn.say("utter_sample_asks_along", {"supplier": text((chosen or listing).supplier.name)})
    return found | kind


def _read_kind(turn: Turn, known: Json, asked: str | None, found: Json) -> Json:
    """Returns the values that change when the message says which kinds of the goods the buyer wants ("one of 60W and
    one of 100W"), or chooses one of the kinds that were named before (先寄香槟那个就行)."""
    gives = turn.acts.share("value", "correct", "condition") >= _GIVES
    asks_them = turn.intent == "contact_supplier" and not turn.is_pressed  # 颜色有没有现成的 你问一下
    held = str(known.get("note") or "")
    if kind := _find_kind_kept(turn, known):
        unit = (known.get("sample_quantity") or {}).get("unit")
        others = [words for words in held.split(BETWEEN) if kind not in words]
        one = {"sample_quantity": {"value": "1", "unit": unit}} if unit and turn.cues.points_at_one else {}
        return {**one, "note": BETWEEN.join([kind, *others])[:_LONGEST_NOTE]}
    if not asks_them and (asked == "address" or turn.is_pressed or turn.asks or not gives or "address" in found):
        return {}
    first, *rest = [words.strip() for words, _ in divide_clauses(turn.text.strip())]
    words = turn.text.strip() if first.casefold() not in _FILLERS else ", ".join(rest)
    words = turn.dictation.words or words if asks_them else words
    narrows = bool(turn.topics & {"leaves_first", "only"}) and bool(set(words) & set(held) - set(_COMMON))
    if narrows:
        unit = (known.get("sample_quantity") or {}).get("unit")
        one = {"sample_quantity": {"value": "1", "unit": unit}} if unit and turn.cues.points_at_one else {}
        return {**one, "note": words[:_LONGEST_NOTE]}
    if not (turn.sizes or len(turn.numbers) > 1 or turn.intent == "contact_supplier"):
        return {}
    return {"note": BETWEEN.join(without_parts([*held.split(BETWEEN), words] if held else [words]))[:_LONGEST_NOTE]}


def _find_kind_kept(turn: Turn, known: Json) -> str:
    """Returns the words for the one kind of those noted before that the message keeps: 香槟 in 先寄香槟那个就行, after
    一个香槟色一个藏青; "" if it chooses none of them."""
    said, held = turn.text.strip().casefold(), str(known.get("note") or "")
    chooses = turn.topics & {"leaves_first", "only"} and not (turn.is_pressed or turn.asks)
    if not chooses or not held or not is_brief(said, 2 * _FEW_WORDS, 2 * _FEW_HAN):
        return ""
    runs = (held[start:end] for start in range(len(held)) for end in range(start + 2, len(held) + 1))
    common = max((run for run in runs if run.casefold() in said), key=len, default="").strip(_COMMON)
    return common if len(common) >= (_LEAST_LETTERS if common.isascii() else _LEAST_HAN) else ""


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
    listing = await _access_listing(turn, values)
    assert listing is not None
    by_team = bool(values.get("by_team"))
    response = "utter_sample_confirm_by_team" if by_team else "utter_sample_confirm"
    yes = "button.leave_note" if by_team else "button.send_request"
    turn.say(
        f"{response}_again" if again else response,
        _values(listing, values),
        buttons=confirm_buttons(turn, yes, "button.do_not_send"),
    )


def _values(listing: Listing, values: Json) -> dict[str, Value]:
    amount, goal = _read_quantity(values), _read_goal(values)
    return {
        "goods": text(listing.product),
        "supplier": text(listing.supplier.name),
        "quantity": quantity(amount) if amount else term("date.unknown"),
        "destination": destination(goal) if goal else term("destination.open"),
        "address": lines(term("note.words", words=words) for words in _write(values)),
        "price": say_price(listing.sample_price),
    }


def _write(values: Json) -> list[str]:
    """Returns the texts that the supplier reads with the values: the address, and the other words of the buyer."""
    return [str(words) for words in (values.get("address"), values.get("note")) if words]


async def _send(turn: Turn, values: Json) -> None:
    """Sends the request, only once even if the turn is repeated. Leaves a note for the staff if it cannot reach the
    supplier."""
    listing = await _access_listing(turn, values)
    amount, goal = _read_quantity(values), _read_goal(values)
    if listing is None or amount is None or goal is None:
        return await start(turn, SAMPLE, {"product_id": values.get("product_id")})
    new = NewSample(listing.product_id, amount, goal, "\n".join(_write(values)))
    if values.get("by_team"):
        return await _leave_to_team(turn, listing, new, values)
    key = WriteKey(turn.context.message_id, "request_sample")
    requested = await turn.market.samples.request(turn.account, new, key, turn.context.conversation)
    if requested is None:
        return await _leave_to_team(turn, listing, new, values)
    sample = await turn.market.samples.access_sample(turn.account, requested.number)
    response = "utter_sample_requested_held" if requested.is_held else "utter_sample_requested"
    turn.say(response, {**_values(listing, values), "sample": sample.number}, buttons=[see_button(sample)])
    turn.note("sample_number", sample.number)
    if requested.is_held:
        turn.request_effect("words_held", number=sample.number)
    turn.done.append("request_sample")
    return None


async def _leave_to_team(turn: Turn, listing: Listing, new: NewSample, values: Json) -> None:
    """Leaves a note with the request to the staff, who ask the supplier."""
    city = new.destination.city.en or new.destination.city.zh
    where = ", ".join(filter(None, (city, new.destination.country)))
    words = (f"{new.quantity.value:f} × {listing.product.en}", where, *_write(values))
    note = NewNote(SAMPLE_NOTE.name, f"listing {listing.product_id}", words)
    number = await leave_with_staff(turn, note, SAMPLE_NOTE.intent)
    turn.say("utter_sample_left", {**_values(listing, values), "number": number})


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether the listing is still offered and the contact is still a buyer. If not, tells the contact so."""
    if turn.is_signed_in and not turn.is_supplier and await _access_listing(turn, values) is not None:
        return True
    turn.say("utter_which_product", buttons=[button("button.find_supplier", "find_supplier", relax="all")])
    return False


async def _access_listing(turn: Turn, values: Json) -> Listing | None:
    return await access_listing(turn, values.get("product_id"))


async def _say_who_pays(turn: Turn, values: Json) -> None:
    if listing := await _access_listing(turn, values):
        turn.say("utter_sample_who_pays", {"price": say_price(listing.sample_price)})


async def _say_taken_off(turn: Turn, values: Json) -> None:
    if listing := await _access_listing(turn, values):
        turn.say("utter_sample_taken_off", {"supplier": text(listing.supplier.name)})


SAMPLE = declare(
    Task(
        name="sample",
        deeds=frozenset(("request",)),
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
        own=("contact_supplier",),
        describes_goods=True,
        keep=keeps_in("note", _LONGEST_NOTE),
        answers={"sample_cost": _say_who_pays, "sample_back": _say_taken_off},
    )
)
"""The task of asking for a sample."""
