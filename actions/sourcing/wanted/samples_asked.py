"""Says what samples of the goods at hand cost: of one listing, or of each of several, with their sum. A sample is no order
of one piece, so the minimum order does not matter."""

from __future__ import annotations

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing
from actions.replies import Value, button, lines, sum_by_currency, term
from actions.sourcing.at_hand.basket import list_picks
from actions.sourcing.at_hand.listings import access_listing, access_listings
from actions.sourcing.at_hand.referents import find_referents
from actions.sourcing.cards import listing_values, sample_price

_MOST = 5
_SAID_BEFORE = "utter_sample"
"""The beginning of the names of replies about samples."""
_OTHER_SUBJECT = ("order_number", "rfq_number", "quotation", "claim_number", "sample_number", "product", "company")
_WISHES = ("request_sample", "place_order", "nlu_fallback", "out_of_scope", "inform")


@reading
async def samples_of_the_goods(turn: Turn) -> list[Event] | None:
    """Says what one sample of each of several listings costs, and all together: "one sample of each, how much", 两种各一组;
    for a single listing, leads a question about its sample to the answer about samples: 样品先拿一个, "is the sample free?"."""
    speaks = turn.cues.names_sample or "of_samples" in turn.topics
    if _is_answered(turn):
        return []
    if not speaks or turn.is_pressed or turn.is_supplier or turn.task is not None or turn.entities.has(*_OTHER_SUBJECT):
        return None
    if turn.record.is_about("order", "request", "claim", "sample"):
        return None
    listings = await _find_several(turn) if "each" in turn.topics or turn.points_into_list else []
    if len(listings) > 1:
        return _say_each(turn, listings)
    asks = turn.cues.asks_price or "free_sample" in turn.topics or turn.intent in _WISHES
    only = await access_listing(turn, turn.slot("product_id"))
    if not asks or turn.intent == "request_sample" or (only is None and not listings):
        return None
    return await HANDLERS["request_sample"](turn)


def _is_answered(turn: Turn) -> bool:
    """Returns whether the message is only the "how much" that follows "one sample of each" and was answered together
    with it."""
    last = turn.record.last
    is_rest = last.message_id == turn.context.message_id and any(
        said.startswith("utter_samples_each") for said in last.said
    )
    return is_rest and turn.cues.asks_price and not turn.entities and is_brief(turn.text, 4, 6)


@reading
async def who_pays_the_courier(turn: Turn) -> list[Event] | None:
    """Says who pays for a sample, "a printed sample, who pays that?", and who pays the courier that brings it, right
    after samples were talked about: "and DHL, who is paying for that?"."""
    speaks = turn.cues.names_sample or "of_samples" in turn.topics
    if turn.is_pressed or turn.is_supplier:
        return None
    if speaks and "by_whom" in turn.topics and turn.task is None and not turn.is_signed_in:
        return _say_who_pays(turn)
    if "courier_paid" not in turn.topics:
        return None
    if not speaks and not any(said.startswith(_SAID_BEFORE) for said in turn.record.last.said):
        return None
    turn.say("utter_sample_courier")
    turn.done.append("request_sample")
    return []


def _say_who_pays(turn: Turn) -> list[Event]:
    """Says who pays for a sample, and that no record says whether a print on it is included."""
    turn.say("utter_sample_who_pays_as_a_rule")
    changed = {"logo", "custom"} & {thing for clause in turn.asked_of_goods for thing in clause.things}
    if changed:
        turn.say("utter_sample_print_included")
    turn.done.append("request_sample")
    return []


async def _find_several(turn: Turn) -> list[Listing]:
    found = await find_referents(turn)
    if found and len(found.ids) > 1 and not found.is_unclear:
        return await access_listings(turn, found.ids[:_MOST])
    picks = [pick.product_id for pick in list_picks(turn)][-_MOST:]
    return await access_listings(turn, picks) if "each" in turn.topics else []


def _say_each(turn: Turn, listings: list[Listing]) -> list[Event]:
    said = list[Value]()
    for listing in listings:
        price = sample_price(listing) or term("sample.on_request")
        said.append(term("sample.of_offer", **{**listing_values(listing), "price": price}))
    known = [each.sample_price for each in listings if each.sample_price is not None]
    buttons = [
        button(term("button.offer_of", **_names(each)), "request_sample", product_id=each.product_id, sure=True)
        for each in listings
    ]
    values: dict[str, Value] = {"samples": lines(said), "total": sum_by_currency(known)}
    turn.say("utter_samples_each" if known else "utter_samples_each_on_request", values, buttons=buttons)
    turn.show_list("product_id", [each.product_id for each in listings])
    turn.done.append("ask_price")
    return []


def _names(listing: Listing) -> dict[str, Value]:
    values = listing_values(listing)
    return {"offer": values["offer"], "supplier": values["supplier"]}
