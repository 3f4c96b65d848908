"""Declares the notices that bring a file to the other side of an order or a request."""

from actions.marketplace.base.outbox import NoticeKind

ORDER_FILE = NoticeKind("order_file", frozenset({"order", "attachment"}))
REQUEST_FILE = NoticeKind("request_file", frozenset({"rfq", "attachment"}))
