"""Says which of the listings on the screen come from the place that the message names: "which of them are made in
yiwu?"."""

from __future__ import annotations

from collections.abc import Sequence

from actions.dialogue.turn import Turn
from actions.marketplace.base.records import Place
from actions.marketplace.goods.catalogue.places import find_place, find_region
from actions.marketplace.goods.catalogue.records import Listing
from actions.replies import lines, place, term, text


def find_named_region(turn: Turn) -> str | None:
    """Returns the place that the message names, or None if it names none."""
    return turn.entities.regions[0] if len(turn.entities.regions) == 1 else None


def is_in(where: Place, named: str) -> bool:
    """Returns whether a place is in the region of this name."""
    region = find_region(named)
    return region is not None and where.province_code in region.provinces and region.city in (None, where.city)


def say_which_are_from(turn: Turn, listings: Sequence[Listing], named: str) -> None:
    """Says which of the listings are from the region, each with its goods, and whether there are others. If none is
    from there, says where all of them are from."""
    there = [listing for listing in listings if is_in(listing.supplier.place, named)]
    known = find_place(named)
    values = {
        "place": place(known) if known else named,
        "count": len(there),
        "facts": lines(
            term(
                "goods_fact.of_offer",
                offer=text(listing.product),
                supplier=text(listing.supplier.name),
                value=place(listing.supplier.place),
            )
            for listing in there or listings
        ),
    }
    if not there:
        turn.say("utter_goods_none_made_there", values)
    else:
        turn.say("utter_goods_made_there" if len(there) == len(listings) else "utter_goods_made_there_alone", values)
