"""Declares the task of opening a claim. It asks what is wrong, with how many pieces, what the buyer wants for it, for a
description, and for a final "yes", which sends the claim to the supplier. A problem that no claim can express becomes a
note for the staff."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, answers, in_passing
from actions.dialogue.said.clauses import divide_clauses
from actions.dialogue.said.entities import read_amount
from actions.dialogue.said.shares import find_part
from actions.dialogue.tasks import CONFIRMED, Slot, Task, confirm_buttons, declare, start, value_button
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Money, Quantity, WriteKey
from actions.marketplace.goods.words.likeness import find_short_name, goods_likeness
from actions.marketplace.trades.claims.claims import estimate_claim, is_claimable
from actions.marketplace.trades.claims.records import NewClaim
from actions.marketplace.trades.orders.records import Order, OrderState
from actions.replies import Value, days, lines, money, one_after_another, person_button, quantity, term, text
from actions.trades.claims.cards import see_button, step_button
from actions.trades.claims.status import say_claim
from actions.trades.notes.drafting import edit_words
from actions.trades.notes.keeping import keeps_among_words
from actions.trades.notes.noting import begin_note
from actions.trades.notes.tasks import PROBLEM
from actions.trades.orders.cards import name_order, order_button, order_values, shipment_values
from actions.trades.orders.money.payments import find_refund, say_refund
from actions.trades.orders.which_order import find_named_orders, find_order_in_question

PAGE = 5
ALL = "all"
"""The value of the slot `affected` when all pieces are affected, or when their number does not matter."""
KINDS = ("damaged", "wrong", "missing", "late", "quality")
WISHES = ("refund", "replacement", "part_refund")
OTHER = "other"
"""The value of the slot `wish` if the buyer wants something that only the description says. It has no button."""
_UNFINISHED: tuple[OrderState, ...] = ("awaiting_confirmation", "accepted", "in_production")
_FEW_WORDS, _FEW_HAN, _MOST = 6, 11, 12
_NO_MORE_THAN_A_COUNT = (3, 5)
"""The most words and Chinese characters of a message that says nothing but a number of pieces."""
_FAULT_ALONE_WORDS, _FAULT_ALONE_HAN = 3, 5
"""The most words and Chinese characters of a first complaint that are too few to describe the problem."""
_GIVES = 0.4
_GIVING = frozenset(("value", "condition", "wish"))
"""The kinds of acts of messages that say what the buyer wants."""
_STEM = 5
"""How many of a word's first letters are looked for in the names of the goods."""
_OF_WISHES = frozenset(("refund", "money", "free", "pay"))
"""The things that a buyer asks about before deciding on a wish: "is a refund faster?"."""


@answers("report_problem")
async def report_problem(turn: Turn) -> list[Event]:
    """Begins a claim about a delivered order. When the order is unknown, asks for it."""
    if not turn.is_signed_in:
        return [turn.say_with_person("utter_problem_visitor", {}, "problem")]
    named = turn.entities.has("order_number", "product") or bool(await find_named_orders(turn))
    if not named and turn.word_slot("order_number") is None:
        return await _problem_without_order(turn)
    order = await find_order_in_question(turn, "report_problem", likely=("delivered", "shipped"))
    return await _begin(turn, order, "") if order else []


@answers("request_refund", signed_in=True)
async def request_refund(turn: Turn) -> list[Event]:
    """Says how far a refund is. If there is none yet and the order is delivered, begins a claim. If the order is not
    delivered, says under which conditions a buyer gets a refund, and asks what it is for."""
    if "calls_person" in turn.topics and not turn.is_pressed:
        return await HANDLERS["human_handoff"](turn)
    order = await _find_refunded(turn)
    order = order or await find_order_in_question(turn, "request_refund", likely=("delivered", "cancelled", "disputed"))
    if order is None:
        return []
    turn.apply([SlotSet("order_number", order.number)])
    if order.state in ("delivered", "disputed") and not turn.is_supplier and find_refund(order) is None:
        return await _begin(turn, order, "refund")
    settled = say_refund(turn, order)
    if settled is None:
        await begin_note(turn, PROBLEM, order.number, name_order(order))
    return [settled] if settled else []


async def _find_refunded(turn: Turn) -> Order | None:
    """Returns the only order whose refund is under way, for "back to the refund" while another order is at hand that
    has none and could have none; None if the message names an order, or if the refund may be of the one at hand."""
    names = turn.entities.has("order_number", "product", "company") or turn.complaint.counts
    number = find_order_at_hand(turn)
    if names or turn.is_pressed or turn.is_supplier or number is None or await find_named_orders(turn):
        return None
    at_hand = await turn.market.orders.access_order(turn.account, number)
    if find_refund(at_hand) or at_hand.state in ("delivered", "disputed", "completed"):
        return None
    page = await turn.market.orders.list_orders(turn.account, states=("cancelled",), limit=PAGE)
    orders = [await turn.market.orders.access_order(turn.account, each.number) for each in page.orders]
    waiting = [order for order in orders if (refund := find_refund(order)) and refund.state != "paid"]
    return waiting[0] if len(waiting) == 1 else None


async def _problem_without_order(turn: Turn) -> list[Event]:
    states: tuple[OrderState, ...] = ("delivered", "shipped", "partly_shipped", "disputed", *_UNFINISHED)
    page = await turn.market.orders.list_orders(turn.account, states=states, limit=PAGE)
    choices = [order_button(order, "report_problem") for order in page.orders]
    turn.give_choice("report_problem", "order_number", [order.number for order in page.orders])
    return [turn.say_with_person("utter_problem_which", {}, "problem", buttons=choices)]


