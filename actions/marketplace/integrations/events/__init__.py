"""Takes in events from the operator's own system, about orders, payments, shipments, quotations, goods and accounts,
and tells people of them in the chat. Each event takes effect once, and as a whole (docs/events.md).

Stands on the import, whose columns and writers it uses.
"""
