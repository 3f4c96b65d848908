"""Drafts an article from messages that were not understood and what agents answered them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.words.documents import LONGEST, MOST_QUESTIONS, Content
from foundation.languages import LANGUAGES


def draft_article(number: int, asked: Sequence[tuple[str, str]], answers: Sequence[str]) -> tuple[str, Content]:
    """Returns the name `draft-<number>`, and an article that is not published. The article's questions are the messages
    that were not understood (`asked`, each as its language and its words); the words of the first one become the title.
    The text is the agents' answers, in the language of the first message whose language the bot speaks."""
    language = next((code for code, _ in asked if code in LANGUAGES), LANGUAGES[0])
    title = asked[0][1][: LONGEST["title"]]
    questions = {code: _list_questions([text for spoken, text in asked if spoken == code]) for code in LANGUAGES}
    text = "\n\n".join(answers)[: LONGEST["text"]].replace("{", "(").replace("}", ")")
    return f"draft-{number}", {
        "title": dict.fromkeys(LANGUAGES, title.replace("{", "(").replace("}", ")")),
        "text": {code: text if code == language else "" for code in LANGUAGES},
        "more": dict.fromkeys(LANGUAGES, ""),
        "questions": questions,
        "owner": "",
        "review_on": "",
        "published": False,
    }


def _list_questions(texts: Sequence[str]) -> list[str]:
    short = (" ".join(text.split())[: LONGEST["question"]] for text in texts)
    return list(dict.fromkeys(short))[:MOST_QUESTIONS]
