"""Names the languages in which people are understood and answered, and says how each is written.

Whatever differs between languages and is no sentence stands here once. A new language is a code in
`Language` and a row in `WRITINGS`, beside its catalogue in `locales/` (CONTRIBUTING.md, "A language").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: tuple[str, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "en"


@dataclass(frozen=True)
class Writing:
    """Says how the language `code` is written.

    `catalogue` is its folder in `locales/`, `html` its name in HTML and HTTP, and `browser` the
    locale by which a browser writes its numbers and times. `name` and `short_name` stand on the
    buttons that choose it. `date`, `moment` and `short_moment` (without the year) are formats of
    Babel, and `lists` is the locale whose rules join the items of a list.
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
        lists="zh_Hans_CN",
        comma="，",
        colon="：",
        durations="short",  # Babel has no long units for Chinese, and the short ones are whole words ("20天")
    ),
)
WRITINGS = {writing.code: writing for writing in _WRITINGS}


def writing_of(code: str) -> Writing:
    """Returns how the language with that code is written; for an unknown code, how English is."""
    return WRITINGS.get(code, WRITINGS[DEFAULT_LANGUAGE])
