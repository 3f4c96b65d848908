"""Declares the task of sending a message to the other side of a trade: it asks for the message, in the contact's own
words, and for a final "yes", which sends it. A message that cannot reach the other side becomes a note for the staff,
and the contact is told so."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from actions.dialogue.brief import is_brief
from actions.dialogue.discourse import Json
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand, find_order_at_hand
from actions.dialogue.registry import HANDLERS, answers, in_passing
from actions.dialogue.tasks import (
    CONFIRMED,
    Slot,
    Task,
    confirm_buttons,
    declare,
    find_task,
    name_task,
    start,
    value_button,
)
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotAllowed, NotFound
from actions.marketplace.base.records import Name, WriteKey
from actions.marketplace.goods.catalogue.records import SupplierProfile
from actions.marketplace.goods.words.likeness import find_mentioned, mentions_company
from actions.marketplace.trades.letters.records import find_language
from actions.marketplace.trades.orders.records import Order, OrderFilter
from actions.marketplace.trades.questions.records import NewQuestion, Subject
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.reading.order_filter import OPEN
from actions.replies import Value, button, lines, one_after_another, term, text
from actions.sourcing.at_hand.listings import access_listing
from actions.sourcing.at_hand.which_listing import find_supplier_in_question
from actions.sourcing.cards import response_time, supplier_values
from actions.sourcing.suppliers import say_no_supplier
from actions.trades.lookup.records import Own
from actions.trades.lookup.referring import find_named
from actions.trades.notes.drafting import compose, only_reminds, quote_words, strip_reader, take_words
from actions.trades.notes.noting import begin_note, leave_note
from actions.trades.notes.tasks import MESSAGE, QUESTION_NOTE
from actions.trades.orders.cards import name_order
from actions.trades.orders.which_order import find_named_orders
from actions.trades.questions.telling import lacks_quantity, retell, tell
from actions.trades.questions.to_buyers import (
    SHOWN,
    find_chosen_trade,
    find_named_trades,
    find_trades_in_question,
)
from actions.trades.quotations.bargaining import asks_for_price
from actions.trades.quotations.cards import rfq_values
from actions.trades.quotations.which_quotation import find_pointed, names_terms

_FEW_WORDS, _FEW_HAN = 6, 11
_LEFT = frozenset(("nudges", "others", "other", "silent"))
"""Topics of messages that mean the supplier which has not answered yet."""
_ASKS = 0.4
_LOOKED_AT = 50
_TRADES = ("order", "claim", "request", "question")
_ADDS = 0.4
"""The least confidence that a message gives a value or corrects one at which it becomes part of the words to pass on,
while the task asks for the order that they are about."""
_REPORTED = frozenset(("report_production", "ship_order", "confirm_order", "decline_order", "submit_quote"))
"""Intents of a supplier's reports and answers of which the buyer is told anyway."""
_ASKING = ("contact_team", "contact_supplier")
"""Intents of proposals to pass a question on."""
_SUBJECT_OF_KIND = {"order": "order", "lead": "request"}
"""The subject of a question about an own thing, by the kind of that thing."""
_DECIDES = frozenset(("decline_quote", "accept_quote", "withdraw_quote", "payment_status", "order_status"))
"""Intents of messages in which a supplier decides about a quotation or a request, or asks for the state of an order."""
_OF_THE_DAY = frozenset(("daily_tasks", "view_leads", "list_orders", "own_figures", "my_quotes"))
"""Intents of a supplier's questions about all of its trades."""
_SURE = 0.6
_ENTITIES = {"ORD": "order_number", "RFQ": "rfq_number"}
_SUBJECTS: tuple[Subject, ...] = ("order", "quotation", "listing", "request")


