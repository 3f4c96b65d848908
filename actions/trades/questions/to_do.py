"""Finds the questions of the other side that this side has not answered yet."""

from __future__ import annotations

from actions.dialogue.to_do import ToDo, finds_to_do, say_kind
from actions.dialogue.turn import Turn
from actions.trades.questions.cards import question_card, question_line

_LOOKED_AT = 20


@finds_to_do("questions")
async def find_questions_to_do(turn: Turn) -> list[ToDo]:
    asked = await turn.market.questions.list_questions(turn.account, ("asked",), limit=_LOOKED_AT)
    found = [one for one in asked if not one.is_own]
    return say_kind("questions", [question_line(one) for one in found], [question_card(one) for one in found])
