"""Answers messages in which a supplier tells something about its orders and requests without asking for anything: it
reports something, offers something to the buyer, or says what it cannot do. By their words alone, such messages may be
a buyer's searches or complaints.

Each function here is registered as a reading, and returns None for messages that it does not answer.
"""

from __future__ import annotations

from actions.dialogue.brief import is_brief
from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_at_hand, find_order_at_hand
from actions.dialogue.registry import HANDLERS, reading
from actions.dialogue.turn import Turn
from actions.marketplace.base.errors import NotFound
from actions.marketplace.goods.words.likeness import goods_likeness
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM, TO_SHIP
from actions.marketplace.trades.orders.records import Order, OrderFilter
from actions.replies import button
from actions.sourcing.own_products import was_shown_own
from actions.trades.lookup.naming import names_company
from actions.trades.lookup.records import Own
from actions.trades.orders.cards import order_values
from actions.trades.orders.lists import say_orders
from actions.trades.orders.selling.reading_reports import is_partly_done
from actions.trades.questions.asking import contact_buyer
from actions.trades.questions.to_buyers import find_named_trades

_ASKS = 0.4
"""If the confidence that a message asks about the thing that is talked about is at least this, it is not read as a
report."""
_SURE, _VERY_SURE = 0.5, 0.75
_LIKELY, _SLIGHTLY = 0.1, 0.02
_OF_ITS_DAY = frozenset(("daily_tasks", "view_leads", "list_orders"))
"""Intents of a supplier's questions about its tasks, requests and orders of the day."""
_MAY_TELL = frozenset(("inform", "report_production", "report_problem", "nlu_fallback", "out_of_scope", "order_status"))
"""Intents that the NLU may give to reports of production."""
_TELLS = frozenset(("inform", "nlu_fallback", "out_of_scope", "find_supplier", "place_order", "supplier_details"))
"""Intents that the NLU gives to words of a supplier about its own trades, which look like words of a buyer."""
_TRADES = frozenset(("inform", "find_supplier", "place_order"))
"""Intents of words with which a supplier may name its price for a request."""
_CLAIMS = frozenset(("report_problem", "request_refund", "answer_claim"))
_AS_A_BUYER = _CLAIMS | {"change_order"}
"""Intents of a buyer's wishes about an order, and of answers to claims. If a supplier's message has one of them and
there is no claim, it reports or offers something to the buyer."""
_OF_GOODS = frozenset(("ask_lead_time", "ask_price", "ask_moq", "supplier_details"))
_DELAYED = _TELLS | {
    "order_status",
    "report_problem",
    "request_refund",
    "ask_lead_time",
    "contact_supplier",
    "change_order",
    "ship_order",
}
"""Intents that the NLU gives to words of a supplier about a delay."""
_REPORTS = frozenset(("started", "finished", "late"))
_URGED = _TELLS | {"payment_status", "order_status", "ask_lead_time", "decline_order"}
"""Intents that the NLU gives to words that remind the buyer of something."""
_WRITTEN = frozenset(("utter_answer_sent", "utter_question_sent"))
"""The responses that say that a message was sent to a buyer."""
_OF_OTHERS = frozenset(("listing", "sales"))
"""Topics of messages about a supplier's own listings and sales, which tell nothing about one trade."""
_PAPER_ELSEWHERE = frozenset(("find_supplier", "list_orders", "place_order", "inform", "nlu_fallback", "out_of_scope"))
"""Intents that the NLU gives to short words for a paper of an order."""
_OF_MESSAGES = frozenset(("news", "sent"))
"""Topics of questions about messages between the two sides, which are not questions about the buyer."""
_CONFIRMING = frozenset(("confirm_order", "affirm", "deny", "cancel", "inform"))
"""Intents that the NLU gives to words by which an order is not to be confirmed yet."""
_TOLD = frozenset(("request_refund", "payment_status", "order_status", "order_fact", "own_fact", "request_invoice"))
"""Intents after whose answers a supplier may go on telling about the same order."""
_FEW_WORDS, _FEW_HAN = 5, 7
_SOME_WORDS, _SOME_HAN = 3, 4


