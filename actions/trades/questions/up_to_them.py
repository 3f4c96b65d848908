"""Answers wishes about an order that only the other side can fulfil, and offers to write to the other side: a later
payment, another name on the invoice, an answer that does not come. Also says what happens if an answer never comes."""

from __future__ import annotations

import datetime as dt

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand, find_order_at_hand
from actions.dialogue.registry import HANDLERS, in_passing
from actions.dialogue.tasks import CONFIRMED, conclude, find_task, store
from actions.dialogue.turn import Turn
from actions.marketplace.goods.words.likeness import mentions_company
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order, Payment
from actions.marketplace.trades.questions.terms import LATE_AFTER, REMINDED_AFTER
from actions.replies import Value, date, days, lines, term, text
from actions.trades.notes.drafting import only_reminds
from actions.trades.orders.cards import order_values, payment_line
from actions.trades.orders.money.payee import TOLD_ACCOUNT
from actions.trades.orders.money.payments import find_refund, say_refund
from actions.trades.orders.money.sums import find_due
from actions.trades.orders.told.facts import access_order_at_hand
from actions.trades.orders.told.owing import find_open_payments
from actions.trades.orders.which_order import find_named_orders, find_order_in_question
from actions.trades.questions.answering import say_state
from actions.trades.questions.asking import ask_about_order, contact_buyer
from actions.trades.questions.telling import find_language
from actions.trades.questions.to_buyers import find_trades_in_question

