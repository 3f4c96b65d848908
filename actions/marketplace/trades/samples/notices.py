"""Declares the kinds of notices by which the two sides of a sample learn what the other one has done."""

from actions.marketplace.base.outbox import NoticeKind

_SAMPLE = frozenset({"sample"})
SAMPLE_REQUESTED = NoticeKind("sample_requested", _SAMPLE)
SAMPLE_ACCEPTED = NoticeKind("sample_accepted", _SAMPLE)
SAMPLE_QUOTED = NoticeKind("sample_quoted", _SAMPLE)
SAMPLE_AGREED = NoticeKind("sample_agreed", _SAMPLE)
SAMPLE_DECLINED = NoticeKind("sample_declined", _SAMPLE)
SAMPLE_SHIPPED = NoticeKind("sample_shipped", _SAMPLE)
SAMPLE_RECEIVED = NoticeKind("sample_received", _SAMPLE)
SAMPLE_CANCELLED = NoticeKind("sample_cancelled", _SAMPLE)
SAMPLE_REMINDER = NoticeKind("sample_reminder", _SAMPLE)
SAMPLE_TO_SEND = NoticeKind("sample_to_send", _SAMPLE)
SAMPLE_COST_REMINDER = NoticeKind("sample_cost_reminder", _SAMPLE)
SAMPLE_ARRIVAL_ASKED = NoticeKind("sample_arrival_asked", _SAMPLE)
SAMPLE_WORDS = NoticeKind("sample_words", _SAMPLE)
"""Says that a member of the staff has released words about a sample, such as its address, that were held at first."""