@reading
async def order_stays_open(turn: Turn) -> list[Event] | None:
    """Leaves an order unconfirmed, for "don't confirm it yet"."""
    is_heard = turn.is_supplier and turn.intent in _CONFIRMING and not turn.is_pressed
    if not is_heard or not turn.cues.refuses_to_confirm:
        return None
    turn.say("utter_not_confirmed")
    return []


@reading
async def goods_stay(turn: Turn) -> list[Event] | None:
    """Records no shipment of an order that is not to leave yet, and offers to tell the buyer of a delay: "don't ship
    555 yet", 555那单先别发."""
    is_heard = turn.is_typed_by_supplier and turn.task is None and turn.intent not in _OF_ITS_DAY
    if not is_heard or not turn.cues.holds_goods_back or turn.asks or turn.dictation.is_to_them or turn.cues.confirms:
        return None
    order = await _access_one(turn, await find_named_trades(turn))
    if order is None or order.state not in TO_SHIP:
        return None
    late = button("button.report_production", "report_production", order_number=order.number)
    turn.say("utter_not_shipped_yet", order_values(order), buttons=[late])
    return [SlotSet("order_number", order.number)]


@reading
async def order_is_taken(turn: Turn) -> list[Event] | None:
    """Asks whether to confirm an order that a supplier accepts in words that may also report or change something:
    四件套那个接了，20号能发."""
    reports = turn.intent in ("ship_order", "report_production")  # 四件套那个接了，20号能发
    if not turn.is_typed_by_supplier or (turn.confidence >= _VERY_SURE and not reports):
        return None
    if not turn.cues.confirms or turn.cues.is_question or turn.entities.has("rfq_number", "claim_number"):
        return None
    waiting = await turn.market.orders.list_orders(turn.account, states=TO_CONFIRM)
    numbers = {order.number for order in waiting.orders}
    named = {trade.number for trade in await find_named_trades(turn) if trade.kind == "order"}
    if not named and turn.record.is_about("request"):
        return None  # "accept" answers the buyer's counter-offer
    return await HANDLERS["confirm_order"](turn) if numbers and (not named or named & numbers) else None


@reading
async def order_cannot_be_made(turn: Turn) -> list[Event] | None:
    """Begins to decline an order when a supplier says that it cannot be made, although the NLU may read such words as a
    confirmation or as the report of a problem: 德国那60台显示器接不了 面板停产."""
    if "declines" in turn.topics and turn.is_typed_by_supplier and turn.intent in _AS_A_BUYER and not turn.asks:
        named = [trade.number for trade in await find_named_trades(turn) if trade.kind == "order"]
        waiting = await turn.market.orders.list_orders(turn.account, states=TO_CONFIRM)
        meant = [order.number for order in waiting.orders if order.number in named]
        if len(meant) == 1:
            return await HANDLERS["decline_order"](turn.with_entities(order_number=meant[0]))
    if (
        not turn.is_typed_by_supplier
        or turn.intent not in ("confirm_order", "cancel_order")
        or turn.confidence >= _VERY_SURE
    ):
        return None
    likely = any(name == "decline_order" and share >= _LIKELY for name, share in turn.ranking)
    return await HANDLERS["decline_order"](turn) if likely and turn.cues.cannot_be_done else None


@reading
async def progress_of_an_order(turn: Turn) -> list[Event] | None:
    """Begins a message to the buyer when a supplier tells of its work on the order that it names, or on the one that is
    talked about: 进度到60%了. By its words alone, such a message may ask for the status."""
    partly = turn.intent in _MAY_TELL and is_partly_done(turn)
    if not turn.is_typed_by_supplier or not (turn.cues.tells_progress or partly) or turn.cues.is_question:
        return None
    named = [trade.number for trade in await find_named_trades(turn) if trade.kind == "order"]
    at_hand = None if named else turn.word_slot("order_number")
    number = turn.entities.order_number or (named[0] if len(named) == 1 else at_hand)
    if number is None:
        return None
    order = await turn.market.orders.access_order(turn.account, number)
    if order.state not in (*TO_SHIP, *TO_CONFIRM):
        return None
    words = turn.dictation.words or turn.text.strip()
    return await HANDLERS["contact_team"](turn.with_entities(order_number=number, question=words))