async def _begin(turn: Turn, order: Order, wish: str) -> list[Event]:
    """Begins the claim. If there is a claim about this order already, shows that one. If no claim can be opened now,
    says why, and begins a note for the staff."""
    turn.apply([SlotSet("order_number", order.number)])
    if waiting := await _find_waiting(turn, order):
        claim = await turn.market.claims.access_claim(turn.account, waiting)
        return say_claim(turn, claim, "utter_claim_waits")
    if order.state == "cancelled" and find_refund(order) and (settled := say_refund(turn, order)):
        return [settled]  # a complaint about a cancelled order is about its refund
    values = order_values(order) | (shipment_values(order.shipments[-1]) if order.shipments else {})
    if not await _may_claim(turn, order):
        turn.say(_explain(turn, order), values)
        await begin_note(turn, PROBLEM, order.number, name_order(order))
        return []
    turn.say("utter_refund_claim" if wish == "refund" else "utter_problem_delivered", values)
    unit = order.lines[0].quantity.unit
    known: Json = {"order_number": order.number, "unit": unit, "wish": turn.choices.get("claim_wish") or wish or None}
    known |= {name: value for name, value in (await _read_claim(turn, known, None, order)).items() if value}
    await start(turn, CLAIM, known)
    return []


async def _may_claim(turn: Turn, order: Order) -> bool:
    return not turn.is_supplier and is_claimable(order, turn.now)


async def _find_waiting(turn: Turn, order: Order) -> str | None:
    """Returns the number of the claim about this order that is not over, if there is one."""
    if turn.is_supplier:
        return None
    waiting = await turn.market.claims.find_waiting(turn.account, order.number)
    return waiting.number if waiting else None


def _explain(turn: Turn, order: Order) -> str:
    """Returns the name of the response that says why no claim can be opened about this order."""
    if order.claim_until is not None and turn.now > order.claim_until and not turn.is_supplier:
        return "utter_claim_too_late"
    return "utter_problem_shipped" if order.state == "shipped" else "utter_problem_order"


async def _read_claim(turn: Turn, known: Json, asked: str | None, order: Order) -> Json:
    """Returns the values of the claim that the message gives, by slot. A known value changes only if the task asks for
    it or the message corrects it."""
    words = turn.content
    if turn.is_pressed or not words:
        return {}
    if turn.dictation.adds:
        return {"words": _add(known, turn.dictation.words)}
    told = turn.complaint
    if told.counts:
        turn = replace(turn, edits=False)  # "not half. 9 are dead" gives a new count, and does not edit the description
    edited = edit_words(turn, list(known.get("words") or []), {}) if turn.edits else {}
    counts = _count_lone_number(turn, CONFIRMED, order) if turn.cues.corrects else None
    if asked == "words" and counts:
        return _within_order(turn, {"affected": counts}, order)  # 改成20个 describes nothing
    wish = turn.choices.get("claim_wish")
    is_other_wish = wish not in (None, known.get("wish")) and not told.account  # "money back then"
    is_short = is_brief(turn.text, 2 * _FEW_WORDS, 2 * _FEW_HAN)
    is_value = bool(wish) and is_brief(words, _FEW_WORDS, _FEW_HAN) and _decides(turn)
    is_value |= is_other_wish and is_short
    if told.evidence and told.evidence not in (known.get("evidence") or []):
        await _say_evidence(turn, known)
        return {"evidence": [*(known.get("evidence") or []), told.evidence]}
    if asked == "words" and not (edited or turn.edits or is_value or told.is_reckoned or _says_nothing_of_it(turn)):
        return {"words": _add(known, told.account or words)}
    is_correction = turn.cues.corrects or turn.acts.kind in ("correct", "no")
    weighs = "alternatives" in turn.topics and is_short  # "refund or new ones, which is faster?" chooses neither
    kinds = [one or "quality" for _, one, _ in sorted(told.parts, key=lambda part: -Decimal(part[0]))]
    read = {
        "kind": kinds[0] if kinds else turn.choices.get("claim_kind"),
        "wish": None if weighs else turn.choices.get("claim_wish"),
    }
    found: Json = {
        name: value
        for name, value in read.items()
        if value and (asked == name or is_correction or known.get(name) in (None, OTHER, value))
    }
    if read["wish"] and _decides(turn):
        found["wish"] = read["wish"]  # the last word wins
    part = _read_part(turn, known, asked, order)
    if part:
        is_whole = part.get("amount") == str(order.total.amount) or turn.choices.get("claim_amount") == "all"
        found |= part | {"wish": "part_refund", "whole": (is_whole and "amount" in part) or None}
    came = _count_that_came(turn, order)
    if came and "claim_kind" not in turn.choices and known.get("kind") in (None, "missing"):
        found["kind"] = "missing"
    kind = found.get("kind") or known.get("kind")
    counted = None if part else _count_pieces(turn, known, asked, order, kind)
    affected = counted or _count_turned_up(turn, known, kind)
    affected = affected or (None if part else _read_affected(turn, asked, order, kind))
    affected = affected or (_correct_affected(turn, known) if is_correction and not part else None)
    affected = affected or (None if part else _count_lone_number(turn, asked, order))
    if came and kind in (None, "missing"):
        affected = str(order.lines[0].quantity.value - came)
    counts_anew = affected != ALL and (_gives_a_count(turn, asked, order) or "turned_up" in turn.topics)
    if affected and (counted or asked == "affected" or is_correction or known.get("affected") is None or counts_anew):
        found["affected"] = affected
    if found.get("kind") == "late" and affected not in (None, ALL) and asked != "kind":
        del found["kind"]  # it is not the pieces that are late: "40 of them chipped, am I too late?"
    if found.get("kind") == "late" or (part and known.get("affected") is None):
        found["affected"] = ALL  # a discount is for the whole order, unless pieces were named before
    tells_fault = _tells_fault(turn, order)
    if weighs and asked == "wish" and (turn.asks or turn.cues.asks_which):
        await _say_ways(turn, known)
    news = {name: value for name, value in found.items() if known.get(name) != value or name == "affected"}
    if _asks_of_evidence(turn):
        await _say_evidence(turn, known)
    elif not (weighs or edited or turn.edits) and _describes_problem(turn, found, news, asked, tells_fault):
        found["words"] = _add(known, told.account or words)
    if not weighs and "affected" not in found and _says_it_otherwise(turn, found, known, asked):
        found |= {"wish": OTHER, "wished": [words]}
    elif _says_alternative(turn, found, known):
        found = {"wished": [*(known.get("wished") or []), words], "or": True}
    elif "wish" in found and known.get("wish") != found["wish"]:
        more = bool(told.account) and len(divide_clauses(words)) > 1 and not turn.cues.is_question
        more = (more and known.get("wish") is None) or bool(told.terms)
        found |= {"wished": [words] if more and "words" not in found else None, "or": None}
    says_no_kind = asked == "kind" and "kind" not in found and not turn.cues.is_question
    is_complaint = turn.intent == "report_problem" or (turn.intent == "request_refund" and bool(told.counts))
    tells = asked is None and "kind" not in found and is_complaint and tells_fault
    if tells and "words" not in found:
        found["words"] = _add(known, told.account or words)
    if tells or (says_no_kind and ("words" in found or turn.acts.kind == "yes")):
        found["kind"] = "quality"  # a problem of no other kind is about quality; the final question shows the kind
    if told.parts and "affected" in found:
        found["parts"] = [list(part) for part in told.parts]
    within = _within_order(turn, {**found, **edited, **_drop_parts(known, edited)}, order)
    return within | _recount_words(turn, known, within)


