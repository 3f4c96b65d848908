"""Computes the features of each token for the entity tagger."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from nlu.understanding.found import Found

Spans = Sequence[tuple[int, int]]
_REACH = (-2, -1, 1, 2)


def token_features(
    text: str, plain: str, spans: Spans, finds: Sequence[tuple[str, Found]], classes: Sequence[Sequence[int]]
) -> list[list[str]]:
    """Returns a list of features for each token. The tokens are given by their `spans` in the raw `text`. `plain` is
    the folded text.

    The features of a token are the token itself, its shape, the matches that cover it (each with the name of its
    finder), the clusters to which its vector belongs (`classes`), and all of these for its two neighbours on each side.
    Further features are its beginning and its ending, its combinations with its direct neighbours, and whether there is
    a space before it.
    """
    words = [_word(plain[start:end]) for start, end in spans]
    shapes = [_shape(text[start:end]) for start, end in spans]
    marks = _marks(spans, finds)
    own = [
        [f"w={words[i]}", f"s={shapes[i]}", *marks[i], *(f"c{k}={number}" for k, number in enumerate(classes[i]))]
        for i in range(len(spans))
    ]
    return [
        ["bias", *own[i], *_endings(words[i], shapes[i]), *_around(i, own), *_pairs(i, words), *_gap(i, spans, shapes)]
        for i in range(len(spans))
    ]


def _word(plain: str) -> str:
    return "0" if plain[0].isdigit() else plain


def _shape(written: str) -> str:
    if written[0].isdigit():
        return "d"
    if "\u4e00" <= written[0] <= "\u9fff":
        return "h"
    if written.isalpha():
        return "A" if written.isupper() else "Aa" if written[0].isupper() else "a"
    return written if len(written) == 1 else "m"


def _marks(spans: Spans, finds: Sequence[tuple[str, Found]]) -> list[list[str]]:
    marks: list[list[str]] = [[] for _ in spans]
    starts = [start for start, _ in spans]
    for finder, found in finds:
        doubt = "" if found.sure else "?"
        position = "B"
        for i in range(bisect_left(starts, found.start), bisect_left(starts, found.end)):
            if spans[i][1] <= found.end:
                marks[i].append(f"{finder}{doubt}:{found.entity}:{position}")
                position = "I"
    return marks


def _endings(word: str, shape: str) -> list[str]:
    return [f"end={word[-3:]}", f"begin={word[:3]}"] if shape in ("a", "A", "Aa") else []


def _around(i: int, own: list[list[str]]) -> list[str]:
    around: list[str] = []
    for offset in _REACH:
        if 0 <= i + offset < len(own):
            around += [f"{offset}{feature}" for feature in own[i + offset]]
        else:
            around.append(f"{offset}edge")
    return around


def _pairs(i: int, words: list[str]) -> list[str]:
    pairs = [f"-1+0={words[i - 1]}|{words[i]}"] if i else []
    if i + 1 < len(words):
        pairs.append(f"0+1={words[i]}|{words[i + 1]}")
        if i:
            pairs.append(f"-1+0+1={words[i - 1]}|{words[i]}|{words[i + 1]}")
    return pairs


def _gap(i: int, spans: Spans, shapes: list[str]) -> list[str]:
    if i == 0 or shapes[i] == "h":
        return []
    return ["apart" if spans[i][0] > spans[i - 1][1] else "joined"]
