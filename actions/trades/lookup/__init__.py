"""Finds the orders, requests, samples and claims that a contact speaks of among those of its account, and answers
questions about them from their records. The folders of the subjects (orders, requests, samples, claims) register how
their things are listed and which facts they have; this folder imports none of those folders.

Imports actions.dialogue, actions.marketplace and actions.reading.
"""
