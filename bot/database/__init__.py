"""Opens the gateway's database with its limits, and holds the metadata that the tables of all subjects
share. Stands on foundation alone."""
