"""Writes a conversation as text for a print: who said what, and when, in one language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from babel import dates

from bot.files.papers.transcript import Entry, Transcript
from bot.messages.outbound import OutboundCard
from bot.messages.reply import term
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import locale
from bot.rendering.renderer import Renderer
from foundation.languages import writing_of

MOST = 2000
"""The most messages that are printed, which fill about 200 pages."""


@dataclass(frozen=True)
class Heading:
    """Identifies the conversation for readers: its number, the contact's name, the contact's account, and the
    channel."""

    number: str
    contact: str
    account: str
    channel: str


def build_transcript(
    renderer: Renderer,
    heading: Heading,
    rows: Sequence[MessageRow],
    language: str,
    zone: str,
    now: dt.datetime,
    *,
    is_whole: bool,
) -> Transcript:
    """Returns the conversation as text in this language, with its times in this time zone. Unless `is_whole` is set,
    the text says that earlier messages are left out."""

    def say(name: str) -> str:
        return renderer.term(f"transcript.{name}", language, {})

    def write(time: dt.datetime) -> str:
        local = time.astimezone(ZoneInfo(zone))
        day = dates.format_date(local, writing_of(language).date, locale=locale(language))
        return f"{day} {local:%H:%M}"

    spans = [write(rows[0].created_at), write(rows[-1].created_at)] if rows else []
    zone_name = renderer.value({"type": "zone", "name": zone}, language)
    facts = (
        (say("contact"), heading.contact),
        (say("account"), heading.account),
        (say("channel"), renderer.term(f"console.channel.{heading.channel}", language, {})),
        (say("time"), f"{' – '.join(dict.fromkeys(spans))} ({zone_name})" if spans else ""),
        (say("number"), heading.number),
    )
    return Transcript(
        title=say("title"),
        number=heading.number,
        issued=now.astimezone(ZoneInfo(zone)).date().isoformat(),
        facts=tuple((label, value) for label, value in facts if value),
        entries=tuple(_build_entry(renderer, row, heading, language, write(row.created_at)) for row in rows),
        remark="" if is_whole else say("partly"),
        footer=f"{renderer.catalogues.brand(language)} · {say('printed')} {write(now)}",
        page=renderer.value(term("paper.page", page="{page}", pages="{pages}"), language),
        producer=renderer.catalogues.brand("en"),
    )


def _build_entry(renderer: Renderer, row: MessageRow, heading: Heading, language: str, at: str) -> Entry:
    message = renderer.message(row, language)
    text = "\n".join([*([message.words] if message.words else []), *_write_cards(message.cards, language)])
    edited = f" · {renderer.term('transcript.edited', language, {})}" if row.edited_at else ""
    name = row.author_name or ""
    if row.internal:
        author = renderer.term("transcript.author.note", language, {"name": name})
    elif row.author == "agent":
        author = name
    elif row.author == "bot":
        author = renderer.term("transcript.author.bot", language, {})
    else:
        author = heading.contact if row.author == "contact" else renderer.catalogues.brand(language)
    return Entry(author, f"{at}{edited}", text, row.internal)


def _write_cards(cards: Iterable[OutboundCard], language: str) -> list[str]:
    colon = writing_of(language).colon
    lines: list[str] = []
    for card in cards:
        lines += ["", card.title]
        lines += [f"{label}{colon}{value}" for label, value in card.fields]
    return lines
