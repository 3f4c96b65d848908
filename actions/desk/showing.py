"""Builds the message with which the staff show a customer one of the customer's own rows."""

from __future__ import annotations

from actions.desk.subjects import find_subject
from actions.marketplace import Marketplace, NotFound
from actions.own_numbers import show_own_numbers
from actions.replies import Reply, reply


async def show_row(market: Marketplace, account: str, number: str) -> Reply:
    """Returns a reply with a card of the row as the account sees it. It has no buttons, since nobody but an agent
    answers while the agent has the conversation.

    Raises:
        NotFound: the account has no row with this number.
    """
    subject = find_subject(number)
    if subject is None:
        raise NotFound(number)
    row = await subject.access(market, account, number)
    values = {"number": subject.get_number(row), "title": subject.get_title(row), "state": subject.get_state(row)}
    shown: Reply = {**reply("desk.shown", values), "cards": [{**subject.build_card(row), "buttons": []}]}
    return await show_own_numbers(market, account, shown)
