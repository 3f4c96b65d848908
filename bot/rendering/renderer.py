"""Renders stored replies, which are data, as the text, cards and buttons that a reader sees in
their language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, cast
from zoneinfo import ZoneInfo

import structlog
from babel import Locale, dates, lists, numbers, units

from bot.messages.files import RefusedFile, StoredFile, StoredPicture
from bot.messages.outbound import (
    OutboundButton,
    OutboundCard,
    OutboundFile,
    OutboundForm,
    OutboundMessage,
    OutboundPicture,
)
from bot.messages.reply import Form, StoredButton
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import Catalogues, locale
from foundation.languages import LANGUAGES, writing_of
from foundation.visible import visible

log = structlog.get_logger()

_CODE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def find_placeholders(sentence: str) -> set[str]:
    """Returns the names of the placeholders in a sentence."""
    return set(_PLACEHOLDER.findall(sentence))


def n_(singular: str, plural: str) -> tuple[str, str]:
    """Marks a singular and its plural for extraction into the translation catalogues, and returns
    both."""
    return singular, plural


UNITS = {
    "piece": n_("{n} piece", "{n} pieces"),
    "set": n_("{n} set", "{n} sets"),
    "pair": n_("{n} pair", "{n} pairs"),
    "dozen": n_("{n} dozen", "{n} dozen"),
    "carton": n_("{n} carton", "{n} cartons"),
    "kilogram": n_("{n} kg", "{n} kg"),
    "tonne": n_("{n} tonne", "{n} tonnes"),
    "metre": n_("{n} metre", "{n} metres"),
    "square_metre": n_("{n} m²", "{n} m²"),
    "litre": n_("{n} litre", "{n} litres"),
    "container": n_("{n} container", "{n} containers"),
    "container_20ft": n_("{n} 20-foot container", "{n} 20-foot containers"),
    "container_40ft": n_("{n} 40-foot container", "{n} 40-foot containers"),
    "container_40hq": n_("{n} 40-foot high-cube container", "{n} 40-foot high-cube containers"),
}


ZONES = {"Asia/Shanghai": "zone.beijing", "UTC": "zone.utc"}
"""Maps time zones whose usual name differs from Babel's to the name of a text."""


