"""What the two sides of a buying request are told."""

from actions.marketplace.outbox import NoticeKind

LEAD = NoticeKind("lead", frozenset({"rfq"}))
QUOTATION = NoticeKind("quotation", frozenset({"rfq", "quotation"}))
QUOTATION_DECLINED = NoticeKind("quotation_declined", frozenset({"rfq", "quotation"}))