@reading
async def word_after_an_answer(turn: Turn) -> list[Event] | None:
    """Begins a message to the buyer when a supplier, after an answer about one of its orders, goes on telling about
    that order: 财务说昨天打了."""
    if not turn.is_typed_by_supplier or turn.intent != "inform" or not turn.record.is_about("order"):
        return None
    if not _TOLD & set(turn.record.last.done) or turn.acts.kind != "value" or turn.asks or turn.entities.has("product"):
        return None
    if is_brief(turn.text, _SOME_WORDS, _SOME_HAN):
        return None
    number = turn.word_slot("order_number")
    return await HANDLERS["contact_team"](turn.with_entities(order_number=number, question=turn.text.strip()))


@reading
async def own_profile_asked_for(turn: Turn) -> list[Event] | None:
    """Shows a supplier how buyers see its company, although its words may also ask for its listings or for our hours:
    准时率呢."""
    if (
        not turn.is_typed_by_supplier
        or turn.entities.has("company", "product", "order_number")
        or turn.confidence >= _VERY_SURE
    ):
        return None
    shares = dict(turn.ranking)
    is_first = turn.intent == "own_figures" and shares.get("own_products", 0.0) >= _LIKELY
    is_second = shares.get("own_figures", 0.0) >= _ASKS - _LIKELY and "profile" in turn.topics
    return await HANDLERS["own_figures"](turn) if is_first or is_second else None


@reading
async def word_about_a_trade(turn: Turn) -> list[Event] | None:
    """Handles a supplier's news about an order: the order that it names by the goods, the buyer or the place, or the
    one that is talked about. A shipment or a report of production is recorded as such. Anything else becomes a message
    to the buyer. All of these need a final "yes"."""
    coming = any(day > turn.today for day in turn.entities.days)
    if not _may_tell(turn) or (turn.has_just_done("record_shipment") and coming):
        return None  # "the rest goes on Friday" names a day of the same order
    named = await find_named_trades(turn)
    is_shop = turn.intent == "change_listing" and not _speaks_of_order(turn)
    if is_shop and not any(names_company(turn, trade) for trade in named):
        return None  # words about its own shop, as long as they name no buyer
    order = await _access_one(turn, named)
    about_claim = turn.intent in _CLAIMS or turn.acts.find(*_CLAIMS) >= _ASKS
    number = order.number if order else None
    if about_claim and await turn.market.claims.list_claims(turn.account, order=number, limit=1):
        return await HANDLERS["answer_claim"](turn.with_entities(order_number=number) if number else turn)
    if order is None:
        asks_which = (about_claim or _tells_of_listed(turn)) and not named
        return await contact_buyer(turn, turn.text.strip()) if asks_which else None
    turn.apply([SlotSet("order_number", order.number)])
    about = turn.with_entities(order_number=order.number)
    is_leaving = turn.entities.has("tracking_number", "carrier") or turn.cues.speaks_of_leaving
    is_made = "finished" in turn.reports and not turn.entities.has("quantity")
    makes = (is_made or "started" in turn.reports) and not is_leaving  # 今天上机了
    if order.state in TO_SHIP and _ships(turn) and not makes:
        return await HANDLERS["ship_order"](about)
    if order.state in TO_SHIP and _REPORTS & set(turn.reports):
        return await HANDLERS["report_production"](about)
    return await contact_buyer(about, turn.text.strip())


def _may_tell(turn: Turn) -> bool:
    """Returns whether the message may tell something about a trade of a supplier."""
    if not turn.is_typed_by_supplier:
        return False
    if turn.intent in _TELLS:
        if turn.intent in ("find_supplier", "place_order") and turn.confidence >= _SURE:
            return False
    elif turn.intent == "change_listing":
        if "listing_step" in turn.choices:
            return False
    elif turn.intent not in _AS_A_BUYER:
        return False
    if turn.entities.has("order_number", "rfq_number", "claim_number", "sample_number", "question_number"):
        return False
    if was_shown_own(turn) and turn.stated:
        return False
    if turn.topics & _OF_OTHERS or (turn.intent in _TRADES and turn.entities.has("price")):
        return False  # words about its own shop, or about a quotation
    if turn.acts.find("submit_quote") >= _ASKS or turn.acts.find("point") >= _SURE:
        return False  # "show the monitor one" tells nothing
    reports = bool(_REPORTS & set(turn.reports))
    asks = (turn.acts.find("ask_about", "resume") >= _ASKS or "state" in turn.topics) and not reports
    says = turn.acts.kind != "chatter" or reports  # "… came out of the kiln, all done"
    return says and not (asks or turn.cues.is_question or turn.cues.confirms)


