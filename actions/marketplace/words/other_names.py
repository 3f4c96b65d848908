"""Knows goods by the names that English and Chinese have for them elsewhere: British, American and
Indian ones, those of Hong Kong and of Taiwan.

They are words of the language and not of a catalogue. `other_names/` has a line for each thing: its
usual name, then the others.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from actions.marketplace.words.words import is_han, normalise, words

_FOLDER = Path(__file__).with_name("other_names")
_LONGEST = 200
"""The most characters of a text that is looked at. A longer one is no name of goods."""
_MOST_WORDS = 4
Key = tuple[str, ...]


def usual_name(text: str) -> str | None:
    """Returns `text` with the usual names in place of others: "truck tyres" for "lorry tyres", 运动鞋 for 波鞋. Returns None
    when it has no such name."""
    plain = normalise(text).strip()
    if len(plain) > _LONGEST:
        return None
    usual = _in_chinese(plain) if any(map(is_han, plain)) else _in_english(plain)
    return usual if usual != plain else None


def _in_english(text: str) -> str:
    names, pieces, at = _english(), text.split(), 0
    found: list[str] = []
    while at < len(pieces):
        for length in range(min(_MOST_WORDS, len(pieces) - at), 0, -1):
            usual = names.get(_key(" ".join(pieces[at : at + length])))
            if usual:
                found.append(usual)
                at += length
                break
        else:
            found.append(pieces[at])
            at += 1
    return " ".join(found)


def _in_chinese(text: str) -> str:
    names, at, found = _chinese(), 0, ""
    longest = max(map(len, names))
    while at < len(text):
        for length in range(min(longest, len(text) - at), 0, -1):
            said = text[at : at + length]
            if said in names and (length > 1 or len(text) == 1):
                found += names[said]
                at += length
                break
        else:
            found += text[at]
            at += 1
    return found


@cache
def _english() -> dict[Key, str]:
    return {_key(other): usual for usual, other in _names("en.txt") if _key(other)}


@cache
def _chinese() -> dict[str, str]:
    """Returns the usual name of each other one, and of each usual one that another is a part of: 口罩 is left as it is."""
    names = {normalise(other).strip(): usual for usual, other in _names("zh.txt")}
    return {usual: usual for usual in names.values()} | {
        other: usual for other, usual in names.items() if other != usual
    }


def _key(text: str) -> Key:
    return tuple(words(text))


def _names(file: str) -> Iterator[tuple[str, str]]:
    """Yields each usual name with each other one."""
    for line in (_FOLDER / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            usual, others = line.split("=")
            for other in others.split(","):
                yield usual.strip(), other.strip()
