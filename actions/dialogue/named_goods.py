"""Lets a contact name goods by their number in the operator's own system, such as "price of HH-0063?".

The NLU knows goods by words and cannot know such a number. So the NLU reads the message with everyday goods in the
place of the number (`find_stand_ins`), as it does with the numbers of orders (nlu/turn/named_orders.py). Afterwards,
the product that has the number takes the place of these goods (`with_named_goods`).
"""

from __future__ import annotations

from dataclasses import replace

from actions.dialogue.said.entities import Entities
from actions.dialogue.turn import Turn
from actions.marketplace import Marketplace
from actions.marketplace.base.records import Name
from actions.marketplace.goods.words.words import HAN_RUN
from actions.replies import text

_STAND_INS = {"en": ("tea cups", "desk lamps", "silk scarves"), "zh": ("茶杯", "台灯", "丝巾")}
"""Goods that the NLU surely knows, by the language of the message. If a message has more numbers than these, the others
stay as they are."""


async def find_stand_ins(market: Marketplace, said: str) -> dict[str, str]:
    """Returns the goods that the NLU shall read in the place of the operator's own numbers, by the number as the text
    writes it. Returns {} if the text has no such number."""
    named = await market.own_numbers.find_products(said)
    language = "zh" if HAN_RUN.search(said) else "en"
    return dict(zip(named, _STAND_INS[language], strict=False))


async def with_named_goods(turn: Turn) -> Turn:
    """Returns the turn with the goods that its message names by the operator's own numbers: their names, and the product
    itself if there is one. Says of goods that are paused that they are not on sale."""
    named = {} if turn.is_pressed else await turn.market.own_numbers.find_products(turn.text)
    if not named:
        return turn
    for number, product in named.items():
        if product.is_paused:
            turn.say("utter_item_paused", {"number": number, "goods": text(product.name)})
    meant = [("product", _in_language_of(turn, product.name)) for product in named.values()]
    sold = [product for product in named.values() if not product.is_paused]
    chosen = [("product_id", str(sold[0].product_id))] if len(sold) == len(named) == 1 else []
    others = [
        each for each in turn.entities.found if each[0] != "product" or not _is_stand_in(str(each[1]), list(named))
    ]
    return replace(turn, entities=Entities((*chosen, *meant, *others)))


def _in_language_of(turn: Turn, name: Name) -> str:
    return (name.zh if turn.context.language == "zh" else name.en) or name.en


def _is_stand_in(said: str, numbers: list[str]) -> bool:
    held = said.casefold()
    return any(name.casefold() in held for name in (*numbers, *_STAND_INS["en"], *_STAND_INS["zh"]))
