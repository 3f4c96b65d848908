"""Answers questions about the order at hand from its record, also during a task: its deposit, insurance, claim period,
arrival, total, refund. If the record has no answer, offers to ask the other side.

By their words alone, many of these messages are general questions. But a contact who asks "is it insured?" about an
order wants to know it for this order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.said.entities import read_amount
from actions.dialogue.tasks import find_task
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.base.records import Money, Quantity
from actions.marketplace.goods.words.words import is_another_variant
from actions.marketplace.trades.orders.lifecycle import LIFECYCLE, TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order, OrderFilter, OrderLine, Payment
from actions.reading.order_filter import OPEN
from actions.replies import date, days, money, quantity, term, unit_price
from actions.trades.lookup.dictating import is_dictating
from actions.trades.lookup.records import Own
from actions.trades.lookup.referring import Meant, find_meant, points_at_others
from actions.trades.orders.after_change import find_wanted_quantity, reckon_total
from actions.trades.orders.asked import change_values
from actions.trades.orders.cards import name_order, order_values, payment_line, shipment_values
from actions.trades.orders.money.sums import say_paid, say_refunded
from actions.trades.orders.told.status import asks_in_general, say_not_on_record, say_unanswered
from actions.trades.orders.which_order import asks_of_goods

_ASKS, _SURELY, _OWN_WISH = 0.4, 0.4, 0.4
"""How sure the NLU must be that a message asks about the order at hand: `_ASKS` if its words name the fact, `_SURELY`
if they do not. `_OWN_WISH` is how sure it must be of another intent so that this intent is answered instead."""
_HINTS = 0.25
_FEW_WORDS, _FEW_HAN = 7, 10
"""The most words and Chinese characters of a message that only asks for a number."""
_CHANGEABLE = ("awaiting_confirmation", "accepted")
_MOST_LISTED = 5
"""How many orders of the last list are looked at."""
_ELSEWHERE = 0.75
"""The least confidence in `out_of_scope` at which a question is not about the order."""
_ELSEWHERE_ANSWERED = frozenset(
    (
        *("payee", "new_account", "sent", "news", "leave_word", "missing", "rivals", "sales", "listing"),
        *("postpones", "bill_to", "nudges", "silent"),
    )
)
"""Topics of questions that other functions answer."""
_OF_ITS_OWN = frozenset(("new_order",))
"""Tasks that begin from an order but are about a new order."""
_CLAIMS = frozenset(("claim_status", "faq_return_policy", "faq_buyer_protection"))
_OF_ARTICLES = frozenset(("faq_buyer_protection",))
_ARRIVALS = frozenset(("faq_shipping_time", "ask_lead_time"))
_UNKNOWN = frozenset(
    (
        *("out_of_scope", "nlu_fallback", "inform", "ask_price", "ask_moq", "faq_fees", "faq_inspection", "goodbye"),
        *("faq_shipping_time", "faq_about_platform", "faq_data_privacy", "faq_business_hours", "faq_payment_methods"),
        *("cancel", "faq_return_policy", "faq_buyer_protection", "bot_challenge", "faq_sample_policy"),
    )
)
"""Intents that the NLU may give to a question about the order that none of the facts answers."""
_INSURED_BY_SELLER = frozenset(("CIF", "CIP"))
_BY_FORM = frozenset(("whether", ""))
"""The kinds of questions that can be answered with yes or no."""
_RISK_OF_SELLER = frozenset(("DAP", "DPU", "DDP"))
_OVER = ("delivered", "completed", "disputed", "cancelled")

Say = Callable[[Turn, Order], bool]
"""A function that says a fact of the order, or returns False if the order does not have this fact."""


@dataclass(frozen=True)
class Fact:
    """Declares a fact of an order: the function that says it, and the topic or the intent that asks for it."""

    say: Say
    topic: str | None = None
    intent: str | None = None

    def is_asked(self, turn: Turn) -> bool:
        asks = turn.acts.find("ask_about")
        is_named = self.topic in turn.topics and (turn.asks or asks >= _HINTS)
        return is_named or (turn.intent == self.intent and (turn.asks or asks >= _ASKS))


@in_passing
async def fact_of_the_order(turn: Turn) -> list[Event] | None:
    """Answers a question about the order at hand from its record. If the record has no answer, offers to pass the
    question on, together with unanswered questions of the message before."""
    if turn.is_pressed or not turn.is_signed_in or is_dictating(turn) or turn.topics & _ELSEWHERE_ANSWERED:
        return None
    if turn.task is not None and (turn.task.name in _OF_ITS_OWN or _task_answers(turn)):
        return None
    if not _may_ask(turn):
        return None
    meant = await _find_meant(turn)
    at_hand = find_order_at_hand(turn)
    if meant.is_named and points_at_others(turn):
        return await _of_the_other(turn, meant.things) if _is_of_orders(turn) else None
    number = _choose(turn, meant, at_hand) or await _find_only_with_deposit(turn, meant)
    if number is None:
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    is_general = turn.task is None and _is_for_an_article(turn, order)
    for fact in FACTS:
        asked = fact.topic in turn.topics if is_general else fact.is_asked(turn)
        if asked and fact.say(turn, order):
            turn.done.append("order_fact")
            return [SlotSet("order_number", order.number)]
    return (
        await say_unanswered(turn, order)
        if order.number in (at_hand, turn.entities.order_number)
        and not (is_general or _asks_an_article(turn))
        and _is_unknown(turn)
        else None
    )


@in_passing
async def terms_of_my_order(turn: Turn) -> list[Event] | None:
    """Says what the Incoterm of an order leaves to the buyer, for "my order with them is fob, so whats not included":
    of the order that is named or at hand, else of the only open one with the supplier that was talked about."""
    asks = turn.cues.asks_what_is_left and (turn.entities.incoterm or turn.cues.incoterm)
    of_own = turn.cues.names_orders and bool(turn.owning)
    if not asks or not of_own or turn.is_pressed or turn.is_supplier or not turn.is_signed_in or is_dictating(turn):
        return None
    number = turn.entities.order_number or await _find_with_them(turn) or find_order_at_hand(turn)
    if number is None:
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    say_terms(turn, order)
    turn.done.append("order_fact")
    return [SlotSet("order_number", order.number)]


async def _find_with_them(turn: Turn) -> str | None:
    """Returns the only open order with the supplier that was talked about last, for words such as "my order with
    them"; None if there is none or several."""
    slug = turn.word_slot("supplier_id")
    if "with_them" not in turn.topics or slug is None:
        return None
    name = (await turn.market.suppliers.access_supplier(slug)).summary.name
    wanted = OrderFilter(companies=(name.en,))
    page = await turn.market.orders.list_orders(turn.account, states=OPEN, limit=_MOST_LISTED, wanted=wanted)
    return page.orders[0].number if len(page.orders) == 1 else None


