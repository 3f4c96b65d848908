"""Finds the expressions of trade in raw text: codes, quantities, money, Incoterms, dates and e-mail addresses.

This package imports `found` and `text` of nlu.understanding.
"""
