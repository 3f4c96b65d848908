"""Lists the languages that the bot speaks, and how each is written on every channel and page.

Whatever differs between languages and is no sentence stands in one row here: a new language is a new
row, beside its catalogue in `locales/` (CONTRIBUTING.md, "A language").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from babel import Locale


@dataclass(frozen=True)
class Language:
    """Says how a language is written. `code` names it in rows, frames and addresses.

    `catalogue` is its folder in `locales/`, `html` its name in HTML and HTTP, and `browser` the
    locale by which a browser writes its numbers and times. `name` and `short_name` stand on the
    buttons that choose it. Formats of dates are those of Babel; `short_moment` leaves out the year.
    """

    code: str
    catalogue: str
    html: str
    browser: str
    name: str
    short_name: str
    date: str
    moment: str
    short_moment: str
    lists: Locale
    comma: str
    colon: str
    durations: Literal["short", "long"]


_LANGUAGES = (
    Language(
        code="en",
        catalogue="en",
        html="en",
        browser="en-GB",
        name="English",
        short_name="EN",
        date="d MMM y",
        moment="d MMM y, HH:mm 'UTC'",
        short_moment="d MMM, HH:mm 'UTC'",
        lists=Locale.parse("en_GB"),  # "a, b and c"; American English would add a comma before the "and"
        comma=", ",
        colon=": ",
        durations="long",
    ),
    Language(
        code="zh",
        catalogue="zh_Hans_CN",
        html="zh-Hans",
        browser="zh-Hans-CN",
        name="中文",
        short_name="中文",
        date="y年M月d日",
        moment="y年M月d日 HH:mm 'UTC'",
        short_moment="M月d日 HH:mm 'UTC'",
        lists=Locale.parse("zh_Hans_CN"),
        comma="，",
        colon="：",
        durations="short",  # Babel has no long units for Chinese, and the short ones are whole words ("20天")
    ),
)

LANGUAGES = tuple(language.code for language in _LANGUAGES)
DEFAULT_LANGUAGE = "en"

_BY_CODE = {language.code: language for language in _LANGUAGES}


def language_of(code: str) -> Language:
    """Returns the language with that code, or English for an unknown code."""
    return _BY_CODE.get(code, _BY_CODE[DEFAULT_LANGUAGE])


def locale(code: str) -> Locale:
    """Returns the locale by which Babel writes numbers, money and names in the language."""
    return Locale.parse(language_of(code).catalogue)
