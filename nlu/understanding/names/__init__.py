"""Finds names that are known beforehand: of places, carriers, certificates, and what the marketplace lists.

This package imports `found` and `text` of nlu.understanding.
"""
