"""Compares what a person wrote with the names of companies and goods."""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from actions.marketplace.base.records import Destination, Name
from actions.marketplace.goods.words.words import (
    HAN_RUN,
    is_attribute,
    is_han,
    normalise,
    phrase,
    plain_name,
    stem,
    words,
)

_COMPANY_WORDS = re.compile(
    r"\b(?:co|ltd|limited|company|corporation|corp|inc|llc|the)\b|股份|有限|责任|集团|公司|\W+", re.IGNORECASE
)
_COMPANY = 0.72  # the least likeness, from 0 to 1, of two names of one company
_STEM = 4  # the fewest letters that two forms of a word share, such as "scarf" and "scarves"
_NAME_HAN = 3  # how many first characters of a Chinese company's name identify it
_WORD = re.compile(r"[a-z0-9]+")
_SHORTEST_HAN, _LONGEST_HAN = 2, 8
_HOLDERS = frozenset(
    stem(word)
    for word in [
        "set",
        "kit",
        "pack",
        "box",
        "bag",
        "piece",
        "pair",
        "case",
        "carton",
        "roll",
        "sheet",
        "part",
        "half",
        "unit",
        "product",
        "equipment",
        "machine",
        "item",
        "suit",
        "service",
    ]
)
"""Main nouns that say nothing without the word before them: "tea set"."""


def company_likeness(said: str, names: Iterable[str]) -> float:
    """Returns how similar `said` is to the most similar of a company's names, from 0 to 1. A name with
    some words left out ("Tianshan Red", 丝路锦) scores nearly as high as the whole name."""
    wanted = _bare(said)
    return max((_similarity(wanted, _bare(name)) for name in names), default=0.0) if wanted else 0.0


def is_company(said: str, names: Iterable[str]) -> bool:
    return company_likeness(said, names) >= _COMPANY


def mentions_company(text: str, name: str) -> bool:
    """Returns True if `text` contains the beginning of a company's name, such as "nordmarkt" for Nordmarkt Handels GmbH
    or 华夏贸易 for 华夏贸易（上海）."""
    text, bare = normalise(text), normalise(name).strip()
    if is_han(bare):
        return _bare(name)[:_NAME_HAN] in text
    first = re.match(rf"[^\W\d_]{{{_STEM},}}", bare)
    return first is not None and re.search(rf"(?<![^\W\d_]){first[0]}(?![^\W\d_])", text) is not None


def find_mentioned(text: str, names: Mapping[str, Name]) -> list[str]:
    """Returns the keys of the companies that `text` mentions by the beginning of their name, such as "hengci" for
    Hengci Arts & Crafts or 恒瓷 for 恒瓷坊工艺. A beginning that two of the companies share counts for neither. The names in
    `names` do not contain the place of the company."""
    said, plain = frozenset(re.findall(r"[^\W\d_]+", normalise(text))), normalise(text)
    own = {key: list_own_names(name) for key, name in names.items()}
    found = {key: {each for each in parts if each in (plain if is_han(each) else said)} for key, parts in own.items()}
    return [
        key for key, parts in found.items() if parts and not any(parts & own[other] for other in own if other != key)
    ]


def find_calling(text: str, name: Name) -> str | None:
    """Returns the longest part of `text` that is the beginning of this name, as `find_mentioned` reads it: "hengci",
    恒瓷坊. The name does not contain the place of the company. Returns None if the text does not contain any."""
    said, plain = frozenset(re.findall(r"[^\W\d_]+", normalise(text))), normalise(text)
    found = [each for each in list_own_names(name) if each in (plain if is_han(each) else said)]
    return max(found, key=len, default=None)


def list_own_names(name: Name) -> frozenset[str]:
    """Returns the first word of the English name, if it has four letters or more, and the first two and three characters of
    the Chinese one."""
    english = re.findall(r"[^\W\d_]+", _COMPANY_WORDS.sub(" ", normalise(name.en)))[:1]
    chinese = _COMPANY_WORDS.sub("", normalise(name.zh))
    return frozenset([*(word for word in english if len(word) >= _STEM), *{chinese[:2], chinese[:3]} - {""}])


def mentions_place(text: str, place: Destination | None) -> bool:
    """Returns True if `text` contains the name of the port or city where goods go."""
    return place is not None and any(mentions_goods(text, name) for name in place.city.both)


def mentions_goods(text: str, name: str) -> bool:
    """Returns True if `text` contains this name of goods as a whole."""
    text, name = normalise(text), normalise(name).strip()
    if is_han(name):
        return len(name) > 1 and name in text
    return len(name) >= _STEM and re.search(rf"(?<![a-z]){re.escape(name)}(?:e?s)?(?![a-z])", text) is not None


def find_short_name(text: str, name: str) -> str | None:
    """Returns how `text` calls goods of this name, if it uses less than the whole name: the main noun ("the bedding"
    for silk bedding), or in Chinese a name that leaves characters out (青花杯 for 青花瓷杯, 丝被 for 桑蚕丝被)."""
    said, plain = normalise(text), plain_name(name)
    runs = HAN_RUN.findall(plain)
    if not runs:
        return _find_main_noun(_WORD.findall(said), _WORD.findall(plain))
    found = (_find_shortened(run, runs[-1]) for run in HAN_RUN.findall(said))
    return next(filter(None, found), None) if len(runs[-1]) > 1 else None