@in_passing
async def number_of_the_container(turn: Turn) -> list[Event] | None:
    """Says that no container number is on record, and under which number the shipment of the order at hand is tracked:
    "container nr". By their words alone, such messages name goods."""
    is_asked = "container_nr" in turn.topics and not (turn.numbers or turn.entities) and turn.task is None
    if not is_asked or turn.is_pressed or not turn.is_signed_in or not is_brief(turn.text, _FEW_WORDS, _FEW_HAN):
        return None
    order = await access_order_at_hand(turn) if turn.record.is_about("order") else None
    if order is None:
        return None
    sent = [shipment for shipment in order.shipments if shipment.tracking_number]
    values = order_values(order) | (shipment_values(sent[-1]) if sent else {})
    turn.say("utter_fact_container" if sent else "utter_fact_container_none", values)
    turn.done.append("order_fact")
    return [SlotSet("order_number", order.number)]


def _may_ask(turn: Turn) -> bool:
    """Returns whether the message may ask for something in the record of an order. For all other messages, which are
    most, no order has to be read."""
    is_asked = any(fact.topic in turn.topics or fact.is_asked(turn) for fact in FACTS)
    return is_asked or _is_unknown(turn) or (_is_of_orders(turn) and points_at_others(turn))


def _is_of_orders(turn: Turn) -> bool:
    return turn.asks or turn.acts.find("ask_about") >= _HINTS or turn.intent in _OF_ORDERS


def _is_for_an_article(turn: Turn, order: Order) -> bool:
    """Returns whether the message is a general question, such as "how can I pay?", that an article answers together
    with the facts of the order that belong to it (actions/faq/own_facts.py). A question about the time of arrival is
    about this order, unless it names another country."""
    goal = turn.entities.destination
    is_elsewhere = goal is not None and goal.country != order.destination.country
    return asks_in_general(turn) and (is_elsewhere or turn.intent not in _ARRIVALS)


def _asks_an_article(turn: Turn) -> bool:
    """Returns whether the message asks amid a task how something works here, which an article says for every order: "how
    does this protection thing work"."""
    return turn.intent in _OF_ARTICLES and asks_in_general(turn)