@answers("contact_supplier")
async def contact_supplier(turn: Turn) -> list[Event]:
    """Begins a question to the supplier that the message names, else to the one that was talked about last. If the
    supplier has no account, or the contact is not signed in as a buyer, begins a note for the staff instead. If the
    contact is a supplier, begins a message to the buyer of one of its orders or requests."""
    if "asks_nobody" in turn.topics and turn.task is None and not turn.is_pressed and not turn.asks:
        return await HANDLERS["deny"](turn)  # "no need to ask. thanks"
    if turn.is_signed_in and turn.is_supplier and not turn.entities.has("supplier_id"):
        return await contact_buyer(turn, turn.entities.word("question") or "")
    if turn.task is not None and turn.task.name == "question" and turn.task.values.get("words"):
        turn.say("utter_task_aside", {"task": name_task(turn.task)})
        turn.record.put_aside()  # a message to somebody else begins, and this one is kept
    about_order = await _find_order_in_question(turn)
    if about_order is not None:
        return await ask_about_order(turn, about_order, "")
    if (rfq := await _find_request_in_question(turn)) is not None:
        pointed = await find_pointed(turn, rfq) or _find_at_hand(turn, rfq)
        if pointed is None and len(rfq.suppliers) == 1 and not turn.entities.has("question"):
            words = turn.dictation.words or turn.text.strip()
            return await HANDLERS["contact_supplier"](turn.with_entities(company=rfq.suppliers[0].en, question=words))
        return await _ask_about_quotation(turn, pointed) if pointed else await _ask_whom(turn, rfq)
    if _asks_all(turn):
        return await HANDLERS["request_quote"](turn)
    profile = await find_supplier_in_question(turn)
    if profile is None:
        return await say_no_supplier(turn)
    words, slug = turn.entities.word("question") or "", profile.summary.slug
    name = text(profile.summary.name)
    can_be_asked = await _can_ask(turn, slug)
    if not words:
        quote = button("button.request_quote", "request_quote", supplier_id=slug)
        answers_in = response_time(profile)
        response = "utter_contact_supplier" if answers_in else "utter_contact_supplier_in_short"
        turn.say(response, {**supplier_values(profile), "response_time": answers_in or ""}, buttons=[quote])
        turn.apply([SlotSet("supplier_id", slug)])
    if not can_be_asked:
        await begin_note(turn, QUESTION_NOTE, slug, name, words=words)
        return []
    subject, about = await _find_subject(turn, profile)
    values = {"supplier_id": slug, "named": slug, "name": name, "subject": subject, "about_id": about}
    await start(turn, QUESTION, {**values, **_first_words(turn, words, profile.summary.name)})
    return []


def _asks_all(turn: Turn) -> bool:
    """Returns whether the message wants to ask all suppliers on the list, but contains no question: "yes ask all of
    them". Such a message asks them for quotations."""
    latest = turn.record.latest_list
    listed = latest is not None and latest.kind == "listing" and len(latest.ids) > 1 and turn.record.search is not None
    all_of_them = "each" in turn.topics or "all" in turn.reports
    names_one = turn.entities.has("company", "product", "supplier_id", "product_id", "question")
    return bool(
        listed and all_of_them and not names_one and not turn.asks and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    )


async def contact_buyer(turn: Turn, words: str = "") -> list[Event]:
    """Begins a message of a supplier to the buyer of the order or request that it means. `words` are the message, if
    the supplier has said it before. If the supplier has no order or request, it leaves a message for the staff."""
    said_before = len(turn.dispatcher.messages)
    trades = await find_trades_in_question(turn)
    if not trades:
        if len(turn.dispatcher.messages) == said_before:
            await leave_message(turn)
        return []
    about = _pack_trade(trades[0]) if len(trades) == 1 else {}
    if about:
        number = "order_number" if trades[0].kind == "order" else "rfq_number"
        turn.note(number, trades[0].number)  # the next question is about it, too
    await start(turn, QUESTION, {**about, **_first_words(turn, words)})
    return []


async def _complete(turn: Turn, values: Json) -> Json:
    """Returns the values of the task. If a button has given the number of an order or request, adds the values that
    belong to this order or request."""
    number = str(values.get("named") or "")
    if not turn.is_supplier or not turn.is_signed_in or values.get("about_id") == number or not number:
        return values
    trades = await find_trades_in_question(turn.with_entities(**{_ENTITIES[number[:3]]: number}))
    return {**values, **(_pack_trade(trades[0]) if trades else {})}


def _pack_trade(trade: Own) -> Json:
    return {
        "named": trade.number,
        "name": text(trade.company),
        "subject": _SUBJECT_OF_KIND[trade.kind],
        "about_id": trade.number,
    }


async def _ask_trade(turn: Turn, values: Json, again: bool) -> None:
    """Asks which order or request a supplier's message is about."""
    trades = (await find_trades_in_question(turn))[:SHOWN]
    buttons = [value_button(turn, trade.label, "named", trade.number) for trade in trades]
    turn.say(
        "utter_which_trade_again" if again else "utter_which_trade",
        {"trades": lines(trade.line for trade in trades)},
        buttons=buttons,
    )