_MONEY = frozenset(("deposit", "to_pay", "paid"))
_MONEY_SAID = frozenset(
    (
        *("utter_fact_deposit", "utter_payment_due", "utter_payment_outstanding", "utter_later_payment"),
        *("utter_they_wait_for", "utter_account_warning", "utter_payee"),
        *("utter_may_ship_late", "utter_may_ship_due", "utter_may_ship_before_paid"),
        *("utter_payments_late", "utter_payments_of_all"),
        *("utter_own_payments", "utter_own_owed_then", "utter_payment_first", "utter_pay_day_in_time"),
        *("utter_own_balance", "utter_own_owed", "utter_own_owed_late", "utter_own_paid", "utter_own_unpaid"),
    )
)
_ENOUGH_WORDS, _ENOUGH_HAN = 5, 8
_FEW_WORDS, _FEW_HAN = 7, 10
"""The most words and Chinese characters of a wish to pay later that does not say for itself what is to be paid."""
_ASKS_AGAIN = {"zh": "请告知订单{number}目前的进展。", "en": "Please let me know how order {number} stands."}
"""The words that the bot writes for a contact who only wants to remind the other side, by the contact's language."""
_ASKS_TO_QUOTE = {
    "zh": "您好！我们还在等您对询价单{number}的报价，麻烦尽快报价，谢谢！",
    "en": "Good day, we are still waiting for your quotation for request {number}. Could you please quote soon? Thank "
    "you very much.",
}
"""The words that the bot writes for a buyer who only wants to remind a supplier of a request."""
_REMINDERS = {
    "zh": {
        "overdue": "您好！订单{number}的{kind}{amount}应于{day}支付，目前还没有到账，麻烦尽快安排付款，谢谢！",
        "due": "您好！提醒一下，订单{number}的{kind}{amount}请于{day}前支付，谢谢！",
        "answer": "您好！关于订单{number}，我们还在等您的答复，麻烦尽快回复，谢谢！",
    },
    "en": {
        "overdue": "Good day, the {kind} of {amount} for order {number} was due on {day} and has not arrived yet. Could you "
        "please arrange the payment soon? Thank you very much.",
        "due": "Good day, a kind reminder that the {kind} of {amount} for order {number} is due on {day}. Could you please "
        "arrange the payment by then? Thank you very much.",
        "answer": "Good day, we are still waiting for your answer about order {number}. Could you please let us have it "
        "soon? Thank you very much.",
    },
}
"""The words that the bot writes for a supplier who only wants to remind the buyer of a payment or of an answer."""
_KINDS = {"zh": {"deposit": "定金", "balance": "尾款"}, "en": {"deposit": "deposit", "balance": "balance"}}
_PAYMENT = {"zh": "货款", "en": "payment"}
_LATER = {
    "zh": "订单{number}的{kind}{amount}应付日为{due}，我们想改在{day}支付，可以吗？",
    "en": "The {kind} of {amount} for order {number} is due on {due}. May we pay it on {day}?",
}
_LATER_THAN_DUE = {
    "zh": "订单{number}的{kind}{amount}应付日是{due}，已经过期，很抱歉。我们想在{day}支付，麻烦再等一下，可以吗？",
    "en": "The {kind} of {amount} for order {number} was due on {due}; we are sorry for the delay. Could you please wait "
    "until {day}, when we will pay it?",
}
"""The words that ask a supplier for a later payment, before and after the day on which it was due."""
_TOLD_OF_ACCOUNT = {
    "zh": "另外，我们收到一封以贵公司名义发来的邮件，不确定真假。请问是你们发的吗？",
    "en": "Somebody also claims to write for your company, and we are not sure that it is you. Please confirm.",
}
"""The words about a mail that names another account. They name no account, so that nothing holds the message back."""
_SIGNS = {"USD": "US$", "CNY": "¥", "EUR": "€", "GBP": "£"}
_SATURDAY = 5
_LOOKED_AT = 20
"""How many of the newest questions are looked at."""
_OTHERS = frozenset(("rfq_number", "sample_number", "claim_number"))
_REPORTED = frozenset(("record_production", "record_shipment", "record_declining", "confirm_order"))
"""Names of actions of which the buyer is told at once, so that "tell them that" after them sends nothing."""
_DOUBTS = 0.3
_OF_PAYMENTS = frozenset(
    (
        *("utter_payment_complete", "utter_payment_due", "utter_payment_outstanding"),
        *(
            "utter_fact_deposit",
            "utter_fact_deposit_follows",
            "utter_fact_deposit_stays",
            "utter_own_paid",
            "utter_own_unpaid",
        ),
        *("utter_own_balance", "utter_own_owed", "utter_own_owed_late", "utter_own_paid_in_full"),
        *("utter_money_to_come", "utter_money_to_come_late"),
    )
)
"""The responses about payments."""
_STATES = {
    "zh": {
        "accepted": "已接单，正在安排生产",
        "in_production": "正在生产",
        "ready_to_ship": "已备好货，等待发出",
        "partly_shipped": "已发出一部分",
        "shipped": "已经发出",
    },
    "en": {
        "accepted": "is confirmed and its production is being prepared",
        "in_production": "is in production",
        "ready_to_ship": "is ready to leave",
        "partly_shipped": "has left in part",
        "shipped": "has left",
    },
}
_TELLS_STATE = {"zh": "您好！您的订单{number}{state}。", "en": "Good day, your order {number} {state}."}
_TELLS_DAY = {"zh": "计划{day}发货。", "en": " It leaves on {day}."}
_SILENT = {
    "claim": "utter_silent_claim",
    "question": "utter_silent_question",
    "request": "utter_silent_request",
    "order": "utter_silent_order",
}


@in_passing
async def later_payment(turn: Turn) -> list[Event] | None:
    """Says which payments are due when, and that the supplier decides about a later payment, for "can I push the
    deposit to Friday?". Begins a message to the supplier with the buyer's words."""
    about_money = bool(turn.topics & _MONEY or _MONEY_SAID & set(turn.record.last.said))
    about_money |= any(clause.is_about_money for clause in turn.asked)
    if "postpones" not in turn.topics or not about_money or not _may_begin(turn):
        return None
    order = await _find_order(turn, "payment_status")
    if order is None:
        return []
    due = [payment for payment in order.payments if payment.state == "due"]
    if not due and order.outstanding.amount:
        return await HANDLERS["payment_status"](turn.with_entities(order_number=order.number))
    if not due:
        turn.say(
            "utter_payment_complete", {**order_values(order), "payments": lines(map(payment_line, order.payments))}
        )
        return [SlotSet("order_number", order.number)]
    turn.say("utter_later_payment", {**_values(order), "payments": lines(map(payment_line, due))})
    coming = [day for day in (turn.cues.pay_day, *turn.entities.days) if day and day > turn.today]
    if coming and is_brief(turn.text, _FEW_WORDS, _FEW_HAN):
        return await _ask_to_pay_later(turn, order, find_due(order)[0], max(coming))
    return await _write(turn, order)


