"""Tells whether the gateway is well: health, figures, and how much waits. Stands on everything that
it measures."""
