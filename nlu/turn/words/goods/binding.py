"""Finds out which of its goods each value in a message belongs to: in "500 scarves with OEKO-TEX, 200 bowls in blue, at
most $2" the certificate belongs to the scarves, the colour and the price to the bowls. Imports nothing of Rasa.

A value belongs to the goods in its clause. If the clause has none, it belongs to the goods before it, provided that
other goods follow or that the message describes its goods one by one. A value for all goods ("both with CE"), or behind
a plain list of goods, is bound to none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nlu.turn.words.goods.described.describing import is_no_property
from nlu.understanding.text.writing import folded

Entity = dict[str, Any]

_BOUND = ("certification", "price", "region")
"""The kinds of entities that may be about one of several goods. A day and the place where goods go are about all
goods."""
_STRONG = re.compile(r"[;；。！!?？\n]|\.(?![\da-z])")
_ENDS = re.compile(
    rf"{_STRONG.pattern}|[,，、](?!\d{{3}})|(?<![a-z])(?:and|plus|also|but)(?![a-z])|另外|还有|還有|以及|(?<=[\u4e00-\u9fff])\s(?=[\u4e00-\u9fff])",
    re.I,
)
_OF_ALL = re.compile(
    r"\b(?:both|all (?:of|the|these|goods|items|three|four)|everything|each of|either of|any of)\b"
    r"|两[样样个種种款者]都|兩[樣個種款者]都|都要|都得|都需|全部|所有|一律|统一|統一|[三四五几]样都"
)
_OF_ALL_NAMED = re.compile(
    r"^\s*(?:they\s(?:should\s|must\s)?|(?:these|those)\s)?all\s(?!over|round|in\sall)|\b(?:on|of)\s(?:all|each|every\s?(?:one|item|piece|product))\s*$"
    r"|^\s*(?:全|[\u4e00-\u9fff]{0,4}都)(?!行|可以|好)"
)
"""Matches words about all goods in a clause that names none: "all with logo" and 都印logo mean all those before."""
_BRACKETS = re.compile(r"[(（](?P<inside>[^()（）]*)[)）]")
_DESCRIBES = (
    re.compile(
        r"^\s*(?:(?:must|should|shall|need(?:s)? to|have to|has to|to) be|are to be|made (?:of|from)|(?:all\s)?in)\s(?:the\s|an?\s)?(?P<x>[a-z][a-z0-9' -]{1,30}?)(?:\s(?:please|pls|only))?\s*$",
        re.I,
    ),
    re.compile(
        r"^\s*(?:的)?(?:颜色|顏色|款式|材质|材質|规格|規格)?(?:必须|一定|需要|最好|都)?(?:要|得|是|用|做成|选)(?P<x>[\u4e00-\u9fff]{1,6}?)(?:的|嘅|款|那种|那種)?\s*$"
    ),
)
_NO_DETAIL = re.compile(
    r"^(?:total|bulk|stock|time|advance|general|hand|full|question|mind|return|stead|the (?:same|meantime).*|.*\b(?:for|to|by|from)\b.*)$|[数數量]|货|貨|一样|一樣",
    re.I,
)
_JOINS = ("and", "plus", "以及")
"""Words that join the last goods of a list to the others."""
_LETTERS = re.compile(r"[a-z\u4e00-\u9fff]", re.I)
_MOST_WORDS, _MOST_HAN = 3, 5
"""The most words, or Chinese characters, of a clause that only names a property."""
_OF_MESSAGE = re.compile(
    r"\b(?:please|pls|hi|hello|hey|urgent\w*|soon|asap|thanks?|need\w*|want\w*|quote\w*|quotation|offer\w*|request\w*|rfq|ship\w*|deliver\w*|port|cif|fob|exw|ddp|dap|total|also"
    r"|add|drop|make|put|about|each|per|more|less|max|min|budget|target|required|wanted|looking|buy\w*)\b|询|詢|报|報|要|送|发|發|到|求|谢|麻烦|加|改|每|共|左右|目标|预算|需",
    re.I,
)
"""Matches words of clauses that do not describe goods."""


@dataclass(frozen=True)
class _Goods:
    name: str
    start: int
    end: int


@dataclass(frozen=True)
class _Thing:
    """Holds the place of an entity, or of words, that may describe one of the goods."""

    start: int
    end: int
    entity: int | None = None


def bind(entities: Sequence[Entity], text: str, said: Iterable[str] = ()) -> tuple[list[Entity], list[tuple[str, str]]]:
    """Returns the entities, where `of` is the name of the goods if an entity belongs to one of them; and pairs of the
    name of goods and words that describe them. `said` are sizes and remarks that were found in the text. Goods in
    brackets behind other goods only describe these, and do not count as goods."""
    plain = folded(text)
    if len(plain) != len(text):
        return list(entities), []
    brackets = [found.span("inside") for found in _BRACKETS.finditer(plain)]
    given, described = _without_bracketed(entities, brackets)
    named = [_Goods(str(each["value"]), each["start"], each["end"]) for each in given if _is_goods(each)]
    if not named:
        return given, []
    goods = sorted([*named, *_find_again(plain, named)], key=lambda each: each.start)
    words = [*_find_said(text, said), *_find_details(plain, goods, given, brackets), *described]
    values = [
        _Thing(each["start"], each["end"], at)
        for at, each in enumerate(given)
        if each.get("entity") in _BOUND and "start" in each and not each.get("role")
    ]
    of_which = _Binding(plain, goods, brackets).bind(sorted([*values, *words], key=lambda each: each.start))
    bound = [dict(each) for each in given]
    of_words: dict[tuple[str, str], None] = {}
    for thing, name in of_which:
        if thing.entity is not None:
            bound[thing.entity]["of"] = name
        else:
            of_words[name, text[thing.start : thing.end].strip()] = None
    return bound, list(of_words)


def _is_goods(entity: Mapping[str, Any]) -> bool:
    return entity.get("entity") == "product" and "start" in entity and "end" in entity and not entity.get("role")


def _find_again(plain: str, goods: Sequence[_Goods]) -> Iterator[_Goods]:
    """Yields the places where the text names goods again by their last word alone ("the chairs"), if no other goods end
    with that word."""
    heads = [each.name.casefold().split()[-1] for each in goods if each.name.strip()]
    spans = [(each.start, each.end) for each in goods]
    for each, head in zip(goods, heads, strict=False):
        if len({one.name for one, other in zip(goods, heads, strict=False) if other == head}) > 1 or not head.isascii():
            continue
        for found in re.finditer(rf"(?<![a-z])(?:the|these|those|our|my)\s(?P<head>{re.escape(head)})(?![a-z])", plain):
            if not _is_within(found.start("head"), spans):
                yield _Goods(each.name, *found.span("head"))


def _without_bracketed(
    entities: Sequence[Entity], brackets: Sequence[tuple[int, int]]
) -> tuple[list[Entity], list[_Thing]]:
    """Returns the entities without goods in brackets that stand behind other goods, and the places of those goods as
    describing words."""
    first = min((each["start"] for each in entities if _is_goods(each)), default=0)
    inside = [
        each
        for each in entities
        if _is_goods(each) and any(first < start <= each["start"] < end for start, end in brackets)
    ]
    kept = [dict(each) for each in entities if each not in inside]
    return kept, [_Thing(each["start"], each["end"]) for each in inside if "group" not in each]


class _Binding:
    """Finds for each entity or describing words in a text the goods to which they belong."""

    def __init__(self, plain: str, goods: Sequence[_Goods], brackets: Sequence[tuple[int, int]]) -> None:
        self._plain, self._goods, self._brackets = plain, goods, brackets
        spans = [each.span() for each in _ENDS.finditer(plain)]
        names = [(each.start, each.end) for each in goods]
        self._ends = [(start, end) for start, end in spans if not _is_within(start, [*brackets, *names])]
        self._described: set[str] = set()

    def bind(self, things: Sequence[_Thing]) -> Iterator[tuple[_Thing, str]]:
        for thing in things:
            name = self._find_goods(thing)
            if name is not None:
                if not self._is_in_name(thing):
                    self._described.add(name)
                yield thing, name

    def _is_in_name(self, thing: _Thing) -> bool:
        """Returns whether the words stand right behind the name of goods, as a part of it: the A5 of "notebooks A5". They
        do not show that the message describes its goods one by one."""
        between = (self._plain[each.end : thing.start] for each in self._goods if each.end <= thing.start)
        return thing.entity is None and any(words == " " for words in between)

    def _find_goods(self, thing: _Thing) -> str | None:
        start, end = self._find_clause(thing.start)
        if _OF_ALL.search(self._plain, start, end):
            return None
        inside = [each for each in self._goods if start <= each.start < end]
        before = [each for each in self._goods if each.start < thing.start or each.start < thing.end <= each.end]
        if not inside and _OF_ALL_NAMED.search(self._plain[start:end]):
            return None
        if inside:
            named = [each for each in inside if each in before]
            if self._ends_list(named[-1], start) if named else self._leads_list(inside, end):
                return None
            return (named[-1] if named else inside[0]).name
        return self._find_goods_before(thing, before) if before else None

    def _find_goods_before(self, thing: _Thing, before: Sequence[_Goods]) -> str | None:
        """Returns the goods before the clause of a thing to which the thing belongs."""
        last = before[-1]
        names = {each.name for each in self._goods}
        if len(names) == 1:
            return last.name
        is_apart = _STRONG.search(self._plain, last.end, thing.start) is not None
        alone = len({each.name for each in self._goods if self._is_same_sentence(each, last)}) == 1
        follows = any(each.start > thing.start and each.name != last.name for each in self._goods)
        if follows:
            return last.name if not is_apart or alone else None
        return last.name if not is_apart and (alone or self._described - {last.name}) else None

    def _ends_list(self, goods: _Goods, clause: int) -> bool:
        """Returns whether the goods are the last of a plain list that an "and" ends, so that the next words may be
        about all of them."""
        lead = next(((start, end) for start, end in self._ends if end == clause), None)
        is_joined = lead is not None and self._plain[slice(*lead)].strip().casefold() in _JOINS
        others = {each.name for each in self._goods if each.name != goods.name}
        is_last = goods == self._goods[-1] and any(each.start < clause for each in self._goods if each.name in others)
        return is_joined and is_last and not self._described

    def _leads_list(self, inside: Sequence[_Goods], end: int) -> bool:
        """Returns whether words before the goods in a clause may be about several goods: 义乌的雨伞和拖鞋, "Yiwu umbrellas
        and slippers". Goods with a number of their own begin anew."""
        joined = next((span for span in self._ends if span[0] == end), None)
        if joined is None or self._plain[slice(*joined)].strip().casefold() not in (*_JOINS, "、"):
            return len(inside) > 1
        after = next((each for each in self._goods if each.start >= joined[1]), None)
        between = self._plain[inside[-1].end : after.start] if after else ""
        return after is not None and not any(map(str.isdigit, between))

    def _find_clause(self, at: int) -> tuple[int, int]:
        start = max((end for _, end in self._ends if end <= at), default=0)
        end = min((start for start, _ in self._ends if start >= at), default=len(self._plain))
        return start, end

    def _is_same_sentence(self, one: _Goods, other: _Goods) -> bool:
        first, last = sorted((one.start, other.start))
        return _STRONG.search(self._plain, first, last) is None


