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
"""Cues of a part that does more than to chat."""
_FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def read_cues() -> dict[str, re.Pattern[str]]:
    """Returns a pattern for each kind of cue, over the words of all languages: people mix them."""
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
    """Returns a pattern for the names of each condition of a search."""
    return _read_table("conditions")


@lru_cache(maxsize=1)
def read_papers() -> dict[str, re.Pattern[str]]:
    """Returns a pattern for the names of each paper of an order."""
    return _read_table("papers")


@lru_cache(maxsize=1)
def read_topics() -> dict[str, re.Pattern[str]]:
    """Returns a pattern for the words that show what a short question is about, by the name of the topic."""
    return _read_table("topics")


@lru_cache(maxsize=1)
def read_reports() -> dict[str, re.Pattern[str]]:
    """Returns a pattern for each thing that people report of an order."""
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
    """Returns where a raw text begins to say what it wants: after "Good morning my friend, "; 0 without a salutation."""
    found = _read_salutation().match(folded(text))
    return found.end() if found else 0


def find_mentions(text: str) -> list[str]:
    """Returns the conditions of a search that a raw text names, in the order of the table, and then the papers of an
    order, such as `paper.proforma`."""
    return _find_kinds(text, read_conditions()) + [f"paper.{name}" for name in _find_kinds(text, read_papers())]


@lru_cache(maxsize=1)
def read_choices() -> dict[str, dict[str, str]]:
    """Returns for each choice the value that each word stands for, the longest words first."""
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
    back". Of several values, the one with the longest words is returned, and among these the first."""
    plain = _fold(text)
    found = {}
    for name, pattern in _choice_patterns().items():
        if words := pattern.findall(plain):
            found[name] = read_choices()[name][max(words, key=len)]
    return found


def find_topics(text: str) -> list[str]:
    """Returns the topics of a raw text that no intent names, in the order of the table."""
    return _find_kinds(text, read_topics())


def find_reports(text: str) -> list[str]:
    """Returns what a raw text reports of an order, such as "late", in the order of the table."""
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
    """Returns the spans of those parts of a raw text that joke or chat beside its wish, such as "haha my cat just walked
    over the keyboard." before a question; [] when nothing else is said."""
    parts = wishes(text)
    aside = [(start, end) for start, end in parts if _is_aside(text[start:end])]
    return aside if len(aside) < len(parts) else []


def _is_aside(part: str) -> bool:
    kinds = find_cues(part)
    return "jokes" in kinds and not kinds & _WISHES and not any(character.isdigit() for character in part)


def _pattern(word: str) -> str:
    # A Latin word has borders; a Chinese one stands anywhere.
    return rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" if word.isascii() and word[0].isalnum() else re.escape(word)
