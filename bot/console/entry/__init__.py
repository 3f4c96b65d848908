"""Serves the pages with which staff sign in: by password or identity provider, with a code that
sets the first password, and the page of one's own account.

Builds on the console's base classes and bot.staff.
"""