def _find_said(text: str, said: Iterable[str]) -> list[_Thing]:
    """Returns the places of words that other functions have found, as far as the text contains exactly these words."""
    places = [(text.find(words), words) for words in said if words]
    return [_Thing(at, at + len(words)) for at, words in places if at >= 0]


def _find_details(
    plain: str, goods: Sequence[_Goods], entities: Sequence[Mapping[str, Any]], brackets: Sequence[tuple[int, int]]
) -> list[_Thing]:
    """Returns the words that describe goods: behind them ("must be black"), in brackets, or as a separate clause (",
    black,")."""
    taken = [(int(each["start"]), int(each["end"])) for each in entities if "start" in each and "end" in each]
    ends = [each.span() for each in _ENDS.finditer(plain) if not _is_within(each.start(), brackets)]
    stops = sorted([*(start for start, _ in ends), *(each.start for each in goods), len(plain)])
    found = []
    for each in goods:
        stop = next(at for at in stops if at >= each.end)
        for pattern in _DESCRIBES:
            said = pattern.match(plain[each.end : stop])
            if said and not _is_free(said["x"]):
                continue
            if said:
                found.append(_Thing(each.end + said.start("x"), each.end + said.end("x")))
    for start, end in _list_pieces(plain, goods, ends, brackets):
        words = plain[start:end].strip()
        if _is_short(words) and _is_free(words) and not _OF_MESSAGE.search(words):
            found.append(_Thing(start, end))
    return [each for each in found if not any(each.start < end and start < each.end for start, end in taken)]


def _list_pieces(
    plain: str, goods: Sequence[_Goods], ends: Sequence[tuple[int, int]], brackets: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yields the clauses behind the first goods, and the parts of the words in brackets there."""
    first = goods[0]
    edges = [0, *(edge for span in ends for edge in span), len(plain)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if first.end <= start:
            yield start, end
    for start, end in brackets:
        if start > first.start:
            commas = [
                at for at in range(start, end) if plain[at] in ",，、;；" and not plain[at + 1 : at + 4].isdigit()
            ]
            yield from zip([start, *(at + 1 for at in commas)], [*commas, end], strict=True)


def _is_within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= at < end for start, end in spans)


def _is_free(words: str) -> bool:
    return not is_no_property(words) and not _NO_DETAIL.search(words.strip())


def _is_short(words: str) -> bool:
    if not _LETTERS.search(words):
        return False
    return len(words.split()) <= _MOST_WORDS if words.isascii() else len(words) <= _MOST_HAN
