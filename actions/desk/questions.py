"""Shows the staff an account's questions, and answers one in the name of the company that was asked."""

from __future__ import annotations

from collections.abc import Sequence

from actions.desk.acts import Act, Asked, Change, Field, Subject
from actions.desk.asking import LONGEST
from actions.desk.fields import read_words
from actions.marketplace import Marketplace
from actions.marketplace.base.records import WriteKey
from actions.marketplace.trades.questions.lifecycle import BY_STAFF, TRANSITIONS
from actions.marketplace.trades.questions.records import Question
from actions.replies import Value, lines, quote, term
from actions.trades.questions.cards import question_card, say_about

MOST = 6


def _can_answer(question: Question) -> bool:
    return "answer" in BY_STAFF and not question.is_own and (question.state, "answer", "asked") in TRANSITIONS


def _list_answer(_question: Question) -> tuple[Field, ...]:
    return (Field("answer", "text", "field.answer", longest=LONGEST),)


def _find_answer(asked: Asked) -> list[Change]:
    question: Question = asked.row
    old = lines(map(quote, question.answers)) if question.answers else None
    return [("field.answer", old, read_words(asked, "answer"))]


async def _answer(asked: Asked, key: WriteKey) -> bool:
    answer = asked.text("answer")
    return (await asked.market.questions.answer(asked.account, asked.row.number, answer, key, "")).is_taken


def _state(question: Question) -> Value:
    return term(f"desk.question_state.{question.state}")


async def _list_open(market: Marketplace, account: str) -> Sequence[Question]:
    return await market.questions.list_questions(account, ("asked",), MOST)


QUESTIONS = Subject(
    "question",
    "QST",
    lambda market, account, number: market.questions.access_question(account, number),
    _list_open,
    lambda question: question.number,
    _state,
    say_about,
    question_card,
    (
        Act("question.answer", "supplier", _can_answer, _find_answer, _answer, _list_answer, ("answer",)),
        Act("question.answer_buyer", "buyer", _can_answer, _find_answer, _answer, _list_answer, ("answer",)),
    ),
)
