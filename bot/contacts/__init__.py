"""Knows the people who write: the contact, its account, the identity that proves it, and its
language. Stands on foundation alone."""
