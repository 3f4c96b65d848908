"""Searches for goods and their suppliers. If the contact has not named any goods, asks for them."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event
from actions.dialogue.registry import answers
from actions.dialogue.said.entities import Amount
from actions.dialogue.tasks import Slot, Task, asks, declare, read_out, start
from actions.dialogue.turn import Turn
from actions.marketplace.goods.search.records import SearchRequest
from actions.marketplace.goods.words.words import is_han
from actions.reading.plain import plain_words
from actions.replies import Value, term
from actions.sourcing.at_hand.conditions import describe_conditions
from actions.sourcing.at_hand.current_search import PRESSED, find_current_search, find_described_by
from actions.sourcing.at_hand.earlier_searches import list_goods_before
from actions.sourcing.at_hand.said_goods import with_variant
from actions.sourcing.at_hand.search_state import SearchState, change_search
from actions.sourcing.searching.budgets import with_total_budget
from actions.sourcing.searching.describing_goods import with_descriptions
from actions.sourcing.searching.dropped import CARRY, carry_over, say_dropped, with_terms_of
from actions.sourcing.searching.narrowing import narrow
from actions.sourcing.searching.results import say_so_far, show, show_several
from actions.sourcing.searching.unmarked_goods import add_misspelt_word, answer_bare_goods, with_known_goods

_FOLLOWS = 0.5
"""If the confidence that a message without goods follows up on the current search is at least this, no new search
begins."""
_FEWEST = 20
"""The least bare number beside the name of goods that says how many are wanted."""
_WISHES = 0.5
"""The least confidence in a wish without goods, amid another task, at which a new search begins."""


@answers("find_supplier")
async def find_supplier(turn: Turn) -> list[Event]:
    """Searches with the conditions that are known. When the product is unknown, asks the contact for it."""
    turn = await with_descriptions(await with_known_goods(turn))
    entities, before = turn.entities, find_current_search(turn)
    if entities.word("use") == CARRY and before is not None:
        return await show(turn, carry_over(turn, before))
    if not turn.is_pressed and not entities.has("product", *PRESSED):
        narrowed = await narrow(turn)
        if narrowed is not None:
            return narrowed
        current = find_current_search(turn)
        if current is not None and _wishes_nothing_new(turn):
            return await say_so_far(turn, current, "utter_search_unread")
        if current is not None and turn.acts.are_situated and turn.acts.share("condition", "ask", "value") > _FOLLOWS:
            named = None if turn.acts.share("condition") > _FOLLOWS else await answer_bare_goods(turn)
            return await say_so_far(turn, current, "utter_search_unread") if named is None else named
    changed = change_search(SearchState.load(turn.slot("search")), turn)
    if before is not None and "same_terms" in turn.topics and entities.products and not turn.is_pressed:
        changed = with_terms_of(before, changed)  # "chargers too, same qty"
    search = (await add_misspelt_word(turn, changed)).with_sizes(turn.sizes)
    if len(entities.products) == 1 and not turn.is_pressed:
        search = search.with_sizes(_in_the_same_language(search.text, find_described_by(turn)))  # "kids ones rather"
    if entities.products and not turn.is_pressed:
        unwanted = [words for words in turn.described.unwanted if turn.market.search.knows(words)]
        search = replace(search, unwanted=tuple(dict.fromkeys((*search.unwanted, *unwanted))))  # "no plastic please"
    if not search.is_on:
        named = await answer_bare_goods(turn)
        if named is not None:
            return named
        if turn.task is not None and turn.task.name != SEARCH.name and turn.acts.kind != "wish":
            await read_out(turn)  # a search for nothing does not put aside what is under way
            return []
        turn.note("search", search.dump())
        await start(turn, SEARCH, {})
        return []
    if search.quantity is None and not turn.is_pressed:
        search = _with_bare_number(turn, _with_amount_said_together(turn, search))
    search = await with_total_budget(turn, search)
    if turn.task is not None and turn.task.name == SEARCH.name:
        turn.record.task = None
    if len(entities.products) > 1 and not turn.is_pressed:
        return await show_several(turn, search)
    found = await show(turn, search if turn.is_pressed else (await with_variant(turn, search)).with_sizes(turn.sizes))
    say_dropped(turn, before, search)
    _say_made_to_wish(turn)
    return found


def _wishes_nothing_new(turn: Turn) -> bool:
    """Returns whether a message that names no goods comes amid another task and is no clear wish, so that it begins no
    new search."""
    is_amid_task = turn.task is not None and turn.task.name != SEARCH.name
    return is_amid_task and turn.acts.are_situated and turn.acts.share("wish") < _WISHES


def _say_made_to_wish(turn: Turn) -> None:
    """If the message wants printing or other changes of the goods, says that no listing states these, and where they
    can be asked for."""
    wanted = {thing for clause in turn.asked_of_goods for thing in clause.things}
    name = next((each for each in ("logo", "custom") if each in wanted), None)
    if name is not None and not turn.is_pressed and not turn.is_supplier:
        turn.say("utter_made_to_wish", {"fact": term(f"goods_fact.{name}"), "hint": term(f"goods_hint.{name}")})


def _with_amount_said_together(turn: Turn, search: SearchState) -> SearchState:
    """Returns the search with the quantity that the contact gave for its goods when they were searched for together
    with others."""
    kept = list_goods_before(turn)
    amount = next((each for name, each in kept if each and name.casefold() in search.text.casefold()), None)
    return search.with_amount(amount) if amount else search


def _with_bare_number(turn: Turn, search: SearchState) -> SearchState:
    """Returns the search for as many pieces as the only number beside the goods says, if nothing says what it is: 竹砧板
    有做的吗 先要600."""
    bare = [each for each in turn.figures if each.kind == "bare" and each.stance == "said" and not each.label]
    is_count = len(bare) == 1 and bare[0].value >= _FEWEST and not bare[0].value % 1
    names_one = len(turn.entities.products) == 1 and not turn.entities.has("price", "quantity", "date")
    if search.quantity is not None or not is_count or not names_one or turn.limits or len(turn.numbers) != 1:
        return search
    if any(f"{bare[0].value:f}" in goods for goods in turn.entities.products):
        return search  # a number of the model
    return search.with_amount(Amount(bare[0].value))


def _in_the_same_language(goods: str, described: list[str]) -> list[str]:
    """Returns those describing words that are in the language of the goods' name: "black" adds nothing to 黑枸杞."""
    return [word for word in described if is_han(word) == is_han(goods)]


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    """Returns the goods in the message: an entity, or the words themselves if they have no other meaning. If it has
    none, returns the known search with the conditions of the message added."""
    product = next(iter(turn.entities.products), None) or await _read_goods(turn)
    if product:
        return {"product": product}
    if not turn.entities.has("quantity", "price", "region", "excluded_region", "certification"):
        return {}
    before = SearchState.load(known.get("conditions") or turn.slot("search")) or SearchState()
    return {"conditions": change_search(before, turn).dump()}


