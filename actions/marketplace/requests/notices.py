"""Declares the notices that tell the two sides of a buying request what has happened."""

from actions.marketplace.outbox import NoticeKind

LEAD = NoticeKind("lead", frozenset({"rfq"}))
QUOTATION = NoticeKind("quotation", frozenset({"rfq", "quotation"}))
QUOTATION_DECLINED = NoticeKind("quotation_declined", frozenset({"rfq", "quotation"}))
