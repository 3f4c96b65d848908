"""Renders a stored reply, which is data, as the text, cards and buttons that one reader sees in
their language. Nothing else renders replies."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import structlog
from babel import Locale, dates, lists, numbers, units

from bot.messages.files import RefusedFile, StoredFile
from bot.messages.outbound import OutboundButton, OutboundCard, OutboundFile, OutboundMessage
from bot.messages.reply import StoredButton
from bot.messages.stored import MessageRow
from bot.rendering.catalogues import Catalogues, locale
from foundation.languages import LANGUAGES, writing_of
from foundation.visible import visible

log = structlog.get_logger()

_CODE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def n_(singular: str, plural: str) -> tuple[str, str]:
    """Marks a singular and its plural for extraction."""
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


class Renderer:
    """Renders replies and values. It holds only the catalogues."""

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
            "rating": lambda value, language: f"{value['value']:.1f} / 5",
            "country": lambda value, language: str(locale(language).territories.get(value["code"], value["code"])),
            "list": self._list,
            "lines": lambda value, language: "\n".join(self.value(item, language) for item in value["items"]),
        }

    def message(self, row: MessageRow, language: str) -> OutboundMessage:
        """Returns a message as its reader sees it. The words of contacts and agents are unchanged,
        except that invisible characters are removed.

        It never raises. A message that cannot be rendered because of a fault of ours is replaced by
        an apology, so that the messages behind it are not held up.
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
        )

    def file(self, file: StoredFile, language: str) -> str:
        """Returns a file in words: "[Photo: label.jpg]"."""
        return self.term(f"file.label.{file['kind']}", language, {"name": file["name"]})

    def refusal(self, file: RefusedFile, language: str) -> str:
        """Returns why a file is not taken."""
        return self.term(f"file.refused.{file.reason}", language, {**file.values, "file": file.name})

    def text(self, reply: Mapping[str, Any], language: str) -> str:
        """Returns the sentence of a reply, without its cards and buttons."""
        return self.term(reply["response"], language, reply.get("values") or {})

    def term(self, name: str, language: str, values: Mapping[str, Any]) -> str:
        try:
            sentence = self.catalogues.sentence(name, language)
        except KeyError:
            log.error("no such sentence", name=name)
            return self.catalogues.sentence("gateway.no_words", language)
        return _PLACEHOLDER.sub(lambda match: self._placeholder(name, match[1], values, language), sentence)

    def term_in_every_language(self, name: str) -> str:
        """Returns the sentence in all languages, each on a line, for a reader whose language is
        unknown."""
        return "\n".join(self.term(name, language, {}) for language in LANGUAGES)

    def value(self, value: Any, language: str) -> str:
        """Returns a typed value of docs/architecture.md as text. None and unknown values become a
        dash."""
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
        if name not in values:
            log.error("value missing", sentence=sentence, value=name)
        return self.value(values.get(name), language)

    def _card(self, card: Mapping[str, Any], language: str) -> OutboundCard:
        fields = tuple(
            (self.value(field["label"], language), self.value(field["value"], language))
            for field in card.get("fields") or ()
        )
        return OutboundCard(
            card["kind"], self.value(card["title"], language), fields, self._buttons(card.get("buttons"), language)
        )

    def _buttons(self, buttons: Sequence[StoredButton] | None, language: str) -> tuple[OutboundButton, ...]:
        return tuple(
            OutboundButton(self.value(button["label"], language), button.get("token"), button.get("url"))
            for button in buttons or ()
        )

    @staticmethod
    def _text(value: Mapping[str, Any], language: str) -> str:
        written = (value.get(code) for code in (language, *LANGUAGES))
        return visible(str(next(filter(None, written), "")))

    @staticmethod
    def _code(value: Mapping[str, Any], language: str) -> str:
        """Returns a code of letters, digits and hyphens. Anything else raises ValueError."""
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
        moment = dt.datetime.fromisoformat(value["value"]).astimezone(dt.UTC)
        return dates.format_datetime(moment, writing_of(language).moment, tzinfo=dt.UTC, locale=locale(language))

    def _list(self, value: Mapping[str, Any], language: str) -> str:
        items = [self.value(item, language) for item in value["items"]]
        if value.get("style") == "commas":
            return writing_of(language).comma.join(items)
        return lists.format_list(items, locale=Locale.parse(writing_of(language).lists))
