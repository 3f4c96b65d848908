"""Defines the terms of orders and the articles that the operator has written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Self

from actions.marketplace.base.records import Name

CLAIM_DAYS, DEPOSIT_PERCENT = 30, 30
CLAIM_ANSWER_DAYS, CLAIM_ANSWER_REMINDER_DAYS = 5, 2
CLAIM_AGREE_DAYS, CLAIM_AGREE_REMINDER_DAYS = 10, 3
"""The default terms of orders, which apply until the operator decides other terms."""


@dataclass(frozen=True, slots=True)
class OperatorTerms:
    """Holds how long after delivery a claim may be opened, and which part of an order's total is its deposit.

    `answered_within` is how long a supplier may take to answer a claim, or a buyer's "no" to its offer; it is reminded
    `answer_reminded_before` the end. `agreed_within` is how long the sides may take after that to agree; the buyer is
    reminded `agreement_reminded_before` the end. When a time has run out, the staff decide the claim."""

    claim_period: timedelta = timedelta(days=CLAIM_DAYS)
    deposit_share: Decimal = Decimal(DEPOSIT_PERCENT) / 100
    answered_within: timedelta = timedelta(days=CLAIM_ANSWER_DAYS)
    answer_reminded_before: timedelta = timedelta(days=CLAIM_ANSWER_REMINDER_DAYS)
    agreed_within: timedelta = timedelta(days=CLAIM_AGREE_DAYS)
    agreement_reminded_before: timedelta = timedelta(days=CLAIM_AGREE_REMINDER_DAYS)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        def days(name: str, default: int) -> timedelta:
            return timedelta(days=int(given.get(name, default)))

        return cls(
            days("claim_days", CLAIM_DAYS),
            Decimal(int(given.get("deposit_percent", DEPOSIT_PERCENT))) / 100,
            days("claim_answer_days", CLAIM_ANSWER_DAYS),
            days("claim_answer_reminder_days", CLAIM_ANSWER_REMINDER_DAYS),
            days("claim_agree_days", CLAIM_AGREE_DAYS),
            days("claim_agree_reminder_days", CLAIM_AGREE_REMINDER_DAYS),
        )


@dataclass(frozen=True, slots=True)
class Article:
    """Describes an article: its short name, its title, its text without Markdown, and the questions that it answers, in
    either language."""

    name: str
    title: Name
    text: Name
    questions: tuple[str, ...] = ()

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        return cls(
            given["name"],
            Name(given["title"]["en"], given["title"]["zh"]),
            Name(given["text"]["en"], given["text"]["zh"]),
            tuple(given["questions"]),
        )


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """Holds the article nearest to a question, and how near it is: 1 for the very question, below 0.3 for nothing in
    common."""

    article: Article
    likeness: float
