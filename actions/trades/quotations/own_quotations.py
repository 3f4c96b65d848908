"""Lists a supplier's own quotations by their state: with a counter-offer, open, agreed, won, lost, expired,
withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.registry import answers, in_passing
from actions.dialogue.tasks import find_task
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.lifecycle import TO_CONFIRM
from actions.marketplace.trades.requests.records import Quotation, Rfq
from actions.replies import Card, Value, button, date, days, lines, term, text
from actions.trades.quotations.cards import lead_card, own_quotation_card, quotation_values, rfq_values
from actions.trades.quotations.which_quotation import Pair, is_live, is_named

_OUTCOMES = {
    "asked": "asked",
    "answered": "open",
    "open": "open",
    "agreed": "agreed",
    "accepted": "won",
    "declined": "lost",
    "expired": "expired",
    "withdrawn": "withdrawn",
}
"""The name of the group in which a supplier's list shows a quotation, by the `standing` of the quotation."""
ORDER = ("asked", "agreed", "open", "won", "lost", "expired", "withdrawn")
_MOST = 5
_ASKS = 0.3
_WITHDRAWABLE = ("open", "asked", "answered")
_MOST_LINES = 12
_LOOKED_AT = 50


@answers("my_quotes", signed_in=True)
async def my_quotes(turn: Turn) -> list[Event]:
    """Lists the supplier's own quotations, beginning with those that wait for its answer. A buyer is referred to its
    requests instead."""
    if not turn.is_supplier:
        turn.say("utter_my_quotes_buyer", buttons=[button("button.my_requests", "list_requests")])
        return []
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    if not pairs:
        turn.say("utter_my_quotes_none", buttons=[button("button.leads", "view_leads")])
        return []
    if ((named := _list_named(turn, pairs)) and len(named) < len(pairs)) or len(pairs) == 1:
        return _say_named(turn, named or pairs)
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[_outcome(pair[1])].append(pair)
    ordered = [pair for name in ORDER for pair in groups[name]]
    counts = lines(term(f"own_quotes.{name}", count=len(groups[name])) for name in ORDER if groups[name])
    values: dict[str, Value] = {
        "count": len(pairs),
        "counts": counts,
        "quotations": lines(map(_line, ordered[:_MOST_LINES])),
    }
    shown = [pair for pair in ordered if is_live(pair[1])][:_MOST]
    turn.say("utter_my_quotes", values, cards=[own_quotation_card(*pair) for pair in shown])
    meant = groups["asked"] or shown
    return [SlotSet("rfq_number", meant[0][0].number)] if len(meant) == 1 else []


@in_passing
async def quotations_of_an_outcome(turn: Turn) -> list[Event] | None:
    """Lists the supplier's quotations with the outcome that the message names, for 哪些报价中标了 and "any quotes
    expired?". Says so if there are none."""
    outcome = turn.cues.names_outcome
    if outcome is None or not turn.is_typed_by_supplier or not _may_ask_of_quotations(turn):
        return None
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    found = [pair for pair in pairs if _outcome(pair[1]) == outcome]
    values: dict[str, Value] = {"count": len(found), "all": len(pairs), "state": term(f"outcome.{outcome}")}
    if not pairs:
        return await my_quotes(turn)
    turn.done.append("my_quotes")
    if not found:
        turn.say("utter_my_quotes_no_such", values, buttons=[button("button.my_quotes", "my_quotes")])
        return []
    values["quotations"] = lines(map(_line, found[:_MOST_LINES]))
    turn.say("utter_my_quotes_such", values, cards=[own_quotation_card(*pair) for pair in found[:_MOST]])
    return [SlotSet("rfq_number", found[0][0].number)] if len(found) == 1 else []


@in_passing
async def whether_the_bot_bargains(turn: Turn) -> list[Event] | None:
    """Says that the bot carries a supplier's offers but does not bargain by itself, for 能不能帮我跟客户讲讲价."""
    if not turn.cues.asks_to_bargain or not turn.is_typed_by_supplier or turn.entities.has("price"):
        return None
    if (task := find_task(turn)) is not None and task.takes_questions:
        return None
    return [turn.say_with_person("utter_bargain_for_supplier", {}, "my_quotes")]


