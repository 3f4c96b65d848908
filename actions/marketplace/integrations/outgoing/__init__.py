"""Tells the operator's own system what people do in the chat, and tells these people what the system answers. Each
write is sent signed, and takes effect once (docs/events-out.md).

Each idempotent write stores its result in its own transaction. The queue is filled from these results, so no write is
missed.
"""
