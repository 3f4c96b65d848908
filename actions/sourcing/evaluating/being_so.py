"""Answers whether goods are as the message describes them: "is the first one white?", "can they do 8 mm?", 有冇黑色.

Only the name of a listing says what its goods are like.
"""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.said.acts import SMALL_TALK
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.words import find_alternatives, is_han
from actions.replies import one_after_another
from actions.sourcing.at_hand.best import focus_on
from actions.sourcing.at_hand.current_search import find_current_search
from actions.sourcing.at_hand.listings import find_in_name
from actions.sourcing.at_hand.which_listing import find_listing_in_question
from actions.sourcing.cards import listing_values
from actions.sourcing.evaluating.asking import is_about_goods, narrows
from actions.sourcing.searching.results import say_nobody_has, show

_OF_BEING_SO = frozenset(("possible", "colour", "size", "all"))
"""The things (nlu/understanding/asked/goods.yml) that a question may be about if it asks whether goods have a size or a
colour."""
_LENGTHS = frozenset(("long", "short"))
"""Words that may describe goods, but do not in questions such as "how long does it keep?"."""


@reading
async def whether_it_is_so(turn: Turn) -> list[Event] | None:
    """Says whether the goods come in a size or a colour that the message names, judging by the names of the listed
    goods."""
    search = find_current_search(turn)
    asks = any(clause.is_question or "whether" in clause.kinds for clause in turn.asked_of_goods)
    if search is None or not search.text or not asks or not is_about_goods(turn) or narrows(turn) or turn.entities:
        return None
    if turn.intent in SMALL_TALK or turn.cues.asks_if_person:
        return None  # "are you a robot or a girl?"
    if turn.cues.sort:
        return None  # "any maker accept this small" asks about a quantity
    things = {thing for clause in turn.asked_of_goods for thing in clause.things}
    if not things <= _OF_BEING_SO or any("how_much" in clause.kinds for clause in turn.asked_of_goods):
        return None
    said = tuple(dict.fromkeys((*turn.sizes, *_list_described(turn.text))))
    if not said:
        return None
    listing = (
        await find_listing_in_question(turn) if turn.pointing or turn.record.is_about("listing", "supplier") else None
    )
    if listing is not None and find_in_name(turn, listing):
        turn.say("utter_goods_as_listed", listing_values(listing))
        return focus_on(listing)
    refined = search.with_sizes(said)
    page = await turn.market.search.find_listings(replace(refined.request, kinds=0))
    if page.total or page.relaxations:
        return await show(turn, refined)
    return await say_nobody_has(turn, search, one_after_another(said))


def _list_described(text: str) -> list[str]:
    """Returns the words of the text that describe goods by a colour or the like, as they are written."""
    written = [word.strip(".,;:!?") for word in text.split() if word.isascii()]
    named = [word for word in written if find_alternatives(word)]
    return [word for word in (*named, *filter(is_han, find_alternatives(text))) if word not in _LENGTHS]
