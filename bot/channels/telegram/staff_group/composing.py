"""Writes the posts for a topic of the staff's group: the dossier, the messages of the conversation joined to as few
posts as possible, and answers to messages of the staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from babel import dates
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.telegram.sending.layout import Part, can_open, compose
from bot.channels.telegram.sending.splitting import Line, split
from bot.channels.telegram.staff_group.reading import TAKE_BUTTON
from bot.channels.telegram.staff_group.store import Answer
from bot.messages.outbound import OutboundMessage
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import locale
from bot.rendering.renderer import Renderer
from bot.support.dossier.dossier import Dossier
from bot.support.store.lines import ConversationLine
from foundation.languages import writing_of
from foundation.visible import visible

NAME_LIMIT = 128
EXCERPT = 80
EDITED = "✏️ "


@dataclass(frozen=True)
class News:
    """Holds what a topic does not show yet. `dossier` is None if the topic shows it already. `edits` are the ids of
    those messages in `rows` that were edited. `answers` say which commands and messages of the staff were refused, and
    `undelivered` why messages did not reach the contact. `again` says that the topic may already show some of this."""

    line: ConversationLine
    dossier: Dossier | None
    rows: Sequence[MessageRow]
    edits: frozenset[int] = frozenset()
    answers: Sequence[Answer] = ()
    undelivered: Sequence[str] = ()
    again: bool = False


class Composer:
    """Writes posts in the group's language. `address` is the console's address."""

    def __init__(self, renderer: Renderer, language: str, address: str) -> None:
        self._renderer, self._language, self._address = renderer, language, address

    def name_topic(self, line: ConversationLine) -> str:
        """Returns the name of a conversation's topic."""
        name = f"{self._find_name(line)} · {line.reference}" if line.reference else self._find_name(line)
        return name[:NAME_LIMIT]

    def compose(self, news: News) -> list[Part]:
        """Returns the posts, in order. Words without files are joined up to Telegram's limit."""
        lines: list[Line] = [Line(self._say("again"))] if news.again else []
        parts: list[Part] = []
        if news.dossier is not None:
            lines += self._describe(news.line, news.dossier)
            parts, lines = self._with_buttons(split(lines), news.line), []
            if news.rows:
                lines = [Line(self._say("before"), bold=True)]
        for row in news.rows:
            message = self._renderer.message(row, self._language)
            if message.files:
                parts += [Part(each) for each in split(lines)]
                parts, lines = [*parts, *self._with_files(row, message, row.id in news.edits)], []
            else:
                lines += self._quote(row, message, row.id in news.edits, blank=bool(lines))
        for answer in news.answers:
            lines += [Line(f"⚠️ {visible(answer.who)}", bold=True)] if answer.who else []
            lines += [Line(self._renderer.term(answer.term, self._language, answer.values))]
        for reason in news.undelivered:
            known = f"staff_group.undelivered.{reason}" in self._renderer.catalogues.names
            lines += [Line(self._say(f"undelivered.{reason if known else 'other'}"))]
        return [*parts, *(Part(each) for each in split(lines))]

    def mark(self, part: Part) -> Part:
        """Returns the post with a first line that says that the topic may already show the post."""
        return replace(part, lines=[Line(self._say("again")), *part.lines])

    def _with_files(self, row: MessageRow, message: OutboundMessage, is_edit: bool) -> list[Part]:
        """Returns the posts of a message with files: its author and words become their caption."""
        heading = self._name_author(row, message, is_edit)
        worded = OutboundMessage(message.id, "agent", message.text, heading, files=message.files)
        if message.text:
            return compose(worded, self._language)
        named = OutboundMessage(message.id, "bot", heading, files=message.files)
        return compose(named, self._language)

    def _quote(self, row: MessageRow, message: OutboundMessage, is_edit: bool, *, blank: bool) -> Iterable[Line]:
        if blank:
            yield Line("")
        yield Line(self._name_author(row, message, is_edit), bold=True)
        yield from (Line(text) for text in message.text.split("\n"))
        colon = writing_of(self._language).colon
        for card in message.cards:
            yield Line(card.title, bold=True)
            yield from (Line(f"{label}{colon}{value}") for label, value in card.fields)

    def _name_author(self, row: MessageRow, message: OutboundMessage, is_edit: bool) -> str:
        if row.internal:
            name = self._say("author.note", who=message.author_name or self._say("author.system"))
        elif row.author == "agent":
            name = f"🧑‍💼 {message.author_name}"
        else:
            name = self._say(f"author.{row.author}")
        return f"{EDITED}{name}" if is_edit else name

    def _describe(self, line: ConversationLine, dossier: Dossier) -> Iterable[Line]:
        """Returns the dossier as lines: who the contact is, what they want, why the conversation was handed over, and
        what the bot tried."""
        role = self._label("console.role", line.role)
        channel = self._label("console.channel", line.channel)
        yield Line(self._find_name(line), bold=True)
        yield Line(" · ".join(filter(None, (line.account, role, channel, line.reference))))
        if dossier.reason:
            yield self._field("reason", self._label("handoff.reason", dossier.reason))
        if dossier.wants:
            quoted = f" “{dossier.wants.text}”" if dossier.wants.text else ""
            yield self._field("wants", f"{self._label('intent', dossier.wants.intent)}{quoted}")
        if dossier.local_time is not None:
            moment = dates.format_datetime(dossier.local_time, "EEE HH:mm", locale=locale(self._language))
            yield self._field("time", f"{moment} ({dossier.zone})")
        yield self._field("speaks", str(locale(self._language).languages.get(line.language, line.language)))
        if line.reach_at:
            yield self._field("reach", line.reach_at)
        if dossier.tried:
            tried = [self._label("intent", intent) for intent in dossier.tried]
            yield self._field("tried", writing_of(self._language).comma.join(tried))
        for failed in dossier.failed:
            yield self._field("failed", f"“{failed.text}”")
        for earlier in dossier.earlier:
            day = dates.format_date(earlier.updated_at, writing_of(self._language).date, locale=locale(self._language))
            said = f" “{earlier.excerpt[:EXCERPT]}”" if earlier.excerpt else ""
            yield self._field("earlier", f"{day} · {self._label('console.channel', earlier.channel)}{said}")
        yield Line("")
        yield Line(self._say("how"))

    def _with_buttons(self, split_lines: list[list[Line]], line: ConversationLine) -> list[Part]:
        """Returns the dossier's posts. The last one has a button to take the conversation, and a link to the
        console."""
        address = f"{self._address}/console/conversations/{line.id}"
        keys = [InlineKeyboardButton(self._say("button.take"), callback_data=TAKE_BUTTON)]
        if can_open(address):
            keys.append(InlineKeyboardButton(self._say("button.console"), url=address))
        else:
            split_lines = [*split_lines[:-1], [*split_lines[-1], Line(address)]]
        last = len(split_lines) - 1
        keyboard = InlineKeyboardMarkup([keys])
        return [Part(lines, keyboard if index == last else None) for index, lines in enumerate(split_lines)]

    def _field(self, name: str, value: str) -> Line:
        return Line(f"{self._say(f'dossier.{name}')}{writing_of(self._language).colon}{visible(value)}")

    def _find_name(self, line: ConversationLine) -> str:
        known = visible(line.contact_name or "").strip() or visible(line.account or "").strip()
        return known or self._say("visitor", code=line.contact_id[:4].upper())

    def _label(self, group: str, name: str) -> str:
        """Returns the text of a stored code, or the code if it has none."""
        term = f"{group}.{name}"
        known = term in self._renderer.catalogues.names
        return self._renderer.term(term, self._language, {}) if known else name

    def _say(self, name: str, **values: str) -> str:
        return self._renderer.term(f"staff_group.{name}", self._language, values)