def _names_fact(turn: Turn) -> bool:
    """Returns whether a supplier asks about a payment or a day. Such a question is about an order even if
    it names only the goods or the buyer of one."""
    return turn.is_supplier and turn.task is None and bool(turn.topics & {"deposit", "leaves", "until"})


def _task_answers(turn: Turn) -> bool:
    """Returns whether the task under way answers the question itself."""
    task = find_task(turn)
    return task is not None and bool(turn.topics & {*task.answers, *task.answers_alone})


async def _find_meant(turn: Turn) -> Meant:
    """Returns the orders that the message means. It means none if it names a request or another thing better than any
    order."""
    meant = await find_meant(turn)
    if not meant.is_named:
        return await find_meant(turn, ("order",))
    return Meant(tuple(own for own in meant.things if own.kind == "order"), True)


def _choose(turn: Turn, meant: Meant, at_hand: str | None) -> str | None:
    """Returns the number of the order that the question may be about: the order at hand, or the only one that the
    message names. An order that is not at hand does not count if the question repeats the last one ("and the
    scarves?"). For a buyer, it counts only if another order is at hand."""
    if not meant.is_named:
        return at_hand if meant.things else None
    if turn.entities.order_number is not None:
        return meant.things[0].number if meant.things else None
    named = [own for own in meant.things if not (asks_of_goods(turn) and is_another_variant(turn.text, own.goods))]
    if len(named) != 1:
        return None
    number = named[0].number
    may_tell = not turn.cues.asks_alike and (at_hand is not None or _names_fact(turn))
    return number if number == at_hand or may_tell else None


async def access_order_at_hand(turn: Turn) -> Order | None:
    """Returns the order at hand, or None."""
    number = find_order_at_hand(turn)
    try:
        return await turn.market.orders.access_order(turn.account, number) if number else None
    except NotFound:
        return None


async def _find_only_with_deposit(turn: Turn, meant: Meant) -> str | None:
    """Returns the number of the only order at hand whose deposit is still due, if the message asks for the deposit."""
    if "deposit" not in turn.topics or turn.task is not None or meant.is_named:
        return None
    several = [await turn.market.orders.access_order(turn.account, own.number) for own in meant.things[:_MOST_LISTED]]
    due = [order for order in several if (deposit := _find_payment(order, "deposit")) and deposit.state == "due"]
    return due[0].number if len(due) == 1 else None


def _is_unknown(turn: Turn) -> bool:
    """Returns whether the message surely asks about the order at hand and no other action can answer it."""
    asks = turn.acts.find("ask_about")
    if asks < _SURELY or turn.acts.name != "ask_about" or turn.acts.find(turn.intent) >= _OWN_WISH:
        return False
    if turn.intent == "faq_fees" and turn.cues.asks_commission:
        return False  # "what is the commission on this?" is about the marketplace
    if turn.is_supplier and "profile" in turn.topics and any(name == "own_figures" for name, _ in turn.ranking[:2]):
        return False  # 准时率呢 is about its own company
    elsewhere = turn.intent == "out_of_scope" and turn.confidence >= _ELSEWHERE and turn.task is None
    waits = turn.context.waits_for_person or bool(turn.open_choice and turn.task is None)
    return turn.intent in _UNKNOWN and not elsewhere and not waits


async def _of_the_other(turn: Turn, others: Sequence[Own]) -> list[Event] | None:
    """Answers a question about "the other" order, which is the only one among `others`, or the only one of them that
    can still be changed."""
    found = others if len(others) == 1 else [own for own in others if own.state in _CHANGEABLE]
    if len(found) != 1:
        return None
    intent = next((name for name, _ in turn.ranking if name in _OF_ORDERS), "order_status")
    of_money = turn.topics & {"paid", "deposit", "total", "money_back"}
    return await HANDLERS["payment_status" if of_money else intent](turn.with_entities(order_number=found[0].number))


_OF_ORDERS = ("order_status", "payment_status", "request_invoice")


def _find_payment(order: Order, *kinds: str) -> Payment | None:
    return next((payment for payment in order.payments if payment.kind in kinds), None)


