"""Holds the vocabulary of the trade, one file a kind, with names in both languages: provinces and cities, countries, carriers,
certificates, units, Incoterms. The NLU finds these names in messages, the marketplace keeps its rows by them. Like `telemetry` it
imports none of ours."""
