"""The marketplace's own commands: seeding, backup, restore, the names that the NLU learns. Stands on the whole marketplace;
nothing stands on it."""