@in_passing
async def mentions_the_mail(turn: Turn) -> list[Event] | None:
    """Adds to a message for the supplier that the buyer was told of another account, and asks whether that is true: "mention the mail
    too", after the buyer has reported a mail about it. The words are written by the bot, without the account."""
    task, state = find_task(turn), turn.task
    is_draft = task is not None and task.takes_questions and state is not None and bool(state.values.get("words"))
    if not turn.cues.points_at_mail or not turn.slot(TOLD_ACCOUNT) or not is_draft or turn.is_supplier:
        return None
    assert state is not None
    said = list(state.values.get("words") or [])
    store(turn, {"words": list(dict.fromkeys((*said, _TOLD_OF_ACCOUNT[find_language(turn)])))})
    return []


@in_passing
async def day_of_payment(turn: Turn) -> list[Event] | None:
    """Says whether a day on which the buyer asks to pay is in time, for 29号是周日吧，周一付可以吗. If it is not, offers to
    ask the supplier, who decides about a later payment."""
    day = turn.cues.pay_day
    if day is None or not _may_begin(turn) or turn.record.is_about("request", "listing"):
        return None
    order = await _find_to_pay(turn)
    due = find_due(order) if order is not None and order.state != "cancelled" else []
    payment = due[0] if due else None
    if payment is None and not turn.entities.has("product", "company", "order_number"):
        payment, order = await _find_listed_payment(turn) or (None, order)
    if order is None or payment is None or payment.due_on is None:
        return None
    if payment.due_on.weekday() >= _SATURDAY and day > payment.due_on:
        friday = payment.due_on - dt.timedelta(payment.due_on.weekday() - _SATURDAY + 1)
        weekday = term(f"weekday.{payment.due_on.weekday()}")
        turn.say("utter_due_on_weekend", {"due": date(payment.due_on), "weekday": weekday, "friday": date(friday)})
    values = {**_values(order), "payment": payment_line(payment), "day": date(day)}
    turn.note("order_number", order.number)
    if day <= payment.due_on:
        turn.say("utter_pay_day_in_time", values)
        turn.done.append("order_fact")
        return [SlotSet("order_number", order.number)]
    words = _write_later(turn, order, payment, day)
    shown = {"late": days((day - payment.due_on).days), "words": term("note.words", words=words)}
    turn.say("utter_pay_day_late", {**values, **shown})
    turn.done.append("order_fact")
    return [
        SlotSet("order_number", order.number),
        turn.propose("contact_team", question=words, order_number=order.number),
    ]


async def _find_to_pay(turn: Turn) -> Order | None:
    """Returns the only order with an open payment among those that the message names; if it names none, the order at
    hand. Returns None if there is none or several."""
    if turn.entities.order_number is not None:
        return await _find_order(turn, "payment_status")
    named = await find_named_orders(turn) or []
    if not named:
        return None if turn.entities.has("product", "company") else await access_order_at_hand(turn)
    orders = [await turn.market.orders.access_order(turn.account, each.number) for each in named[:_LOOKED_AT]]
    owing = [order for order in orders if order.state != "cancelled" and find_due(order)]
    return owing[0] if len(owing) == 1 else None


async def _find_listed_payment(turn: Turn) -> tuple[Payment, Order] | None:
    """Returns the payment that the message means among the open ones of all orders: the only one that is due on a day
    whose number the message names, else the earliest if payments were listed just before."""
    open_ones = await find_open_payments(turn, {})
    named = [each for each in open_ones if each[0].due_on and str(each[0].due_on.day) in map(str, turn.cues.written)]
    if len(named) == 1:
        return named[0]
    was_listed = turn.has_just_done("payments_of_all") and open_ones
    return open_ones[0] if was_listed and open_ones[0][0].due_on else None


async def _ask_to_pay_later(turn: Turn, order: Order, payment: Payment, day: dt.date) -> list[Event]:
    """Begins a message that asks the supplier whether a payment may be made on a later day."""
    done = await ask_about_order(turn, order, _write_later(turn, order, payment, day))
    if turn.task is not None:
        turn.task.values["is_offered"] = True
    return done