def find_first_word(text: str, name: str) -> str | None:
    """Returns the first word of this name of goods if `text` calls the goods only by this word, as "the tomato
    supplier" does for tomato paste, or 核桃 for 核桃仁. Other goods may begin with the same word."""
    said, plain = normalise(text), plain_name(name)
    if runs := HAN_RUN.findall(plain):
        first = runs[0][:_SHORTEST_HAN]
        return first if len(runs[0]) > _SHORTEST_HAN and first in said else None
    nouns = [word for word in _WORD.findall(plain) if len(word) >= _STEM and not is_attribute(stem(word))]
    wanted = stem(nouns[0]) if len(nouns) > 1 and stem(nouns[0]) not in _HOLDERS else None
    return next((word for word in _WORD.findall(said) if stem(word) == wanted), None)


def _find_shortened(said: str, name: str) -> str | None:
    """Returns the longest part of `said` that is a shortened form of the name: the end of the name, or some of its
    characters in their order, the last one included."""
    for end, character in enumerate(said):
        if said[end : end + 2] in (name[-1] + "子", name[-1] + "儿"):
            return said[end : end + 2]
        for start in range(max(0, end - _LONGEST_HAN), end if character == name[-1] else 0):
            part = said[start : end + 1]
            if name.endswith(part) or (len(part) > _SHORTEST_HAN and _is_in_order(part, name)):
                return part
    return None


def _is_in_order(part: str, name: str) -> bool:
    rest = iter(name)
    return all(character in rest for character in part)


def _find_main_noun(said: list[str], name: list[str]) -> str | None:
    """Returns the main noun of the name in the form in which it is said. The word before it is added if the noun alone
    could name any goods."""
    nouns = [word for word in name if not is_attribute(stem(word))]
    tail = nouns[-1:] if nouns and stem(nouns[-1]) not in _HOLDERS else nouns[-2:]
    if not tail or len(tail[-1]) < _STEM - 1 or (len(tail) == 1 and stem(tail[0]) in _HOLDERS):
        return None
    wanted = [stem(word) for word in tail]
    found = [stem(word) if word[:_STEM] == tail[-1][:_STEM] or len(tail) > 1 else "" for word in said]
    places = (at for at in range(len(found) - len(wanted) + 1) if found[at : at + len(wanted)] == wanted)
    return next((" ".join(said[at : at + len(wanted)]) for at in places), None)


def mentions_kind(text: str, names: Iterable[str]) -> bool:
    """Returns True if `text` contains the main noun of one of these names of goods, such as "the bottles" for stainless
    steel bottles or 毛巾 for 纯棉毛巾."""
    said, plain = frozenset(words(text)), normalise(text)
    heads = (head for name in names for head in _natural_heads(phrase(name).heads))
    return any(head in plain if is_han(head) and len(head) > 1 else _is_among(head, said) for head in heads)


def _is_among(head: str, said: frozenset[str]) -> bool:
    return head in said or (not is_han(head) and any(_same_stem(head, word) for word in said))


def goods_likeness(said: str, names: Iterable[str]) -> float:
    """Returns which share of the words of `said` is in the names of some goods, from 0 to 1. The share counts as 0 if
    the main nouns differ ("silk scarves" and a silk quilt), even if other words are the same."""
    wish = phrase(said)
    named = [normalise(name) for name in names]
    known = frozenset(word for name in named for word in words(name))
    if not wish.heads or not any(_holds(head, named, known) for head in _natural_heads(wish.heads)):
        return 0.0
    return sum(_holds(word, named, known) for word in wish.words) / len(wish.words)


def _natural_heads(heads: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the first of `heads`, which is the likeliest main noun. In Chinese, it also returns the nouns with which
    that one ends, such as 围巾 for 丝绸围巾."""
    return tuple(head for head in heads if heads[0].endswith(head)) if is_han(heads[0]) else heads[:1]


def _holds(word: str, names: list[str], known: frozenset[str]) -> bool:
    if is_han(word):
        return any(word in name or (len(word) > 1 and word.rstrip("子儿") in name) for name in names)
    return word in known or any(_same_stem(word, other) for other in known)


def _same_stem(one: str, other: str) -> bool:
    """Returns True if the two may be stems of one word although the stemmer tells them apart, such as "scarv" and
    "scarf"."""
    shared = min(len(one), len(other)) - 1
    return shared >= _STEM and abs(len(one) - len(other)) <= 1 and one[:shared] == other[:shared]


def _similarity(wanted: str, name: str) -> float:
    if len(wanted) >= 2 and wanted in name:
        return 0.8 + 0.2 * len(wanted) / len(name)
    matcher = SequenceMatcher(None, wanted, name, autojunk=False)
    overlap = sum(block.size for block in matcher.get_matching_blocks() if block.size > 1)
    return max(matcher.ratio(), 0.9 * overlap / len(wanted) if len(wanted) > 3 else 0.0)


def _bare(name: str) -> str:
    return _COMPANY_WORDS.sub("", normalise(name))
