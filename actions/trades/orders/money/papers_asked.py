"""Answers wishes for papers of orders that are named together, one after another, or in other words: the papers of two
orders in one message, the same papers for another order, papers in another language, and what no paper holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand, find_order_at_hand
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.said.entities import Entities
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.records import Order
from actions.marketplace.trades.papers.records import PaperKind
from actions.replies import Button, term
from actions.trades.lookup.referring import find_named
from actions.trades.orders.cards import order_values, paper_button
from actions.trades.orders.money.papers import KINDS, is_paper_there, say_paper

_ANY = "invoice"
"""The kind of a paper in words that only ask for some invoice."""
_SENT = "papers_sent"
"""The name under which the record keeps which papers of which order were sent last."""
_ENDS = (".", "!", "?", "。", "！", "？")
_FEW_WORDS, _FEW_HAN = 6, 10
_SOME_WORDS, _SOME_HAN = 12, 20
_ONLY_NAMES = frozenset(("request_invoice", "inform", "nlu_fallback", "out_of_scope", "find_supplier", "order_status"))
"""Intents of messages that may do nothing but name a paper."""


async def send_papers(turn: Turn, number: str, kinds: Sequence[PaperKind | None]) -> None:
    """Sends papers of an order, and remembers which, for "the same for the cups"."""
    for kind in kinds:
        await say_paper(turn, number, kind)
    before = turn.record.kept.get(_SENT) or {}
    known = list(before.get("kinds") or []) if before.get("number") == number else []
    turn.note(_SENT, {"number": number, "kinds": list(dict.fromkeys([*known, *(kind or _ANY for kind in kinds)]))})


async def find_papers_of_each(turn: Turn) -> list[tuple[str, list[PaperKind | None]]]:
    """Returns the orders of which the message wants papers, each with the kinds of these papers: "the proforma for the
    lights and for the tomatoes". Returns [] unless the message clearly names at least two orders."""
    found: list[tuple[str, list[PaperKind | None]]] = []
    for words, papers in () if turn.is_pressed else turn.paper_wishes:
        named = [own.number for own in await find_named(_about(turn, words), ("order",))]
        at_hand = find_at_hand(turn, "order")
        if not named and at_hand and words.endswith(_ENDS):
            named = [str(at_hand.number)]  # "proforma is fine. and the invoice for the speakers"
        if len(named) > 1 or any(kind != _ANY and kind not in KINDS for kind in papers):
            return []
        if named:
            found.append((named[0], _read_kinds(papers)))
    return found if len({number for number, _ in found}) > 1 else []


def wants_some_invoice(turn: Turn) -> bool:
    """Returns whether the message wants some invoice beside other papers: "the invoice and the packing list"."""
    return not turn.is_pressed and any(_ANY in papers for _, papers in turn.paper_wishes)


def _about(turn: Turn, words: str) -> Turn:
    """Returns the turn as if these words were the whole message, to find out which order they name."""
    said = turn.entities.words("product")
    here = next((product for product in said if product.casefold() in words.casefold()), None)
    entities = Entities.of_button({"product": here} if here else {})
    return replace(turn, text=words, content=words, entities=entities, numbers=())


def _read_kinds(names: Sequence[str]) -> list[PaperKind | None]:
    return [next((kind for kind in KINDS if kind == name), None) for name in names]


@in_passing
async def same_papers_of_another(turn: Turn) -> list[Event] | None:
    """Sends the papers that were sent last of another order, which the message names, too: 杯子那单也照样来一套."""
    sent = turn.record.kept.get(_SENT)
    amount = turn.entities.quantity
    if not sent or "same_again" not in turn.topics or not _follows_papers(turn):
        return None
    if amount is not None and amount.value > 1:
        return None  # 也来一套 counts the papers
    if turn.papers or not is_brief(turn.text, _SOME_WORDS, _SOME_HAN):
        return None
    named = [own.number for own in await find_named(turn, ("order",)) if own.number != sent.get("number")]
    if not named and not turn.cues.names_orders:
        return None
    if len(named) != 1:
        return await HANDLERS["request_invoice"](turn)  # asks which one
    await send_papers(turn, named[0], _read_kinds(sent["kinds"]))
    return [SlotSet("order_number", named[0])]


@in_passing
async def papers_in_another_language(turn: Turn) -> list[Event] | None:
    """Says that every paper is in both languages, for 英文版有没有 right after one was sent, instead of answering in
    another language from then on."""
    if "other_version" not in turn.topics or not _follows_papers(turn):
        return None
    turn.say("utter_papers_both_languages")
    return []


@in_passing
async def paper_named_alone(turn: Turn) -> list[Event] | None:
    """Sends a paper of the order at hand for a few words that name the paper and nothing else: "and the packing
    list?"."""
    is_alone = bool(set(turn.papers) & set(KINDS)) and turn.intent in _ONLY_NAMES and turn.task is None
    if not is_alone or turn.is_pressed or not turn.is_signed_in or not is_brief(turn.text, _FEW_WORDS, _FEW_HAN):
        return None
    if turn.entities.has("product", "company") or turn.record.is_about("request") or not find_order_at_hand(turn):
        return None
    return await HANDLERS["request_invoice"](turn)


@in_passing
async def cartons_and_weight(turn: Turn) -> list[Event] | None:
    """Says that the cartons and the weight of the order at hand are not on record, and offers to ask the supplier: "how
    many cartons is it, and the weight?"."""
    asks = turn.cues.asks_weight and turn.is_signed_in and not turn.is_supplier and not turn.is_pressed
    number = find_order_at_hand(turn) if asks and turn.task is None and not turn.dictation.is_to_them else None
    if number is None or turn.slot("search") is not None:
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    question = turn.text.strip()
    values = {**order_values(order), "question": term("note.words", words=question)}
    turn.note("unanswered", {"message_id": turn.context.message_id, "number": number, "words": [question]})
    turn.say("utter_cartons_not_on_record", values, buttons=_packing_list(order))
    return [SlotSet("order_number", number), turn.propose("contact_team", question=question, order_number=number)]


def _packing_list(order: Order) -> list[Button]:
    return [paper_button(order, "packing")] if is_paper_there(order, "packing") else []


def _follows_papers(turn: Turn) -> bool:
    """Returns whether the message was typed right after a paper was sent or spoken of."""
    last = turn.record.last
    spoke = last.intent == "request_invoice" or any(name.startswith("utter_paper") for name in last.said)
    return spoke and turn.is_signed_in and not turn.is_pressed and turn.task is None