def _drop_parts(known: Json, edited: Json) -> Json:
    """Returns the kind of the problem and the number of pieces that are left when the edited description no longer has
    the words for some of the parts: "forget the colour" after "9 dont charge and 3 wrong colour"."""
    parts, words = known.get("parts") or [], " ".join(edited.get("words") or [])
    left = [part for part in parts if part[2] in words]
    if not left or len(left) == len(parts):
        return {}
    most = max(left, key=lambda part: Decimal(part[0]))
    affected = str(sum((Decimal(part[0]) for part in left), Decimal(0)))
    return {"affected": affected, "kind": most[1] or "quality", "parts": left, "counts": None}


def _decides(turn: Turn) -> bool:
    """Returns whether the message says what the buyer wants, instead of only asking about it."""
    asks = any((clause.is_question or clause.kinds) and clause.things & _OF_WISHES for clause in turn.asked)
    return not asks and turn.acts.share("value", "correct", "wish", "no") >= _GIVES and not turn.cues.complains


def _tells_fault(turn: Turn, order: Order) -> bool:
    """Returns whether the message says what is wrong, in other words than the names of the goods."""
    goods = " ".join(name for line in order.lines for name in line.product.both).casefold()
    return any(word[:_STEM] not in goods for word in turn.faults)


def _says_nothing_of_it(turn: Turn) -> bool:
    """Returns whether the message tells the supplier nothing about the problem: it asks the bot something, or only says
    that photos follow."""
    return not turn.complaint.account and (turn.asks or "evidence" in turn.topics)


def _asks_of_evidence(turn: Turn) -> bool:
    """Returns whether the message asks whether photos can follow: "no photos now, can I add them later?"."""
    return "evidence" in turn.topics and turn.asks


def _says_alternative(turn: Turn, found: Json, known: Json) -> bool:
    """Returns whether the message names an alternative to the known wish: "or they send 120 adapters", "or they replace
    them"."""
    leaves = turn.cues.corrects or turn.acts.kind in ("correct", "no")  # "or no, replace them" leaves the known wish
    may_be = {"affected", "words"} if leaves else {"affected", "words", "wish"}
    is_other = turn.cues.names_alternatives and not turn.cues.is_question and set(found) <= may_be
    gives = turn.acts.kind in _GIVING or turn.acts.share("value", "condition", "wish") >= _GIVES
    return is_other and bool(known.get("wish")) and gives


def _count_pieces(turn: Turn, known: Json, asked: str | None, order: Order, kind: str | None) -> str | None:
    """Returns the number of affected pieces that the words lead to: the last of several counts ("about 60, no, 64"), a
    sum ("9 don't charge and 2 are cracked"), or more pieces than before ("15 more"). After the question for the
    number, any count is taken as the answer. Returns None if the words may count something else."""
    told, before, unit = turn.complaint, known.get("affected"), order.lines[0].quantity.unit
    others = turn.entities.has("price", "order_number", "claim_number") or bool(turn.percents)
    others |= turn.entities.has("date") and len(told.counts) < 2 and asked != "affected"
    others |= "vague_number" in turn.topics
    if not told.counts or told.unit not in (None, "piece", unit) or others or _counts_other_goods(turn, order):
        return None
    if told.adds:
        may_be = asked != "wish" or "claim_kind" in turn.choices or turn.intent == "report_problem"
        if before == ALL or not may_be or (kind == "missing" and "turned_up" in turn.topics):
            return None
        return str(Decimal(str(before or 0)) + told.total)
    is_share = bool(turn.shares) and not told.is_reckoned  # "a third of the 120"
    asks = turn.cues.is_question and asked != "affected"
    is_first = before is None and told.names_fault  # "38 broken"
    is_count = told.is_reckoned or is_first or asked == "affected"
    return str(told.total) if is_count and not (is_share or asks) else None


