"""Whether the gateway is well: health, figures, and how much waits. Stands on everything whose figures it tells."""