def _write_later(turn: Turn, order: Order, payment: Payment, day: dt.date) -> str:
    """Returns the question whether a payment may be made on a later day, in the buyer's language."""
    language = find_language(turn)
    amount = f"{_SIGNS.get(payment.amount.currency, payment.amount.currency + ' ')}{payment.amount.amount:,.2f}"
    is_late = payment.due_on is not None and payment.due_on < turn.today
    return (_LATER_THAN_DUE if is_late else _LATER)[language].format(
        number=order.number,
        kind=_KINDS[language].get(payment.kind, _PAYMENT[language]),
        amount=amount,
        due=_say_day(language, payment.due_on) if payment.due_on else "–",
        day=_say_day(language, day),
    )


@in_passing
async def name_on_the_invoice(turn: Turn) -> list[Event] | None:
    """Says which name of the buyer is on the papers, and that only the supplier can put another name on its own
    invoice. Begins a message to the supplier with the buyer's words."""
    if "bill_to" not in turn.topics or not _may_begin(turn):
        return None
    order = await _find_order(turn, "request_invoice")
    if order is None:
        return []
    turn.say("utter_other_name", {**_values(order), "buyer": text(order.buyer.name)})
    return await _write(turn, order)


@in_passing
async def remind_them(turn: Turn) -> list[Event] | None:
    """Begins a message to the supplier of the order that the buyer means, for "could you chase them?"."""
    wants = "nudges" in turn.topics or ("silent" in turn.topics and "what_if" not in turn.topics and not turn.asks)
    if (wants or turn.dictation.reminds) and (reminded := await _remind_to_quote(turn)) is not None:
        return reminded
    if not wants or not _may_begin(turn) or turn.entities.has(*_OTHERS):
        return None
    if turn.intent in ("check_quotes", "list_requests", "claim_status") or turn.record.is_about("claim", "request"):
        return None
    order = await _find_order(turn, "order_status")
    if order and order.state == "cancelled" and find_refund(order) and (settled := say_refund(turn, order)):
        return [settled]  # the staff take care of a refund
    return [] if order is None else await _write(turn, order)


async def _remind_to_quote(turn: Turn) -> list[Event] | None:
    """Begins a message to the only supplier that was asked and has not quoted for the request at hand, with words that
    the bot writes. Returns None if several are meant, or if the message has words of its own."""
    at_hand = find_at_hand(turn, "request")
    is_free = turn.task is None and turn.is_signed_in and not turn.is_supplier and not turn.is_pressed
    if at_hand is None or at_hand.number is None or not is_free or not turn.record.is_about("request"):
        return None
    if turn.entities or turn.asks or not is_brief(turn.text, _FEW_WORDS, _FEW_HAN):
        return None
    rfq = await turn.market.rfqs.access_rfq(turn.account, at_hand.number)
    quoted = {each.supplier.name.en for each in rfq.quotations}
    missing = [name for name in rfq.suppliers if name.en not in quoted]
    if rfq.state != "open" or len(missing) != 1:
        return None
    words = _ASKS_TO_QUOTE["zh" if turn.context.language == "zh" else "en"].format(number=rfq.number)
    return await HANDLERS["contact_supplier"](turn.with_entities(company=missing[0].en, question=words))


@in_passing
async def remind_buyer(turn: Turn) -> list[Event] | None:
    """Begins a message in which a supplier reminds its buyer of a payment or of an answer, for 催他一下 and "remind
    them of the balance". If the supplier gives its own words, these are sent instead."""
    task = find_task(turn)
    is_free = task is None or not task.takes_questions
    if not turn.is_supplier or not turn.is_signed_in or turn.is_pressed or not is_free or not only_reminds(turn):
        return None
    orders = [each.number for each in await find_trades_in_question(turn) if each.kind == "order"]
    found = [await turn.market.orders.access_order(turn.account, number) for number in orders]
    owing = [order for order in found if any(payment.state == "due" for payment in order.payments)]
    chosen = owing if len(owing) == 1 else found
    if len(chosen) != 1:
        return await contact_buyer(turn)
    order = chosen[0]
    return await ask_about_order(turn, order, draft_reminder(turn, order))


