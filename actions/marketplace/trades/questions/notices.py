"""Declares the kinds of notices by which the two sides of a question learn of it and of its answer."""

from actions.marketplace.base.outbox import NoticeKind

QUESTION_ASKED = NoticeKind("question_asked", frozenset({"question"}))
QUESTION_REMINDER = NoticeKind("question_reminder", frozenset({"question"}))
QUESTION_UNANSWERED = NoticeKind("question_unanswered", frozenset({"question"}))
QUESTION_ANSWERED = NoticeKind("question_answered", frozenset({"question"}))