class Renderer:
    """Renders messages, replies and typed values, with the translation catalogues."""

    def __init__(self, catalogues: Catalogues) -> None:
        self.catalogues = catalogues
        self._kinds: dict[str, Callable[[Mapping[str, Any], str], str]] = {
            "text": self._text,
            "term": lambda value, language: self.term(value["name"], language, value.get("values") or {}),
            "money": self._money,
            "code": self._code,
            "number": lambda value, language: self._number(value["value"], language),
            "quantity": self._quantity,
            "duration": self._duration,
            "date": self._date,
            "datetime": self._datetime,
            "weekdays": self._weekdays,
            "zone": self._zone,
            "rating": lambda value, language: f"{value['value']:.1f} / 5",
            "country": lambda value, language: str(locale(language).territories.get(value["code"], value["code"])),
            "list": self._list,
            "lines": lambda value, language: "\n".join(self.value(item, language) for item in value["items"]),
        }

    def message(self, row: MessageRow, language: str) -> OutboundMessage:
        """Returns a stored message as its reader sees it. The text of contacts and agents is
        unchanged, except that invisible characters are removed.

        No error is raised. A message that cannot be rendered because of a bug is replaced by an
        apology, so that later messages are not blocked.
        """
        try:
            return self._message(row, language)
        except Exception:
            log.exception("message cannot be shown", number=row.id)
            text = self.catalogues.sentence("gateway.no_words", language)
            return OutboundMessage(
                row.id, row.author, text, created_at=row.created_at.isoformat(timespec="milliseconds")
            )

    def _message(self, row: MessageRow, language: str) -> OutboundMessage:
        reply: Mapping[str, Any] = row.reply or {}
        return OutboundMessage(
            id=row.id,
            author=row.author,
            author_name=row.author_name and visible(row.author_name),
            text=self.text(reply, language) if reply else visible(row.text or ""),
            cards=tuple(self._card(card, language) for card in reply.get("cards") or ()),
            buttons=self._buttons(reply.get("buttons"), language),
            created_at=row.created_at.isoformat(timespec="milliseconds"),
            files=tuple(OutboundFile(file, self.file(file, language)) for file in row.files),
            edited_at=row.edited_at.isoformat(timespec="milliseconds") if row.edited_at else "",
            is_notice="notice" in reply,
        )

    def file(self, file: StoredFile, language: str) -> str:
        """Returns the description of a file where only text can be shown: "[Photo: label.jpg]"."""
        return self.term(f"file.label.{file['kind']}", language, {"name": file["name"]})

    def refusal(self, file: RefusedFile, language: str) -> str:
        """Returns the text that says why a file was refused."""
        return self.term(f"file.refused.{file.reason}", language, {**file.values, "file": file.name})

    def text(self, reply: Mapping[str, Any], language: str) -> str:
        """Returns the text of a reply, without its cards and buttons. A reply that was said in the
        operator's own words keeps them (`words`)."""
        values = reply.get("values") or {}
        if own := (reply.get("words") or {}).get(language):
            return self.fill(own, language, values, reply["response"])
        return self.term(reply["response"], language, values)

    def term(self, name: str, language: str, values: Mapping[str, Any]) -> str:
        try:
            sentence = self.catalogues.sentence(name, language)
        except KeyError:
            log.error("no such sentence", name=name)
            return self.catalogues.sentence("gateway.no_words", language)
        return self.fill(sentence, language, values, name)

    def fill(self, sentence: str, language: str, values: Mapping[str, Any], name: str = "") -> str:
        """Returns the sentence with these values, and the facts of the operator, in its placeholders."""
        return _PLACEHOLDER.sub(lambda match: self._fill(name, match, values, language), sentence)

    def strings(self, prefix: str, language: str) -> dict[str, str]:
        """Returns all sentences whose names begin with `prefix`, by name, for scripts in a browser.
        Only the facts of the operator are filled in."""
        facts = self.catalogues.words.now.facts
        return {
            name: _PLACEHOLDER.sub(
                lambda match: self.value(facts[match[1]], language) if match[1] in facts else match[0], sentence
            )
            for name, sentence in self.catalogues.strings(prefix, language).items()
        }

    def _fill(self, name: str, match: re.Match[str], values: Mapping[str, Any], language: str) -> str:
        """Returns the value of a placeholder. If the value ends with a full stop, as "Textile Co., Ltd." does, and the
        sentence has a full stop after the placeholder, one of the two is left out."""
        filled = self._placeholder(name, match[1], values, language)
        ends_twice = filled.endswith(".") and not filled.endswith("..") and match.string[match.end() :].startswith(".")
        return filled[:-1] if ends_twice else filled

    def term_in_every_language(self, name: str) -> str:
        """Returns the sentence with this name in all languages, each on its own line, for a reader
        whose language is unknown."""
        return "\n".join(self.term(name, language, {}) for language in LANGUAGES)

    def value(self, value: Any, language: str) -> str:
        """Returns a value of a reply (docs/architecture.md, "A reply") as text. None and values of
        an unknown type become a dash."""
        try:
            return self._value(value, language)
        except Exception as error:
            kind = value.get("type") if isinstance(value, Mapping) else type(value).__name__
            log.error("no such value", kind=kind, error=type(error).__name__)
            return "–"

    def _value(self, value: Any, language: str) -> str:
        if value is None:
            return "–"
        if isinstance(value, Mapping):
            return self._kinds[value["type"]](value, language)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return self._number(value, language)
        return visible(str(value))

    def _placeholder(self, sentence: str, name: str, values: Mapping[str, Any], language: str) -> str:
        if name not in values and name in (facts := self.catalogues.words.now.facts):
            return self.value(facts[name], language)
        if name not in values:
            log.error("value missing", sentence=sentence, value=name)
        return self.value(values.get(name), language)

    def _card(self, card: Mapping[str, Any], language: str) -> OutboundCard:
        fields = tuple(
            (self.value(field["label"], language), self.value(field["value"], language))
            for field in card.get("fields") or ()
        )
        return OutboundCard(
            card["kind"],
            self.value(card["title"], language),
            fields,
            self._buttons(card.get("buttons"), language),
            compared=card.get("compared") is True,
            picture=self._picture(card, language),
        )

    def _picture(self, card: Mapping[str, Any], language: str) -> OutboundPicture | None:
        """Returns the picture that the stored card holds. Returns None for a card without one, for example because no
        picture of that name was stored."""
        if not isinstance(picture := card.get("picture"), Mapping):
            return None
        return OutboundPicture(
            cast(StoredPicture, picture), self.term("card.picture", language, {"title": card["title"]})
        )

    def _buttons(self, buttons: Sequence[StoredButton] | None, language: str) -> tuple[OutboundButton, ...]:
        return tuple(
            OutboundButton(
                self.value(button["label"], language),
                button.get("token"),
                button.get("url"),
                self._form(button["form"], language) if button.get("form") else None,
            )
            for button in buttons or ()
        )

    def _form(self, form: Form, language: str) -> OutboundForm:
        return OutboundForm(form["name"], {name: self.value(value, language) for name, value in form["values"].items()})

    @staticmethod
    def _text(value: Mapping[str, Any], language: str) -> str:
        written = (value.get(code) for code in (language, *LANGUAGES))
        return visible(str(next(filter(None, written), "")))

    @staticmethod
    def _code(value: Mapping[str, Any], language: str) -> str:
        """Returns a code of letters, digits and hyphens.

        Raises:
            ValueError: the value contains other characters.
        """
        if not _CODE.fullmatch(str(value["value"])):
            raise ValueError("no code")
        return str(value["value"])

    @staticmethod
    def _number(value: Any, language: str) -> str:
        return numbers.format_decimal(value, locale=locale(language))

    @staticmethod
    def _money(value: Mapping[str, Any], language: str) -> str:
        amount = Decimal(str(value["amount"]))
        return numbers.format_currency(amount, value["currency"], locale=locale(language), decimal_quantization=False)

    def _quantity(self, value: Mapping[str, Any], language: str) -> str:
        amount, unit = value["value"], value.get("unit")
        if unit not in UNITS:
            return self._number(amount, language)
        singular, plural = UNITS[unit]
        n = int(amount) if amount == int(amount) else 2
        sentence = self.catalogues.translations(language).ungettext(singular, plural, n)
        return sentence.replace("{n}", self._number(amount, language))

    @staticmethod
    def _duration(value: Mapping[str, Any], language: str) -> str:
        length = writing_of(language).durations
        return units.format_unit(value["value"], f"duration-{value['unit']}", length, locale=locale(language))

    @staticmethod
    def _date(value: Mapping[str, Any], language: str) -> str:
        day = dt.date.fromisoformat(str(value["value"])[:10])
        return dates.format_date(day, writing_of(language).date, locale=locale(language))

    @staticmethod
    def _datetime(value: Mapping[str, Any], language: str) -> str:
        if zone := value.get("zone"):
            local = dt.datetime.fromisoformat(value["value"]).astimezone(ZoneInfo(zone))
            return dates.format_datetime(local, writing_of(language).local_moment, locale=locale(language))
        moment = dt.datetime.fromisoformat(value["value"]).astimezone(dt.UTC)
        return dates.format_datetime(moment, writing_of(language).moment, tzinfo=dt.UTC, locale=locale(language))

    def _weekdays(self, value: Mapping[str, Any], language: str) -> str:
        """Returns the names of weekdays. Three or more that follow each other become a range, such
        as "Monday to Saturday"."""
        named = locale(language).days["format"][writing_of(language).weekdays]
        runs = [list(run) for _, run in groupby(enumerate(sorted(value["days"])), lambda each: each[1] - each[0])]
        items: list[Any] = []
        for run in runs:
            first, last = named[run[0][1]], named[run[-1][1]]
            values = {"first": first, "last": last}
            items += [self.term("weekdays.range", language, values)] if len(run) > 2 else [named[day] for _, day in run]
        return self._list({"items": items}, language)

    def _zone(self, value: Mapping[str, Any], language: str) -> str:
        """Returns the usual name of a zone's time, such as "Central European Time"."""
        if name := ZONES.get(value["name"]):
            return self.term(name, language, {})
        return str(dates.get_timezone_name(ZoneInfo(value["name"]), zone_variant="generic", locale=locale(language)))

    def _list(self, value: Mapping[str, Any], language: str) -> str:
        items = [self.value(item, language) for item in value["items"]]
        if value.get("style") == "commas":
            return writing_of(language).comma.join(items)
        return lists.format_list(items, locale=Locale.parse(writing_of(language).lists))
