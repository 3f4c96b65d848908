"""Whatever fact the NLU learns to read in a question, the actions can tell."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from actions.trades.lookup.records import SUBJECTS
from nlu.model import ROOT
from nlu.turn.words.facts import list_facts_of_goods
from nlu.understanding.asked.examples import NONE, read_examples

ActionExecutor().register_package("actions")
TOLD_ELSEWHERE = {"owed_all", "rivals", "buyer_history", "own_stock_price", "s_size"}
"""Facts that functions of their own tell, or the actions of intents."""
BY_WORDS = {"g_sample", "g_custom", "g_size", "g_colour", "g_material", "g_price", "g_moq"}
"""Facts of which what is said depends on the words of the question."""


def test_every_fact_that_is_learned_can_be_told() -> None:
    told = {name for subject in SUBJECTS.values() for fact in subject.facts for name in fact.names}
    learned = {fact for _, fact in read_examples(ROOT / "nlu")} - {NONE}
    assert learned - told - TOLD_ELSEWHERE - BY_WORDS - set(list_facts_of_goods()) == set()
    assert told - learned == set()