@in_passing
async def tell_them(turn: Turn) -> list[Event] | None:
    """Begins a message to the other side of the trade at hand, for "tell them that the balance comes on Friday",
    whatever intent the words have. For a supplier, also begins one to a buyer that the message names: "send lagos a
    message: …"."""
    task = find_task(turn)
    if not turn.dictation.is_to_them or turn.is_pressed or not turn.is_signed_in:
        return None
    if turn.dictation.agrees:
        return None  # "yes, tell them" answers a question of the bot
    if task is not None and task.is_change and turn.cues.puts_value_to_them:
        return None  # "so the 600, ask them", when asked whether to ask for a change
    if not turn.is_supplier and asks_for_price(turn) and turn.record.is_about("request"):
        return None  # "ask the 2.63 people if they can do 2.50" makes an offer
    if turn.is_supplier and only_reminds(turn):
        return None  # another function writes a reminder
    names_whom = turn.is_supplier and turn.dictation.is_message
    if "leave_word" in turn.topics and not names_whom:
        return None  # the message is for our team
    if task is not None and task.takes_questions:
        return None
    names_order = not turn.is_supplier and len(await find_named_orders(turn) or []) == 1
    if names_whom or names_order or turn.record.is_about(*_TRADES):
        return await HANDLERS["contact_supplier"](turn)
    order = await _find_soonest_due(turn)
    return await ask_about_order(turn, order, "") if order else None


async def _find_soonest_due(turn: Turn) -> Order | None:
    """Returns the order with the earliest payment due among those in the last list, for "tell them I pay on Friday"."""
    at_hand = find_at_hand(turn, "order")
    if turn.is_supplier or at_hand is None or not turn.topics & {"to_pay", "paid"}:
        return None
    orders = [await turn.market.orders.access_order(turn.account, str(number)) for number in at_hand.ids[:_LOOKED_AT]]
    due = {each.number: min(days) for each in orders if (days := _list_due(each))}
    return min((each for each in orders if each.number in due), key=lambda each: due[each.number], default=None)


def _list_due(order: Order) -> list[dt.date]:
    return [payment.due_on for payment in order.payments if payment.state == "due" and payment.due_on]


@in_passing
async def adds_to_the_question(turn: Turn) -> list[Event] | None:
    """Begins a message with the question that the last reply has offered to pass on and the words that this message
    adds to it: 再加一句 要新货, "ok ask them. I need it before xmas"."""
    proposal = turn.open_proposal
    if proposal is None or turn.is_pressed or turn.task is not None or not turn.dictation.adds:
        return None
    asked = str(proposal["entities"].get("question") or "")
    is_latest = proposal["message_id"] == turn.record.last.message_id
    if not asked or not is_latest or proposal["intent"] not in _ASKING or turn.dictation.words == turn.text.strip():
        return None
    both = "\n".join((asked, turn.dictation.words))
    return await HANDLERS[proposal["intent"]](turn.with_entities(**{**proposal["entities"], "question": both}))


@in_passing
async def tell_one_by_name(turn: Turn) -> list[Event] | None:
    """Begins a supplier's message to a buyer whom it calls by name: "tell nordmarkt we need 5% more", 跟华夏说排期紧.
    If the message reports the progress of an order, leaves it to the task of reporting that."""
    task, told = find_task(turn), turn.dictation.told
    if not told or not turn.is_supplier or not turn.is_signed_in or turn.is_pressed:
        return None
    reports = turn.intent in _REPORTED and (turn.intent != "confirm_order" or turn.cues.confirms)
    if (task is not None and task.takes_questions) or reports or only_reminds(turn):
        return None
    trades = await find_named_trades(turn)
    called = find_mentioned(turn.dictation.whom, {trade.company.en: trade.company for trade in trades})
    called_whole = any(mentions_company(turn.dictation.whom, name) for trade in trades for name in trade.company.both)
    numbered = turn.entities.order_number is not None and len(trades) == 1
    if not trades or not (called or called_whole or numbered):
        return None
    if "late" in turn.reports and (turn.entities.days or turn.shifts) and trades[0].kind == "order":
        return await HANDLERS["report_production"](turn.with_entities(order_number=trades[0].number))
    return await contact_buyer(turn, _without_name(told, trades[0].company))


