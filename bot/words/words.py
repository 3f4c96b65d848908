"""Keeps the newest version of the operator's words in memory, where the renderer finds it, and puts the words
into replies before these are stored."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.messages.reply import term
from bot.rendering.catalogues import Catalogues
from bot.rendering.own_words import OwnWords
from bot.rendering.renderer import find_placeholders
from bot.support.hours import describe_shifts
from bot.support.store.calendars import find_calendar
from bot.words.documents import FAQ, FEES, KINDS, TERMS, TEXTS, Content, build_original
from bot.words.markdown import render_plain
from bot.words.store import Version, find_state, list_documents
from foundation.database.announcing import Database
from foundation.jobs.periodic import Job
from foundation.languages import LANGUAGES

LOOK_SECONDS = 1.0
"""How often a gateway looks whether another gateway has changed something."""
SIGN_IN = "utter_sign_in"
EDITABLE = {*TEXTS, *(f"utter_faq_{topic}{part}" for topic in FAQ for part in ("", "_more"))}
"""The names of the sentences that the operator may change."""


class Words:
    """Holds the newest version of each of the operator's documents. The documents are read again when one of them has
    changed: at once in the gateway where it was changed, and within a second in the others."""

    def __init__(self, database: Database, catalogues: Catalogues) -> None:
        self._database, self._catalogues = database, catalogues
        self._state: tuple[int, int] | None = None
        self.listeners: list[Callable[[], Awaitable[None]]] = []
        """Holds functions that are called after each change."""
        self._documents: dict[str, dict[str, Content]] = {kind: {} for kind in KINDS}

    @property
    def job(self) -> Job:
        """Declares the job that looks for changes. It has no lease, because each gateway keeps the words."""
        return Job("words", LOOK_SECONDS, self.refresh)

    @property
    def version(self) -> str:
        """Returns a text that changes with each change of a document or of the working hours."""
        documents, calendar = self._state or (0, 0)
        return f"{documents}-{calendar}"

    async def refresh(self) -> None:
        """Reads the documents again, if a document or the working hours have changed."""
        async with self._database.read() as connection:
            state = await find_state(connection)
            if state == self._state:
                return
            documents = await list_documents(connection)
            calendar = await find_calendar(connection)
        self._documents = _group(documents)
        self._catalogues.words.now = self._build(describe_shifts(calendar.shifts))
        self._state = state
        for listen in self.listeners:
            await listen()

    def find(self, kind: str, name: str) -> Content:
        """Returns the present content of a document: the operator's, or the product's if the operator has not changed
        it."""
        return self._documents[kind].get(name) or build_original(self._catalogues, kind, name)

    def list_names(self, kind: str) -> list[str]:
        """Returns the names of the documents of a kind that somebody has changed."""
        return list(self._documents[kind])

    @property
    def sign_in(self) -> str:
        """Returns the address at which contacts sign in, or an empty string."""
        return str(self.find("brand", "brand")["sign_in"])

    @property
    def logo(self) -> str:
        """Returns the operator's logo, a PNG in base64, or an empty string."""
        return str(self.find("brand", "brand").get("logo", ""))

    @property
    def mark(self) -> str:
        """Returns the address of the operator's mark: its logo, else the first letter of its name. An operator without a
        name has none, and an empty string is returned."""
        return "/brand/logo.png" if self.logo else "/brand/initial.svg" if self.initial else ""

    @property
    def initial(self) -> str:
        """Returns the first letter of the operator's name, or an empty string."""
        names = self.find("brand", "brand")["name"].values()
        return next((letter.upper() for name in names for letter in name or "" if letter.isalnum()), "")

    def stamp(self, reply: Mapping[str, Any]) -> Mapping[str, Any]:
        """Returns the reply with the operator's current words and facts in it, so that the stored message stays the
        same when the operator changes them later. Replies whose text the operator may not change are returned as they
        are. A reply that asks the contact to sign in also gets a button that leads to the sign-in page."""
        facts, name = self._catalogues.words.now.facts, reply["response"]
        if name not in EDITABLE:
            return reply
        words = {language: self._catalogues.sentence(name, language) for language in LANGUAGES}
        asked = find_placeholders("".join(words.values())) & facts.keys()
        values = {**{fact: facts[fact] for fact in asked}, **(reply.get("values") or {})}
        stamped = {**reply, "values": values, "words": words}
        if name == SIGN_IN and self.sign_in:
            link = {"label": term("button.sign_in"), "url": self.sign_in}
            stamped["buttons"] = [link, *(reply.get("buttons") or ())]
        return stamped

    def _build(self, hours: Mapping[str, Any]) -> OwnWords:
        name = self.find("brand", "brand")["name"]
        brand = {language: name[language] for language in LANGUAGES if name.get(language)}
        texts = {**self._documents["text"], **self._build_answers()}
        facts = {
            "brand": {"type": "text", **{language: brand.get(language) or "Caravan" for language in LANGUAGES}},
            "hours": hours,
            **{term: self.find("terms", "terms").get(term, first) for term, (first, _, _) in TERMS.items()},
            **self._build_fees(),
        }
        return OwnWords(brand, texts, facts)

    def _build_fees(self) -> dict[str, Any]:
        """Returns the fees that suppliers pay, as values for the texts: a dash stands for a fee that nobody has set."""
        terms = self.find("terms", "terms")
        fees = {fee: terms.get(fee) or "–" for fee in FEES}
        if amount := terms.get("membership_fee"):
            fees["membership_fee"] = {"type": "money", "amount": amount, "currency": terms["fee_currency"]}
        return fees

    def _build_fee_answers(self) -> dict[str, dict[str, str]]:
        """Returns the answers about fees with the numbers, if the operator has set some."""
        terms = self.find("terms", "terms")
        named = [fee for fee in FEES if terms.get(fee)]
        if not named:
            return {}
        fees, free = (self._read_original(name) for name in (f"fees.{'_and_'.join(named)}", "fees.free"))
        return {
            "utter_faq_fees": _join(self._read_original("utter_faq_fees"), fees),
            "utter_faq_fees_more": _join(free, fees),
        }

    def _read_original(self, name: str) -> dict[str, str]:
        return {language: self._catalogues.original(name, language) for language in LANGUAGES}

    def _build_answers(self) -> dict[str, dict[str, str]]:
        """Returns the sentences that answer the general questions, taken from those articles that the operator has
        changed."""
        answers = self._build_fee_answers()
        for topic in FAQ:
            article = self._documents["article"].get(topic)
            if article and article["published"]:
                answers[f"utter_faq_{topic}"] = _write_plain(article["text"])
                if all(article["more"].values()):
                    answers[f"utter_faq_{topic}_more"] = _write_plain(article["more"])
        return answers


def _join(*texts: Mapping[str, str]) -> dict[str, str]:
    return {language: "\n\n".join(text[language] for text in texts) for language in LANGUAGES}


def _write_plain(texts: Mapping[str, str]) -> dict[str, str]:
    return {language: render_plain(text) for language, text in texts.items()}


def _group(documents: list[Version]) -> dict[str, dict[str, Content]]:
    grouped: dict[str, dict[str, Content]] = {kind: {} for kind in KINDS}
    for each in documents:
        if each.content and each.kind in grouped:
            grouped[each.kind][each.name] = each.content
    return grouped
