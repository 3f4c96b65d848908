"""Orders: the only door to them, and what a supplier does with one. Stands on actions.marketplace.catalogue and
actions.marketplace.database."""