@in_passing
async def told_so(turn: Turn) -> list[Event] | None:
    """Reads "ok tell them" as the "yes" to the final question of a task of which the buyer is told at the end."""
    task, state = find_task(turn), turn.task
    if task is None or state is None or state.asked != CONFIRMED or "says_that" not in turn.topics or turn.is_pressed:
        return None
    if not turn.is_supplier or turn.entities or turn.acts.share("no", "give_up") >= _DOUBTS:
        return None
    await conclude(turn)
    return []


@in_passing
async def what_was_shown(turn: Turn) -> list[Event] | None:
    """Begins a message to the buyer about the last reply, for "tell them that" and 跟他们说一声. If the reply was about
    payments and one is due, the message is a reminder of it; otherwise it says how far the order is. If the buyer has
    been told already, says so."""
    state = turn.task
    lacks_words = state is not None and state.name == "question" and not state.values.get("words")
    if (
        "says_that" not in turn.topics
        or not turn.is_supplier
        or not turn.is_signed_in
        or not (lacks_words or not state)
    ):
        return None
    number = find_order_at_hand(turn)
    if number is None or turn.entities.has("order_number", "product", *_OTHERS):
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    if turn.entities.has("company") and not any(mentions_company(turn.text, name) for name in order.buyer.name.both):
        return None
    turn.record.task = None
    if _REPORTED & set(turn.record.last.done):
        turn.say("utter_told_already", order_values(order))
        return []
    was_money = any(said in _OF_PAYMENTS for said in turn.record.last.said)
    if was_money and any(payment.state == "due" for payment in order.payments):
        return await ask_about_order(turn, order, draft_reminder(turn, order))
    words = _draft_state(turn, order)
    return await ask_about_order(turn, order, words) if words else None


def _draft_state(turn: Turn, order: Order) -> str | None:
    """Returns sentences in the supplier's language about how far the order is and when it leaves. Returns None if the
    order is over."""
    language = find_language(turn)
    state = _STATES[language].get(order.state)
    if state is None:
        return None
    words = _TELLS_STATE[language].format(number=order.number, state=state)
    leaves = order.ships_on if order.state in TO_SHIP else None
    return words + (_TELLS_DAY[language].format(day=_say_day(language, leaves)) if leaves else "")


def _say_day(language: str, day: dt.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%b} {day.year}"


def draft_reminder(turn: Turn, order: Order) -> str:
    """Returns a reminder in the supplier's language: of the order's next payment, else of the answer for which the
    supplier waits."""
    language = find_language(turn)
    due = sorted(
        (payment for payment in order.payments if payment.state == "due" and payment.due_on),
        key=lambda payment: payment.due_on or turn.today,
    )
    named = [payment for payment in due if payment.kind in _named_kinds(turn)] or due
    about_answer = bool(order.asked) and not turn.topics & _MONEY
    if not named or about_answer or named[0].due_on is None:
        return _REMINDERS[language]["answer"].format(number=order.number)
    payment, day = named[0], named[0].due_on
    amount = f"{_SIGNS.get(payment.amount.currency, payment.amount.currency + ' ')}{payment.amount.amount:,.2f}"
    shown = _say_day(language, day)
    kind = _KINDS[language].get(payment.kind, _PAYMENT[language])
    text = _REMINDERS[language]["overdue" if day < turn.today else "due"]
    return text.format(number=order.number, kind=kind, amount=amount, day=shown)


def _named_kinds(turn: Turn) -> set[str]:
    """Returns the kinds of payments that the words name."""
    said = turn.text.casefold()
    return {kind for names in _KINDS.values() for kind, name in names.items() if name in said}


@in_passing
async def tells_of_changes(turn: Turn) -> list[Event] | None:
    """Tells a buyer that it will be told of each change of its order, for "let me know if it cannot arrive on the
    1st"."""
    wants = "tell_me" in turn.topics and turn.topics & {"what_if", "supposes"} and not turn.dictation.is_to_them
    if not wants or turn.task is not None or not _may_begin(turn) or turn.asks:
        return None
    order = await access_order_at_hand(turn)
    if order is None or order.state not in (*TO_CONFIRM, *TO_SHIP, "shipped"):
        return None
    turn.say("utter_told_of_changes", order_values(order))
    return [SlotSet("order_number", order.number)]


