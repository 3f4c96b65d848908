"""Opens the gateway's database, on SQLite and PostgreSQL with the same limits. Stands on foundation
alone."""