def _without_name(told: str, name: Name) -> str:
    """Returns the words without the rest of the reader's name at their beginning: without "claire" in "claire which …"
    for Maison Claire."""
    parts, words = name.en.casefold().split(), told.split()
    while len(words) > 1 and words[0].casefold() in parts:
        words = words[1:]
    return told if len(words) == len(told.split()) else " ".join(words)


@in_passing
async def ask_these(turn: Turn) -> list[Event] | None:
    """Begins a message with the last questions that the record could not answer, for "ask both, and kindly"."""
    open_ones = turn.open_questions
    if open_ones is None or turn.is_pressed or turn.task is not None or not turn.is_signed_in or turn.asks:
        return None
    wants = turn.dictation.is_polite or "all" in turn.reports or turn.acts.find("contact_supplier") >= _ASKS
    if not wants or not is_brief(turn.text, _FEW_WORDS, _FEW_HAN) or turn.acts.share("no", "give_up") >= _ASKS:
        return None
    order = await turn.market.orders.access_order(turn.account, str(open_ones["number"]))
    return await ask_about_order(turn, order, "")


@answers("contact_team", signed_in=True)
async def pass_on(turn: Turn) -> list[Event]:
    """Begins to pass on a question about an order that the marketplace's data do not answer. If it cannot reach the
    other side, it becomes a note for the staff."""
    order = await turn.market.orders.access_order(turn.account, str(turn.entities.order_number))
    return await ask_about_order(turn, order, turn.entities.word("question") or "")


async def leave_message(turn: Turn, *, complete: bool = False) -> None:
    """Begins a message for the team, who pass it on, about the order or request at hand. With `complete`, this message
    is already the whole text."""
    at_hand = find_at_hand(turn)
    kind, number = (at_hand.kind, at_hand.number or "") if at_hand else ("", "")
    named = await find_named(turn, ("order",)) if turn.is_signed_in and not turn.is_pressed else []
    if len(named) == 1 and not turn.entities.has("order_number", "rfq_number"):
        kind, number = "order", named[0].number
    try:
        if turn.entities.order_number or kind == "order":
            order = await turn.market.orders.access_order(turn.account, turn.entities.order_number or number)
            return await begin_note(turn, MESSAGE, order.number, name_order(order), complete=complete)
        if turn.entities.rfq_number or kind == "request":
            rfq = await turn.market.rfqs.access_rfq(turn.account, turn.entities.rfq_number or number)
            about = term("follow_up.request", number=rfq.number, goods=text(rfq.product))
            return await begin_note(turn, MESSAGE, rfq.number, about, complete=complete)
    except NotFound:
        pass
    return await begin_note(turn, MESSAGE, "", term("note.about_nothing"), complete=complete)


async def ask_about_order(turn: Turn, order: Order, words: str) -> list[Event]:
    """Begins a message with these words to the other side of an order."""
    if turn.is_supplier:
        return await contact_buyer(turn.with_entities(order_number=order.number), words)
    slug = order.supplier.account
    supplier = await turn.market.suppliers.supplier_of(slug) if slug else None
    if supplier is None:
        await begin_note(turn, MESSAGE, order.number, name_order(order), words=words)
        return []
    values = {"supplier_id": supplier, "named": order.number, "name": text(order.supplier.name), "subject": "order"}
    turn.note("order_number", order.number)  # questions asked meanwhile are about it, too
    await start(turn, QUESTION, {**values, "about_id": order.number, **_first_words(turn, words, order.supplier.name)})
    return []


async def _find_order_in_question(turn: Turn) -> Order | None:
    """Returns the buyer's order that the question is about: the order that the message names or, if it names neither a
    company nor goods, the order that was talked about last."""
    if not turn.is_signed_in or turn.is_supplier:
        return None
    number = turn.entities.order_number or await _find_named_order(turn)
    if number is None:
        named = turn.entities.has("company", "product", "supplier_id", "product_id", "quotation", "rfq_number")
        number = None if named else find_order_at_hand(turn)
    if number is None:
        return None
    try:
        return await turn.market.orders.access_order(turn.account, number)
    except NotFound:
        return None


