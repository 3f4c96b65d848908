"""Answers questions with the operator's articles, which come in addition to the fixed answers to general questions."""

from __future__ import annotations

from actions.cues import is_question
from actions.dialogue.events import Event
from actions.dialogue.registry import reading
from actions.dialogue.turn import Turn
from actions.marketplace.operator.records import FoundArticle
from actions.replies import Value, text

_LOST = frozenset(("nlu_fallback", "out_of_scope"))
_UNSURE_INTENT = 0.55
"""Below this confidence in another intent, a question may be one for an article."""
SURE, NEAR, THE_VERY_QUESTION = 0.44, 0.32, 0.82
"""How near an article must be to answer; to be shown with a doubt; and to answer although another intent is likely."""


@reading
async def answer_with_an_article(turn: Turn) -> list[Event] | None:
    """Answers a question that no action covers with the nearest article, and names the article. If the article may not
    fit, says so and offers a person. If no article is near, leaves the message to the other readings."""
    if turn.is_pressed or turn.task is not None or not _may_be_general(turn):
        return None
    found = await turn.market.operator.find_article(turn.text)
    if found is None:
        return None
    if found.likeness >= (SURE if turn.intent in _LOST else THE_VERY_QUESTION):
        turn.say("utter_article", _describe(found))
        return []
    if turn.intent in _LOST and found.likeness >= NEAR:
        turn.request_effect("not_understood", outcome="fallback")
        return [turn.say_with_person("utter_article_unsure", _describe(found), "asked")]
    return None


def _may_be_general(turn: Turn) -> bool:
    is_unsure = turn.confidence < _UNSURE_INTENT and is_question(turn.text)
    return turn.intent in _LOST or turn.intent.startswith("faq_") or is_unsure


def _describe(found: FoundArticle) -> dict[str, Value]:
    return {"title": text(found.article.title), "text": text(found.article.text)}
