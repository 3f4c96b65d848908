"""Compares a question with articles, by the meaning of whole sentences and by the words in them."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from actions.marketplace.goods.meaning.encoder import Encoder, Vectors
from actions.marketplace.goods.words.words import grams, words
from actions.marketplace.operator.records import Article, FoundArticle

_MEANING, _WORDS = 0.7, 0.3
"""How much the likeness of the meaning and the share of equal words count in an article's score."""
_WRITTEN = (
    "a an the and or but if of in on at to for from by with about as is are was be been do does did can could may might"
    " must shall should will would have has had i me my we us our you your it its they them their this that these those"
    " there here what which who when where why how much many long any some not no yes please need want get"
)
_EMPTY = frozenset(_WRITTEN.split())
"""Words that do not show what a question is about."""
_SENTENCE = re.compile(r"[^.!?。！？；;\n]+[.!?。！？]?")


@dataclass(frozen=True, slots=True)
class Shelf:
    """Holds articles, ready to be compared: a vector for each title, question and sentence, the number of the article
    that each belongs to, the words of each article, and how rare each word is among the articles."""

    articles: tuple[Article, ...]
    vectors: Vectors
    owners: tuple[int, ...]
    words: tuple[frozenset[str], ...]
    rarity: dict[str, float]
    written: dict[str, Article]
    """Maps the letters of each question to the article that the question belongs to."""


def build_shelf(articles: Sequence[Article], encoder: Encoder) -> Shelf:
    said = [(number, sentence) for number, article in enumerate(articles) for sentence in _read_sentences(article)]
    bags = [_read_words("\n".join(_read_sentences(article))) for article in articles]
    counts = Counter(word for bag in bags for word in bag)
    return Shelf(
        tuple(articles),
        encoder.vectors([sentence for _, sentence in said]),
        tuple(number for number, _ in said),
        tuple(bags),
        {word: math.log(1 + len(bags) / count) for word, count in counts.items()},
        {
            _key(said): article
            for article in reversed(articles)
            for said in (*article.questions, *filter(_asks, article.title.both))
            if _key(said)
        },
    )


def find_nearest(shelf: Shelf, question: str, encoder: Encoder) -> FoundArticle | None:
    """Returns the article nearest to the question, or None if there are no articles. The score of an article adds up
    two things: how near its nearest sentence is in meaning, and how many of the question's words it has."""
    if not shelf.articles:
        return None
    meaning = shelf.vectors @ encoder.vectors([question])[0]
    best: dict[int, float] = {}
    for owner, likeness in zip(shelf.owners, np.asarray(meaning).tolist(), strict=True):
        best[owner] = max(best.get(owner, 0.0), likeness)
    scores = {
        owner: _MEANING * likeness + _WORDS * _share_words(shelf, shelf.words[owner], _read_words(question))
        for owner, likeness in best.items()
    }
    nearest = max(scores, key=lambda owner: scores[owner])
    return FoundArticle(shelf.articles[nearest], round(scores[nearest], 3))


def find_written(shelf: Shelf, question: str) -> Article | None:
    """Returns the article that has this very question among its questions or as its title, whatever its punctuation and
    capitals, or None."""
    return shelf.written.get(_key(question))


def _asks(title: str) -> bool:
    """Returns whether a title is a question. A title such as "Pallets" is no question, because somebody who writes it
    may want to buy some."""
    return title.rstrip().endswith(("?", "？"))


def _key(question: str) -> str:
    """Returns only the letters and digits of a question, so that equal questions compare as equal."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", question).casefold()))


def _share_words(shelf: Shelf, there: frozenset[str], asked: frozenset[str]) -> float:
    """Returns the share of the question's words that the article has, from 0 to 1. A word counts more the fewer
    articles have it."""
    rarest = math.log(1 + len(shelf.articles))
    weights = {word: shelf.rarity.get(word, rarest) for word in asked}
    return sum(weights[word] for word in asked & there) / sum(weights.values()) if weights else 0.0


def _read_sentences(article: Article) -> list[str]:
    texts = (part.strip() for text in article.text.both for part in _SENTENCE.findall(text))
    return [article.title.en, article.title.zh, *article.questions, *filter(None, texts)]


def _read_words(text: str) -> frozenset[str]:
    """Returns the words of a text without those in `_EMPTY`, and all pairs of neighbouring Chinese characters."""
    return frozenset([*words(text), *(gram for gram in grams(text) if len(gram) > 1)]) - _EMPTY
