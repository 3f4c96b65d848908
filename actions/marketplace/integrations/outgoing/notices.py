"""Declares the kinds of notices by which people learn what the operator's own system answered."""

from actions.marketplace.base.outbox import NoticeKind

OPERATOR_NUMBER = NoticeKind("operator_number", frozenset({"about", "number"}))
OPERATOR_REFUSED = NoticeKind("operator_refused", frozenset({"about", "reason_en", "reason_zh"}))
