"""Declares the kinds of notices by which people learn the answers of the operator's own system."""

from actions.marketplace.base.outbox import NoticeKind

OPERATOR_NUMBER = NoticeKind("operator_number", frozenset({"about", "number"}))
OPERATOR_REFUSED = NoticeKind("operator_refused", frozenset({"about", "reason_en", "reason_zh"}))
