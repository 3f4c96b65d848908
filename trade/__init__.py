"""Holds the vocabulary of the trade, with names in both languages.

Each kind has a file: provinces and cities, countries, carriers, certificates, units, Incoterms. The NLU finds these
names in messages, and the marketplace stores its rows by them. Like `telemetry` this package imports nothing of ours.
"""
