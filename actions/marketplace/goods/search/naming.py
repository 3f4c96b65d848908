"""Finds the goods of the catalogue that a text names anywhere, whatever else it says: "hello, after promo umbrellas for a golf
day" names umbrellas. The words of a sentence that name goods of the catalogue are found by the catalogue itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tantivy

from actions.marketplace.goods.search.matching import exact_reading, is_head
from actions.marketplace.goods.words.words import HAN_RUN, is_attribute, normalise, stem, words

_CLAUSE = re.compile(r"[^,，;；。.!！?？\n()（）+、/]+")
_TOKEN = re.compile(r"[a-z0-9][a-z0-9'-]*")
_FOLLOWS = (
    "that which is are was be and or n please pls plz thanks thx on by also too maybe but ones one kind type now then today here"
    " again instead anything something first next asap have do does can could would should it they we you i if when how what who"
    " cheapest cheap cheaper best not no only rather actually each per approx about around roughly ideally preferably lol hmm ok"
)
_NO_NOUNS = frozenset(_FOLLOWS.split())
"""Words after the name of goods that do not make it a part of a longer name."""
_DESCRIBES = frozenset(("something", "anything", "things", "stuff"))
"""Words that show that the goods are described instead of named: "something to keep wine bottles cool"."""
_LEADS_ON = frozenset(("for", "with", "without", "in", "like", "to", "from", "at"))
"""Words that end the name of the goods. After them stands the purpose of the goods, their packing, or an addition to
them."""
_COMES_WITH = frozenset(("with", "without", "in", "like"))
_MOST_WORDS = 4
_LONGEST_HAN, _SHORTEST_HAN = 10, 2
_LONGEST_TEXT = 400
_SHORTEST = 3
_OFTEN_SAID = (
    "set kit pack box bag piece pair case carton roll sheet part half unit product equipment machine item suit service light"
    " line system ring bar board stand cover base top head point order price sample type kind size one time day year month"
    " water oil air house home office shop store market hand door key paper card book letter test mark stock number code"
    " goods stuff thing container pallet truck van lorry ship bank phone water price car"
)
_NO_GOODS = frozenset(map(stem, _OFTEN_SAID.split()))
"""Main nouns of goods that also occur in sentences about something else. They name goods only together with a word
before them."""
_OFTEN_SAID_HAN = "套装 礼盒 系列 机器 设备 配件 产品 用品 材料 样品 工具 包装 纸箱 箱子 盒子 袋子 号码 单子 价格 公司 工厂 时间 手机 电脑 网站"
_NO_GOODS_HAN = frozenset(_OFTEN_SAID_HAN.split())


def find_named(searcher: tantivy.Searcher, text: str, other: str = "") -> list[str]:
    """Returns the goods of the catalogue that the text names, in the order of the text, each with the words before it
    that describe it. `other` are goods in the text that the catalogue does not have. Goods of the catalogue in which
    these are packed, or for which they are meant, are not returned."""
    plain = normalise(text[:_LONGEST_TEXT])
    last = (_TOKEN.findall(normalise(other)) or [""])[-1]
    found = [named for clause in _CLAUSE.findall(plain) for named in _find_in_clause(searcher, clause, last)]
    return list(dict.fromkeys(found))


def _find_in_clause(searcher: tantivy.Searcher, clause: str, other: str) -> Iterator[str]:
    runs = list(HAN_RUN.finditer(clause))
    for run in runs:
        yield from _find_in_han(searcher, run[0])
    if _DESCRIBES & set(clause.split()):
        return
    segments: list[list[str]] = [[]]
    for token in [] if runs else _TOKEN.findall(clause):
        if token in _LEADS_ON:
            segments.append([])
        segments[-1].append(token)
    for segment in segments:
        found = [] if segment[:1] and segment[0] in _COMES_WITH else _find_in_english(searcher, segment)
        yield from found
        if found or other in segment:
            break


def _find_in_english(searcher: tantivy.Searcher, tokens: list[str]) -> list[str]:
    found: list[str] = []
    end = len(tokens)
    while end:
        start = _find_beginning(searcher, tokens, end)
        if start is not None:
            found.insert(0, " ".join(tokens[start:end]))
        end = end - 1 if start is None else start
    return found


def _find_beginning(searcher: tantivy.Searcher, tokens: list[str], end: int) -> int | None:
    """Returns the index of the first word of the goods whose main noun is the last word before `end`. Returns None if
    that word names no goods."""
    noun = tokens[end - 1]
    stemmed = stem(noun)
    if len(noun) < _SHORTEST or is_attribute(stemmed) or not words(noun) or not is_head(searcher, stemmed):
        return None
    if not noun.endswith("s") and end < len(tokens) and _goes_on(tokens[end]):
        return None  # bicycle helmets are no bicycles
    for start in range(max(0, end - _MOST_WORDS), end):
        is_alone = start == end - 1
        if is_alone and stemmed in _NO_GOODS:
            continue
        if (
            words(tokens[start])
            and not tokens[start].isdecimal()
            and exact_reading(searcher, " ".join(tokens[start:end]))
        ):
            return start
    return None


def _goes_on(following: str) -> bool:
    """Returns whether the name of the goods goes on after a main noun, because the word `following` may be the real
    main noun."""
    return following.isalpha() and bool(words(following)) and following not in _NO_NOUNS


def _find_in_han(searcher: tantivy.Searcher, run: str) -> list[str]:
    found: list[str] = []
    end = len(run)
    while end >= _SHORTEST_HAN:
        begins = range(max(0, end - _LONGEST_HAN), end - _SHORTEST_HAN + 1)
        start = next((at for at in begins if _names_goods(searcher, run[at:end])), None)
        if start is not None:
            while start < end - _SHORTEST_HAN and words(run[start + 1 : end]) == words(run[start:end]):
                start += 1  # 枕套 for 要枕套
            found.insert(0, run[start:end])
        end = end - 1 if start is None else start
    return found


def _names_goods(searcher: tantivy.Searcher, said: str) -> bool:
    heads = [said[at:] for at in range(len(said) - _SHORTEST_HAN + 1)]
    if said in _NO_GOODS_HAN or not any(is_head(searcher, head) for head in heads):
        return False
    return exact_reading(searcher, said) is not None
