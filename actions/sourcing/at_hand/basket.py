"""Keeps the goods that a contact wants in one list for the whole conversation: what each is called, the listing that
was shown or chosen for it, and how many are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from actions.dialogue.discourse import Json
from actions.dialogue.events import Event
from actions.dialogue.registry import afterthought
from actions.dialogue.said.entities import Amount, is_size, pack_amount, read_amount
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import find_short_name, mentions_kind
from actions.marketplace.goods.words.words import words
from actions.sourcing.at_hand.listings import access_listing
from actions.sourcing.at_hand.search_state import SearchState

_MOST = 8
"""The most goods that are kept; the oldest ones go first."""


@dataclass(frozen=True)
class Pick:
    """Holds one of the goods that a contact wants. `chosen` says whether the contact has singled out the listing; else
    it is the one that the search showed first."""

    goods: str
    product_id: int
    amount: Amount | None = None
    chosen: bool = False

    def is_named_in(self, text: str) -> bool:
        """Returns whether the words name these goods, by their main noun at least: "the pouch one" a phone pouch."""
        return mentions_kind(text, (self.goods,)) or find_short_name(text, self.goods) is not None

    def is_of(self, *names: str) -> bool:
        """Returns whether these are goods of one of these names: black gel pens are gel pens."""
        own = set(words(self.goods))
        others = [set(words(name)) for name in names if name]
        return any(own and other and (own <= other or other <= own) for other in others)


def list_picks(turn: Turn) -> list[Pick]:
    """Returns the goods that the contact wants, in the order in which they were first named."""
    return [pick for each in turn.record.basket if (pick := _read(each)) is not None]


def list_counted(turn: Turn) -> list[Pick]:
    """Returns the goods that the contact wants and of which the number is known."""
    return [pick for pick in list_picks(turn) if pick.amount is not None]


def keep_picks(turn: Turn, picks: Sequence[Pick]) -> None:
    """Stores the goods that the contact wants, in place of those from before."""
    turn.record.basket = list(map(_pack, picks[-_MOST:]))


def keep_shown(turn: Turn, search: SearchState, shown: Sequence[int]) -> None:
    """Keeps the goods of a search whose results the contact sees. A listing that was chosen before stays if it is still
    shown, and so does the number if the search has none."""
    if turn.is_supplier or not shown or not search.text:
        return
    names = (search.text, search.base)
    before = next((pick for pick in list_picks(turn) if pick.is_of(*names)), None)
    stays = before is not None and before.chosen and before.product_id in shown
    product_id = before.product_id if before is not None and stays else shown[0]
    _put(turn, Pick(search.text, product_id, search.amount, chosen=stays), before)


@afterthought
async def keep_the_chosen(turn: Turn) -> list[Event]:
    """Keeps the listing that this message has singled out, with the quantity that it names, as the one that is wanted of
    these goods."""
    product_id = turn.slot("product_id")
    if turn.is_supplier or "product_id" not in turn.noted or not isinstance(product_id, int):
        return []
    picks, search = list_picks(turn), SearchState.load(turn.slot("search"))
    before = next((pick for pick in picks if pick.product_id == product_id), None)
    if before is None and search is not None and product_id in search.shown:
        before = next((pick for pick in picks if pick.is_of(search.text, search.base)), None)
    goods = before.goods if before is not None else search.text if search and product_id in search.shown else ""
    if not goods:
        listing = await access_listing(turn, product_id)
        if listing is None:
            return []
        goods = listing.product.zh if turn.context.language == "zh" else listing.product.en
        before = next((pick for pick in picks if pick.is_of(*listing.product.both)), None)
    supposes = before is not None and before.amount is not None and turn.topics & {"pays_off", "differs"}
    _put(turn, Pick(goods, product_id, None if supposes else _find_wanted(turn), chosen=True), before)
    return []


def _find_wanted(turn: Turn) -> Amount | None:
    """Returns the quantity that the message wants of the goods. One piece as a sample is none."""
    amount = turn.entities.quantity
    is_sample = turn.cues.names_sample or "of_samples" in turn.topics or turn.intent == "request_sample"
    return None if amount is None or is_size(amount) or is_sample else amount


def _put(turn: Turn, new: Pick, before: Pick | None) -> None:
    """Stores the goods in place of those from before, or behind all others."""
    picks = list_picks(turn)
    if before is None:
        return keep_picks(turn, [*picks, new])
    merged = replace(new, amount=new.amount or before.amount)
    return keep_picks(turn, [merged if pick == before else pick for pick in picks])


def _pack(pick: Pick) -> Json:
    packed: Json = {"goods": pick.goods, "id": pick.product_id}
    if pick.amount is not None:
        packed["amount"] = pack_amount(pick.amount)
    return packed | ({"chosen": True} if pick.chosen else {})


@afterthought
async def keep_the_needed_quantity(turn: Turn) -> list[Event]:
    """Keeps the quantity that the message needs as a condition of the search, if it was answered with prices for it: "I
    need 1,200, perhaps 1,500. Take 1,500". A question keeps none."""
    search, amount = SearchState.load(turn.slot("search")), turn.entities.quantity
    is_free = turn.task is None and not turn.is_supplier and not turn.is_pressed and "search" not in turn.noted
    states = turn.cues.needs and not turn.asks and not turn.cues.is_question
    if search is None or amount is None or not is_free or not states or "goods_fact" not in turn.done:
        return []
    turn.note("search", search.with_amount(amount).dump())
    return []


def _read(stored: Json) -> Pick | None:
    goods, product_id = stored.get("goods"), stored.get("id")
    if not isinstance(goods, str) or not isinstance(product_id, int):
        return None
    return Pick(goods, product_id, read_amount(stored.get("amount")), chosen=stored.get("chosen") is True)
