"""Finds which words a text has of the lists in this folder: cue words, topics, reports, choices, and the names of
search conditions and of the documents of an order."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import yaml

from nlu.understanding.cues.words import Words
from nlu.understanding.text.sentences import wishes
from nlu.understanding.text.writing import folded

LANGUAGES = ("en", "zh")
_WISHES = frozenset(["asks", "instead", "narrows", "agrees", "refuses"])
"""The kinds of cues which show that a part of a message is more than chat: that it asks or corrects something, adds a
condition to a search, agrees or refuses."""
_REFUSABLE = frozenset(["claim_wish"])
"""The choices for which people also name a value that they do not want, as in "no replacement, money back"."""
_REFUSED_BEFORE = re.compile(
    r"(?:\b(?:no|not|without|instead of|rather than|no need (?:for|of)|don't want|dont want|do not want)(?: (?:a|an|any|the|to))*\s*"
    r"|不要|不用|不想|别|唔要|唔使)$"
)
_REFUSED_AFTER = re.compile(
    r"\s*(?:的|就|也|都){0,2}(?:不用|不要|不必|算了|免了|唔使|唔要|not needed|isn't needed|is not needed)"
)
_FOLDER = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def read_cues() -> Words:
    """Returns the words of each kind of cue. The words of all languages are in one table, because people mix
    languages."""
    words: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for kind, listed in _read_lists(language).items():
            words.setdefault(kind, []).extend(listed)
    return Words(words)


@lru_cache(maxsize=1)
def read_conditions() -> Words:
    """Returns the words by which people name each condition of a search."""
    return Words(_read_lists("conditions"))


@lru_cache(maxsize=1)
def read_papers() -> Words:
    """Returns the names of each document of an order, such as the proforma invoice."""
    return Words(_read_lists("papers"))


@lru_cache(maxsize=1)
def read_topics() -> Words:
    """Returns the words of each topic. Topics are subjects of short questions for which there is no intent."""
    return Words(_read_lists("topics"))


@lru_cache(maxsize=1)
def read_reports() -> Words:
    """Returns the words of each kind of report about an order, such as "late"."""
    return Words(_read_lists("reports"))


def _read_lists(name: str) -> dict[str, list[str]]:
    lists: dict[str, list[str]] = yaml.safe_load((_FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return lists


@lru_cache(maxsize=1)
def _read_salutation() -> re.Pattern[str]:
    words = [folded(str(word)) for listed in _read_lists("salutations").values() for word in listed]
    any_word = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?:(?:{any_word})(?![a-z0-9])[\s,.!~，。！、～:：-]*)+")


def find_end_of_salutation(text: str) -> int:
    """Returns the position in a raw text where its salutation ends, such as "Good morning my friend, ". Returns 0 if
    the text does not begin with a salutation."""
    found = _read_salutation().match(folded(text))
    return found.end() if found else 0


def find_mentions(text: str) -> list[str]:
    """Returns the conditions of a search that a raw text names and, after them, the documents of an order that it
    names, such as `paper.proforma`. Each of the two groups is in the order of its list."""
    return read_conditions().find_kinds(text) + [f"paper.{name}" for name in read_papers().find_kinds(text)]


@lru_cache(maxsize=1)
def read_choices() -> dict[str, dict[str, str]]:
    """Returns, for each choice, a dictionary from folded words to the value that they stand for, the longest words
    first. A choice is a question with a few possible answers, such as what somebody claims (`claim_wish`)."""
    table = yaml.safe_load((_FOLDER / "choices.yml").read_text(encoding="utf-8"))
    return {
        name: dict(sorted(_list_words(values), key=lambda pair: len(pair[0]), reverse=True))
        for name, values in table.items()
    }


@lru_cache(maxsize=1)
def _choice_words() -> Words:
    return Words({name: list(words) for name, words in read_choices().items()})


def _list_words(values: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(folded(str(word)), value) for value, words in values.items() for word in words]


def find_choices(text: str) -> dict[str, str]:
    """Returns the value of each choice that a raw text makes, such as `claim_wish`: `refund` for "I want my money
    back". If the text has words for several values of a choice, the longest words decide. Of equally long words, those
    that come first in the text decide."""
    found, plain = _choice_words().find(text), folded(text).replace("’", "'")
    for name in _REFUSABLE & found.keys():
        found[name] = [word for word in found[name] if not _is_refused(plain, word)]
    return {name: values[max(found[name], key=len)] for name, values in read_choices().items() if found.get(name)}


def _is_refused(plain: str, word: str) -> bool:
    """Returns whether the words around a word say that it is not wanted: 补发不用, "no replacement"."""
    start = plain.find(word)
    after = start + len(word)
    return _REFUSED_BEFORE.search(plain[:start]) is not None or _REFUSED_AFTER.match(plain, after) is not None


def find_topics(text: str) -> list[str]:
    """Returns the topics that a raw text asks about, in the order of the file topics.yml. Topics are subjects of short
    questions for which there is no intent."""
    return read_topics().find_kinds(text)


def find_reports(text: str) -> list[str]:
    """Returns what a raw text reports about an order, such as "late", in the order of the file reports.yml."""
    return read_reports().find_kinds(text)


def find_cues(text: str) -> set[str]:
    """Returns the kinds of cues that a raw text has."""
    return set(read_cues().find_kinds(text))


def find_asides(text: str) -> list[tuple[int, int]]:
    """Returns the spans of the parts of a raw text that only joke or chat, such as "haha my cat just walked over the
    keyboard." before a question. Returns [] if the text has no other part."""
    parts = wishes(text)
    aside = [(start, end) for start, end in parts if _is_aside(text[start:end])]
    return aside if len(aside) < len(parts) else []


def _is_aside(part: str) -> bool:
    kinds = find_cues(part)
    return "jokes" in kinds and not kinds & _WISHES and not any(character.isdigit() for character in part)
