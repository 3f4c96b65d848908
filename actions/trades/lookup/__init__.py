"""Finds which of its own orders, requests, samples and claims an account speaks of, and answers what it asks about them from
their records. The subjects register how their things are listed and which facts they have; this folder imports none of them.

Imports actions.dialogue, actions.marketplace and actions.reading.
"""
