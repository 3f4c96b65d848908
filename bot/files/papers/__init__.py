"""Prints papers of orders, such as a proforma invoice, as PDF in two languages.

Builds on foundation alone. What is printed is text already; values are rendered before.
"""
