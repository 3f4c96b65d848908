"""Describes a text by the features that the judge weighs: its words, its letters, its concepts, and what the rules
find.

A description has a set of names (features) for each group. `judging` looks up the weight of each name, which
`tools/judge.py` has learnt. A name without a weight counts for nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations, pairwise
from pathlib import Path

import Stemmer
import yaml

from actions.marketplace.safety import vocabulary
from actions.marketplace.safety.disguises import HAN
from actions.marketplace.safety.evidence import Text, weigh_messenger, weigh_wallet
from actions.marketplace.safety.findings import Finding
from actions.marketplace.safety.traces import marks_of_number, traces

Description = dict[str, set[str]]
GROUPS = {
    "words": 1.0,
    "letters": 1.0,
    "concepts": 0.7,
    "pairs": 0.7,
    "rules": 1.0,
    "numbers": 0.3,
    "traces": 1.0,
    "shape": 0.2,
}
"""How much each group counts. In the groups of `NORMED`, the sum is divided by the square root of the number of names,
so that long texts do not count more. In the others, each name counts in full."""
NORMED = frozenset(["words", "letters", "concepts", "pairs"])
CONCEPTS = Path(__file__).with_name("concepts.yml")
_UNIT = re.compile(rf"[a-z]+(?:['’/][a-z]+)?|\d+|[{HAN}]|[?!%:+@=]")
_LETTERS = re.compile(rf"[a-z]+|[{HAN}]+")
_ASKS = re.compile(r"[?？吗呢]\s*$")
_LONGEST_WORD = 20
_PLAIN = re.compile(rf"[a-z{HAN}\s.,!?~。，！？…-]*")
_FEW_WORDS = 3
_NAME = re.compile(r"(?<![a-z])[a-z][a-z0-9@$]{4,11}(?![a-z])")
_LETTERS_MEANT = str.maketrans("@4310q5$", "aaelogss")
_NOT_HEARD = re.compile(r"[aeiouhy0-9]")
_TWICE = re.compile(r"(.)\1+")
_HEARD = frozenset(
    [
        "wtsp",
        "wtsb",
        "wtzp",
        "wzp",
        "wct",
        "vct",
        "wxn",
        "vxn",
        "wxng",
        "tlgrm",
        "tlgm",
        "tlgr",
        "msngr",
        "fcbk",
        "nstgrm",
    ]
)
"""The consonants of messengers' names, by which misspelt names such as "watsup", "teleqram" and "wech@t" are
recognised."""
_STEM = Stemmer.Stemmer("english", 2000).stemWord


def describe(small: str) -> Description:
    """Returns the features of a text without those of the rules. `small` is the text with all disguise undone, in small
    letters."""
    units = list(_units(small))
    concepts = _concepts_of(units)
    return {
        "words": _words(units),
        "letters": _letters(small),
        "concepts": concepts,
        "pairs": {f"{one}&{other}" for one, other in combinations(sorted(concepts), 2)},
        "rules": set(),
        "numbers": {f"figures {min(5, sum(map(str.isdigit, small)) // 3)}"},
        "traces": set(traces(small)),
        "shape": _shape(small, units, concepts),
    }


def describe_with_rules(text: Text, findings: Iterable[Finding]) -> Description:
    """Returns the features of a text, with those of what the rules found in it and how they weighed it."""
    described = describe(text.small)
    kinds = {finding.kind for finding in findings}
    described["rules"] |= {f"found {kind}" for kind in kinds} | ({"found"} if kinds else set())
    described["rules"] |= set(_names_weighed(text))
    described["numbers"] |= set(_numbers(text))
    described["traces"] |= {f"hidden by {trick}" for trick in text.tricks}
    return described


def is_meaningless(small: str, described: Description, known: Container[str]) -> bool:
    """Returns True if the text cannot mean anything, such as random keys or one letter again and again. Such a text has
    only letters and punctuation, no feature of a concept, rule or trace, and at most three words, none of which the
    judge knows."""
    if not _PLAIN.fullmatch(small) or any(described[group] for group in ("concepts", "rules", "traces")):
        return False
    units = [unit for unit in _units(small) if unit.isalpha()]
    if len(set("".join(units))) <= 1:
        return True
    return len(units) <= _FEW_WORDS and not any(unit in known for unit in units)


def speaks_of_money(small: str) -> bool:
    """Returns True when the words are about paying rather than about talking."""
    concepts = _concepts_of(list(_units(small)))
    return bool(concepts & {"account", "cash_way"}) or (
        "money" in concepts and not concepts & {"fee", "contact_thing", "without"}
    )


def _units(small: str) -> Iterator[str]:
    """Yields the units of a text in order: the stem of an English word, a Chinese character, a punctuation mark, or the
    length of a number."""
    for unit in _UNIT.findall(small):
        if unit[0].isdigit():
            yield f"#{min(len(unit), 9)}"
        elif unit[0].isascii() and unit[0].isalpha():
            yield _STEM(unit[:_LONGEST_WORD].replace("’", "'"))
        else:
            yield unit


def _words(units: Sequence[str]) -> set[str]:
    """Returns one, two and three units in a row, and two with one or two others between them."""
    line = ["<", *units, ">"]
    found = set(line)
    found.update(map(" ".join, pairwise(line)))
    found.update(map(" ".join, zip(line, line[1:], line[2:], strict=False)))
    found.update(map(" _ ".join, zip(line, line[2:], strict=False)))
    found.update(map(" __ ".join, zip(line, line[3:], strict=False)))
    return found


def _letters(small: str) -> set[str]:
    """Returns all runs of three to five letters of English words, and of one to four Chinese characters."""
    found = set[str]()
    for run in _LETTERS.findall(small):
        latin = run.isascii()
        run = f"^{run[:_LONGEST_WORD]}$" if latin else run
        for size in (3, 4, 5) if latin else (1, 2, 3, 4):
            found.update(run[at : at + size] for at in range(len(run) - size + 1))
    return found


def _concepts_of(units: Sequence[str]) -> set[str]:
    tree = _concepts()
    found = set[str]()
    for at, unit in enumerate(units):
        branch, end = tree.get(unit), at + 1
        while branch is not None:
            found |= branch.concepts
            branch = branch.longer.get(units[end]) if end < len(units) else None
            end += 1
    return found


@dataclass(slots=True)
class _Branch:
    """Holds the concepts of a run of units, and the branches of the runs that begin with it, by their next unit."""

    concepts: frozenset[str] = frozenset()
    longer: dict[str, _Branch] = field(default_factory=dict)


@cache
def _concepts() -> dict[str, _Branch]:
    """Returns a branch for each unit with which a word of some concept begins."""
    tree = _Branch()
    for concept, languages in yaml.safe_load(CONCEPTS.read_text(encoding="utf-8")).items():
        for words in languages.values():
            for entry in str(words).split(", "):
                branch = tree
                for unit in _units(entry.lower()):
                    branch = branch.longer.setdefault(unit, _Branch())
                branch.concepts |= {concept}
    return tree.longer


def _shape(small: str, units: Sequence[str], concepts: set[str]) -> set[str]:
    honest = concepts & {"goods_words", "trade_words"}
    return {
        f"long {int(math.log2(len(small) + 1))}",
        f"units {min(12, len(units))}",
        f"concepts {min(8, len(concepts))}",
        f"goods {len(honest)}",
        "chinese" if re.search(f"[{HAN}]", small) else "english",
        "asks" if _ASKS.search(small) else "says",
    }


def _names_weighed(text: Text) -> Iterator[str]:
    """Yields a feature for each kind of name in the text (messengers, payment apps …), for the highest points of each
    kind, and for what stands beside the names."""
    for kind, pattern, weak in (
        ("messenger", vocabulary.MESSENGER, False),
        ("weak messenger", vocabulary.WEAK_MESSENGER, True),
        ("wallet", vocabulary.WALLET, False),
        ("crypto", vocabulary.CRYPTO, False),
    ):
        points = list[int]()
        for found in pattern.finditer(text.small):
            weigh = weigh_messenger if "messenger" in kind else weigh_wallet
            points.append(weigh(text, *found.span(), weak=weak))
            sentence = text.sentence(found.start())
            yield f"{kind} {'goods' if sentence.is_about_goods else 'no goods'}"
            if text.has_handle_beside(*found.span()):
                yield f"{kind} handle"
            if text.is_asked_to(found.start()) or text.is_called_to(*found.span()):
                yield f"{kind} called to"
        if points:
            yield kind
            yield f"{kind} {max(-3, min(6, max(points)))}"
    if text.handles:
        yield "handle"
    for name in _NAME.findall(text.small):
        if _TWICE.sub(r"\1", _NOT_HEARD.sub("", name.translate(_LETTERS_MEANT))) in _HEARD:
            yield "heard a messenger"


def _numbers(text: Text) -> Iterator[str]:
    for number in text.numbers:
        yield f"digits {len(number.digits)}"
        yield f"groups {' '.join(map(str, number.groups))}"
        yield from marks_of_number(number.digits, number.groups, number.marks)
        yield from (f"called {kind}" for kind in number.called)
        if number.distance:
            yield f"nearest {min(number.distance, key=number.distance.__getitem__)}"
        if number.is_counted:
            yield "counted"
        if number.before:
            yield "letters before"
