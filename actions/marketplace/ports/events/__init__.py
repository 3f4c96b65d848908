"""Takes in what happens in the operator's own system: orders, payments, shipments, quotations, goods and accounts, each
event once and whole, and has it told in the chat (docs/events.md).

Stands on the import, whose columns and writers it uses.
"""
