"""Answers which of the listings shown can be made by a day: "which of these could do it by the end of January?"."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing
from actions.replies import Value, date, lines, term, text
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.at_hand.listings import access_listings
from actions.sourcing.at_hand.referents import find_referents
from actions.sourcing.at_hand.which_listing import find_listing_in_question
from actions.sourcing.cards import listing_values
from actions.sourcing.evaluating.amounts import find_day
from actions.sourcing.evaluating.asking import is_about_goods

_MOST = 5


@reading
async def which_are_ready_by(turn: Turn) -> list[Event] | None:
    """Says which of the listings shown can be made by the day that the message names, if the deposit is paid today. If
    the message also names a quantity that a supplier does not list, says so."""
    latest, day = turn.record.latest_list, find_day(turn)
    if day is None or latest is None or latest.kind != "listing" or len(latest.ids) < 2 or turn.task is not None:
        return None
    asks_which = turn.cues.asks_which or "of_those" in turn.topics
    if not turn.asks or not asks_which or turn.cues.max_days or not is_about_goods(turn):
        return None
    found = await find_referents(turn)
    listings = await access_listings(turn, found.ids if found and found.ids else latest.ids[:_MOST])
    listings = sorted(listings, key=lambda listing: listing.lead_time_days)
    if not listings:
        return None
    ready = [listing for listing in listings if _made_on(turn, listing) <= day]
    late = [listing for listing in listings if listing not in ready]
    turn.done.append("ask_lead_time")
    if not ready:
        turn.say(
            "utter_none_ready_by",
            {**listing_values(listings[0]), "day": date(day), "ready": date(_made_on(turn, listings[0]))},
        )
    else:
        turn.say("utter_ready_by", {"day": date(day), "ready": lines(_line(turn, each) for each in ready)})
        if late:
            turn.say("utter_not_ready_by", {"late": lines(_line(turn, each) for each in late)})
    turn.show_list("product_id", [listing.product_id for listing in listings])
    return []


@reading
async def whether_it_is_in_time(turn: Turn) -> list[Event] | None:
    """Says when the listing at hand would be made and how long its way takes, when the message asks if that is in time
    and names no day."""
    if "in_time" not in turn.topics or turn.task is not None or find_day(turn) is not None:
        return None
    if turn.entities.has("product", "company") or not is_about_goods(turn):
        return None
    listing = await find_listing_in_question(turn)
    if listing is None:
        return None
    turn.say("utter_goods_ready_about", {**listing_values(listing), "ready": date(_made_on(turn, listing))})
    turn.done.append("ask_lead_time")
    return focus_on(listing)


def _made_on(turn: Turn, listing: Listing) -> dt.date:
    return turn.today + dt.timedelta(days=listing.lead_time_days)


def _line(turn: Turn, listing: Listing) -> Value:
    values = listing_values(listing)
    return term(
        "ready.offer",
        offer=values["offer"],
        supplier=text(listing.supplier.name),
        lead_time=values["lead_time"],
        day=date(_made_on(turn, listing)),
    )
