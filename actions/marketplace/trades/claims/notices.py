"""Declares the kinds of notices by which the two sides of a claim learn what the other one has done."""

from actions.marketplace.base.outbox import NoticeKind

_CLAIM = frozenset({"claim"})
CLAIM_OPENED = NoticeKind("claim_opened", _CLAIM)
CLAIM_ACCEPTED = NoticeKind("claim_accepted", _CLAIM)
CLAIM_OFFER = NoticeKind("claim_offer", _CLAIM)
CLAIM_REFUSED = NoticeKind("claim_refused", _CLAIM)
CLAIM_OFFER_ACCEPTED = NoticeKind("claim_offer_accepted", _CLAIM)
CLAIM_DECLINED = NoticeKind("claim_declined", _CLAIM)
CLAIM_ESCALATED = NoticeKind("claim_escalated", _CLAIM)
CLAIM_WITHDRAWN = NoticeKind("claim_withdrawn", _CLAIM)
CLAIM_REMINDER = NoticeKind("claim_reminder", _CLAIM)
CLAIM_AGREE_REMINDER = NoticeKind("claim_agree_reminder", _CLAIM)
CLAIM_UNANSWERED = NoticeKind("claim_unanswered", _CLAIM)
CLAIM_UNDECIDED = NoticeKind("claim_undecided", _CLAIM)
CLAIM_TAKEN_OVER = NoticeKind("claim_taken_over", _CLAIM)
CLAIM_FOR_STAFF = NoticeKind("claim_for_staff", _CLAIM)
"""Says that the time of a claim has run out, so that the staff must decide it. This notice is for the staff and not for
an account."""
CLAIM_SETTLED = NoticeKind("claim_settled", _CLAIM)
CLAIM_DISMISSED = NoticeKind("claim_dismissed", _CLAIM)
"""Says that the staff have dismissed an escalated claim."""
CLAIM_WORDS = NoticeKind("claim_words", _CLAIM)
"""Says that a member of the staff has released words about a claim that were held at first."""
