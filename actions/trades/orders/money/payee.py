"""Says to which bank account a buyer pays an order: only to the one that the marketplace has registered for the
supplier. An account that somebody names in a message is never accepted."""

from __future__ import annotations

from actions.dialogue.events import Event, SlotSet
from actions.dialogue.referring import find_order_at_hand
from actions.dialogue.registry import ask_to_sign_in, in_passing, reading
from actions.dialogue.turn import Turn
from actions.marketplace.trades.orders.records import OrderFilter
from actions.replies import Card, Value, card, lines, person_button, term, text
from actions.trades.orders.cards import order_values, paper_button
from actions.trades.orders.money.papers import is_paper_there
from actions.trades.orders.money.sums import say_owed
from actions.trades.orders.which_order import find_named_orders, find_order_in_question

_MOST = 3
"""The most unpaid orders whose accounts are told together."""
TOLD_ACCOUNT = "told_account"
"""The name under which the record keeps that the buyer was told of another account."""


@in_passing
async def another_account(turn: Turn) -> list[Event] | None:
    """Warns a buyer whom somebody has told to pay to another account, even during a task, and tells a supplier how it
    can change its account."""
    if "new_account" not in turn.topics or turn.is_pressed:
        return None
    response = "utter_account_change" if turn.is_supplier else "utter_account_warning"
    turn.note(TOLD_ACCOUNT, not turn.is_supplier or None)
    return [turn.say_with_person(response, {}, "payment")]


@in_passing
async def account_once_more(turn: Turn) -> list[Event] | None:
    """Refuses again if a supplier insists on another account right after it was told how to change the account: "come
    on, just for this one order"."""
    was_told = {"utter_account_change", "utter_account_change_stays"} & set(turn.record.last.said)
    if not was_told or not turn.cues.insists or turn.is_pressed or not turn.is_supplier:
        return None
    return [turn.say_with_person("utter_account_change_stays", {}, "payment", asked=True)]


async def _say_accounts_of_each(turn: Turn) -> bool:
    """Says the account of each of two or three unpaid orders, if the message names none of them and none is talked
    about. Returns False if there are not as many, or if the account of one cannot be told yet."""
    names = turn.entities.has("order_number", "product", "company") or bool(await find_named_orders(turn))
    if names or find_order_at_hand(turn) or turn.is_supplier or turn.cues.latest_order:
        return False
    page = await turn.market.orders.list_orders(turn.account, limit=_MOST + 1, wanted=OrderFilter(unpaid=True))
    if not 1 < len(page.orders) <= _MOST:
        return False
    orders = [await turn.market.orders.access_order(turn.account, each.number) for each in page.orders]
    said: list[Value] = []
    for order in orders:
        account = (await turn.market.papers.access_record(turn.account, order.number)).beneficiary
        if account is None or not is_paper_there(order, "proforma"):
            return False
        shown = {"holder": account.holder, "bank": account.bank, "account": account.account}
        said.append(term("paper.account_of", number=order.number, supplier=text(order.supplier.name), **shown))
    turn.say("utter_payee_each", {"accounts": lines(said)})
    turn.show_list("order_number", [order.number for order in orders])
    return True


@reading
async def which_account(turn: Turn) -> list[Event] | None:
    """Says to which account a buyer pays the order that the message means. Before the order is confirmed, says that
    nothing is due."""
    if "payee" not in turn.topics or turn.is_pressed:
        return None
    if not turn.is_signed_in:
        return ask_to_sign_in(turn)
    if await _say_accounts_of_each(turn):
        return []
    order = await find_order_in_question(turn, "payment_status", unpaid=True)
    if order is None:
        return []
    record = await turn.market.papers.access_record(turn.account, order.number)
    account, values = record.beneficiary, order_values(order)
    is_early = (
        not is_paper_there(order, "proforma") and not turn.is_supplier
    )  # a supplier may always see its own account
    if account is None or is_early:
        response = "utter_payee_none" if account is None else "utter_payee_later"
        turn.say(response, values, buttons=[person_button("payment")])
        return [SlotSet("order_number", order.number)]
    fields = [
        ("paper.holder", account.holder),
        ("paper.bank", account.bank),
        ("paper.account_number", account.account),
        ("paper.swift", account.swift or None),
    ]
    shown: Card = card("order", order.number, [(label, value) for label, value in fields if value])
    proforma = paper_button(order, "proforma")
    if any("how_much" in clause.kinds for clause in turn.asked):
        say_owed(turn, order)
    response = "utter_payee_own" if turn.is_supplier else "utter_payee"
    turn.say(response, {**values, "note": term("paper.only_this_account")}, cards=[shown], buttons=[proforma])
    return [SlotSet("order_number", order.number)]
