"""How many questions find their article by words and meaning alone, and that none is answered with another's: twelve articles
without any example question, and questions in both languages that were asked once the thresholds stood."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.faq.articles import NEAR, SURE
from actions.marketplace.base.records import Name
from actions.marketplace.goods.meaning.encoder import Encoder, encoder
from actions.marketplace.operator.likeness import build_shelf, find_nearest
from actions.marketplace.operator.records import Article

DATA: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "data" / "articles.yml").read_text("utf-8"))
ARTICLES = [Article(one["name"], Name(**one["title"]), Name(**one["text"])) for one in DATA["articles"]]
Counts = Counter[tuple[str, str]]


@pytest.fixture(scope="module")
def meaning(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    return encoder(tmp_path_factory.mktemp("encoder"))


def ask_all(articles: list[Article], part: str, meaning: Encoder) -> Counts:
    """Counts the questions by what they ask (an article that is there, or nothing that is) and what becomes of them."""
    shelf, counts = build_shelf(articles, meaning), Counts()
    there = {article.name for article in articles}
    for question, wanted in DATA[part]:
        found = find_nearest(shelf, question, meaning)
        assert found is not None
        if found.likeness < NEAR:
            outcome = "nothing"
        else:
            is_right = "right" if found.article.name == wanted else "wrong"
            outcome = f"{'answer' if found.likeness >= SURE else 'doubt'} {is_right}"
        counts["asked" if wanted in there else "strange", outcome] += 1
    return counts


@pytest.mark.parametrize(("part", "answered", "found"), [("tuning", 8, 20), ("held_out", 24, 30)])
def test_questions_find_their_article_and_no_other(part: str, answered: int, found: int, meaning: Encoder) -> None:
    counts = ask_all(ARTICLES, part, meaning)
    assert counts["asked", "answer right"] >= answered, counts
    assert counts["asked", "answer right"] + counts["asked", "doubt right"] >= found, counts
    assert not counts["asked", "answer wrong"] + counts["asked", "doubt wrong"], counts
    assert not counts["strange", "answer wrong"], counts
    assert counts["strange", "doubt wrong"] <= 1, counts


def test_few_articles_answer_no_question_of_others(meaning: Encoder) -> None:
    chance, counts = random.Random(1), Counts()
    for _ in range(6):
        few = chance.sample(ARTICLES, 3)
        counts += ask_all(few, "tuning", meaning) + ask_all(few, "held_out", meaning)
    assert not counts["asked", "answer wrong"] + counts["strange", "answer wrong"], counts
    assert counts["asked", "answer right"] > 2 * counts["asked", "nothing"], counts
    assert counts["strange", "doubt wrong"] < counts["strange", "nothing"] / 10, counts
