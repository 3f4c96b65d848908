"""The language of trade: codes, quantities, money, Incoterms, dates and addresses, found on the raw text.

Word boundaries are ASCII's, because `\\b` finds none between a Chinese character and a digit.
"""