async def _find_named_order(turn: Turn) -> str | None:
    """Returns the number of the newest open order of this account whose supplier or goods the message names. Returns
    None if it names none, or if it names a listing or a quotation."""
    if turn.entities.has("supplier_id", "product_id", "quotation", "rfq_number") or turn.is_pressed:
        return None
    if turn.dictation.is_to_them and find_order_at_hand(turn) is not None:
        by_name = await find_named(turn, ("order",), by_hints=False)
        return by_name[0].number if len(by_name) == 1 else None  # "white" in "ask them if white is possible" is no name
    by_goods = await find_named_orders(turn) or []
    if len(by_goods) == 1:
        return by_goods[0].number  # "the 800 scarves: write them …"
    named = await turn.market.orders.find_mentioned(turn.account, turn.text)
    if not (named.companies or named.goods):
        return None
    wanted = OrderFilter(companies=named.companies) if named.companies else OrderFilter(goods=named.goods)
    page = await turn.market.orders.list_orders(turn.account, limit=_LOOKED_AT, wanted=wanted)
    if not page.orders:
        return None
    focused = turn.word_slot("order_number")
    ranked = sorted(page.orders, key=lambda order: (order.number != focused, order.state not in OPEN))
    return ranked[0].number


async def _find_request_in_question(turn: Turn) -> Rfq | None:
    """Returns the buyer's request that was talked about last, if the message names neither a supplier nor anything
    else."""
    at_hand = find_at_hand(turn, "request")
    named = turn.entities.has("company", "supplier_id", "product_id", "quotation", "order_number")
    named = named or (turn.entities.has("product") and not names_terms(turn))  # "ask the yuan one if the cups …"
    if not turn.is_signed_in or turn.is_supplier or named or at_hand is None or at_hand.number is None:
        return None
    try:
        rfq = await turn.market.rfqs.access_rfq(turn.account, at_hand.number)
    except NotFound:
        return None
    return rfq if rfq.suppliers else None


def _find_at_hand(turn: Turn, rfq: Rfq) -> Quotation | None:
    """Returns the quotation for the request that was talked about last, if the message says "them" or the like and no
    supplier is named: "can I ask them to quote in USD?"."""
    number = turn.word_slot("quotation")
    says_them = turn.dictation.is_to_them or "to_ask" in turn.topics
    return next((each for each in rfq.quotations if each.number == number), None) if says_them else None


async def _ask_about_quotation(turn: Turn, quotation: Quotation) -> list[Event]:
    """Begins a message to the supplier of the quotation at which the contact has pointed."""
    slug, name = quotation.supplier.slug, text(quotation.supplier.name)
    if not await _can_ask(turn, slug):
        await begin_note(turn, QUESTION_NOTE, slug, name)
        return []
    values = {"supplier_id": slug, "named": slug, "name": name, "subject": "quotation", "about_id": quotation.number}
    await start(turn, QUESTION, {**values, **_first_words(turn, name=quotation.supplier.name)})
    return []


async def _ask_whom(turn: Turn, rfq: Rfq) -> list[Event]:
    """Says which suppliers got the request, and asks which of them shall get the message. The only one that has not
    quoted is meant by "the one left" and by a reminder."""
    words = turn.dictation.words or turn.text.strip()
    quoted = {each.supplier.name.en for each in rfq.quotations}
    missing = [name for name in rfq.suppliers if name.en not in quoted]
    if quoted and len(missing) == 1 and turn.topics & _LEFT:
        return await HANDLERS["contact_supplier"](turn.with_entities(company=missing[0].en))
    buttons = [
        button(text(name), "contact_supplier", company=name.en, question=words) for name in rfq.suppliers[:SHOWN]
    ]
    values = {**rfq_values(rfq), "suppliers": one_after_another(text(name) for name in rfq.suppliers)}
    turn.say("utter_request_whom_to_ask", values, buttons=buttons)
    return []


async def _can_ask(turn: Turn, slug: str) -> bool:
    is_buyer = turn.is_signed_in and not turn.is_supplier
    return is_buyer and await turn.market.questions.can_be_asked(slug)


async def _find_subject(turn: Turn, profile: SupplierProfile) -> tuple[Subject, str]:
    """Returns the subject of the question: the quotation of the pressed button, else the listing of this supplier that
    was talked about last, else the company."""
    if quotation := turn.entities.word("quotation"):
        return "quotation", quotation
    product_id = turn.entities.integer("product_id") or turn.slot("product_id")
    listing = await access_listing(turn, product_id) if product_id else None
    if listing is not None and listing.supplier.slug == profile.summary.slug and not turn.entities.has("company"):
        return "listing", str(listing.product_id)
    return "company", ""


