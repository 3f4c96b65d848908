"""Finds names that are known beforehand: of places, carriers, certificates, and what the marketplace lists.

Imports nlu.understanding.text.
"""