async def _access_one(turn: Turn, named: list[Own]) -> Order | None:
    """Returns the one order that the message names. If it names none, returns the order at hand, provided that the
    message has the intent of a wish about an order or names a carrier or a tracking number."""
    orders = [trade for trade in named if trade.kind == "order"]
    at_hand = find_order_at_hand(turn)
    if len(orders) == 1:
        number: str | None = orders[0].number
    elif named or not (
        _acts_on_order(turn) or turn.entities.has("tracking_number", "carrier") or _speaks_of_order(turn)
    ):
        number = None
    else:
        number = at_hand
    try:
        order = await turn.market.orders.access_order(turn.account, number) if number else None
    except NotFound:
        return None
    return None if order is not None and number == at_hand and not named and _names_others(turn, order) else order


def _speaks_of_order(turn: Turn) -> bool:
    """Returns whether words that might change a listing go on about the order that was just shown: they name no goods,
    and their act is not the change of a listing."""
    is_listing = turn.acts.find("change_listing") >= _LIKELY or turn.entities.has("product") or "listing" in turn.topics
    return turn.intent == "change_listing" and turn.record.is_about("order") and not is_listing


def _names_others(turn: Turn, order: Order) -> bool:
    """Returns whether the message names goods, but no goods of this order."""
    names = [name for line in order.lines for name in line.product.both]
    said = turn.entities.products
    return bool(said) and not any(goods_likeness(each, names) for each in said)


def _tells_of_listed(turn: Turn) -> bool:
    """Returns whether the message follows a list of orders and names a quantity, but does not say which order it is
    about."""
    latest = turn.record.latest_list
    listed = latest is not None and latest.kind == "order" and not turn.record.focus
    return listed and turn.entities.has("quantity") and not turn.entities.has("product", "company")


def _acts_on_order(turn: Turn) -> bool:
    return turn.intent in _AS_A_BUYER or turn.acts.find(*_AS_A_BUYER) >= _ASKS


def _ships(turn: Turn) -> bool:
    """Returns whether the message says that goods leave, or by which carrier."""
    least = 0.0 if turn.entities.has("quantity") else _LIKELY
    likely = any(name == "ship_order" and share >= least for name, share in turn.ranking[:3])
    leaves_now = "leaves_first" in turn.topics and ("partly" in turn.topics or turn.cues.splits)  # 今天先走一半多
    return (
        leaves_now or turn.entities.has("tracking_number", "carrier") or likely or turn.acts.find("ship_order") > least
    )


@reading
async def words_for_the_buyer(turn: Turn) -> list[Event] | None:
    """Begins a message to the buyer if the words say that they are for the buyer, although they may also ask for
    something: 催一下 他们 就说定金没到. Right after a message was sent, a further sentence or a correction begins the
    next message."""
    if not turn.is_typed_by_supplier:
        return None
    if turn.dictation.is_message or (turn.dictation.adds and _WRITTEN & set(turn.record.last.said)):
        return await contact_buyer(turn)
    corrects_it = turn.intent in _TELLS and turn.acts.kind == "correct" and not turn.asks
    if corrects_it and _WRITTEN & set(turn.record.last.said):
        return await contact_buyer(turn, turn.dictation.words or turn.text.strip())
    if not turn.dictation.is_to_them or (turn.confidence >= _VERY_SURE and turn.intent not in _URGED):
        return None
    likely = any(name == "contact_supplier" and share >= _LIKELY for name, share in turn.ranking)
    return await contact_buyer(turn) if likely or turn.intent in _URGED else None


