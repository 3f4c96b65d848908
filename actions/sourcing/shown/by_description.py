"""Changes the search on the screen when a message describes its goods without naming them: "the glass ones",
红薯的那种呢, "nothing with plastic", "or bears". By such words alone, a search for glass, sweet potatoes or bears would
begin."""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.said.acts import SMALL_TALK
from actions.dialogue.said.entities import Entities
from actions.dialogue.turn import Turn
from actions.marketplace.goods.search.records import SearchPage
from actions.marketplace.goods.words.words import find_attributes, is_attribute, is_han
from actions.marketplace.goods.words.words import words as split
from actions.replies import one_after_another
from actions.sourcing.at_hand.conditions import describe
from actions.sourcing.at_hand.current_search import find_current_search, is_of, names_other_goods
from actions.sourcing.at_hand.earlier_searches import list_earlier_searches
from actions.sourcing.at_hand.search_state import SearchState, join
from actions.sourcing.searching.narrowing import narrow_by_attribute, take_back
from actions.sourcing.searching.results import say_nobody_has, show, show_several

_VAGUE = frozenset(("find_supplier", "inform", "out_of_scope", "nlu_fallback", "affirm", "deny", "compare_suppliers"))
_NARROWS = 0.3
"""The least confidence in the act of setting a condition at which a message narrows the search, even if its intent is
another one."""
_ASKS, _SURE = 0.4, 0.5


@reading
async def goods_by_description(turn: Turn) -> list[Event] | None:
    """Shows those of the goods that fit the description, and leaves out those that the message does not want. If none
    of the listed goods fits, says so, and the search stays."""
    search, said = find_current_search(turn), turn.described
    if search is None or not search.text or not (said.words or turn.sizes) or turn.is_pressed or turn.task is not None:
        return None
    names_others = any(goods not in said.words and not is_of(search, goods) for goods in turn.entities.products)
    besides = {name for name, _ in turn.entities.found} - {"product"} - ({"country"} if said.unwanted else set())
    if names_others or besides or names_other_goods(turn, search):
        return None
    if turn.acts.kind == "ask" and turn.record.is_about("listing", "supplier") and turn.acts.share("ask") >= _ASKS:
        return None  # about the one listing that is talked about
    if turn.intent in SMALL_TALK and turn.confidence >= _SURE:
        return None  # "are you a robot or girl?"
    narrows = turn.acts.are_situated and (turn.acts.share("condition") >= _NARROWS or turn.acts.kind == "correct")
    is_vague = turn.intent in _VAGUE or (turn.intent == "goodbye" and turn.confidence < _SURE)  # 哎等下 木头的呢
    if not (narrows or is_vague) or turn.points_into_list:
        return None
    if search.with_follow_up(turn.cues) is not None and not turn.entities:
        return None  # "more", "cheaper"
    search = await _find_search_meant(turn, search)
    if said.unwanted:
        return await _rule_out(turn, search)
    if turn.sizes and (others := _without_sizes(turn)):
        described = replace(turn, sizes=(), described=replace(said, wanted=others))
        return await _look_for(described, search.with_sizes(turn.sizes))  # "4 litre, the ones with a window"
    is_attribute_alone = bool(turn.sizes) or any(map(_is_attribute, said.wanted))
    if is_attribute_alone and (narrowed := await narrow_by_attribute(turn, search)) is not None:
        return narrowed  # a colour or a size, of which the nearest are shown
    return await _look_for(turn, search)


async def _find_search_meant(turn: Turn, search: SearchState) -> SearchState:
    """Returns the earlier search whose goods the description fits, if it fits none of the goods on the screen: 并网的我不要,
    after inverters and then batteries."""
    said = (*turn.described.wanted, *turn.described.unwanted)
    for each in (search, *list_earlier_searches(turn)):
        for words in said:
            request = replace(SearchState(text=join(each.text, words)).request, limit=1, kinds=0)
            if each.text and (await turn.market.search.find_listings(request)).match == "exact":
                return each
    return search


