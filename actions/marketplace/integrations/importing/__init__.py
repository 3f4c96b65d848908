"""Imports an operator's own suppliers, goods, companies, accounts and orders from tables (CSV, Excel, JSON Lines).

Builds on the catalogue, the orders and the accounts, into whose tables it writes (docs/your-marketplace.md).
"""
