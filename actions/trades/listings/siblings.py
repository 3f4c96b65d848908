"""Handles messages that turn from one listing under change to another that is told apart by a word of its name, such as a
grade: 停吧。一级的起订改成1吨, 对 二级也是. A yes at their beginning carries out the change under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.dialogue.events import Event
from actions.dialogue.registry import in_passing
from actions.dialogue.tasks import CONFIRMED, conclude, name_task, start, store
from actions.dialogue.turn import Turn
from actions.marketplace.goods.catalogue.records import Listing
from actions.trades.listings.changing import LISTING, list_own, without_step
from actions.trades.listings.wanted import find_told_apart, pack_ids, pack_names, read_ids, read_wanted


@in_passing
async def sibling_of_the_listing(turn: Turn) -> list[Event] | None:
    """Begins the change of a listing of the same goods, which the message names by what tells it apart. 也是 changes it in
    the same way. The change under way is carried out first if the message begins with a yes, and put aside otherwise."""
    state = turn.task
    if state is None or state.name != LISTING.name or turn.is_pressed or turn.asks or turn.cues.is_question:
        return None
    own = await list_own(turn)
    held = read_ids(state.values.get("products"))
    mine = [each for each in own if each.product_id in held]
    alike = [each for each in own if mine and _are_siblings(mine[0], each)]
    meant = [each for each in find_told_apart(turn, alike) if each.product_id not in held]
    if len(meant) != 1:
        return None
    new = replace(turn, choices=without_step(turn), cues=replace(turn.cues, takes_off=False))
    wanted = (state.values.get("wanted") or []) if turn.cues.does_likewise else read_wanted(_without_names(new, meant))
    if not wanted and (turn.cues.corrects or turn.cues.called_by) and (wanted := state.values.get("wanted") or []):
        store(turn, {"products": pack_ids(meant), "names": pack_names(meant)})  # 说错 是特级
        return []
    if not wanted:
        return None
    if turn.cues.agrees_first and state.asked == CONFIRMED:
        await conclude(turn)
    else:
        turn.say("utter_task_aside", {"task": name_task(state)})
        turn.record.put_aside()
    await start(turn, LISTING, {"products": pack_ids(meant), "names": pack_names(meant), "wanted": wanted})
    return []


@in_passing
async def other_prices_stay(turn: Turn) -> list[Event] | None:
    """Changes only the price of the smallest quantity, for 其他档不动, "just the smallest tier", or leaves the prices from
    a quantity on as they are: 6000以上那档别动."""
    state = turn.task
    if state is None or state.name != LISTING.name or turn.is_pressed:
        return None
    wanted = [dict(each) for each in state.values.get("wanted") or ()]
    if turn.cues.kept_steps and not (turn.asks or turn.cues.is_question):
        changed = read_wanted(turn, wanted)
        if not changed or changed == wanted:
            return None
        store(turn, {"wanted": changed})
        return []
    if not turn.cues.other_tiers_stay:
        return None
    prices = [each for each in wanted if each["of"] == "price" and not each.get("from")]
    if not prices or all(each.get("alone") for each in prices):
        return None
    for each in prices:
        each["alone"] = True
    store(turn, {"wanted": wanted})
    return []


def _are_siblings(one: Listing, other: Listing) -> bool:
    """Returns whether two listings have the same goods: their Chinese names begin with the same word."""
    return one.product.zh.split()[:1] == other.product.zh.split()[:1] and one.moq.unit == other.moq.unit


def _without_names(turn: Turn, meant: Sequence[Listing]) -> Turn:
    """Returns the turn without the figures that belong to the names of the listings: the 1 of 一级."""
    figures = tuple(each for each in turn.figures if not each.name.startswith("级"))
    return replace(turn, figures=figures)
