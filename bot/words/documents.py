"""Defines the kinds of documents that an operator edits, what each may contain, and the original content of each.

The console's forms and the import of files hand over the same JSON, and both are checked here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from babel.numbers import list_currencies

from bot.rendering.catalogues import Catalogues
from bot.rendering.renderer import find_placeholders
from bot.words.logo import read_logo
from foundation.errors import Explain
from foundation.languages import LANGUAGES
from foundation.visible import visible

Content = dict[str, Any]
Both = dict[str, str]

FACTS = ("brand", "hours", "claim_days", "deposit_percent", "commission_percent", "membership_fee")
"""The placeholders that every text of the operator may have."""
TEXTS = (
    "gateway.welcome",
    "gateway.welcome_buyer",
    "gateway.welcome_supplier",
    "widget.welcome.title",
    "widget.welcome.text",
    "utter_greet_visitor",
    "utter_greet_buyer",
    "utter_greet_supplier",
    "utter_sign_in",
    "utter_out_of_scope",
)
"""The catalogue's sentences that an operator may replace by its own."""
FAQ = (
    "payment_methods",
    "shipping_cost",
    "shipping_time",
    "customs_duty",
    "incoterms",
    "sample_policy",
    "inspection",
    "buyer_protection",
    "return_policy",
    "supplier_verification",
    "become_supplier",
    "business_hours",
    "data_privacy",
    "fees",
    "about_platform",
)
"""The articles with which the bot answers its general questions. The original text of each is `utter_faq_<name>`, and
`utter_faq_<name>_more` for contacts who ask for more."""
TERMS = {
    "claim_days": (30, 1, 365),
    "deposit_percent": (30, 0, 100),
    "claim_answer_days": (5, 1, 90),
    "claim_answer_reminder_days": (2, 1, 90),
    "claim_agree_days": (10, 1, 180),
    "claim_agree_reminder_days": (3, 1, 180),
}
"""Maps each term of orders and claims to its original value, and to its smallest and largest allowed value. A document
from before a term was there has its original value."""
FEES = {"commission_percent": 100, "membership_fee": 1_000_000}
"""Maps each fee that suppliers pay to the most that it may be: a commission on completed orders, in percent, and the
price of a membership for a year. The bot does not mention a fee that has no value."""
FEE_CURRENCY = "USD"

LONGEST = {"name": 60, "title": 120, "text": 3000, "owner": 80, "question": 200}
MOST_QUESTIONS = 20
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def read_document(catalogues: Catalogues, kind: str, name: str, given: Mapping[str, Any]) -> Content:
    """Checks the content of a document, and returns it in the form in which it is stored.

    Raises:
        Explain: a field is wrong (its name is in the message), or there is no such document.
    """
    reader = _READERS.get(kind)
    if reader is None or not is_name(kind, name):
        raise Explain("no_document", "words.refused.name")
    return reader(catalogues, name, given)


def is_name(kind: str, name: str) -> bool:
    """Returns whether a document of this kind may have the name."""
    if kind == "article":
        return len(name) <= 60 and _SLUG.fullmatch(name) is not None
    return name in TEXTS if kind == "text" else name == kind and kind in _READERS


def build_original(catalogues: Catalogues, kind: str, name: str) -> Content:
    """Returns the original content of a document, which comes with the product."""
    if kind == "brand":
        return {"name": dict.fromkeys(LANGUAGES, ""), "sign_in": "", "colour": "", "logo": ""}
    if kind == "terms":
        terms = {term: value for term, (value, _, _) in TERMS.items()}
        return {**terms, **dict.fromkeys(FEES, ""), "fee_currency": FEE_CURRENCY}
    if kind == "text":
        return {language: catalogues.original(name, language) for language in LANGUAGES}
    topic = name if name in FAQ else None
    return {
        "title": _originals(catalogues, topic and f"intent.faq_{topic}"),
        "text": _originals(catalogues, topic and f"utter_faq_{topic}"),
        "more": _originals(catalogues, topic and f"utter_faq_{topic}_more"),
        "questions": {language: [] for language in LANGUAGES},
        "owner": "",
        "review_on": "",
        "published": True,
    }


def _originals(catalogues: Catalogues, name: str | None) -> Both:
    return {language: catalogues.original(name, language) if name else "" for language in LANGUAGES}


def _read_brand(_catalogues: Catalogues, _name: str, given: Mapping[str, Any]) -> Content:
    names = _read_both(given, "name", LONGEST["name"], (), needed=False)
    either = next(filter(None, names.values()), "")
    sign_in, colour = (str(given.get(field) or "").strip() for field in ("sign_in", "colour"))
    if sign_in and (urlsplit(sign_in).scheme not in ("https", "http") or not urlsplit(sign_in).hostname):
        raise Explain("bad_words", "words.refused.address")
    if colour and not _COLOUR.fullmatch(colour):
        raise Explain("bad_words", "words.refused.colour")
    return {
        "name": {language: name or either for language, name in names.items()},
        "sign_in": sign_in[:500],
        "colour": colour.lower(),
        "logo": read_logo(given.get("logo")),
    }


