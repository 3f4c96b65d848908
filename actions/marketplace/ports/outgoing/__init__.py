"""Tells the operator's own system what people do in the chat, each write once and signed, and passes its answer on
(docs/events-out.md).

The results of idempotent writes are the queue: a write and the row that has it sent are one transaction.
"""
