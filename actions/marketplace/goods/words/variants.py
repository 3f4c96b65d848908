"""Finds the words by which some goods of one kind differ from the others, such as the size, the material or the finish in
their names. The goods themselves say which words these are, so that no list of properties is needed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from actions.marketplace.base.records import Name
from actions.marketplace.goods.words.words import HAN, HAN_RUN, normalise, stem, words

_TOKEN = re.compile(r"[a-z0-9]+(?:[./:×'-][a-z0-9]+)*")
_COUNTED = re.compile(rf"\d+[{HAN}]{{1,2}}")
_DECIMAL = re.compile(r"\d+\.\d+")
_LONGEST_HAN, _SHORTEST_HAN = 6, 2
_AS_WRITTEN = {"allinone": "all-in-one"}
"""How names write words that `normalise` writes as one."""
_LITTLE = (
    "set sets one ones two new first top free full long high low just kind type types pack packs box boxes bag bags piece"
    " pieces pair pairs size sizes per hand all only use grade standard style other with without"
)
_SAYS_LITTLE = frozenset(map(stem, _LITTLE.split()))
"""Words of names that people also use without describing the goods."""


def find_variant(text: str, names: Sequence[Name], denied: Collection[str] = ()) -> list[str]:
    """Returns the words of `text` that some of the names contain but not all, as the names write them, without the
    words that are `denied`. Returns no words if no single name contains all of them, because it is then unclear which
    goods are meant."""
    held = [_units(name) for name in names]
    known = {unit: written for units in held for unit, written in units.items()}
    out = {unit for each in denied for unit in _said(each, known)}
    said = dict.fromkeys(unit for unit in _said(text, known) if unit not in out)
    shared = [unit for unit in said if 0 < sum(unit in units for units in held) < len(held)]
    if not any(all(unit in units for unit in shared) for units in held):
        return []
    return list(dict.fromkeys(known[unit] for unit in shared))


def _units(name: Name) -> dict[str, str]:
    """Maps the words of a name in both languages, and all parts of its Chinese words, to the words as they are
    written."""
    units = {
        unit: _AS_WRITTEN.get(token, token)
        for text in name.both
        for token in _TOKEN.findall(normalise(text))
        for unit in _of_token(token)
    }
    units |= {part: part for part in _COUNTED.findall(normalise(name.zh))}
    for run in HAN_RUN.findall(normalise(name.zh)):
        for length in range(_SHORTEST_HAN, _LONGEST_HAN + 1):
            units |= {part: part for start in range(len(run) - length + 1) for part in (run[start : start + length],)}
    return units


def _of_token(token: str) -> Iterator[str]:
    """Yields other ways to write a word: "off-road" as "offroad", "205/55r16" by its parts, "5.0cm" as 5.0."""
    yield stem(token.replace("-", ""))
    parts = re.split(r"[/:×-]", token)
    if len(parts) > 1:
        yield from (part for part in parts if any(map(str.isdigit, part)))
    yield from _DECIMAL.findall(token)


def _said(text: str, known: Collection[str]) -> Iterator[str]:
    """Yields the words of the text that are among the `known` words of names."""
    plain = normalise(text)
    tokens = _TOKEN.findall(plain)
    pairs = (stem(one + other) for one, other in pairwise(tokens))
    parts = (unit for token in tokens for unit in _of_token(token))
    yield from (unit for unit in (*pairs, *parts) if unit in known and _says_something(unit))
    for counted in _COUNTED.findall(plain):  # 15件套
        yield from (part for part in (counted, counted[:-1]) if part in known and not part.isdecimal())
    for run in HAN_RUN.findall(plain):
        yield from _cut(run, known)


def _says_something(unit: str) -> bool:
    if unit in _SAYS_LITTLE or unit.isdecimal() or (len(unit) < _SHORTEST_HAN):
        return False
    return any(map(str.isdigit, unit)) or bool(words(unit))


def _cut(run: str, known: Collection[str]) -> Iterator[str]:
    """Yields the longest parts of a Chinese text that are known parts of names. These parts do not overlap."""
    at = 0
    while at < len(run) - 1:
        lengths = range(min(_LONGEST_HAN, len(run) - at), _SHORTEST_HAN - 1, -1)
        length = next((length for length in lengths if run[at : at + length] in known), 0)
        if length:
            yield run[at : at + length]
        at += length or 1
