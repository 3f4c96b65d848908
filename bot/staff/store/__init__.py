"""Stores accounts, sessions and sign-in attempts of the staff, and the audit log. Stands on
foundation alone."""