@in_passing
async def what_was_quoted(turn: Turn) -> list[Event] | None:
    """Shows the supplier's quotations to the buyer or for the goods that the message names: 我给拉各斯报了多少, "what
    did I quote nordmarkt". If there are none, says so."""
    asks = turn.asks or turn.acts.share("ask", "wish") >= _ASKS
    news = "news" in turn.topics or turn.cues.asks_news
    is_news = news and turn.record.is_about("request")  # 客户回了没, after a quotation was sent
    asks = asks or turn.cues.asks_news
    if (
        not ("quoted_before" in turn.topics or is_news or turn.cues.asks_news)
        or not turn.is_typed_by_supplier
        or not asks
        or turn.entities.has("price")
        or "rivals" in turn.topics  # 别家报多少 asks for the quotations of others
    ):
        return None
    pairs = await turn.market.rfqs.list_quotations(turn.account)
    at_hand = [pair for pair in pairs if pair[0].number == turn.word_slot("rfq_number")]
    if turn.cues.asks_news and (called := _list_named(turn, pairs)):
        at_hand, is_news = called, True  # 汉堡那3000个杯子报了好几天了 有动静吗
    if turn.cues.asks_news and not is_news and "quoted_before" not in turn.topics:
        return None
    if is_news:
        return await _say_news(turn, *at_hand[0]) if at_hand else None
    if not _list_named(turn, pairs):
        leads = await turn.market.rfqs.list_open_leads(turn.account, with_refused=True)
        number = turn.word_slot("rfq_number") if turn.record.is_about("request") else None
        meant = [lead for lead in leads if is_named(lead, turn.text)]
        meant = meant or [each for each in leads if each.number == number]
        unquoted = [lead for lead in meant if not lead.quotations]
        if len(unquoted) == 1:
            lead = unquoted[0]
            turn.say(
                "utter_not_quoted_yet", {**rfq_values(lead), "buyer": text(lead.buyer.name)}, cards=[lead_card(lead)]
            )
            return [SlotSet("rfq_number", lead.number)]
    return await my_quotes(turn)


@in_passing
async def whether_it_may_be_withdrawn(turn: Turn) -> list[Event] | None:
    """Says until when the supplier may withdraw its quotation, for 要是他还嫌贵我能撤回不. The quotation may also be one that
    is still being written. Withdraws nothing."""
    if not turn.cues.asks_if_withdrawable or not _may_ask_of_quotations(turn):
        return None
    number, quotation = await _find_quotation_at_hand(turn)
    if number is None:
        return None
    if quotation is not None and quotation.standing in _WITHDRAWABLE:
        turn.say("utter_may_withdraw", {"number": number, "quotation": quotation.number})
    elif turn.task is not None:
        turn.say("utter_may_withdraw_later", {"number": number})
    else:
        return None
    return []


@in_passing
async def when_to_follow_up(turn: Turn) -> list[Event] | None:
    """Says that no rule tells when to write to a silent buyer again, and how long the quotation at hand is still valid:
    客户多久没动静我再跟."""
    if not turn.cues.asks_when_to_follow_up or not _may_ask_of_quotations(turn):
        return None
    _, quotation = await _find_quotation_at_hand(turn)
    if quotation is None or quotation.standing not in ("open", "answered"):
        turn.say("utter_follow_up_when")
        return []
    left = days(max((quotation.valid_until - turn.today).days, 0))
    values = {"quotation": quotation.number, "number": quotation.rfq_number, "left": left}
    turn.say("utter_follow_up_quotation", {**values, "valid_until": date(quotation.valid_until)})
    return []


def _may_ask_of_quotations(turn: Turn) -> bool:
    task = find_task(turn)
    is_written = turn.dictation.is_to_them or (task is not None and task.takes_questions)
    is_about_other = turn.entities.has("order_number", "claim_number", "sample_number", "price", "quantity")
    return turn.is_supplier and turn.is_signed_in and not turn.is_pressed and not is_written and not is_about_other


