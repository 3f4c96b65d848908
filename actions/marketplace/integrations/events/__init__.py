"""Takes in events from the operator's own system, about orders, payments, shipments, quotations, goods and accounts,
and tells people about them in the chat. Each event takes effect once, and as a whole (docs/events.md).

Builds on the import, whose columns and writers it uses.
"""
