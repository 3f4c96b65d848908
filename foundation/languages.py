"""Lists the languages that the bot speaks, and describes how dates, lists and the like are written
in each.

All differences between the languages except the translated sentences are defined here. A new
language needs a code in `Language`, a row in `WRITINGS`, and a translation catalogue in `locales/`
(CONTRIBUTING.md, "A language").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: tuple[str, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "en"


@dataclass(frozen=True)
class Writing:
    """Describes how the language with this `code` is written.

    `catalogue` is the language's folder in `locales/`, `html` its tag in HTML and HTTP, and
    `browser` the locale for numbers and times in a browser. `name` and `short_name` are the labels
    of the buttons that choose the language. `date`, `moment`, `short_moment` (without the year)
    and `local_moment` (in the reader's own time zone) are formats for the library Babel, `weekdays`
    is the width of the names of weekdays in a sentence, and `lists` is the locale whose rules join the items of a
    list.
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
    local_moment: str
    weekdays: Literal["wide", "abbreviated"]
    lists: str
    comma: str
    colon: str
    durations: Literal["short", "long"]


_WRITINGS = (
    Writing(
        code="en",
        catalogue="en",
        html="en",
        browser="en-GB",
        name="English",
        short_name="EN",
        date="d MMM y",
        moment="d MMM y, HH:mm 'UTC'",
        short_moment="d MMM, HH:mm 'UTC'",
        local_moment="EEEE d MMM, HH:mm",
        weekdays="wide",
        lists="en_GB",  # "a, b and c"; American English would add a comma before the "and"
        comma=", ",
        colon=": ",
        durations="long",
    ),
    Writing(
        code="zh",
        catalogue="zh_Hans_CN",
        html="zh-Hans",
        browser="zh-Hans-CN",
        name="中文",
        short_name="中文",
        date="y年M月d日",
        moment="y年M月d日 HH:mm 'UTC'",
        short_moment="M月d日 HH:mm 'UTC'",
        local_moment="M月d日（EEE）HH:mm",
        weekdays="abbreviated",
        lists="zh_Hans_CN",
        comma="，",
        colon="：",
        durations="short",  # the short form is a whole word in Chinese ("20天"), and Babel has no long form
    ),
)
WRITINGS = {writing.code: writing for writing in _WRITINGS}


def writing_of(code: str) -> Writing:
    """Returns how the language with this code is written. For an unknown code, returns how English
    is written."""
    return WRITINGS.get(code, WRITINGS[DEFAULT_LANGUAGE])