def say_deposit(turn: Turn, order: Order) -> bool:
    if order.state == "cancelled" and order.payments:
        return say_paid(turn, order)
    deposit = _find_payment(order, "deposit", "full")
    if deposit is None:
        turn.say("utter_fact_no_deposit", order_values(order))
        return True
    if "share_of" in turn.topics and deposit.kind == "deposit" and order.total.amount:
        share = (deposit.amount.amount * 100 / order.total.amount).quantize(Decimal("0.1"))
        percent = f"{share.normalize():f}"
        shown = {**order_values(order), "percent": percent, "payment": payment_line(deposit)}
        turn.say("utter_fact_deposit_share", shown)
        return True
    late = (turn.today - deposit.due_on).days if deposit.state == "due" and deposit.due_on else 0
    shown = {**order_values(order), "payment": payment_line(deposit), "late": days(max(late, 0))}
    turn.say("utter_fact_deposit_late" if late > 0 else "utter_fact_deposit", shown)
    if (wanted := find_wanted_quantity(turn, order)) is not None:
        new_total = reckon_total(order, wanted)
        values = {**order_values(order), "new_total": money(new_total), "new_quantity": quantity(wanted)}
        if deposit.state == "due":
            share = (deposit.amount.amount / order.total.amount) if order.total.amount else Decimal(0)
            values["deposit"] = money(Money(round(new_total.amount * share, 2), new_total.currency))
            turn.say("utter_fact_deposit_follows", values)
        else:
            turn.say("utter_fact_deposit_stays", values)
    return True


def say_insurance(turn: Turn, order: Order) -> bool:
    side = (
        "seller" if order.incoterm in _INSURED_BY_SELLER else "risk" if order.incoterm in _RISK_OF_SELLER else "buyer"
    )
    values = {"about": name_order(order), "incoterm": order.incoterm, "rule": term(f"insurance.{side}")}
    turn.say("utter_fact_insurance", {**order_values(order), **values})
    return True


def _say_who(turn: Turn, order: Order) -> bool:
    """Says which side does or pays the thing that the answer before was about."""
    last = set(turn.record.last.said)
    if last & {"utter_fact_insurance"}:
        return say_insurance(turn, order)
    if last & {"utter_terms_at_hand", "utter_terms_of_quotations"}:
        return say_terms(turn, order)
    return False


_BROUGHT, _FETCHED = frozenset(("DAP", "DPU", "DDP")), frozenset(("EXW",))
"""The Incoterms under which the supplier brings the goods to the buyer's place, and under which the buyer fetches
them."""


def say_terms(turn: Turn, order: Order) -> bool:
    """Says the Incoterm of the order and what it means; first says yes or no if the message asks whether it is a
    certain one: "FOB, right?"."""
    values = {"about": name_order(order), "incoterm": order.incoterm}
    said = set(turn.entities.words("incoterm"))
    if turn.is_supplier and said & _BROUGHT and said & _FETCHED and order.incoterm in _BROUGHT | _FETCHED:
        response = "utter_terms_brought" if order.incoterm in _BROUGHT else "utter_terms_fetched"
        turn.say(response, {**order_values(order), **values})  # 送货上门还是他自提
        return True
    response = "utter_terms_at_hand"
    if named := find_supposed_incoterm(turn):
        values["named"] = named
        response = "utter_terms_are" if named == order.incoterm else "utter_terms_are_not"
    turn.say(response, {**values, "meaning": term(f"incoterm_meaning.{order.incoterm}")})
    return True


def find_supposed_incoterm(turn: Turn) -> str | None:
    """Returns the Incoterm of which the message asks whether it is the one of the order: "is it FOB?", 係咪FOB. Returns
    None if it names none or several, or asks something else about it: "what does FOB mean?"."""
    named = turn.entities.words("incoterm")
    asks_more = any(set(clause.kinds) - _BY_FORM for clause in turn.asked)
    return named[0] if len(named) == 1 and turn.asks and not asks_more else None


def _say_report(turn: Turn, order: Order) -> bool:
    passed = next((event for event in order.events if event.kind == "inspection_passed"), None)
    if passed is not None:
        turn.say("utter_fact_inspected", {**order_values(order), "day": date(passed.at.date())})
    turn.apply(say_not_on_record(turn, order))
    return True


def say_loss(turn: Turn, order: Order) -> bool:
    if order.state in LIFECYCLE["cancel"].before:
        response = "utter_fact_cancel_free" if not order.paid.amount else "utter_fact_cancel_refund"
    elif order.state in LIFECYCLE["ask_cancel"].before:
        response = "utter_fact_cancel_agreed"
    else:
        return False
    turn.say(response, order_values(order))
    return True


def say_until(turn: Turn, order: Order) -> bool:
    """Says until when the buyer can complain. Says nothing if a supplier asks about past claims: "did they
    complain?"."""
    return (not turn.is_supplier or "until" in turn.topics or "past" not in turn.owning) and say_claim_time(turn, order)


