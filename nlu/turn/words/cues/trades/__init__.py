"""Finds the cues that are about trades: orders, quotations, shipments, listings, and lists of them. Imports nothing of Rasa."""