def _first_words(turn: Turn, words: str = "", name: Name | None = None) -> Json:
    """Returns the words to pass on and their tone. They are `words` if given, otherwise the words that this message
    dictates, or the whole message if it is not brief, in each case without the name of the reader (`name`). The
    questions that the last reply could not answer are added if there are no such words, or if the message wants this
    ("ask both")."""
    dictated = turn.dictation
    leads = bool(dictated.words) and dictated.words != turn.text.strip()
    told = strip_reader(dictated, name) if name else ""
    if "addresses" in turn.topics:
        told, leads = "", False
    if not words and told and not (leads and len(dictated.words) < len(told)):
        words = told
    open_ones: list[str] = list((turn.open_questions or {}).get("words") or [])
    says_nothing = bool(turn.topics & {"says_that", "addresses"})
    brief = says_nothing or (not leads and is_brief(turn.text, _FEW_WORDS, _FEW_HAN))
    said = [words] if words else [] if turn.is_pressed or brief else [dictated.words or turn.text.strip()]
    if not words and not turn.is_pressed and (not said or dictated.adds or "all" in turn.reports):
        said = [*open_ones, *said]
    kind = True if dictated.is_polite else None
    return {"words": said or None, "figures": dict(dictated.figures) if said else None, "is_kind": kind}


async def write_from(turn: Turn, order: Order, told: Json) -> None:
    """Begins a supplier's message to the buyer of an order, and writes it from the values `told`
    (`actions.trades.questions.telling`)."""
    about = {"named": order.number, "name": text(order.buyer.name), "subject": "order", "about_id": order.number}
    await start(turn, QUESTION, {**about, **tell(turn, told)})


async def _read(turn: Turn, known: Json, asked: str | None) -> Json:
    if _is_of_its_own(turn, known):
        return {}
    if turn.is_supplier and (retold := retell(turn, known)):
        return retold
    if known.get("is_offered") and turn.dictation.is_to_them and turn.dictation.words and not turn.dictation.adds:
        own = {"words": [turn.dictation.words], "figures": dict(turn.dictation.figures)}
        return {**own, "is_offered": None}  # the contact's own words replace those that the bot offered
    found = Json()
    brief, is_instead = is_brief(turn.text, _FEW_WORDS, _FEW_HAN), turn.dictation.is_instead
    redirects = asked == CONFIRMED and (brief or turn.acts.kind in ("correct", "no"))  # "no, to the buyer in Lagos"
    is_named = asked == "named" or redirects or turn.entities.has("order_number", "rfq_number")
    if turn.is_supplier and is_named and not is_instead:
        trade = await find_chosen_trade(turn, asked == "named")
        found = _pack_trade(trade) if trade else {}
        if (
            found
            and known.get("named") not in (None, found["named"])
            and str(known["named"]) in str(known.get("words"))
        ):
            found["words"] = None  # the words are about the order that was named before
    is_the_same = asked != "named" and found.get("named") == known.get("named")
    chooses = bool(found) and brief and not is_the_same  # "tell nordmarkt why: …" adds to the message
    if asked == "named" and known.get("words") and not is_instead:  # a "send it" is no part of the message
        is_short = is_brief(turn.text, _FEW_WORDS, _FEW_HAN) and not (turn.numbers or turn.entities)
        chooses = chooses or is_short or turn.acts.share("value", "correct") < _ADDS
    is_chatter = turn.acts.kind == "chatter" and not turn.dictation.is_polite
    return found if turn.is_pressed or chooses or is_chatter else {**found, **take_words(turn, known, asked)}


def _is_of_its_own(turn: Turn, known: Json) -> bool:
    """Returns whether the supplier's words are surely no part of the message that it is writing: it asks what it has to
    do, or reports, confirms or declines another order or request than the one that the message is about."""
    if not turn.is_supplier or turn.is_pressed or turn.dictation.edits(turn.text) or turn.dictation.is_to_them:
        return False
    if turn.intent in _OF_THE_DAY and turn.confidence >= _SURE and turn.acts.kind in ("wish", "ask"):
        return True
    number = turn.entities.order_number or turn.entities.rfq_number
    says_so = turn.intent in _REPORTED or turn.intent in _DECIDES or "late" in turn.reports
    return says_so and number is not None and known.get("named") not in (None, number)


