"""Says which properties that a message asks for are stated by none of the listings shown, so that the contact knows
that they were not considered."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing
from actions.marketplace.goods.words.words import words
from actions.replies import one_after_another
from actions.sourcing.at_hand.search_state import as_listed


def say_not_stated(turn: Turn, listings: Sequence[Listing], searched: str, unwanted: Collection[str] = ()) -> None:
    """Says which sizes and other properties that the message asks for are in the name of none of the listings. Those in
    the words `searched` are left out, because the result of the search has mentioned them. Words that only stand next
    to the goods count as a property only if the catalogue uses them for some goods."""
    if turn.is_pressed or turn.is_supplier or not listings:
        return
    names = [_words_of_names(listing) for listing in listings]
    stated = {word for each in names for word in each}
    written = "".join(listing.product.zh for listing in listings)
    known = [each for each in turn.beside if turn.market.search.knows(each)]
    found = set(words(searched))
    missing = [
        each
        for each in (*turn.demanded, *known)
        if (said := set(words(each))) and not said & stated and not said <= found and each not in written
    ]
    sizes = ((each, as_listed(each)) for each in turn.sizes)
    missing += [each for each, size in sizes if not set(words(size)) <= stated | found and size not in written]
    missing = [each for each in missing if each not in unwanted and each not in turn.described.unwanted]
    if missing:
        named = one_after_another(f"“{each}”" for each in dict.fromkeys(missing))
        turn.say("utter_not_stated_of_shown", {"properties": named})


def _words_of_names(listing: Listing) -> set[str]:
    return {word for name in listing.product.both for word in words(name)}
