"""Declares the kinds of notices by which the buyer and the supplier of an order learn what the other one has done."""

from actions.marketplace.base.outbox import NoticeKind

_ORDER = frozenset({"order"})
_OF_CHANGE = frozenset({"order", "change"})
_OF_SHIPMENT = frozenset({"order", "shipment"})

ORDER_PLACED = NoticeKind("order_placed", _ORDER)
ORDER_CONFIRMED = NoticeKind("order_confirmed", _ORDER)
ORDER_DECLINED = NoticeKind("order_declined", _ORDER)
ORDER_CANCELLED = NoticeKind("order_cancelled", _ORDER)
ORDER_CHANGED = NoticeKind("order_changed", _OF_CHANGE)
CHANGE_ASKED = NoticeKind("order_change_asked", _OF_CHANGE)
CHANGE_PROPOSED = NoticeKind("order_change_proposed", _OF_CHANGE)
PROPOSAL_ANSWERED = NoticeKind("order_proposal_answered", _OF_CHANGE)
CHANGE_ANSWERED = NoticeKind("order_change_answered", _OF_CHANGE)
PRODUCTION_STARTED = NoticeKind("production_started", _ORDER)
PRODUCTION_PROGRESS = NoticeKind("production_progress", _ORDER)
PRODUCTION_FINISHED = NoticeKind("production_finished", _ORDER)
SHIP_DAY_SET = NoticeKind("ship_day_set", _ORDER)
ORDER_LATE = NoticeKind("order_late", _ORDER)
ORDER_SHIPPED = NoticeKind("order_shipped", _ORDER)
ORDER_PART_SHIPPED = NoticeKind("order_part_shipped", _OF_SHIPMENT)
QUANTITY_CORRECTED = NoticeKind("quantity_corrected", _OF_SHIPMENT | {"was"})
"""Says that the quantity of a shipment was reported wrongly; `was` is the quantity that had been reported."""
TRACKING_CORRECTED = NoticeKind("tracking_corrected", _OF_SHIPMENT)
ARRIVAL_LATE = NoticeKind("arrival_late", _OF_SHIPMENT)
ORDER_PART_ARRIVED = NoticeKind("order_part_arrived", _OF_SHIPMENT)
ORDER_ARRIVED = NoticeKind("order_arrived", _ORDER)
ORDER_COMPLETED = NoticeKind("order_completed", _ORDER)

CONFIRM_REMINDER = NoticeKind("confirm_reminder", _ORDER)
ORDER_UNCONFIRMED = NoticeKind("order_unconfirmed", _ORDER)
_A_PAYMENT = frozenset({"order", "payment", "due_on"})
"""The keys of a notice about a payment: the number of its order, its kind, and the day on which it is due."""
PAYMENT_SOON = NoticeKind("payment_soon", _A_PAYMENT)
PAYMENT_TODAY = NoticeKind("payment_today", _A_PAYMENT)
PAYMENT_OVERDUE = NoticeKind("payment_overdue", _A_PAYMENT)
CLAIM_CLOSING = NoticeKind("claim_closing", _ORDER)
CHANGE_REMINDER = NoticeKind("change_reminder", _OF_CHANGE)
CHANGE_UNANSWERED = NoticeKind("change_unanswered", _OF_CHANGE)
TERMS_REMINDER = NoticeKind("terms_reminder", _OF_CHANGE)
TERMS_UNANSWERED = NoticeKind("terms_unanswered", _OF_CHANGE)
"""Remind the side that has to answer a change or the terms for it, and tell the other side that there is no answer."""
_A_DAY = frozenset({"order", "day"})
SHIP_DAY_PASSED = NoticeKind("ship_day_passed", _A_DAY)
SHIP_DAY_MISSED = NoticeKind("ship_day_missed", _A_DAY)
"""Say that the promised `day` of shipment is over and nothing is reported: to the supplier, and to the buyer."""
ARRIVAL_ASKED = NoticeKind("arrival_asked", _OF_SHIPMENT)
ARRIVAL_UNREPORTED = NoticeKind("arrival_unreported", _OF_SHIPMENT)
"""Ask the buyer whether goods have arrived, and tell the supplier that nobody has reported it."""