def _recount_words(turn: Turn, known: Json, found: Json) -> Json:
    """Returns the description with the new number of affected pieces in the place of the one that the buyer has
    corrected. If the message says anew what is wrong, the sentences that it corrects are left out."""
    told, before, now = turn.complaint, known.get("affected"), found.get("affected")
    said = [str(words) for words in found.get("words") or known.get("words") or []]
    if now in (None, ALL, before) or not said:
        return {}
    counts = [str(each) for each in told.counts] if len(told.counts) > 1 else []
    parts = [str(each) for each in known.get("counts") or ()]
    kept = {"counts": counts or None} if counts or parts else {}
    if told.account in said and not told.adds and len(told.counts) >= len(parts):
        gone = [*parts, *turn.replaced[:1], *turn.denied, *([] if before in (None, ALL) else [str(before)])]
        rest = [words for words in said if words == told.account or not any(_holds(words, each) for each in gone)]
        return kept | {"words": rest}
    if str(now) in parts:
        return kept  # "forget those, just the 37" chooses one of the counts, and changes no words
    pairs = list(zip(parts, counts, strict=True)) if counts and len(counts) == len(parts) else []
    if not pairs and before not in (None, ALL, now):
        pairs = [(str(before), str(now))]
    swapped = [_swap_numbers(words, pairs) for words in said]
    if counts and pairs and swapped == said and told.account:
        return kept
    return kept | {"words": swapped} if swapped != known.get("words") else kept


def _holds(words: str, part: str) -> bool:
    """Returns whether the words contain `part`, which is a number or other words."""
    return _swap_numbers(words, [(part, "")]) != words if part.isdigit() else part.casefold() in words.casefold()


