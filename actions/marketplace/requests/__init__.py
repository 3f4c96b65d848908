"""Requests and quotations: creating, reading, quoting, accepting, and the words that are held between the two sides. Stands
on actions.marketplace.search, actions.marketplace.safety and actions.marketplace.database."""
