"""Stores handoffs, and reads what the desk shows. Stands on the tables of conversations, contacts
and staff."""