@reading
async def paper_of_a_trade(turn: Turn) -> list[Event] | None:
    """Sends the paper of an order that a supplier asks for in few words, although these may also look for goods:
    "packing list for the lamps", 装箱单给我一份."""
    if not turn.is_typed_by_supplier or not turn.papers:
        return None
    return await HANDLERS["request_invoice"](turn) if turn.intent in _PAPER_ELSEWHERE else None


@reading
async def sales_asked_for(turn: Turn) -> list[Event] | None:
    """Answers a supplier's questions about its sales, even if an order was talked about last."""
    if not turn.is_supplier or not turn.is_signed_in or turn.is_pressed or "sales" not in turn.topics:
        return None
    likely = any(name == "own_figures" and share >= _LIKELY for name, share in turn.ranking)
    return await HANDLERS["own_figures"](turn) if likely and turn.intent != "own_figures" else None


@reading
async def sales_of_another_period(turn: Turn) -> list[Event] | None:
    """Says the sales of another period, for "and october?" right after the sales of this month."""
    was_told = any(each.startswith("utter_own_sales") for each in turn.record.last.said)
    is_only_a_period = turn.cues.period is not None and is_brief(turn.text, _FEW_WORDS, _FEW_HAN)
    if not turn.is_typed_by_supplier or not was_told or not is_only_a_period or turn.numbers:
        return None
    return await HANDLERS["own_figures"](turn)


@reading
async def delay_of_an_order(turn: Turn) -> list[Event] | None:
    """Begins a report of production when a supplier says how much later an order leaves, even if the words tell other
    things as well: 600套那单窑坏了 要晚一个礼拜."""
    if not turn.is_typed_by_supplier:
        return None
    if turn.intent not in _DELAYED or turn.cues.is_question or turn.entities.has("tracking_number", "carrier"):
        return None
    if (
        turn.has_just_done("record_shipment")
        and turn.intent in _TELLS
        and max(turn.entities.days, default=turn.today) > turn.today
    ):
        return await HANDLERS["report_production"](turn)  # "the rest goes on Friday"
    corrects = turn.has_just_done("confirm_order") and turn.acts.kind == "correct"
    if corrects and turn.record.is_about("order") and any(day > turn.today for day in turn.entities.days):
        number = turn.word_slot("order_number")  # 不对 1月12号, after it was confirmed with another day
        return await HANDLERS["report_production"](turn.with_entities(order_number=number))
    if "late" not in turn.reports:
        return None
    if not (turn.shifts or turn.entities.has("date") or turn.cues.duration):
        return None
    named = [trade for trade in await find_named_trades(turn) if trade.kind == "order"]
    number = named[0].number if len(named) == 1 else turn.word_slot("order_number")
    if number is None or len(named) > 1 or any(trade.state not in TO_SHIP for trade in named):
        return None  # goods that have left can only arrive later, which other functions report
    return await HANDLERS["report_production"](turn.with_entities(order_number=number))


@reading
async def report_of_production(turn: Turn) -> list[Event] | None:
    """Handles messages of a supplier that may be a report of production, if the NLU is not sure whether they report or
    ask. Words that say how far an order is ("started, done by Friday") are a report. Without such words, it becomes a
    message to the buyer if that is likely as well."""
    if not turn.is_typed_by_supplier:
        return None
    likely = {name for name, share in turn.ranking if share >= _LIKELY}
    if turn.confidence >= _SURE or "report_production" not in likely or turn.cues.is_question:
        return None
    if _REPORTS & set(turn.reports):
        return await HANDLERS["report_production"](turn)
    return await contact_buyer(turn) if "contact_supplier" in likely else None


@reading
async def order_named_alone(turn: Turn) -> list[Event] | None:
    """Shows the order that a supplier names by the goods, the buyer or the place, if the message says little else:
    上海那单呢."""
    if not turn.is_typed_by_supplier:
        return None
    points = turn.acts.find("point") >= _SURE  # "show the monitor one"
    names_it = points or (turn.intent in _TELLS and turn.cues.names_orders)
    if not names_it or not is_brief(turn.text, _FEW_WORDS, _FEW_HAN) or turn.cues.confirms:
        return None
    orders = [trade for trade in await find_named_trades(turn) if trade.kind == "order"]
    if len(orders) != 1:
        return None
    return await HANDLERS["order_status"](turn.with_entities(order_number=orders[0].number))


