"""Declares the kinds of notices by which the buyer and the suppliers of a request learn what the others have done."""

from actions.marketplace.base.outbox import NoticeKind

_OF_REQUEST, _OF_QUOTATION = frozenset({"rfq"}), frozenset({"rfq", "quotation"})

LEAD = NoticeKind("lead", _OF_REQUEST)
REQUEST_CHANGED = NoticeKind("request_changed", _OF_REQUEST)
REQUEST_WITHDRAWN = NoticeKind("request_withdrawn", _OF_REQUEST)
REQUEST_DECLINED = NoticeKind("request_declined", frozenset({"rfq", "supplier"}))
"""Says that the supplier with the slug `supplier` does not quote for the request."""
QUOTATION = NoticeKind("quotation", _OF_QUOTATION)
QUOTATION_REVISED = NoticeKind("quotation_revised", _OF_QUOTATION)
QUOTATION_WITHDRAWN = NoticeKind("quotation_withdrawn", _OF_QUOTATION)
QUOTATION_DECLINED = NoticeKind("quotation_declined", _OF_QUOTATION)
"""Says that the buyer has chosen another quotation."""
QUOTATION_REFUSED = NoticeKind("quotation_refused", _OF_QUOTATION)
"""Says that the buyer does not want this quotation, while the request stays open."""
COUNTER_OFFER = NoticeKind("counter_offer", _OF_QUOTATION)
COUNTER_ACCEPTED = NoticeKind("counter_accepted", _OF_QUOTATION)
COUNTER_DECLINED = NoticeKind("counter_declined", _OF_QUOTATION)

COUNTER_REMINDER = NoticeKind("counter_reminder", _OF_QUOTATION)
COUNTER_UNANSWERED = NoticeKind("counter_unanswered", _OF_QUOTATION)
"""Remind the side that has to answer a counter-offer, and tell the other side that there is no answer."""

QUOTATION_EXPIRED = NoticeKind("quotation_expired", frozenset({"rfq", "quotation"}))
QUOTATION_STANDS = NoticeKind("quotation_stands", frozenset({"rfq", "quotation"}))
QUOTATIONS_IN = NoticeKind("quotations_in", frozenset({"rfq"}))
REQUEST_EXPIRED = NoticeKind("request_expired", frozenset({"rfq"}))
REQUEST_CLOSED = NoticeKind("request_closed", frozenset({"rfq"}))
REQUEST_REMINDER = NoticeKind("request_reminder", frozenset({"rfq"}))
SUPPLIERS_SILENT = NoticeKind("suppliers_silent", frozenset({"rfq", "suppliers"}))
"""Says that invited suppliers have not answered. `suppliers` holds their slugs, separated by commas."""
