"""Answers messages with files: attaches each file to an order or a request, or leaves it to the
staff, or asks what it is for.

Imports actions.trades.orders and actions.trades.quotations, because files are attached to orders and requests.
"""