async def _find_quotation_at_hand(turn: Turn) -> tuple[str | None, Quotation | None]:
    """Returns the number of the request that is talked about or quoted for, and the supplier's quotation for it. Each is
    None if there is none."""
    written = turn.task.values.get("rfq_number") if turn.task is not None else None
    at_hand = turn.word_slot("rfq_number") if turn.record.is_about("request") or written else None
    number = turn.entities.rfq_number or (str(written) if written else at_hand)
    pairs = await turn.market.rfqs.list_quotations(turn.account) if number else ()
    return number, next((quotation for rfq, quotation in pairs if rfq.number == number), None)


def _list_named(turn: Turn, pairs: Sequence[Pair]) -> list[Pair]:
    """Returns the quotations for the request, the buyer or the goods that the message names."""
    if turn.is_pressed or not turn.text:
        return []
    number = turn.entities.rfq_number
    return [pair for pair in pairs if (pair[0].number == number if number else is_named(pair[0], turn.text))]


def _say_named(turn: Turn, pairs: Sequence[Pair]) -> list[Event]:
    """Says the terms of the latest of these quotations, and shows all of them."""
    say_own_quotation(turn, *pairs[0], cards=[own_quotation_card(*pair) for pair in pairs[:_MOST]])
    return [SlotSet("rfq_number", pairs[0][0].number)]


def say_own_quotation(turn: Turn, rfq: Rfq, quotation: Quotation, cards: Sequence[Card] = ()) -> None:
    """Says the terms and the state of a supplier's own quotation."""
    values = {**rfq_values(rfq), **quotation_values(quotation), "buyer": text(rfq.buyer.name)}
    turn.say("utter_my_quote", {**values, "state": term(f"outcome.{_outcome(quotation)}")}, cards=cards)
    turn.note("quotation", quotation.number)


async def _say_news(turn: Turn, rfq: Rfq, quotation: Quotation) -> list[Event] | None:
    """Says how the buyer has answered the quotation. If a counter-offer waits for an answer, leaves it to the function
    that shows counter-offers."""
    if quotation.standing == "asked":
        return None
    if await say_became_order(turn, rfq, quotation):
        return [SlotSet("rfq_number", rfq.number)]
    return say_buyers_answer(turn, rfq, quotation)


async def say_became_order(turn: Turn, rfq: Rfq, quotation: Quotation) -> bool:
    """Says which order an accepted quotation has become, and returns whether it has."""
    if quotation.standing != "accepted":
        return False
    page = await turn.market.orders.list_orders(turn.account, limit=_LOOKED_AT)
    alike = [
        each.number for each in page.orders if (each.counterpart.name, each.quantity) == (rfq.buyer.name, rfq.quantity)
    ]
    orders = [await turn.market.orders.access_order(turn.account, number) for number in alike]
    made = next((each for each in orders if each.lines[0].unit_price == quotation.unit_price), None)
    if made is None:
        return False
    confirm = [button("button.confirm_order", "confirm_order", order_number=made.number)]
    turn.say(
        "utter_quotation_became_order",
        {
            **quotation_values(quotation),
            "buyer": text(rfq.buyer.name),
            "order": made.number,
            "state": term(f"order_state.{made.state}"),
        },
        buttons=confirm if made.state in TO_CONFIRM else [],
    )
    turn.note("order_number", made.number)
    return True


def say_buyers_answer(turn: Turn, rfq: Rfq, quotation: Quotation) -> list[Event]:
    """Says how the buyer has answered a supplier's own quotation, or that it has not."""
    if quotation.standing == "open":
        values = {**rfq_values(rfq), **quotation_values(quotation), "buyer": text(rfq.buyer.name)}
        turn.say("utter_own_quotation_waits", values)
    else:
        say_own_quotation(turn, rfq, quotation)
    return [SlotSet("rfq_number", rfq.number)]


def _outcome(quotation: Quotation) -> str:
    return _OUTCOMES[quotation.standing]


def _line(pair: Pair) -> Value:
    rfq, quotation = pair
    state, buyer = term(f"outcome.{_outcome(quotation)}"), text(rfq.buyer.name)
    return term("own_quotes.line", **{**rfq_values(rfq), **quotation_values(quotation), "state": state, "buyer": buyer})
