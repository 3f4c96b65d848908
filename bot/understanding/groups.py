"""Groups similar messages, so that staff need to label different wordings of the same request only
once.

The similarity of two messages has two parts. The first compares their letters, by character n-grams
that are weighted by their rarity. The second compares the intents that the NLU (the language
understanding) guessed, which are often the same for wordings without common letters or in different
languages. Grouping a thousand messages takes about a second.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bot.understanding.store import NotUnderstood

ALIKE = 0.5
"""The least similarity, between 0 and 1, with which a message joins a group."""
GUESS_WEIGHT = 0.5
"""The weight of the guessed intents in the similarity of messages, from 0 to 1. The letters have
the rest of the weight."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
_WORD = re.compile(r"[^\W\d_]+")
Vector = dict[str, float]


@dataclass
class Group:
    """Holds a group of similar messages. `guess` is the most frequent intent that contacts chose,
    or the NLU guessed, for them, or None."""

    members: list[NotUnderstood] = field(default_factory=list)

    @property
    def guess(self) -> str | None:
        guesses = Counter(guess for member in self.members if (guess := find_best_guess(member)))
        return guesses.most_common(1)[0][0] if guesses else None

    @property
    def ids(self) -> list[int]:
        return [member.id for member in self.members]


def find_best_guess(message: NotUnderstood) -> str | None:
    """Returns the intent that the contact chose for the message, else the one that the NLU found
    likeliest, or None."""
    readings = (name for name, _ in message.ranking if name != "nlu_fallback")
    return message.meant or next(readings, None)


def group_messages(messages: Sequence[NotUnderstood]) -> list[Group]:
    """Returns the messages in groups, the largest first. Every message is in exactly one group.

    The oldest messages are grouped first, so that groups keep their members when new messages come.
    """
    messages = sorted(messages, key=lambda message: message.id)
    letters = _weigh([_count_grams(message.text) for message in messages])
    guesses = [_build_guess_vector(message) for message in messages]
    groups: list[Group] = []
    centres: list[tuple[Vector, Vector]] = []
    for message, words, guessed in zip(messages, letters, guesses, strict=True):
        best, found = ALIKE, -1
        for index, (centre_words, centre_guess) in enumerate(centres):
            alike = (1 - GUESS_WEIGHT) * _compute_cosine(words, centre_words) + GUESS_WEIGHT * _compute_cosine(
                guessed, centre_guess
            )
            if alike >= best:
                best, found = alike, index
        if found < 0:
            groups.append(Group())
            centres.append((defaultdict(float), defaultdict(float)))
        groups[found].members.append(message)
        _add(centres[found][0], words)
        _add(centres[found][1], guessed)
    return sorted(groups, key=lambda one: -len(one.members))


def _count_grams(text: str) -> Counter[str]:
    """Counts the n-grams of a text: in Chinese single characters and pairs, in other scripts whole
    words and sequences of three letters within them. Digits are ignored."""
    lowered = text.lower()
    grams: Counter[str] = Counter()
    for run in _HAN.findall(lowered):
        grams.update(run)
        grams.update(a + b for a, b in pairwise(run))
    for word in _WORD.findall(_HAN.sub(" ", lowered)):
        grams[f"_{word}_"] += 1
        padded = f" {word} "
        grams.update(padded[start : start + 3] for start in range(len(padded) - 2))
    return grams


def _weigh(all_grams: Sequence[Counter[str]]) -> list[Vector]:
    """Returns a vector of length one for each message, in which each n-gram has the weight TF-IDF
    (term frequency times inverse document frequency)."""
    seen_in = Counter(gram for grams in all_grams for gram in grams)
    total = len(all_grams) + 1
    return [
        _normalise({gram: count * (math.log(total / seen_in[gram]) + 0.1) for gram, count in grams.items()})
        for grams in all_grams
    ]


def _build_guess_vector(message: NotUnderstood) -> Vector:
    if message.meant:
        return {message.meant: 1.0}
    return _normalise({name: confidence for name, confidence in message.ranking if name != "nlu_fallback"})


def _normalise(vector: Vector) -> Vector:
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {key: value / length for key, value in vector.items()} if length else {}


def _compute_cosine(unit: Vector, centre: Vector) -> float:
    length = math.sqrt(sum(value * value for value in centre.values()))
    return sum(value * centre.get(key, 0.0) for key, value in unit.items()) / length if length else 0.0


def _add(centre: Vector, unit: Vector) -> None:
    for key, value in unit.items():
        centre[key] = centre.get(key, 0.0) + value
