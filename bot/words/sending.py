"""Builds the messages with which the staff send the operator's articles and terms to a contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from bot.messages.reply import Card, Field, Reply, Term, Text, Value, term
from bot.rendering.renderer import Renderer
from bot.words.documents import FAQ
from bot.words.markdown import render_plain
from bot.words.words import Words
from foundation.languages import LANGUAGES, writing_of

TERMS = "terms"
"""The name under which the terms of orders are sent; no article has it."""


@dataclass(frozen=True)
class Sendable:
    """Describes an article, or the terms of orders, in one language."""

    name: str
    title: str
    text: str


class Shelf:
    """Holds what the staff can send of the operator's words."""

    def __init__(self, words: Words, renderer: Renderer) -> None:
        self._words, self._renderer = words, renderer

    def list_all(self, language: str) -> list[Sendable]:
        """Returns the terms and the articles that are published, in this language, by their titles."""
        articles = [self._describe(name, language) for name in self._list_published()]
        found = (Sendable(TERMS, self._renderer.term("terms.title", language, {}), self._write_terms(language)),)
        return [*found, *sorted(articles, key=lambda one: one.title.casefold())]

    def build(self, name: str) -> Reply | None:
        """Returns the message with an article or the terms, or None if there is no such thing to send."""
        if name == TERMS:
            return self._build_terms()
        if name not in self._list_published():
            return None
        if name in FAQ:
            return {"response": f"utter_faq_{name}"}
        article = self._words.find("article", name)
        values: dict[str, Value] = {"title": self._fill(article["title"]), "text": self._fill(article["text"])}
        return {"response": "utter_article", "values": values}

    def _list_published(self) -> list[str]:
        names = dict.fromkeys((*FAQ, *self._words.list_names("article")))
        return [name for name in names if self._words.find("article", name)["published"]]

    def _describe(self, name: str, language: str) -> Sendable:
        article = self._words.find("article", name)
        title, text = self._fill(article["title"])[language], self._fill(article["text"])[language]  # type: ignore[literal-required]
        return Sendable(name, title, text)

    def _fill(self, texts: dict[str, str]) -> Text:
        """Returns a text in each language, without the marks of Markdown and with the operator's facts."""
        filled = {one: render_plain(self._renderer.fill(texts[one], one, {})) for one in LANGUAGES}
        return cast(Text, {"type": "text", **filled})

    def _list_terms(self) -> list[tuple[Term, Term]]:
        terms = self._words.find("terms", "terms")
        return [
            (term("terms.claims"), term("terms.claims_value", days=terms["claim_days"])),
            (term("terms.deposit"), term("terms.deposit_value", percent=terms["deposit_percent"])),
        ]

    def _build_terms(self) -> Reply:
        fields: list[Field] = [{"label": label, "value": value} for label, value in self._list_terms()]
        card: Card = {"kind": "terms", "title": term("terms.title"), "fields": fields, "buttons": []}
        return {"response": "terms.sent", "cards": [card]}

    def _write_terms(self, language: str) -> str:
        render, colon = self._renderer.value, writing_of(language).colon
        lines = (f"{render(label, language)}{colon}{render(value, language)}" for label, value in self._list_terms())
        return "\n".join(lines)
