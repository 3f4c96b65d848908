"""Builds the values, cards and buttons by which a reply shows a question and its answers."""

from __future__ import annotations

from actions.marketplace.trades.questions.records import Question
from actions.replies import Button, Card, Value, button, card, date, lines, quote, term, text


def say_about(question: Question) -> Value:
    """Returns the words by which sentences name the subject of the question."""
    if question.subject == "listing" and question.name:
        return text(question.name)
    if question.subject == "order" and question.name:
        return term("note.about_order", number=question.about, goods=text(question.name))
    if question.subject == "quotation":
        return term("question.about_quotation", number=question.about)
    if question.subject == "request":
        return term("question.about_request", number=question.about)
    return term("question.about_company")


def question_values(question: Question) -> dict[str, Value]:
    """Returns the facts of a question by the names that responses use."""
    return {
        "question": question.number,
        "counterpart": text(question.counterpart.name),
        "about": say_about(question),
        "words": quote(question.question),
        "answer": lines(map(quote, question.answers[-1:])) if question.answers else term("question.no_answer"),
    }


def question_card(question: Question) -> Card:
    fields: list[tuple[str, Value | None]] = [
        ("field.supplier" if question.reader == "buyer" else "field.buyer", text(question.counterpart.name)),
        ("field.about", say_about(question)),
        ("field.question", quote(question.question)),
        ("field.answer", lines(map(quote, question.answers)) if question.answers else None),
        ("field.asked_on", date(question.asked_at.date())),
    ]
    return card("question", question.number, fields, [next_button(question)])


def next_button(question: Question) -> Button:
    """Returns the button for the next step of its reader: the side that was asked can answer, and the side that asked
    can ask something else."""
    if not question.is_own:
        label = "button.answer_more" if question.answers else "button.answer_question"
        return button(label, "answer_question", question_number=question.number)
    if question.reader == "supplier" and question.subject == "request":
        return button("button.ask_more", "contact_supplier", rfq_number=question.about)
    if question.reader == "supplier":
        return button("button.ask_more", "contact_supplier", order_number=question.about)
    return button("button.ask_more", "contact_supplier", supplier_id=question.supplier_slug)


def question_line(question: Question) -> Value:
    return term(
        "question.line",
        number=question.number,
        counterpart=text(question.counterpart.name),
        about=say_about(question),
        words=quote(question.question),
    )


def question_button(question: Question) -> Button:
    label = term("button.question", number=question.number, counterpart=text(question.counterpart.name))
    return button(label, "answer_question", question_number=question.number)
