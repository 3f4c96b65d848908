"""Makes demo data that a trader would believe: deterministic, and dated relative to the moment of seeding."""

from actions.marketplace.demo.seeding import is_empty, reset, seed

__all__ = ["is_empty", "reset", "seed"]
