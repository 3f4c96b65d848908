"""Makes realistic demo data. The data is the same every time, except that all dates are relative to the moment when it
is made."""

from actions.marketplace.demo.seeding import is_empty, is_seeded, reset, reset_trades, seed

__all__ = ["is_empty", "is_seeded", "reset", "reset_trades", "seed"]