@in_passing
async def tells_of_the_answer(turn: Turn) -> list[Event] | None:
    """Says that an answer will be shown here, for 他回了告诉我 after a message was sent."""
    awaits = "tell_me" in turn.topics and "news" in turn.topics and not turn.dictation.is_to_them
    is_after = "ask_supplier" in turn.record.last.done or turn.record.is_about("question")
    if not awaits or not is_after or turn.task is not None or turn.is_pressed or not turn.is_signed_in:
        return None
    turn.say("utter_told_of_answer")
    return []


@in_passing
async def if_nobody_answers(turn: Turn) -> list[Event] | None:
    """Says what happens if an answer never comes: which side is reminded when, and what the buyer can still do."""
    if (
        "silent" not in turn.topics
        or not turn.topics & {"what_if", "what_then"}
        or turn.is_pressed
        or not turn.is_signed_in
        or turn.is_supplier
    ):
        return None
    task = turn.task.name if turn.task else ""
    kind = task if task in _SILENT else next((each for each, _ in turn.record.focus if each in _SILENT), None)
    if kind is None:
        return None
    terms = await turn.market.operator.find_terms()
    times: dict[str, dict[str, Value]] = {
        "claim": {"answered": days(terms.answered_within.days), "reminded": days(terms.answer_reminded_before.days)},
        "question": {"reminded": days(REMINDED_AFTER), "late": days(LATE_AFTER)},
    }
    turn.say(_SILENT[kind], times.get(kind))
    turn.done.append("if_nobody_answers")
    return []


@in_passing
async def if_the_buyer_is_silent(turn: Turn) -> list[Event] | None:
    """Answers a supplier's "why does the customer of the speakers not answer?". Shows the supplier's message to the
    buyer or, if there is none, says so and offers to ask the buyer."""
    if not turn.is_supplier or not turn.is_signed_in or turn.is_pressed or turn.task is not None:
        return None
    if "silent" not in turn.topics or not turn.asks or turn.dictation.is_to_them or only_reminds(turn):
        return None
    numbers = [each.number for each in await find_trades_in_question(turn) if each.kind == "order"]
    if len(numbers) != 1:
        return None
    order = await turn.market.orders.access_order(turn.account, numbers[0])
    questions = await turn.market.questions.list_questions(turn.account, limit=_LOOKED_AT)
    own = next((one for one in questions if one.is_own and one.about == order.number), None)
    if own is not None:
        say_state(turn, own)
        return [SlotSet("order_number", order.number)]
    turn.say("utter_buyer_silent", order_values(order))
    words = _ASKS_AGAIN[find_language(turn)].format(number=order.number)
    return [
        SlotSet("order_number", order.number),
        turn.propose("contact_team", order_number=order.number, question=words),
    ]


def _may_begin(turn: Turn) -> bool:
    """Returns whether the buyer's words may begin a message to a supplier. They may not if they could belong to the
    task under way."""
    task = find_task(turn)
    is_free = task is None or not (task.takes_questions or task.name == "invoice")
    return is_free and turn.is_signed_in and not turn.is_supplier and not turn.is_pressed


async def _find_order(turn: Turn, intent: str) -> Order | None:
    """Returns the order that the message names, else the one at hand. If there is neither, asks the contact which order
    is meant and returns None."""
    named = turn.entities.has("order_number", "product", "company")
    at_hand = None if named else await access_order_at_hand(turn)
    return at_hand or await find_order_in_question(turn, intent, unpaid=intent == "payment_status")


def _values(order: Order) -> dict[str, Value]:
    return {**order_values(order), "supplier": text(order.supplier.name)}


async def _write(turn: Turn, order: Order) -> list[Event]:
    words = (turn.dictation.words or turn.text).strip()
    if is_brief(words, _ENOUGH_WORDS, _ENOUGH_HAN) and not turn.numbers:
        language = find_language(turn)
        words = _ASKS_AGAIN[language].format(number=order.number)
    done = await ask_about_order(turn, order, words)
    if turn.task is not None:
        turn.task.values["is_offered"] = True
    return done
