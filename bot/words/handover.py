"""Sends the marketplace those of the operator's documents that it needs: the terms of orders, and the articles that
answer questions of any kind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Protocol

import structlog

from bot.rendering.renderer import Renderer
from bot.words.documents import FAQ, TERMS, Content
from bot.words.markdown import render_plain
from bot.words.words import Words
from foundation.database.outages import DatabaseUnavailable
from foundation.errors import CaravanError, Retry
from foundation.jobs.periodic import Job
from foundation.languages import LANGUAGES

log = structlog.get_logger()
SECONDS = 5.0


class Receiver(Protocol):
    """Defines the interface to the marketplace's copy of the documents. The methods raise a `Retry` if it cannot be
    reached."""

    async def find_version(self) -> str | None:
        """Returns the version of the copy, or None if there is none."""

    async def store(self, documents: Mapping[str, Any]) -> None:
        """Replaces the copy."""


class Handover:
    """Sends the documents to the marketplace as soon as they change. Also checks every few seconds whether the
    marketplace has them: perhaps no server answered at the time of the change, or the marketplace's database was
    replaced later."""

    def __init__(self, words: Words, renderer: Renderer, receiver: Receiver) -> None:
        self._words, self._renderer, self._receiver = words, renderer, receiver
        self._written: tuple[str, dict[str, Any]] | None = None
        words.listeners.append(self.try_now)

    @property
    def job(self) -> Job:
        """Declares the job that checks what the marketplace has. Every gateway runs it."""
        away = (DatabaseUnavailable, Retry)
        return Job("words for the marketplace", SECONDS, self.do_hand_over, first_after=SECONDS, away=away)

    async def try_now(self) -> None:
        """Sends the documents to the marketplace. If no server answers, the periodic job sends them later."""
        try:
            await self.do_hand_over()
        except CaravanError as error:
            log.info("the marketplace gets the words later", error=type(error).__name__)

    async def do_hand_over(self) -> None:
        """Sends the documents to the marketplace, unless it already has this version.

        Raises:
            Retry: the marketplace cannot be reached now.
        """
        if self._written is None or self._written[0] != self._words.version:
            self._written = self._words.version, self._write()
        body = self._written[1]
        if await self._receiver.find_version() != body["version"]:
            await self._receiver.store(body)

    def _write(self) -> dict[str, Any]:
        """Returns the documents as actions/serving/operator_routes.py reads them. The version is a digest of the
        documents, so that the documents of a restored backup have another version than those before."""
        names, terms = self._words.list_names("article"), self._words.find("terms", "terms")
        articles = [(name, self._words.find("article", name)) for name in names]
        body = {
            "terms": {name: terms.get(name, first) for name, (first, _, _) in TERMS.items()},
            "articles": [self._write_article(name, each) for name, each in articles if is_searched(name, each)],
        }
        digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]
        return {"version": digest, **body}

    def _write_article(self, name: str, article: Content) -> dict[str, Any]:
        return {
            "name": name,
            "title": self._write_plain(article["title"]),
            "text": self._write_plain(article["text"]),
            "questions": [question for language in LANGUAGES for question in article["questions"][language]],
        }

    def _write_plain(self, texts: dict[str, str]) -> dict[str, str]:
        return {language: render_plain(self._renderer.fill(texts[language], language, {})) for language in LANGUAGES}


def is_searched(name: str, article: Content) -> bool:
    """Returns whether questions find the article by their words. Articles of general questions are
    also found by their intents, and by words only where somebody has written questions."""
    return bool(article["published"]) and (name not in FAQ or any(article["questions"].values()))
