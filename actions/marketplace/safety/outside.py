"""Finds plain words that propose a deal outside the marketplace. Most of these words mean such a deal only if several
of them are in one sentence."""

from __future__ import annotations

from collections.abc import Iterator

from actions.marketplace.safety import vocabulary
from actions.marketplace.safety.evidence import HELD_FROM, Sentence, Text
from actions.marketplace.safety.findings import Finding


def deals_outside(text: Text) -> Iterator[Finding]:
    """Yields phrases that propose a deal outside the marketplace, and sentences with enough points (`_weigh`)."""
    for pattern in (
        vocabulary.OFF_PLATFORM,
        vocabulary.ASKS_CONTACT,
        vocabulary.ELSEWHERE_SHOP,
        vocabulary.EVADES,
        vocabulary.CONTACT_CALLS,
    ):
        for found in pattern.finditer(text.small):
            yield Finding("off_platform", found[0].strip())
    for sentence in text.sentences():
        if _weigh(sentence) >= HELD_FROM:
            yield Finding("off_platform", sentence.text.strip()[:80])


def _weigh(sentence: Sentence) -> int:
    """Returns the points of a sentence. A sentence gets points for words about a direct or private way, a deal, the
    writer's company, savings, later orders, and the marketplace, above all if it proposes not to use the
    marketplace."""
    words = sentence.text
    straight, aside = bool(vocabulary.STRAIGHT.search(words)), _goes_aside(words)
    here = bool(vocabulary.HERE.search(words))
    if not (straight or aside or here):
        return 0
    deals, saves = bool(vocabulary.DEALS.search(words)), bool(vocabulary.SAVES.search(words))
    points = straight + 2 * aside
    if straight or aside:
        points += deals + saves + bool(vocabulary.WITH_US.search(words)) + bool(vocabulary.LATER.search(words)) + here
    if here:
        points = max(points, here + saves + 2 * bool(vocabulary.COMPLAINS.search(words)) * saves)
        points = max(points, 3 * bool(vocabulary.NOT_HERE.search(words)))
    return points


def _goes_aside(words: str) -> bool:
    """Returns True if the words speak of a private or another place, and not only of things that were bought there."""
    return bool(vocabulary.ASIDE.search(vocabulary.BOUGHT_ELSEWHERE.sub(" ", words)))