async def _ask_words(turn: Turn, values: Json, again: bool) -> None:
    if lacks_quantity(values):
        return turn.say("utter_question_how_many", {"counterpart": _name(values), "number": str(values.get("named"))})
    return turn.say("utter_question_words_again" if again else "utter_question_words", {"counterpart": _name(values)})


async def _confirm(turn: Turn, values: Json, again: bool) -> None:
    buttons = confirm_buttons(turn, "button.send_question", "button.do_not_send")
    response = "utter_question_confirm_again" if again else "utter_question_confirm"
    shown = await _values(turn, values)
    if await _is_foreign(turn, values):
        shown["words"] = lines([shown["words"], term("question.not_translated")])
    turn.say(response, shown, buttons=buttons)


async def _is_foreign(turn: Turn, values: Json) -> bool:
    """Returns whether the words are in another language than that of their reader."""
    values = await _complete(turn, values)
    subject: Subject = next((known for known in _SUBJECTS if known == values.get("subject")), "company")
    slug = "" if turn.is_supplier else str(values.get("supplier_id") or "")
    if not turn.is_signed_in or (turn.is_supplier and subject not in ("order", "request")):
        return False
    with suppress(NotFound, NotAllowed):
        reads = await turn.market.questions.find_language(
            turn.account, slug, subject, str(values.get("about_id") or "")
        )
        return reads is not None and reads != find_language(" ".join(compose(values)))
    return False


async def _values(turn: Turn, values: Json) -> dict[str, Value]:
    values = await _complete(turn, values)
    return {"counterpart": _name(values), "about": await _say_about(turn, values), "words": quote_words(values)}


def _name(values: Json) -> Value:
    name: Value = values.get("name") or values.get("about") or term("question.the_supplier")
    return name


async def _say_about(turn: Turn, values: Json) -> Value:
    subject, about = values.get("subject"), str(values.get("about_id") or "")
    if subject == "listing" and (listing := await access_listing(turn, int(about))):
        return text(listing.product)
    if subject == "order" and turn.is_signed_in:
        try:
            return name_order(await turn.market.orders.access_order(turn.account, about))
        except NotFound:
            return term("question.about_company")
    if subject == "quotation":
        return term("question.about_quotation", number=about)
    if subject == "request":
        return term("question.about_request", number=about)
    return term("question.about_company")


async def _send(turn: Turn, values: Json) -> None:
    """Passes the message on, only once even if the turn is repeated. Leaves a note for the staff if it cannot reach
    the other side."""
    values = await _complete(turn, values)
    slug = str(values.get("supplier_id") or values.get("named") or "")
    words = "\n".join(compose(values))
    subject: Subject = next((known for known in _SUBJECTS if known == values.get("subject")), "company")
    asked = None
    if turn.is_signed_in and (turn.is_supplier or await _can_ask(turn, slug)):
        new = NewQuestion("" if turn.is_supplier else slug, subject, str(values.get("about_id") or ""), words)
        key = WriteKey(turn.context.message_id, "ask_supplier")
        try:
            asked = await turn.market.questions.ask(turn.account, new, key, turn.context.conversation)
        except (NotFound, NotAllowed):  # the contact has signed in as somebody else
            asked = None
    if asked is None:
        return await leave_note(turn, QUESTION_NOTE.name, values, "contact_supplier")
    response = "utter_question_held" if asked.is_held else "utter_question_sent"
    turn.say(response, {**await _values(turn, values), "question": asked.number})
    if asked.is_held:
        turn.request_effect("words_held", number=asked.number)
    turn.done.append("ask_supplier")
    return None


QUESTION = declare(
    Task(
        name="question",
        intent="contact_supplier",
        slots=(Slot("named", "choice", _ask_trade), Slot("words", "free", _ask_words)),
        read=_read,
        describe=lambda turn, values: [
            *([_name(values)] if values.get("name") else []),
            *([quote_words(values)] if values.get("words") else []),
        ],
        confirm=_confirm,
        effect=_send,
        refused="utter_question_not_sent",
        takes_questions=True,
        about={"order_number": "named", "rfq_number": "named"},
    )
)
"""The task of sending a message to the other side."""
