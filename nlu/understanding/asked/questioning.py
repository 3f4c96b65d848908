"""Finds with lists of words what a message asks, clause by clause: the kind of each question (`when`, `who` …) and its
subjects.

The subjects that belong to trades, such as `ship` and `deposit`, are listed in questions.yml. Those that belong to
goods on sale, their suppliers and the marketplace, such as `stock` and `warranty`, are listed in goods.yml. This module
does not import Rasa.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from foundation.yaml_text import read_yaml
from nlu.understanding.cues.words import Words
from nlu.understanding.text.clauses import find_clauses

_CLAUSE = re.compile(r"[^,.;!?，。；！？\n–—]+(?:[.,](?=\d)[^,.;!?，。；！？\n–—]+)*")
_ASKS = re.compile(
    r"^(?:and |so |but |ok |hey |hi |well |then )*(?:has|have|hasn't|haven't|is|are|isn't|aren't|was|were|did|didn't|does|doesn't|do|will(?! (?:you|u)\b)|any)\b"
    r"|(?:吗|嗎|了没|了沒|没有|沒有|没|未|呢|[没沒未该該应應是].{0,8}吧)$"
)
"""Matches a clause that has the form of a question, even without a question mark: it begins with an auxiliary verb or
with "any", or it ends with a Chinese question particle."""
_REQUESTS = re.compile(
    r"^(?:and |so |but |ok |hi |hey )*(?:can|could|would|will (?:you|u)|may|shall|please|pls)\b|能不能|可不可以|可唔可以|得唔得|可以.{0,12}吗|能.{0,12}吗|麻烦|帮我"
)
"""Matches a clause that asks somebody to do something, or asks whether something can be done: "can they ship it
earlier?"."""
_PUTS_OFF = re.compile(r"(?:先|暂时?|還|还)(?:不|别|別|唔)|\b(?:don't|dont|do not|won't|wont|rather not)\b")
"""Matches a clause that postpones or refuses something: 先不确认."""
_Span = tuple[int, int, str, str]


About = Literal["things", "goods", "market"]
"""The subjects to look for: `things` are those of trades, `goods` are those of goods on sale and their suppliers, and
`market` are those of the marketplace in general."""


def find_asked(plain: str, about: About = "things") -> list[dict[str, Any]]:
    """Returns the clauses of the folded text that ask a question or name a subject, in the order of the text.

    Each clause has the `kinds` of its questions, its subjects (`things`), and whether it is a question (`is_question`):
    it ends with a question mark or has the form of a question. A clause that asks somebody to do something is a
    question unless `about` is `things`. A clause may have kinds and no subject ("and when?").
    """
    found = [
        _read_clause(plain[start:end], about, is_question=plain[end : end + 1] in ("?", "？"))
        for start, end in find_clauses(plain, _CLAUSE)
    ]
    return [clause for clause in found if clause["kinds"] or clause["things"]]


def list_names() -> list[str]:
    """Returns the names of all kinds of questions and of all their subjects, as `kinds.when`, `things.ship` and
    `goods.stock`. The subjects of the marketplace in general are left out."""
    sections = ("kinds", "things", "goods")
    return [f"{section}.{name}" for section in sections for name in _tables()[section] if name != "none"]


def find_owning(plain: str) -> list[str]:
    """Returns those of the labels `own` and `past` that the folded text has words for: `own` if it speaks of something
    that belongs to its writer, `past` if it speaks of the past."""
    return _tables()["own"].find_kinds(plain)


def _read_clause(clause: str, about: About, *, is_question: bool) -> dict[str, Any]:
    kinds, things = _find_longest(clause, "kinds"), _find_longest(clause, about)
    if set(kinds) <= {"whether"} and not is_question and _PUTS_OFF.search(clause):
        return {"kinds": [], "things": [], "is_question": False}
    if _REQUESTS.search(clause.strip()):
        kinds = [kind for kind in kinds if kind != "whether"]
        return {"kinds": kinds, "things": things, "is_question": about != "things"}  # "can they put our logo on?"
    return {"kinds": kinds, "things": things, "is_question": is_question or _ASKS.search(clause.strip()) is not None}


def _find_longest(clause: str, section: str) -> list[str]:
    """Returns the names for which the clause has words, in the order of the clause. A word inside a longer word of the
    same list does not count, such as "payment" in "down payment"."""
    spans: list[_Span] = []
    for name, said in _tables()[section].find(clause).items():
        for word in dict.fromkeys(said):
            spans += [(at, at + len(word), name, word) for at in _find_all(clause, word)]
    whole = [span for span in spans if not any(_is_inside(span, other) for other in spans)]
    return list(dict.fromkeys(name for _, _, name, _ in sorted(whole) if name != "none"))


def _find_all(clause: str, word: str) -> list[int]:
    return [
        found.start()
        for found in re.finditer(rf"(?={re.escape(word)})", clause)
        if _stands_alone(clause, found.start(), word)
    ]


def _stands_alone(clause: str, start: int, word: str) -> bool:
    if not (word.isascii() and word[0].isalnum()):
        return True
    around = clause[max(start - 1, 0) : start] + clause[start + len(word) : start + len(word) + 1]
    return not any(each.isascii() and each.isalnum() for each in around)


def _is_inside(span: _Span, other: _Span) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and (other[1] - other[0]) > (span[1] - span[0])


@lru_cache(maxsize=1)
def _tables() -> dict[str, Words]:
    folder = Path(__file__).resolve().parent
    table: dict[str, Any] = read_yaml(folder / "questions.yml")
    before: dict[str, Any] = read_yaml(folder / "goods.yml")
    none, none_before = {"none": table["none"]}, {"none": before["none"]}
    return {
        "kinds": Words({**table["kinds"], **none}),
        "things": Words({**table["things"], **none}),
        "goods": Words({**before["goods"], **none_before}),
        "market": Words({**before["market"], **none_before}),
        "own": Words({"own": table["own"], "past": table["past"]}),
    }
