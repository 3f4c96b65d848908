"""Serves the routes by which the gateway hands over the operator's documents: its terms of orders and its articles."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from actions.marketplace.operator.records import (
    CLAIM_AGREE_DAYS,
    CLAIM_AGREE_REMINDER_DAYS,
    CLAIM_ANSWER_DAYS,
    CLAIM_ANSWER_REMINDER_DAYS,
)
from actions.world import open_world

Text = Annotated[str, Field(max_length=8000)]


class Terms(BaseModel):
    claim_days: int = Field(ge=1, le=365)
    deposit_percent: int = Field(ge=0, le=100)
    claim_answer_days: int = Field(CLAIM_ANSWER_DAYS, ge=1, le=90)
    claim_answer_reminder_days: int = Field(CLAIM_ANSWER_REMINDER_DAYS, ge=1, le=90)
    claim_agree_days: int = Field(CLAIM_AGREE_DAYS, ge=1, le=180)
    claim_agree_reminder_days: int = Field(CLAIM_AGREE_REMINDER_DAYS, ge=1, le=180)


class Both(BaseModel):
    en: Text
    zh: Text


class ArticleGiven(BaseModel):
    name: str = Field(min_length=1, max_length=60)
    title: Both
    text: Both
    questions: list[str] = Field(max_length=200)


class Decided(BaseModel):
    """Holds all of the operator's documents. The next version replaces them."""

    version: str = Field(min_length=1, max_length=40)
    terms: Terms
    articles: list[ArticleGiven] = Field(max_length=1000)


def operator_router() -> APIRouter:
    """Returns the router of two routes: `GET /operator` says which version of the documents was handed over last, and
    `PUT /operator` hands over another."""
    router = APIRouter()

    @router.get("/operator")
    async def version() -> dict[str, str]:
        return {"version": await (await open_world()).market.operator.find_version()}

    @router.put("/operator", status_code=204)
    async def replace(decided: Decided) -> None:
        articles = [article.model_dump() for article in decided.articles]
        market = (await open_world()).market
        await market.operator.do_replace(decided.version, decided.terms.model_dump(), articles)

    return router