def _without_sizes(turn: Turn) -> tuple[str, ...]:
    """Returns the wanted words that are more than one of the sizes in the message."""
    sizes = [size.casefold() for size in turn.sizes]
    return tuple(each for each in turn.described.wanted if not any(size in each.casefold() for size in sizes))


def _is_attribute(described: str) -> bool:
    """Returns whether the words name a colour, a size, or the people whom goods are for: "black", "4 man"."""
    return bool(find_attributes(described)) or any(is_attribute(word) for word in split(described))


async def _rule_out(turn: Turn, search: SearchState) -> list[Event]:
    """Leaves out the goods that the message does not want. Says so when no goods on the list fit the description."""
    search = take_back(turn, search) or search  # cordless drills, before "not cordless"
    unwanted = [words for words in turn.described.unwanted if turn.market.search.knows(words)]
    unwanted = unwanted or list(turn.described.unwanted)
    without = replace(search, unwanted=tuple(dict.fromkeys((*search.unwanted, *unwanted))), offset=0)
    before = await turn.market.search.find_listings(search.request)
    after = await turn.market.search.find_listings(without.request)
    if before.total and after.total == before.total:
        values = {
            "property": one_after_another(unwanted),
            "search": describe(search),
            "count": before.total,
        }
        turn.say("utter_offers_without_unwanted", values)
        return []
    return await show(turn, without)


async def _look_for(turn: Turn, search: SearchState) -> list[Event] | None:
    """Searches for each kind of goods that the words describe, and also for the goods on the screen if the words only
    add another kind."""
    said = turn.described
    before = await turn.market.search.find_listings(replace(SearchState(text=search.text).request, limit=1))
    if before.match == "near":
        return None  # nobody offers these goods, and others may be nearer now
    wanted = tuple(words for words in said.wanted if not any(size in words for size in turn.sizes))
    kinds = {words: await _find_kind(turn, search, before, words) for words in (*wanted, *turn.sizes, *said.also)}
    found = [each for each in kinds.values() if each is not None]
    missing = [words for words, one in kinds.items() if one is None]
    if not found and said.also:
        return await show(turn, replace(search, text=said.also[0], offset=0))
    if missing:
        turn.apply(await say_nobody_has(turn, search, one_after_another(missing)))
    if not found:
        return []
    names = [each.text for each in found]
    if said.also and not said.wanted:
        names = [search.text, *names]
    if len(names) == 1:
        base = search.base or search.text if names[0] != search.text else search.base
        return await show(turn, replace(search, text=names[0], base=base, offset=0))
    named = replace(turn, entities=Entities(tuple(("product", name) for name in dict.fromkeys(names))))
    return await show_several(named, search)


async def _find_kind(turn: Turn, search: SearchState, before: SearchPage, words: str) -> SearchState | None:
    """Returns the search for the goods of the kind that the words describe; None when no such goods are listed."""
    is_other = words in turn.described.also
    before_variant = [search.base] if search.base and search.base != search.text else []  # 真丝的呢, after 纯棉四件套
    names = [name for goods in (search.text, *before_variant) for name in _name_kinds(goods, words, is_other=is_other)]
    for goods in names:
        one = SearchState(text=goods)
        page = await turn.market.search.find_listings(replace(one.request, kinds=0, limit=1))
        narrower = (
            page.match == before.match and page.total < before.total
        )  # "summer ones" of children's uniforms, listed without "children"
        if page.total and (page.match == "exact" or narrower):
            return one
    return None


def _name_kinds(goods: str, words: str, *, is_other: bool) -> list[str]:
    """Returns the names that goods of the described kind may have, the likeliest first. With `is_other`, the words may
    also name other goods: "bears" after "plush pandas" may mean plush bears, or any bears."""
    joined = f"{words}{goods}" if is_han(words) else join(goods, words)
    if is_han(words):
        parts = split(goods)
        shorter = [f"{words}{parts[-1]}"] if len(parts) > 1 and is_han(parts[-1]) else []  # 红薯粉丝 for 龙口粉丝
        return [joined, *shorter, *([words] if is_other else [])]
    rest = " ".join(goods.split()[:-1])
    swapped = [f"{rest} {words}"] if rest else []
    return [*([*swapped, words] if is_other else []), joined] if is_other else [joined]
