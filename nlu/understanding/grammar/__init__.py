"""Finds the expressions of trade in raw text: codes, quantities, money, Incoterms, dates and e-mail addresses.

Imports nlu.understanding.text.
"""