def say_claim_time(turn: Turn, order: Order) -> bool:
    values = order_values(order)
    if order.claim_until is None:
        if order.state in _OVER or turn.intent not in _CLAIMS:
            return False  # "until when can I change it?" is not about claims
        turn.say("utter_fact_claims_later", values)
        return True
    left = (order.claim_until.date() - turn.today).days
    turn.say("utter_fact_claims_over" if left < 0 else "utter_claim_until", values)
    return True


def say_sent(turn: Turn, order: Order) -> bool:
    """Says how much of the order has been shipped and how much has not."""
    if not order.lines or order.state in TO_CONFIRM:
        return False
    is_reporting = turn.task is not None and turn.task.name == "shipment"
    if "rest" in turn.topics or is_reporting:
        return say_rest(turn, order)
    left, whole = order.left_to_ship, order.whole
    sent = Quantity(whole.value - left.value, whole.unit)
    turn.say("utter_fact_sent", {**order_values(order), "sent": quantity(sent), "left": quantity(left)})
    return True


def say_rest(turn: Turn, order: Order) -> bool:
    """Says how much of the order is left to ship. While the supplier reports a shipment, says how much is left after
    it."""
    if order.state not in TO_SHIP:
        return False
    part = read_amount(turn.task.values.get("part")) if turn.task and turn.task.name == "shipment" else None
    left = order.left_to_ship
    if part is None:
        turn.say("utter_fact_rest", {**order_values(order), "left": quantity(left)})
        return True
    rest = Quantity(max(left.value - part.value, Decimal(0)), left.unit)
    shown = {"part": quantity(Quantity(part.value, left.unit)), "rest": quantity(rest)}
    turn.say("utter_fact_rest_after", {**order_values(order), **shown})
    return True


def say_amount(turn: Turn, order: Order) -> bool:
    """Says how much money comes back for a cancelled order, or what any other order costs."""
    return say_refunded(turn, order) or say_total(turn, order)


def say_total(turn: Turn, order: Order) -> bool:
    """Says what the order costs. If another quantity is talked about, also says what that would cost: "what would 950
    cost?"."""
    line = order.lines[0]
    said = [number for number in turn.numbers if number > 1 and not _is_of_the_name(turn, line, number)]
    wanted = Quantity(said[-1], line.quantity.unit) if said else find_wanted_quantity(turn, order)
    if wanted is not None and not said and turn.task is None and order.asked:
        turn.say("utter_fact_total", {**order_values(order), "price": unit_price(line.unit_price, line.quantity.unit)})
        turn.say("utter_change_waits", change_values(order, order.asked))
        return True
    price = {"price": unit_price(line.unit_price, line.quantity.unit)}
    if wanted is None or wanted == line.quantity:
        turn.say("utter_fact_total", {**order_values(order), **price})
        return True
    new = {"new_quantity": quantity(wanted), "new_total": money(reckon_total(order, wanted))}
    turn.say("utter_fact_total_then", {**order_values(order), **price, **new})
    return True


def _is_of_the_name(turn: Turn, line: OrderLine, number: Decimal) -> bool:
    """Returns whether the number only stands in the name of the ordered goods: the 4 of 四件套."""
    spans = [turn.text[each.start : each.start + 3] for each in turn.figures if each.value == number]
    return bool(spans) and all(len(each) == 3 and each in line.product.zh for each in spans)


def _say_effect(turn: Turn, order: Order) -> bool:
    """Says that the record does not show the effect of a step: "if I pay today, do they ship sooner?"."""
    if "supposes" not in turn.topics:
        return False
    turn.apply(say_not_on_record(turn, order))
    return True


def _say_if_late(turn: Turn, order: Order) -> bool:
    """Says what a buyer can do when the goods come late: "when the ship is late, what can I do?"."""
    if turn.is_supplier or order.state in _OVER or not _asks_of_lateness(turn):
        return False
    turn.say("utter_fact_if_late", order_values(order))
    return True


def _asks_of_lateness(turn: Turn) -> bool:
    return any("late" in clause.things for clause in turn.asked) or "late" in turn.reports


FACTS: tuple[Fact, ...] = (
    Fact(_say_if_late, "what_then"),
    Fact(_say_effect, "effect"),
    Fact(say_until, "until"),
    Fact(say_loss, intent="cancel"),
    Fact(say_rest, "rest"),
    Fact(_say_report, "report"),
    Fact(_say_who, "by_whom"),
    Fact(say_total, intent="ask_price"),
)
"""Facts of an order that are not among those of own_orders.py. The first one for which a message asks is told."""
