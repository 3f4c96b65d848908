"""Finds the values of a quotation in a supplier's words that are no entities: the Incoterm, the lead time, the day
until which it is valid, and the numbers that are not its prices. Imports nothing of Rasa."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from nlu.turn.words.cues.correcting import is_denied
from nlu.turn.words.cues.trades.prices.minimums import find_minimum
from nlu.turn.words.lengths import find_length, find_whole_length
from nlu.understanding.grammar.codes import find_incoterm
from nlu.understanding.grammar.periods import find_deadline
from nlu.understanding.text.writing import folded

_PARTS = re.compile(
    r"[,，;；。]\s*|(?<=[\d\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])|(?<=\S)\s{1,9}(?=(?:valid|good (?:until|till)|expir)[^,;]{0,80}\d)|(?<=\S)(?=(?:有效|保价|报价管|价格?管)[^,，;；。]{0,40}\d)",
    re.I,
)
"""Matches the end of a part of a sentence: a mark, a space between Chinese words, or the place before words about the
validity."""
_DAY = r"(?:[^,，;；。]{0,12}\d|(?:the )?(?:end|close|middle|mid) of|(?:this|next)?(?:本|这个?|下个?)?(?:年|月|周)底|圣诞|春节|过年|元旦|christmas|new year)"
_VALID = re.compile(
    r"\bvalid\w*|\bexpir\w*|\b(?:good|ok|holds?|stands?|open) (?:until|till?|through|to)\b"
    rf"|(?:^|[,;]\s?)(?:and |ok |yes |then )?(?:until|till)\s(?={_DAY})|有效|价格?管|保价|报价管"
    rf"|(?:^|[\s,，;；。])(?:嗯|好|对|那|就|写|报|价格|报价)*[\s,，]?(?:管?到|截止到?|截至)(?={_DAY}[^,，;；。]{{0,8}}$|{_DAY}[^\s,，;；。交发出装]{{0,6}}[\s,，;；。])",
    re.I,
)
_LEAVES = re.compile(
    r"\b(?:ship|deliver|leave|depart|arriv|produc|finish|start|holiday|load|etd|eta|lead time)\w*|发货|出货|发走|交货|交期|到货|到港|装柜|开船|船期|开工|完工|生产|放假|排期|样",
    re.I,
)
"""Matches words about a day on which goods leave, arrive or are made. Another day in a quotation is that of its end."""
_OF_SAMPLES = re.compile(r"\bsampl\w*|样", re.I)
_SAMPLE_DAYS = re.compile(
    r"(?:\bsampl\w*|[打样]{1,2}样?品?)[^\d,，;；。]{0,12}\d+\s?-?(?:days?|weeks?|天|日|周)(?=[^,，;；。]{0,16}\d)", re.I
)
"""Matches the days that a sample takes, before the days that the goods take: 打样7天大货20天, "sample 5 days bulk 20
days"."""
_OFFERED = re.compile(
    r"(?:买家|对方|客户|他们?|她们?)(?:只|就|还价|还|出价|出|给|要|开)+\s?[¥$]?(\d+(?:\.\d+)?)"
    r"|\b(?:buyer|they|he|she|customer|client)\b(?: \w+){0,3} [$€]?(\d+(?:\.\d+)?)",
    re.I,
)
"""Matches the price that a buyer offers, in a supplier's words."""
_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")

QUOTED = (
    *("incoterm", "lead_days", "of_validity", "valid_until", "offered", "written", "ruled_out", "of_delivery"),
    *("minimum", "minimum_words"),
)


def find_quoted(text: str, today: dt.date) -> dict[str, Any]:
    """Returns the values found, by the names of the fields of `actions.dialogue.said.cues.Cues`: the `incoterm`, the
    `lead_days`, the last day on which the quotation is valid (`valid_until`), whether the words speak of the validity
    (`of_validity`), the prices that the other side has `offered`, the numbers that are `written` in digits, and those
    of them that the words rule out (`ruled_out`). `of_delivery` says that they speak of when goods leave or arrive, and
    `minimum` is the smallest quantity for which somebody quotes (`find_minimum`)."""
    of_validity = _VALID.search(text) is not None
    numbers = [(each[0].replace(",", ""), each.span()) for each in _DIGITS.finditer(text)]
    found = {
        "incoterm": find_incoterm(folded(text)),
        "lead_days": find_whole_length(text) or find_length(_select_parts(text, False)),
        "of_validity": of_validity,
        "valid_until": _find_end(_select_parts(text, True), today) if of_validity else None,
        "offered": [each[1] or each[2] for each in _OFFERED.finditer(text)],
        "written": [number for number, _ in numbers],
        "ruled_out": [number for number, span in numbers if is_denied(text, *span)],
        "of_delivery": _LEAVES.search(text) is not None,
        **find_minimum(text),
    }
    return {name: value for name, value in found.items() if value}


def find_numbers(words: str) -> list[str]:
    """Returns the numbers that are written in digits, without their commas."""
    return [number.replace(",", "") for number in _DIGITS.findall(words)]


def _select_parts(sentence: str, of_validity: bool) -> str:
    """Returns the parts of the sentence that speak of the quotation's validity or, without `of_validity`, the other
    parts. The days that a sample takes are left out, because they are not the lead time of the goods."""
    parts = [part for part in _PARTS.split(_SAMPLE_DAYS.sub(" ", sentence)) if bool(_VALID.search(part)) is of_validity]
    others = [part for part in parts if not _OF_SAMPLES.search(part)]
    return ", ".join(others or parts)


def _find_end(words: str, today: dt.date) -> str | None:
    """Returns the ISO date at the end of the period of time in the words."""
    day = find_deadline(words, today)
    if day is None and (length := find_length(words)):
        day = today + dt.timedelta(length)
    return day.isoformat() if day else None
