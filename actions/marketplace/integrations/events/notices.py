"""Declares the kinds of notices by which a buyer and a supplier learn what has changed in the operator's own system."""

from actions.marketplace.base.outbox import NoticeKind

ORDER_STATE = NoticeKind("order_state", frozenset({"order"}))
PAYMENT_STATE = NoticeKind("payment_state", frozenset({"order", "payment"}))
SHIPMENT_NEWS = NoticeKind("shipment_news", frozenset({"order", "shipment"}))
