"""Declares the notices that tell the two sides of an order what has happened."""

from actions.marketplace.outbox import NoticeKind

ORDER_PLACED = NoticeKind("order_placed", frozenset({"order"}))
ORDER_CONFIRMED = NoticeKind("order_confirmed", frozenset({"order"}))
ORDER_SHIPPED = NoticeKind("order_shipped", frozenset({"order"}))
