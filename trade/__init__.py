"""Holds the names that are used in trade, in English and Chinese.

There is a file for each kind of names: provinces and cities, countries, carriers, certificates, units, Incoterms. The
language understanding finds these names in messages, and the marketplace uses them in its database. This package
imports no other code of Caravan.
"""
