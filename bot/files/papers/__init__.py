"""Prints papers of orders, such as a proforma invoice, as PDF in two languages.

Builds on foundation alone. The package gets text: all values are rendered before.
"""
