"""Compares what a person wrote with the names of companies and goods."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from actions.marketplace.words.words import is_han, normalise, phrase, words

_COMPANY_WORDS = re.compile(
    r"\b(?:co|ltd|limited|company|corporation|corp|inc|llc|the)\b|股份|有限|责任|集团|公司|\W+", re.IGNORECASE
)
_COMPANY = 0.72  # least likeness, up to 1.0; below it, names count as different
_STEM = 4  # the number of letters that "scarf" and "scarves" share
_NAME_HAN = 3  # so many first characters identify a Chinese company


def company_likeness(said: str, names: Iterable[str]) -> float:
    """Returns how similar `said` is to the names of a company, from 0 to 1. A name with some words
    left out ("Tianshan Red", 丝路锦) is nearly as good as the whole name."""
    wanted = _bare(said)
    return max((_similarity(wanted, _bare(name)) for name in names), default=0.0) if wanted else 0.0


def is_company(said: str, names: Iterable[str]) -> bool:
    return company_likeness(said, names) >= _COMPANY


def mentions_company(text: str, name: str) -> bool:
    """Returns True when `text` holds the beginning of a company's name: "nordmarkt" for Nordmarkt Handels GmbH, 华夏贸易 for 华夏贸易（上海）."""
    text, bare = normalise(text), normalise(name).strip()
    if is_han(bare):
        return _bare(name)[:_NAME_HAN] in text
    first = re.match(rf"[^\W\d_]{{{_STEM},}}", bare)
    return first is not None and re.search(rf"(?<![^\W\d_]){first[0]}(?![^\W\d_])", text) is not None


def mentions_goods(text: str, name: str) -> bool:
    """Returns True when `text` contains the whole of this name of goods."""
    text, name = normalise(text), normalise(name).strip()
    if is_han(name):
        return len(name) > 1 and name in text
    return len(name) >= _STEM and re.search(rf"(?<![a-z]){re.escape(name)}(?:e?s)?(?![a-z])", text) is not None


def mentions_kind(text: str, names: Iterable[str]) -> bool:
    """Returns True when `text` names the kind of the goods of these names: "the bottles" for stainless steel bottles, 毛巾 for 纯棉毛巾."""
    said, plain = frozenset(words(text)), normalise(text)
    heads = (head for name in names for head in _natural_heads(phrase(name).heads))
    return any(head in plain if is_han(head) and len(head) > 1 else head in said for head in heads)


def goods_likeness(said: str, names: Iterable[str]) -> float:
    """Returns how much of `said` is in the names of some goods, from 0 to 1. It is 0 when the goods
    are another thing ("silk scarves" for a silk quilt), however many describing words they
    share."""
    wish = phrase(said)
    named = [normalise(name) for name in names]
    known = frozenset(word for name in named for word in words(name))
    if not wish.heads or not any(_holds(head, named, known) for head in _natural_heads(wish.heads)):
        return 0.0
    return sum(_holds(word, named, known) for word in wish.words) / len(wish.words)


def _natural_heads(heads: tuple[str, ...]) -> tuple[str, ...]:
    """Returns the last word and, in Chinese, the word that it ends with: 围巾 for 丝绸围巾."""
    return tuple(head for head in heads if heads[0].endswith(head)) if is_han(heads[0]) else heads[:1]


def _holds(word: str, names: list[str], known: frozenset[str]) -> bool:
    if is_han(word):
        return any(word in name or (len(word) > 1 and word.rstrip("子儿") in name) for name in names)
    return word in known or any(_same_stem(word, other) for other in known)


def _same_stem(one: str, other: str) -> bool:
    """Returns True when the two are forms of one word that the stemmer does not unite, like "scarv" and "scarf"."""
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
