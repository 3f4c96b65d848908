"""Finds what misspelt names of goods may mean: words of the catalogue with nearly the same
spelling.

An English word may mean a word with the same first letter that shares most letters with it. A Chinese name may mean one
that differs in a single character, if that character and one beside it do not form a word. So 番加酱 is a misspelt 番茄酱,
but 番茄汁 is not.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from difflib import SequenceMatcher, get_close_matches
from itertools import dropwhile, groupby, islice, product

import rjieba
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from actions.marketplace.goods.catalogue import tables
from actions.marketplace.goods.words.words import HAN, is_han, normalise, words

READ_FROM = 50_000
"""The most products from which the words of the catalogue are read. The newest are used."""
_WORD = re.compile("[a-z]+")
_NAME = re.compile(f"[a-z]+|[{HAN}]+")
_SHORTEST = 5  # letters; shorter words are too easily mistaken for another
_LIKE = 0.83  # of 1.0; allows for one letter more or less, two exchanged, or one wrong in six
_AS_LIKE = 0.02
_LONGEST_NAME = 8  # characters
_MOST = 3
_LONGEST_WISH = 200
"""The most characters of a text that is corrected. A longer text does not name goods, and each of its words would be
compared with the whole catalogue."""
_MOST_READINGS = 32


class Spelling:
    """Holds the words that occur in the names of a catalogue's goods, and corrects texts by them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._words: dict[str, Counter[str]] = defaultdict(Counter)
        self._names: dict[tuple[int, str], set[str]] = defaultdict(set)
        for part in (part for name in names for part in _NAME.findall(normalise(name))):
            if not is_han(part):
                self._words[part[0]][part] += 1
            elif 2 <= len(part) <= _LONGEST_NAME:
                self._names[len(part), part[0]].add(part)
                self._names[len(part), part[-1]].add(part)

    def corrections(self, text: str, is_known: Callable[[str], bool]) -> Iterator[list[str]]:
        """Yields corrections of `text`, in groups of equally good ones, the likeliest group first. `is_known` says
        whether a (stemmed) word occurs in the catalogue."""
        text = normalise(text)
        if len(text) > _LONGEST_WISH:
            return
        yield [fixed for fixed in self._in_english(text, is_known) if fixed != text]
        yield from self._in_chinese(text)

    def _in_english(self, text: str, is_known: Callable[[str], bool]) -> Iterator[str]:
        choices = [
            self._like(part) if _WORD.fullmatch(part) and not all(map(is_known, words(part))) else [part]
            for part in re.split("([a-z]+)", text)
        ]
        yield from map("".join, islice(product(*choices), _MOST_READINGS))

    def _like(self, word: str) -> list[str]:
        """Returns the words with the most similar spelling, one for each stem, or only `word` itself if there are
        none."""
        listed = self._words.get(word[0], Counter())
        as_long = [other for other in listed if abs(len(other) - len(word)) <= 1]
        near = get_close_matches(word, as_long, _MOST, _LIKE) if len(word) >= _SHORTEST else []
        best = [other for other in near if _likeness(word, other) >= _likeness(word, near[0]) - _AS_LIKE]
        stems = {stem: other for other in sorted(best, key=listed.__getitem__) for stem in words(other)}
        return list(stems.values()) or [word]

    def _in_chinese(self, text: str) -> Iterator[list[str]]:
        """Yields a group of corrections for each length of a Chinese name, the longest names first."""
        alone = frozenset(_standing_alone(text))
        for length in range(_LONGEST_NAME, 1, -1) if alone else ():
            yield [
                text[:start] + name + text[start + length :]
                for start in range(len(text) - length + 1)
                for name in self._one_character_off(text[start : start + length], {at - start for at in alone})
            ]

    def _one_character_off(self, said: str, alone: Set[int]) -> list[str]:
        """Returns the names that differ from `said` in one character. The position of that character must be in
        `alone`: the positions in `said` at which the segmenter finds no word of several characters."""
        near = self._names.get((len(said), said[0]), set()) | self._names.get((len(said), said[-1]), set())
        differing = {name: [at for at in range(len(said)) if name[at] != said[at]] for name in sorted(near)}
        return [name for name, at in differing.items() if len(at) == 1 and at[0] in alone]


def goods_in(text: str) -> str:
    """Returns the text without words at its beginning and end that only express the wish for the goods: 核桃仁 for
    我想买核桃仁."""
    pieces = list(dropwhile(_says_nothing, rjieba.cut(text, False)))
    return "".join([*dropwhile(_says_nothing, reversed(pieces))][::-1])


def name_in_place(text: str, goods: str) -> str:
    """Returns the name of goods together with words of the text that may belong to it: an English name with the word
    before it ("porcelin tea set" for "tea set"), a Chinese one with all Chinese characters around it."""
    name = re.escape(goods)
    found = re.search(rf"[A-Za-z]+ {name}\b|[{HAN}]*{name}[{HAN}]*", text) if goods else None
    return goods_in(found[0]) if found else goods


def _says_nothing(piece: str) -> bool:
    return not words(piece)


def _standing_alone(text: str) -> Iterator[int]:
    """Yields the positions of two or more Chinese characters in a row that do not form a word. A wrong character splits
    a word into such single characters."""
    at = 0
    for alone, pieces in groupby(rjieba.cut(text, False), lambda piece: len(piece) == 1 and is_han(piece)):
        length = sum(map(len, pieces))
        if alone and length > 1:
            yield from range(at, at + length)
        at += length


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, other, one).ratio()


async def read_spelling(connection: AsyncConnection) -> Spelling:
    """Reads the names of the catalogue's goods and categories, and returns a `Spelling` of their words."""
    products, categories = tables.products.c, tables.categories.c
    newest = select(products.name_en, products.name_zh, products.keywords_en, products.keywords_zh)
    rows = await connection.execute(newest.order_by(products.id.desc()).limit(READ_FROM))
    kinds = await connection.execute(select(categories.name_en, categories.name_zh, categories.keywords))
    return Spelling(text for row in (*rows, *kinds) for text in row)