def _describe(turn: Turn, values: Json) -> list[Value]:
    search = SearchState.load(values.get("conditions"))
    goods: list[Value] = [str(values["product"])] if values.get("product") else []
    return [*goods, *(describe_conditions(search).values() if search else ())]


async def _search(turn: Turn, values: Json) -> None:
    """Searches for the goods, with the conditions that were given before and in this message."""
    asked = turn if turn.entities.products else turn.with_entities(product=values["product"])
    before = SearchState.load(values.get("conditions") or turn.slot("search"))
    search = change_search(before, asked)
    turn.apply(await show(turn, await add_misspelt_word(turn, search)))


async def _read_goods(turn: Turn) -> str | None:
    """Returns the contact's answer to "what are you looking for?", if it can name goods that the NLU did not mark.

    Returns None for a longer message, and for a follow-up such as "anything cheaper?" or 第二个, unless the search finds
    something by it.
    """
    answer = plain_words(turn) if not turn.entities else None
    if answer is None or (SearchState().with_follow_up(turn.cues) is None and not turn.points_into_list):
        return answer
    page = await turn.market.search.find_listings(SearchRequest(text=answer, limit=1, kinds=0))
    return answer if page.total else None


SEARCH = declare(
    Task(
        name="search",
        intent="find_supplier",
        slots=(Slot("product", "free", asks("utter_sourcing_form_product")),),
        read=_read,
        effect=_search,
        describe=_describe,
        own=("inform",),
    )
)
"""The task of asking which goods to search for, while they are unknown."""
