"""Finds what a text changes: a price, a quantity, a date, the lines of a list, or the values of a listing."""
