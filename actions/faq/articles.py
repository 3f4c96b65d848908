"""Answers questions with the operator's articles, which come in addition to the fixed answers to general questions."""

from __future__ import annotations

from actions.dialogue.events import Event
from actions.dialogue.registry import in_passing, reading
from actions.dialogue.turn import Turn
from actions.marketplace.operator.records import Article
from actions.replies import Value, text
from actions.sourcing.at_hand.said_goods import is_sold

_LOST = frozenset(("nlu_fallback", "out_of_scope"))
_OF_GOODS = frozenset(("find_supplier", "supplier_details"))
_UNSURE_INTENT = 0.55
"""If the confidence in another intent is below this, an article may answer a question."""
SURE, NEAR, THE_VERY_QUESTION = 0.44, 0.32, 0.82
"""The least likeness between a question and an article at which the article answers; at which it is shown with a doubt;
and at which it answers although another intent is likely."""


@in_passing
async def answer_the_very_question(turn: Turn) -> list[Event] | None:
    """Answers a question that the operator has written into an article, whatever else its words may mean. Only the
    operator's own articles are searched, so nothing changes for an operator without any."""
    if turn.is_pressed or turn.task is not None:
        return None
    if (article := await turn.market.operator.find_written_article(turn.text)) is None:
        return None
    turn.say("utter_article", _describe(article))
    return []


@reading
async def answer_with_an_article(turn: Turn) -> list[Event] | None:
    """Answers a question that no action covers with the nearest article, and names the article. If the article may not
    fit, says so and offers a person. If no article is near, leaves the message to the other readings."""
    if turn.is_pressed or turn.task is not None:
        return None
    asks_of_goods = turn.intent in _OF_GOODS and bool(turn.entities.products) and turn.cues.is_question
    if not asks_of_goods and not _may_be_general(turn):
        return None
    found = await turn.market.operator.find_article(turn.text)
    if found is None:
        return None
    least = SURE if turn.intent in _LOST else THE_VERY_QUESTION
    if (
        asks_of_goods
        and found.likeness >= SURE
        and not [goods for goods in turn.entities.products if await is_sold(turn, goods)]
    ):
        least = SURE  # "are your mugs dishwasher safe?" is not about dishwashers
    if found.likeness >= least:
        turn.say("utter_article", _describe(found.article))
        return []
    if turn.intent in _LOST and found.likeness >= NEAR:
        turn.request_effect("not_understood", outcome="fallback")
        return [turn.say_with_person("utter_article_unsure", _describe(found.article), "asked")]
    return None


def _may_be_general(turn: Turn) -> bool:
    is_unsure = turn.confidence < _UNSURE_INTENT and turn.cues.is_question
    return turn.intent in _LOST or turn.intent.startswith("faq_") or is_unsure


def _describe(article: Article) -> dict[str, Value]:
    return {"title": text(article.title), "text": text(article.text)}
