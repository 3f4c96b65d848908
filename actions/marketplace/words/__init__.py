"""Words of either language as they are indexed, searched and compared. Stands on nothing."""