@reading
async def goods_of_an_order_shown(turn: Turn) -> list[Event] | None:
    """Answers a supplier's question about goods, such as "the monitors, until when?", from an order for these goods, if
    it is one of the orders that were listed last. By its words alone, the question would be about the supplier's
    listing."""
    latest = turn.record.latest_list
    if not turn.is_supplier or turn.is_pressed or turn.task is not None or latest is None or latest.kind != "order":
        return None
    if turn.intent not in _OF_GOODS or not turn.entities.products or turn.entities.has("price", "rfq_number"):
        return None
    orders = [trade for trade in await find_named_trades(turn) if trade.number in latest.ids]
    if len(orders) != 1 or turn.cues.asks_of_own:
        return None
    return await HANDLERS["order_status"](turn.with_entities(order_number=orders[0].number))


@reading
async def about_the_buyer(turn: Turn) -> list[Event] | None:
    """Answers a supplier's question about the buyer that is talked about, such as 这家以前买过吗, from the supplier's
    own orders with that buyer. Other companies' trades are never shown."""
    if not turn.is_supplier or not turn.is_signed_in or turn.is_pressed or turn.intent != "supplier_details":
        return None
    if turn.entities.has("company", "product", "region", "supplier_id") or turn.cues.asks_of_own_profile:
        return None
    if turn.topics & _OF_MESSAGES:
        return None
    at_hand = find_at_hand(turn, "order", "request")
    number = at_hand.number if at_hand else None
    buyer = await _find_buyer(turn, number) if number else None
    return await say_orders(turn, OrderFilter(companies=(buyer,))) if buyer else None


async def _find_buyer(turn: Turn, number: str) -> str | None:
    try:
        if number.startswith("RFQ-"):
            return (await turn.market.rfqs.access_rfq(turn.account, number)).buyer.name.en
        return (await turn.market.orders.access_order(turn.account, number)).buyer.name.en
    except NotFound:
        return None


@reading
async def others_who_quote(turn: Turn) -> list[Event] | None:
    """Tells a supplier that no supplier learns who else was asked for a quotation and what the others quote."""
    if "rivals" not in turn.topics or turn.is_pressed or not turn.is_supplier:
        return None
    turn.say("utter_rivals_private", buttons=[button("button.leads", "view_leads")])
    return []


@reading
async def requests_asked_for(turn: Turn) -> list[Event] | None:
    """Lists the open requests for a supplier whose words name requests, if that is the likeliest reading, even an unsure
    one: "my manager says check the leads, where?"."""
    names = turn.topics & {"request", "new_trades"}
    likeliest = turn.ranking[:1] and turn.ranking[0][0] == "view_leads"
    if not turn.is_typed_by_supplier or not names or not likeliest or turn.confidence >= _SURE:
        return None
    if turn.entities.has("order_number", "rfq_number", "product", "price", "company") or turn.dictation.is_to_them:
        return None
    return await HANDLERS["view_leads"](turn)


@reading
async def what_is_to_be_done(turn: Turn) -> list[Event] | None:
    """Lists what a supplier has to do. Also answers words that the NLU may take for a question about buying requests or
    orders, and the question which tasks are left."""
    if not turn.is_supplier or turn.is_pressed or turn.task is not None:
        return None
    likely = {name for name, share in turn.ranking if share >= _SLIGHTLY}
    seeks = turn.intent == "find_supplier" and not turn.entities and bool(likely & _OF_ITS_DAY)
    if seeks and turn.confidence < _SURE:
        return await HANDLERS["daily_tasks"](turn)  # a supplier who names no goods is not looking for any
    rivals = {name for name, share in turn.ranking[:3] if share >= _LIKELY}
    unsure = turn.confidence < _SURE and rivals <= {"daily_tasks", "view_leads", "list_orders", "help", "greet"}
    if "daily_tasks" not in rivals or turn.entities.has("order_number", "rfq_number", "product"):
        return None
    return await HANDLERS["daily_tasks"](turn) if unsure or turn.intent == "daily_tasks" else None
