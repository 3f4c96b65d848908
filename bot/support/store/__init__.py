"""Handoffs at rest, and what the desk reads. Stands on the tables of conversations, contacts and staff."""