def _swap_numbers(words: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Returns the words with the first number of each pair replaced by the second one."""
    pieces: list[str] = []
    for sign in words:
        joins = bool(pieces) and pieces[-1][-1].isdigit() and sign.isdigit()
        pieces[-1:] = [pieces[-1] + sign] if joins else [*pieces[-1:], sign]
    for old, new in pairs:
        if old in pieces:
            pieces[pieces.index(old)] = new
    return "".join(pieces)


def _count_turned_up(turn: Turn, known: Json, kind: str | None) -> str | None:
    """Returns how many pieces are affected after the message says that some more have turned up: then fewer are
    missing, or more are damaged."""
    before = known.get("affected")
    amounts = [amount.value for amount in map(read_amount, turn.entities.values("quantity")) if amount]
    numbers = amounts or [number for number in turn.numbers if number > 1]
    if "turned_up" not in turn.topics or before in (None, ALL) or len(numbers) != 1:
        return None
    if any(figure.name == "set" for figure in turn.figures):
        return str(numbers[0])  # "make it 15, found another" after 14
    left = Decimal(str(before)) - numbers[0] if kind == "missing" else Decimal(str(before)) + numbers[0]
    return str(left) if left > 0 else None


def _read_part(turn: Turn, known: Json, asked: str | None, order: Order) -> Json:
    """Returns which part of the money the buyer wants back, as percents ("15 percent off") or as an amount in the
    order's currency ("200 dollars back"). A bare number replaces the part that was named before ("20, says my
    boss")."""
    currency = order.lines[0].unit_price.currency
    price = turn.entities.price
    if turn.percents:
        return {"percent": str(turn.percents[-1]), "amount": None}
    is_about_it = asked in ("wish", CONFIRMED) or turn.choices.get("claim_wish") == "part_refund"
    if price is not None and price.currency == currency and is_about_it:
        return {"amount": str(price.amount), "percent": None}
    before = next((name for name in ("percent", "amount") if known.get(name) is not None), None)
    has_unit = any(amount.unit for amount in map(read_amount, turn.entities.values("quantity")) if amount)
    is_bare = len(turn.numbers) == 1 and not has_unit and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    most = Decimal(100) if before == "percent" else estimate_claim(order, None).amount
    if before and is_bare and 0 < turn.numbers[0] <= most and not turn.cues.is_question:
        return {before: str(turn.numbers[0])}
    return {}


def _says_it_otherwise(turn: Turn, found: Json, known: Json, asked: str | None) -> bool:
    """Returns whether the buyer was asked for the wish and answers with something other than the three wishes, such as
    "send us adapters"."""
    gives = turn.acts.share("value", "correct", "condition", "wish")
    says_what_is_wrong = "claim_kind" in turn.choices or turn.intent == "report_problem"
    is_other = asked == "wish" and "wish" not in found and not says_what_is_wrong
    return is_other and gives > 0.5 and not turn.cues.is_question


def _read_affected(turn: Turn, asked: str | None, order: Order, kind: str | None) -> str | None:
    """Returns how many pieces are affected: a quantity in the message, a bare number after the question for it, or
    `ALL`.

    Of two quantities, the one that differs from the ordered quantity counts ("12 of the 200"). If goods are missing and
    the words say how many came ("only 185"), the rest of the order counts. If goods are missing and the message names
    the ordered quantity and another one, returns None, because the other may be the quantity that came ("ordered 500,
    got 420").
    """
    ordered = order.lines[0].quantity
    if "vague_number" in turn.topics:
        return None  # 十几个
    if (named := _find_part_of(turn, ordered.value)) is not None:
        return str(named)
    if turn.entities.has("quantity"):
        amounts = [amount for amount in map(read_amount, turn.entities.values("quantity")) if amount]
        counted = [amount.value for amount in amounts if amount.unit in (None, "piece", ordered.unit)]
        others = [value for value in dict.fromkeys(counted) if value != ordered.value]
        if ordered.value in counted or any(value < ordered.value for value in others):
            others = [value for value in others if value < ordered.value]  # "14 of 120, and the packing list says 125"
        if kind == "missing" and len(others) == 1 and "came_only" in turn.topics and others[0] < ordered.value:
            return str(ordered.value - others[0])
        if kind == "missing" and others and ordered.value in counted:
            return None
        return str((others or counted)[0]) if counted and len(others) < 2 else None
    part = find_part(turn.shares, ordered.value, ordered.unit)
    is_loose = asked is None and not turn.numbers  # "half of them are rubbish" of a first complaint is no count
    if part is not None and not is_loose:
        return str(part)
    number = turn.cues.number
    if asked == "affected" and number and (bare := read_amount(number)):
        return str(bare.value)
    is_first = asked is None and not turn.numbers and not turn.shares and not turn.cues.is_question
    return ALL if (asked == "affected" or is_first) and turn.choices.get("claim_amount") == "all" else None


def _count_that_came(turn: Turn, order: Order) -> Decimal | None:
    """Returns how many pieces came, if the message says that it was fewer than ordered: "only 195 of the 200",
    仓库说只数到195."""
    ordered = order.lines[0].quantity.value
    fewer = [number for number in turn.numbers if ordered / 2 < number < ordered]
    return fewer[0] if "came_only" in turn.topics and len(fewer) == 1 else None


def _find_part_of(turn: Turn, ordered: Decimal) -> Decimal | None:
    """Returns the number that stands right before the ordered quantity in the message ("14 of the 120"), or the only
    other number if the words say that it is a part: 200个里面有8个."""
    others = set(turn.numbers) - {ordered}
    if "of_those" in turn.topics and ordered in turn.numbers and len(others) == 1 and (part := min(others)) < ordered:
        return part
    pairs = [part for part, whole in pairwise(turn.numbers) if whole == ordered and 0 < part < ordered]
    one_is_uncounted = len(turn.numbers) > 2 or len(turn.entities.values("quantity")) == 1
    return pairs[0] if one_is_uncounted and len(pairs) == 1 and turn.numbers[0] == pairs[0] else None


def _gives_a_count(turn: Turn, asked: str | None, order: Order) -> bool:
    """Returns whether the number of affected pieces is known and the message may give another one, which then counts:
    "counted again, 17", "money back for the nine"."""
    gives = turn.acts.share("value", "correct") >= _GIVES or turn.intent in ("inform", "report_problem")
    others = turn.entities.has("price", "date", "order_number", "claim_number")
    if "continues" in turn.topics or {"adds", "of_those"} <= turn.topics or _counts_other_goods(turn, order):
        return False  # "and two have cracked housings" counts only some of the pieces
    is_short = asked != "kind" or is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    return asked in ("kind", "wish", CONFIRMED) and is_short and gives and not others and not turn.cues.is_question


def _counts_other_goods(turn: Turn, order: Order) -> bool:
    """Returns whether a number in the message counts other goods than the ordered ones: "they send 120 adapters"."""
    ordered = [name for line in order.lines for name in line.product.both]
    ends = [figure.end for figure in turn.figures]
    counted = [
        str(value)
        for name, value, start in turn.entities.places
        if name == "product" and any(0 <= start - end <= 3 for end in ends)
    ]
    return any(not goods_likeness(name, ordered) for name in counted)


def _count_lone_number(turn: Turn, asked: str | None, order: Order) -> str | None:
    """Returns the only number in the message, if it may be a new number of affected pieces."""
    fits = len(turn.numbers) == 1 and 1 < turn.numbers[0] < order.lines[0].quantity.value and not turn.numbers[0] % 1
    fits = fits and "vague_number" not in turn.topics  # 十几美金
    is_other = bool(turn.entities.has("quantity") or turn.sizes or turn.percents or turn.shifts or turn.shares)
    return str(turn.numbers[0]) if fits and not is_other and _gives_a_count(turn, asked, order) else None


def _correct_affected(turn: Turn, known: Json) -> str | None:
    """Returns the number that replaces the known number of affected pieces: "yes, but it is 45, not 40"."""
    before = known.get("affected")
    if before in (None, ALL) or turn.entities.has("price", "date") or "vague_number" in turn.topics:
        return None
    others = [number for number in turn.numbers if number != Decimal(str(before))]
    sums = [number for number in others if number - Decimal(str(before)) in others]
    others = sums or others  # "16, we found two more" after 14 means 16
    return str(others[0]) if len(others) == 1 and is_brief(turn.text, 2 * _FEW_WORDS, 2 * _FEW_HAN) else None


def _within_order(turn: Turn, found: Json, order: Order) -> Json:
    """Returns the values without a quantity that is larger than the ordered one, and tells the contact that it is too
    large."""
    affected, ordered = found.get("affected"), order.lines[0].quantity
    if affected in (None, ALL) or Decimal(str(affected)) <= ordered.value:
        return found
    turn.say("utter_claim_too_many", {**order_values(order), "ordered": quantity(ordered)})
    return {name: value for name, value in found.items() if name not in ("affected", "words")}


def _describes_problem(turn: Turn, found: Json, news: Json, asked: str | None, tells_fault: bool) -> bool:
    """Returns whether the words of the message belong to the description that the supplier gets: they are long and
    report a problem, say in other words what is wrong, or add something after the summary. `found` has all values of
    the message, and `news` only those that were not known before."""
    gives = turn.acts.share("value", "correct", "condition")
    if turn.asks and not (tells_fault or turn.complaint.account):
        return False  # "can I still complain about the cups?"
    if asked == CONFIRMED:
        tells_more = turn.intent == "report_problem" and tells_fault and not news and bool(turn.complaint.account)
        return tells_more or (not found and (gives > 0.4 or turn.intent == "inform"))
    if asked == "affected" and turn.complaint.counts and turn.complaint.account and tells_fault:
        return gives > 0.4  # "like 9. won't charge"
    tells = turn.intent == "report_problem" and not is_brief(turn.text, *_NO_MORE_THAN_A_COUNT)
    if asked == "kind" and "kind" not in found and (tells or not found):
        return gives > 0.5
    if asked in ("kind", "affected", "wish") and turn.intent == "report_problem" and tells_fault and tells:
        return gives > 0.4  # "20 of them have no sound"
    if asked in ("affected", "wish") and not news and "claim_kind" in turn.choices:
        return gives > 0.4  # "the casing is cracked" describes the problem further
    says_fault = tells_fault or "claim_kind" in turn.choices
    if asked is None and says_fault and not is_brief(turn.complaint.account, _FAULT_ALONE_WORDS, _FAULT_ALONE_HAN):
        return True  # "the cups of last week have cracks" need not be described once more
    is_long = not is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and not (asked == "wish" and set(found) == {"wish"})
    return is_long and ("kind" in found or turn.intent in ("report_problem", "request_refund"))


def _add(known: Json, words: str) -> list[str]:
    said = list(known.get("words") or [])
    return [*said, words] if len(said) < _MOST else said


def _keep(turn: Turn, values: Json, words: Sequence[str]) -> Json:
    """Adds words to the description. If the words contain a wish, adds them to the buyer's words about the wish:
    "replace them, or refund us if that is quicker"."""
    words = [turn.complaint.account if each == turn.text.strip() else each for each in words]
    words = [each for each in words if each and (each in turn.provisos or _tells_of_it(turn, each))]
    if not words:
        return {}
    if "claim_wish" not in turn.choices:
        return keeps_among_words(turn, values, words)
    kept = keeps_among_words(turn, {"words": values.get("wished")}, words).get("words")
    return {"wished": kept, "or": turn.cues.names_alternatives or None} if kept else {}


def _tells_of_it(turn: Turn, words: str) -> bool:
    """Returns whether the words are a part of what the message tells about the problem."""
    account = turn.complaint.account
    return bool(account) and (words in account or account in words)


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    order = await _access_order(turn, known)
    return await _read_claim(turn, known, asked, order) if order else {}


def _read_unit(turn: Turn, values: Json) -> str:
    """Returns the unit of the ordered goods, which the task keeps with its values."""
    state = turn.task
    return str(values.get("unit") or (state.values.get("unit") if state else None) or "piece")


def _describe(turn: Turn, values: Json) -> list[Value]:
    words: list[Value] = []
    if values.get("kind"):
        words.append(term(f"claim_kind.{values['kind']}"))
    if affected := values.get("affected"):
        some = Quantity(Decimal(0 if affected == ALL else str(affected)), _read_unit(turn, values))
        words.append(term("claim.all") if affected == ALL else quantity(some))
    if values.get("wish"):
        words.append(_name_wish(values))
    words += [term("note.words", words=said) for said in _list_words(values)]
    return words


def _name_wish(values: Json, *, quotes: bool = False) -> Value:
    """Returns the name of the wish. If the buyer has named an alternative, says so, with the buyer's words if `quotes`
    says that they do not follow anyway."""
    wish = "refund" if values["wish"] == "part_refund" and values.get("whole") else values["wish"]
    named = term(f"claim_wish.{wish}")
    if values.get("percent"):
        named = term("claim.wanted_share", wish=named, percent=values["percent"])
    if not values.get("or"):
        return named
    if quotes:
        words = one_after_another(term("note.words", words=said) for said in values.get("wished") or [])
        return term("claim.wanted_or", wish=named, words=words)
    return term("claim.wanted_or_as_said", wish=named)


def _quoted(values: Json) -> Value:
    return lines(term("note.words", words=words) for words in _list_words(values))


def _list_words(values: Json) -> list[str]:
    """Returns the buyer's words: first those that describe the problem, then those about the wish, then those that say
    that there are photos."""
    said = [*(values.get("words") or []), *(values.get("wished") or []), *(values.get("evidence") or [])]
    return [str(words) for words in dict.fromkeys(said)]


async def _ask_kind(turn: Turn, values: Json, again: bool) -> None:
    buttons = [value_button(turn, f"claim_kind.{kind}", "kind", kind) for kind in KINDS]
    turn.say("utter_claim_kind_again" if again else "utter_claim_kind", buttons=buttons)


async def _ask_affected(turn: Turn, values: Json, again: bool) -> None:
    order = await _access_order(turn, values)
    buttons = [value_button(turn, "claim.all", "affected", ALL)]
    shown = {"ordered": quantity(order.lines[0].quantity)} if order else {}
    turn.say("utter_claim_affected_again" if again else "utter_claim_affected", shown, buttons=buttons)


async def _ask_wish(turn: Turn, values: Json, again: bool) -> None:
    buttons = [value_button(turn, f"claim_wish.{wish}", "wish", wish) for wish in WISHES]
    turn.say("utter_claim_wish_again" if again else "utter_claim_wish", buttons=buttons)


async def _ask_words(turn: Turn, values: Json, again: bool) -> None:
    order = await _access_order(turn, values)
    shown = {"counterpart": text(order.counterpart.name)} if order else {}
    turn.say("utter_claim_words_again" if again else "utter_claim_words", shown)


async def _say_estimate(turn: Turn, values: Json) -> None:
    """Says what the affected pieces cost. As long as their number is not known, says what one piece costs."""
    order = await _access_order(turn, values)
    assert order is not None
    named = turn.complaint.total
    if 0 < named <= order.lines[0].quantity.value:
        affected: Decimal | None = named
        if turn.task is not None and values.get("affected") is None:
            turn.task.values["affected"] = str(named)
    else:
        affected = _amount(values) or (None if values.get("affected") else Decimal(1))
    pieces = quantity(Quantity(affected or order.lines[0].quantity.value, order.lines[0].quantity.unit))
    turn.say(
        "utter_claim_estimate",
        {**order_values(order), "affected": pieces, "estimate": money(estimate_claim(order, affected))},
    )


async def _say_terms(turn: Turn, values: Json) -> None:
    """Says how long the supplier has to answer, or until when the buyer can open a claim about the order."""
    order = await _access_order(turn, values)
    assert order is not None
    if not any("answer" in each.things for each in turn.asked):
        return turn.say("utter_claim_until", order_values(order))
    shown = await _find_times(turn, order)
    return turn.say("utter_claim_answered_within", shown)


@in_passing
async def scorn_of_delivered_goods(turn: Turn) -> list[Event] | None:
    """Begins a claim, and no search, for an angry first message about goods that were delivered:
    你们卖的什么破杯子啊. What is wrong with them is asked."""
    is_of_buyer = turn.is_signed_in and not turn.is_supplier and not turn.is_pressed and turn.task is None
    if not turn.cues.scorns or not is_of_buyer or turn.record.is_about("listing", "request", "claim"):
        return None
    page = await turn.market.orders.list_orders(turn.account, states=("delivered",), limit=PAGE)
    calls = [(order.number, [*order.goods.both]) for order in page.orders]
    named = [number for number, names in calls if any(find_short_name(turn.text, name) for name in names)]
    if len(named) != 1:
        return None
    about = {"intent": "report_problem", "entities": {"order_number": named[0]}}
    return await HANDLERS["report_problem"](replace(turn.with_question(about), content=""))


@in_passing
async def pictures_after_the_claim(turn: Turn) -> list[Event] | None:
    """Says that pictures can still be added, for "can I still add pictures after?" about a claim that was sent, and
    for words that only say that there are some, amid a claim: 有相 纸箱同埋杯都影咗."""
    asks = ({"evidence", "adds"} <= turn.topics and turn.asks) or {"evidence", "sends_evidence"} <= turn.topics
    is_amid = turn.task is not None and turn.task.name == "claim"
    tells = not (turn.complaint.account or turn.figures or turn.choices.get("claim_wish") or turn.cues.sends_among)
    asks |= is_amid and tells and "evidence" in turn.topics and not (turn.context.files or turn.cues.sends)
    is_of_claim = is_amid or (turn.task is None and bool(turn.word_slot("claim_number")))
    if not asks or turn.is_supplier or turn.is_pressed or not is_of_claim:
        return None
    turn.say("utter_claim_evidence_later")
    turn.done.append("claim_status")
    return []


@in_passing
async def time_of_a_remedy(turn: Turn) -> list[Event] | None:
    """Says that only the supplier knows how long a remedy takes, for 补货要等几耐 amid a claim. Its name in the question
    is no answer to the question which remedy is wished for."""
    is_amid = turn.task is not None and turn.task.name == "claim"
    asks = any({"how_long", "when"} & set(clause.kinds) for clause in turn.asked)
    remedy = turn.choices.get("claim_wish")
    order = await _access_order(turn, turn.task.values) if is_amid and turn.task and asks and remedy else None
    if order is None or turn.is_pressed or turn.is_supplier or turn.figures:
        return None
    turn.say("utter_claim_remedy_time", await _find_times(turn, order))
    turn.done.append("claim_status")
    return []


@in_passing
async def freight_of_a_remedy(turn: Turn) -> list[Event] | None:
    """Says that no record tells who pays the freight of what the supplier is to send as a remedy, amid a claim: "who pays
    the freight of these", after "or they send 120 adapters". The Incoterm is that of the order, and not of the
    remedy."""
    if turn.task is None or turn.task.name != "claim" or turn.is_pressed or turn.is_supplier:
        return None
    asks = any(clause.fact == "who_pays_freight" for clause in turn.asked) or {"of_freight", "by_whom"} <= turn.topics
    values = turn.task.values
    sends = bool(values.get("wished") and values.get("or")) or values.get("wish") == "replacement"
    if not asks or not sends or turn.entities.has("incoterm", "order_number"):
        return None
    turn.say("utter_claim_freight_open")
    turn.done.append("claim_status")
    return []


async def _find_times(turn: Turn, order: Order) -> dict[str, Value]:
    """Returns the supplier, and how long it has to answer a claim."""
    terms = await turn.market.operator.find_terms()
    return {"counterpart": text(order.counterpart.name), "answered": days(terms.answered_within.days)}


async def _say_until(turn: Turn, values: Json) -> None:
    order = await _access_order(turn, values)
    assert order is not None
    turn.say("utter_claim_until", order_values(order))


async def _say_ways(turn: Turn, values: Json) -> None:
    turn.say("utter_claim_ways")


async def _say_evidence(turn: Turn, values: Json) -> None:
    is_question = turn.asks and "is_needed" in turn.topics
    turn.say("utter_claim_evidence_needed" if is_question else "utter_claim_evidence_later")


async def _say_until_when(turn: Turn, values: Json) -> None:
    """Says until when a claim that is put aside can still be sent."""
    order = await _access_order(turn, values)
    if order is not None and order.claim_until is not None:
        turn.say("utter_claim_evidence_kept", order_values(order))


async def _say_what_then(turn: Turn, values: Json) -> None:
    """Says what happens if the supplier does not answer."""
    order = await _access_order(turn, values)
    assert order is not None
    shown = await _find_times(turn, order)
    turn.say("utter_claim_answered_within", shown)


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    order = await _access_order(turn, values)
    assert order is not None
    buttons = confirm_buttons(turn, "button.send_claim", "button.do_not_send")
    turn.say(
        "utter_claim_confirm_again" if again else "utter_claim_confirm",
        _values(order, values, quotes=again),
        buttons=buttons,
    )


def _values(order: Order, values: Json, *, quotes: bool = False) -> dict[str, Value]:
    affected, line, wish = _amount(values), order.lines[0], _name_wish(values, quotes=quotes)
    if (wanted := _wanted(order, values)) is not None:
        wish = term("claim.wanted", wish=wish, amount=money(Money(wanted, line.unit_price.currency)))
    is_late = values.get("kind") == "late"
    shown = term("claim.all_of_them", ordered=quantity(line.quantity))
    if affected is not None:
        part = quantity(Quantity(affected, line.quantity.unit))
        shown = term("claim.some_of_them", affected=part, ordered=quantity(line.quantity))
    return {
        **order_values(order),
        "kind": term(f"claim_kind.{values['kind']}"),
        "wish": wish,
        "affected": shown,
        "estimate": term("claim.no_amount") if is_late else money(estimate_claim(order, affected)),
        "words": _quoted(values),
    }


def _amount(values: Json) -> Decimal | None:
    affected = values.get("affected")
    return None if affected in (None, ALL) else Decimal(str(affected))


def _wanted(order: Order, values: Json) -> Decimal | None:
    """Returns how much of the money the buyer wants back. Returns None if the buyer wants all of it, or no money."""
    if values.get("wish") != "part_refund":
        return None
    if values.get("amount"):
        return Decimal(str(values["amount"]))
    if values.get("percent"):
        whole = estimate_claim(order, _amount(values)).amount
        return (whole * Decimal(str(values["percent"])) / 100).quantize(Decimal("0.01"))
    return None


async def _send(turn: Turn, values: Json) -> None:
    """Opens the claim, only once even if the turn is repeated. If the claim period has ended meanwhile, says so."""
    order = await _access_order(turn, values)
    assert order is not None
    words = "\n".join(_list_words(values))
    new = NewClaim(order.number, values["kind"], _amount(values), values["wish"], words, _wanted(order, values))
    key = WriteKey(turn.context.message_id, "open_claim")
    opened = await turn.market.claims.open_claim(turn.account, new, key, turn.context.conversation)
    if opened is None:
        turn.say("utter_claim_too_late", order_values(order), buttons=[person_button("problem")])
        return
    claim = await turn.market.claims.access_claim(turn.account, opened.number)
    response = "utter_claim_sent_held" if opened.is_held else "utter_claim_sent"
    shown = {**_values(order, values, quotes=True), "claim": claim.number}
    turn.say(response, shown, buttons=[see_button(claim), step_button(claim, "withdraw")])
    turn.note("claim_number", claim.number)
    if opened.is_held:
        turn.request_effect("words_held", number=claim.number)
    turn.done.append("open_claim")


async def _is_there(turn: Turn, values: Json) -> bool:
    """Returns whether the order still belongs to this contact, who may have signed in as somebody else. If not, tells
    the contact so."""
    if await _access_order(turn, values) is not None:
        return True
    turn.say("utter_order_not_found", {"number": _number(values)})
    return False


def _number(values: Json) -> str:
    return str(values.get("order_number") or values.get("named") or "")


async def _access_order(turn: Turn, values: Json) -> Order | None:
    if not turn.is_signed_in or turn.is_supplier:
        return None
    try:
        return await turn.market.orders.access_order(turn.account, _number(values))
    except NotFound:
        return None


CLAIM = declare(
    Task(
        name="claim",
        deeds=frozenset(("claim",)),
        intent="report_problem",
        slots=(
            Slot("kind", "free", _ask_kind),
            Slot("affected", "quantity", _ask_affected, optional=True),
            Slot("wish", "free", _ask_wish),
            Slot("words", "free", _ask_words),
        ),
        read=_read,
        describe=_describe,
        confirm=_confirm,
        effect=_send,
        is_there=_is_there,
        refused="utter_claim_not_sent",
        saved=_say_until_when,
        keep=_keep,
        own=("request_refund", "send_file", "cancel_order"),
        about={"order_number": "order_number"},
        given_by=frozenset(("more_pieces",)),
        answers={
            "amount_back": _say_estimate,
            "converts": _say_estimate,
            "until": _say_terms,
            "silent": _say_what_then,
            "too_late": _say_until,
            "claim_ways": _say_ways,
        },
        answers_alone={"evidence": _say_evidence},
    )
)
"""The task of opening a claim about a delivered order."""
