"""Asks the other company a question about a row in a customer's name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from actions.desk.acts import Act, Asked, Change, Field, Problem
from actions.desk.fields import read_words
from actions.marketplace import Marketplace
from actions.marketplace.base.records import Role, WriteKey
from actions.marketplace.trades.questions.records import NewQuestion
from actions.marketplace.trades.questions.records import Subject as About

LONGEST = 1000
FindAbout = Callable[[Marketplace, Any], Awaitable[tuple[str, str]]]
"""Returns the slug of the supplier that is asked, empty if the buyer is asked, and the number or id of the row."""


def build_asking(
    name: str,
    side: Role,
    about: About,
    find_about: FindAbout,
    is_possible: Callable[[Any], bool] = lambda _row: True,
) -> Act:
    """Returns the act that asks the other company of a row about it."""

    async def ask(asked: Asked, key: WriteKey) -> bool:
        supplier, number = await find_about(asked.market, asked.row)
        new = NewQuestion(supplier, about, number, read_words(asked, "question"))
        if await asked.market.questions.ask(asked.account, new, key, "") is None:
            raise Problem("no_account")
        return True

    return Act(name, side, is_possible, _find_question, ask, _list_question, makes=True)


def _list_question(_row: Any) -> tuple[Field, ...]:
    return (Field("question", "text", "field.question", longest=LONGEST),)


def _find_question(asked: Asked) -> list[Change]:
    return [("field.question", None, read_words(asked, "question"))]


async def find_buyer_of(_market: Marketplace, row: Any) -> tuple[str, str]:
    """Returns what a supplier's question about an order or a request is about."""
    return "", row.number
