"""Finds which kinds of cue words a text has."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from nlu.understanding.text.sentences import wishes
from nlu.understanding.text.writing import folded

LANGUAGES = ("en", "zh")
_WISHES = frozenset(["asks", "instead", "narrows", "agrees", "refuses"])
"""The kinds of cues which show that a part of a message is more than chat: it asks, corrects, narrows, agrees or
refuses."""
_REFUSABLE = frozenset(["claim_wish"])
"""The choices of which a value may be named as what is not wanted: "no replacement, money back"."""
_REFUSED_BEFORE = re.compile(
    r"(?:\b(?:no|not|without|instead of|rather than|no need (?:for|of)|don't want|dont want|do not want)(?: (?:a|an|any|the|to))*\s*|不要|不用|不想|别|唔要|唔使)$"
)
_REFUSED_AFTER = re.compile(
    r"\s*(?:的|就|也|都){0,2}(?:不用|不要|不必|算了|免了|唔使|唔要|not needed|isn't needed|is not needed)"
)
_FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def read_cues() -> dict[str, re.Pattern[str]]:
    """Returns a pattern for each kind of cue. Each pattern has the words of all languages, because people mix
    languages."""
    words: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for kind, listed in yaml.safe_load((_FOLDER / f"{language}.yml").read_text(encoding="utf-8")).items():
            words.setdefault(kind, []).extend(folded(str(word)) for word in listed)
    return {
        kind: re.compile("|".join(map(_pattern, sorted(listed, key=len, reverse=True))))
        for kind, listed in words.items()
    }


@lru_cache(maxsize=1)
def read_conditions() -> dict[str, re.Pattern[str]]:
    """Returns, for each condition of a search, a pattern that matches its names."""
    return _read_table("conditions")


@lru_cache(maxsize=1)
def read_papers() -> dict[str, re.Pattern[str]]:
    """Returns, for each paper of an order (such as the proforma invoice), a pattern that matches its names."""
    return _read_table("papers")


@lru_cache(maxsize=1)
def read_topics() -> dict[str, re.Pattern[str]]:
    """Returns, for each topic of a short question, a pattern that matches the words of that topic."""
    return _read_table("topics")


@lru_cache(maxsize=1)
def read_reports() -> dict[str, re.Pattern[str]]:
    """Returns, for each thing that people report about an order (such as "late"), a pattern that matches its words."""
    return _read_table("reports")


def _read_table(name: str) -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile("|".join(_pattern(folded(str(word))) for word in words))
        for kind, words in _read_lists(name).items()
    }


def _read_lists(name: str) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return lists


@lru_cache(maxsize=1)
def _read_salutation() -> re.Pattern[str]:
    words = [folded(str(word)) for listed in _read_lists("salutations").values() for word in listed]
    any_word = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:(?:{any_word})(?![a-z0-9])[\s,.!~，。！、～:：-]*)+")


def find_end_of_salutation(text: str) -> int:
    """Returns the position in a raw text where its salutation ends, such as "Good morning my friend, "; 0 if it has
    none."""
    found = _read_salutation().match(folded(text))
    return found.end() if found else 0


def find_mentions(text: str) -> list[str]:
    """Returns the conditions of a search that a raw text names, and after them the papers of an order that it names,
    such as `paper.proforma`. Both are in the order of their table."""
    return _find_kinds(text, read_conditions()) + [f"paper.{name}" for name in _find_kinds(text, read_papers())]


@lru_cache(maxsize=1)
def read_choices() -> dict[str, dict[str, str]]:
    """Returns, for each choice, a dictionary from words to the value that they stand for, the longest words first."""
    table = yaml.safe_load((_FOLDER / "choices.yml").read_text(encoding="utf-8"))
    return {
        name: dict(sorted(_list_words(values), key=lambda pair: len(pair[0]), reverse=True))
        for name, values in table.items()
    }


@lru_cache(maxsize=1)
def _choice_patterns() -> dict[str, re.Pattern[str]]:
    return {name: re.compile("|".join(map(_pattern, words))) for name, words in read_choices().items()}


def _list_words(values: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(folded(str(word)), value) for value, words in values.items() for word in words]


def find_choices(text: str) -> dict[str, str]:
    """Returns the value of each choice that a raw text makes, such as `claim_wish`: `refund` for "I want my money
    back". If words for several values of a choice are found, the longest words decide, and of equally long ones the
    first."""
    plain = _fold(text)
    found = {}
    for name, pattern in _choice_patterns().items():
        places = pattern.finditer(plain)
        if words := [each[0] for each in places if name not in _REFUSABLE or not _is_refused(plain, each.span())]:
            found[name] = read_choices()[name][max(words, key=len)]
    return found


def _is_refused(plain: str, place: tuple[int, int]) -> bool:
    """Returns whether the words around the place say that it is not wanted: 补发不用, "no replacement"."""
    start, end = place
    return _REFUSED_BEFORE.search(plain, 0, start) is not None or _REFUSED_AFTER.match(plain, end) is not None


def find_topics(text: str) -> list[str]:
    """Returns the topics that a raw text asks about, in the order of the table. Topics are subjects for which there is
    no intent."""
    return _find_kinds(text, read_topics())


def find_reports(text: str) -> list[str]:
    """Returns what a raw text reports about an order, such as "late", in the order of the table."""
    return _find_kinds(text, read_reports())


def find_cues(text: str) -> set[str]:
    """Returns the kinds of cues that a raw text has."""
    return set(_find_kinds(text, read_cues()))


def _find_kinds(text: str, patterns: dict[str, re.Pattern[str]]) -> list[str]:
    """Returns the kinds whose words a raw text has, in the order of their table."""
    plain = _fold(text)
    return [kind for kind, pattern in patterns.items() if pattern.search(plain)]


def _fold(text: str) -> str:
    return folded(text).replace("’", "'")


def find_asides(text: str) -> list[tuple[int, int]]:
    """Returns the spans of the parts of a raw text that only joke or chat, such as "haha my cat just walked over the
    keyboard." before a question. Returns [] if the text has no other part."""
    parts = wishes(text)
    aside = [(start, end) for start, end in parts if _is_aside(text[start:end])]
    return aside if len(aside) < len(parts) else []


def _is_aside(part: str) -> bool:
    kinds = find_cues(part)
    return "jokes" in kinds and not kinds & _WISHES and not any(character.isdigit() for character in part)


def _pattern(word: str) -> str:
    # A Latin word must be a whole word of the text; a Chinese word may stand anywhere in it.
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() and word[0].isalnum() else re.escape(word)