def _read_text(catalogues: Catalogues, name: str, given: Mapping[str, Any]) -> Content:
    allowed = (*FACTS, *find_placeholders(catalogues.names[name]))
    return {**_read_both({"text": given}, "text", 1000, allowed)}


def _read_terms(_catalogues: Catalogues, _name: str, given: Mapping[str, Any]) -> Content:
    content = {}
    for term, (first, least, most) in TERMS.items():
        written = str(given.get(term, first)).strip()
        if not re.fullmatch(r"[0-9]{1,3}", written) or not least <= int(written) <= most:
            raise Explain("bad_words", "words.refused.number", least=least, most=most)
        content[term] = int(written)
    return {**content, **_read_fees(given)}


def _read_fees(given: Mapping[str, Any]) -> Content:
    """Returns the fees as plain numbers: "2.50" is "2.5"."""
    fees = {fee: str(given.get(fee) or "").strip() for fee in FEES}
    for fee, most in FEES.items():
        if fees[fee]:
            if not re.fullmatch(r"[0-9]{1,7}(\.[0-9]{1,2})?", fees[fee]) or Decimal(fees[fee]) > most:
                raise Explain("bad_words", "words.refused.fee", most=most)
            fees[fee] = f"{Decimal(fees[fee]).normalize():f}"
    currency = str(given.get("fee_currency") or FEE_CURRENCY).strip().upper()
    if currency not in list_currencies():
        raise Explain("bad_words", "words.refused.currency")
    return {**fees, "fee_currency": currency}


def _read_article(_catalogues: Catalogues, _name: str, given: Mapping[str, Any]) -> Content:
    is_published = given.get("published") in (True, "1", "on")
    return {
        "title": _read_both(given, "title", LONGEST["title"], FACTS, needed=is_published),
        "text": _read_both(given, "text", LONGEST["text"], FACTS, needed=is_published),
        "more": _read_both(given, "more", LONGEST["text"], FACTS, needed=False),
        "questions": _read_questions(given.get("questions") or {}),
        "owner": _clean(given.get("owner"), LONGEST["owner"]),
        "review_on": _read_day(given.get("review_on")),
        "published": is_published,
    }


def _read_both(
    given: Mapping[str, Any], field: str, longest: int, placeholders: tuple[str, ...], *, needed: bool = True
) -> Both:
    """Returns a text in every language. With `needed`, it must not be empty in any language."""
    texts = given.get(field) or {}
    if not isinstance(texts, Mapping):
        raise Explain("bad_words", "words.refused.missing")
    both = {language: _clean(texts.get(language), longest) for language in LANGUAGES}
    if needed and not all(both.values()):
        raise Explain("bad_words", "words.refused.missing")
    for unknown in sorted(find_placeholders("".join(both.values())) - {*placeholders}):
        raise Explain("bad_words", "words.refused.placeholder", name=f"{{{unknown}}}")
    return both


def _read_questions(given: Any) -> dict[str, list[str]]:
    if not isinstance(given, Mapping):
        raise Explain("bad_words", "words.refused.missing")
    asked = {language: _read_lines(given.get(language)) for language in LANGUAGES}
    if any(len(lines) > MOST_QUESTIONS for lines in asked.values()):
        raise Explain("bad_words", "words.refused.questions", most=MOST_QUESTIONS)
    return asked


def _read_lines(given: Any) -> list[str]:
    lines = given if isinstance(given, list) else str(given or "").splitlines()
    return [line for each in lines if (line := _clean(each, LONGEST["question"]))]


def _read_day(given: Any) -> str:
    written = str(given or "").strip()
    try:
        return dt.date.fromisoformat(written).isoformat() if written else ""
    except ValueError:
        raise Explain("bad_words", "words.refused.day") from None


def _clean(given: Any, longest: int) -> str:
    """Returns a text without invisible characters.

    Raises:
        Explain: the text is too long.
    """
    text = visible(str(given or "").replace("\r\n", "\n").replace("\0", "")).strip()
    if len(text) > longest:
        raise Explain("bad_words", "words.refused.long", most=longest)
    return text


_READERS: dict[str, Callable[[Catalogues, str, Mapping[str, Any]], Content]] = {
    "brand": _read_brand,
    "text": _read_text,
    "terms": _read_terms,
    "article": _read_article,
}
KINDS = tuple(_READERS)
