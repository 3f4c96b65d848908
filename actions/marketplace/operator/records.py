"""Defines the terms of orders and the articles that the operator has written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Self

from actions.marketplace.base.records import Name

CLAIM_DAYS, DEPOSIT_PERCENT = 30, 30
"""The default terms of orders, which apply until the operator decides other terms."""


@dataclass(frozen=True, slots=True)
class OperatorTerms:
    """Holds how long after delivery a claim may be opened, and which part of an order's total is its deposit."""

    claim_period: timedelta = timedelta(days=CLAIM_DAYS)
    deposit_share: Decimal = Decimal(DEPOSIT_PERCENT) / 100

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        return cls(
            timedelta(days=int(given.get("claim_days", CLAIM_DAYS))),
            Decimal(int(given.get("deposit_percent", DEPOSIT_PERCENT))) / 100,
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
